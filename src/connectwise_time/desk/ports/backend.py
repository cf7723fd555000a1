"""ConnectWise, whole."""

from typing import Protocol

from connectwise_time.desk.ports.entries import Entries
from connectwise_time.desk.ports.setup import SetUp
from connectwise_time.desk.ports.sheets import Sheets
from connectwise_time.desk.ports.traces import Traces
from connectwise_time.desk.ports.work import Work


class Backend(SetUp, Work, Entries, Sheets, Traces, Protocol):
    """ConnectWise, in people's words.

    Every method may raise `Unavailable`, `NotAuthorized`, `NotPermitted` or `RemoteRefusal`;
    the writing ones also `OutcomeUnknown` and `ReadOnly`. Nothing is cached behind this port:
    the desk decides what it may remember.
    """
