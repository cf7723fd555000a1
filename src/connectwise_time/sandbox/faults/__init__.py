"""Faults on purpose: rules for what goes wrong in the sandbox's app and on the wire before it."""

from connectwise_time.sandbox.faults.checks import Mistake
from connectwise_time.sandbox.faults.kinds import (
    Huge,
    LateCommit,
    OddAnswer,
    Rows,
    Silent,
    Slow,
    Status,
)
from connectwise_time.sandbox.faults.limits import Concurrency, FixedWindow, Gate, TokenBucket
from connectwise_time.sandbox.faults.plan import Faults, Happening
from connectwise_time.sandbox.faults.proxy import Proxy
from connectwise_time.sandbox.faults.reading import read_faults
from connectwise_time.sandbox.faults.rules import Rule
from connectwise_time.sandbox.faults.toxics import (
    Blackhole,
    CloseIdle,
    Drip,
    Garbage,
    Refuse,
    ResetAfterCommit,
    ResetBeforeForward,
    ResetBeforeRead,
    Truncate,
    WrongLength,
)

__all__ = [
    "Blackhole",
    "CloseIdle",
    "Concurrency",
    "Drip",
    "Faults",
    "FixedWindow",
    "Garbage",
    "Gate",
    "Happening",
    "Huge",
    "LateCommit",
    "Mistake",
    "OddAnswer",
    "Proxy",
    "Refuse",
    "ResetAfterCommit",
    "ResetBeforeForward",
    "ResetBeforeRead",
    "Rows",
    "Rule",
    "Silent",
    "Slow",
    "Status",
    "TokenBucket",
    "Truncate",
    "WrongLength",
    "read_faults",
]
