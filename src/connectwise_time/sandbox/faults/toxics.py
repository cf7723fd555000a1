"""The faults that the proxy plays on the wire: each a frozen value, its name as plans spell it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from connectwise_time.sandbox.faults.checks import (
    Check,
    Checked,
    Count,
    Flag,
    MaybeSeconds,
    Seconds,
    Size,
)


@dataclass(frozen=True)
class ConnectionFault(Checked):
    """A fault of a connection, before anything of a request is known."""

    name: ClassVar[str]


@dataclass(frozen=True)
class WireFault(Checked):
    """A fault of one request on its way, or of its answer."""

    name: ClassVar[str]


@dataclass(frozen=True)
class Refuse(ConnectionFault):
    """The port is closed: connecting is refused. What is connected stays so.

    Args:
        seconds: For how long; None until the rule is cleared.
    """

    name = "refuse"
    seconds: MaybeSeconds = None


@dataclass(frozen=True)
class ResetBeforeRead(ConnectionFault):
    """The connection is accepted, and reset at the first byte of a request.

    Not earlier: a client whose connection is reset at once cannot tell it from a closed port.
    """

    name = "reset_before_read"


@dataclass(frozen=True)
class CloseIdle(ConnectionFault):
    """The connection is closed once it has waited so long for its next request.

    Args:
        seconds: How long.
        reset: Reset it instead of closing it properly.
    """

    name = "close_idle"
    seconds: Seconds
    reset: Flag = False


@dataclass(frozen=True)
class ResetBeforeForward(WireFault):
    """The request is read as a whole and reset; the sandbox never sees it."""

    name = "reset_before_forward"


@dataclass(frozen=True)
class ResetAfterCommit(WireFault):
    """The sandbox serves the request; its answer is dropped and the connection reset."""

    name = "reset_after_commit"


@dataclass(frozen=True)
class Blackhole(WireFault):
    """The request is read and never answered.

    Args:
        forward: The sandbox serves it.
        seconds: Reset the connection after so long; None waits until the client leaves.
    """

    name = "blackhole"
    forward: Flag = True
    seconds: MaybeSeconds = None


@dataclass(frozen=True)
class Truncate(WireFault):
    """The answer ends early: its head is whole, its body is cut.

    Args:
        size: Bytes of the body that arrive.
        reset: End with a reset instead of a proper close.
    """

    name = "truncate"
    size: Size
    reset: Flag = False


@dataclass(frozen=True)
class WrongLength(WireFault):
    """The answer's content-length is wrong; the connection is closed after the body.

    Args:
        by: How many bytes too many (or, negative, too few) the header tells.
    """

    name = "wrong_length"
    by: Annotated[
        int, Check(lambda v: type(v) is int and v != 0, "a whole number of bytes other than 0")
    ]


@dataclass(frozen=True)
class Drip(WireFault):
    """The answer comes a few bytes at a time, head included.

    Args:
        seconds: The pause after each portion.
        size: Bytes of a portion.
    """

    name = "drip"
    seconds: Seconds
    size: Count = 1


@dataclass(frozen=True)
class Garbage(WireFault):
    """Instead of an answer come bytes that are no HTTP, then the connection is closed.

    Args:
        size: How many; which ones follows from the plan's seed.
        forward: The sandbox serves the request.
    """

    name = "garbage"
    size: Count = 64
    forward: Flag = True
