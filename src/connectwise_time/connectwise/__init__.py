"""Everything that knows ConnectWise: its words, its addresses and its ways of failing."""

from connectwise_time.connectwise.auth import Credentials
from connectwise_time.connectwise.client import ConnectWise, connect

__all__ = ["ConnectWise", "Credentials", "connect"]
