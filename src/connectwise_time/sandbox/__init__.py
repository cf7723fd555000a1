"""A small ConnectWise PSA to try things on: strict as the real one, and imports nothing of ours."""

from connectwise_time.sandbox.credentials import CREDENTIALS, KEY_HOLDERS, Credential
from connectwise_time.sandbox.http import build_sandbox
from connectwise_time.sandbox.serving import input_ended, serve_sandbox
from connectwise_time.sandbox.world import Served, Switches, World

__all__ = [
    "CREDENTIALS",
    "KEY_HOLDERS",
    "Credential",
    "Served",
    "Switches",
    "World",
    "build_sandbox",
    "input_ended",
    "serve_sandbox",
]
