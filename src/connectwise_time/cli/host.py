"""The host at the other end of standard input and output: this program ends soon after it left.

The SDK ends when its input ends, but waits for calls first, and a write that was begun is not
broken off while somebody may be told what became of it (up to 26 seconds, `desk.operations`). When
its output is broken it waits for the input to end too, which may never be. Once the host has gone
nobody is told any more, and each write was noted before it was sent: the next start finds out what
became of it. So it may be left behind, as if the power had gone.
"""

import io
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

GRACE_SECONDS = 1.0
"""What was begun may end for so long: most writes do, and are noted as done."""

Left = Callable[[], None]


def claim(left: Left | None = None) -> None:
    """Take standard input and output for the protocol alone, and end soon after the host left.

    What else reads or prints in this process, or in one that it starts, gets nothing and
    reaches stderr. The SDK does the same with descriptors 0 and 1, but only there: it takes
    streams with another one behind them as they are.

    Args:
        left: Called when the host has left; ends this process unless something else is given.
    """
    left = left or _end_soon()
    heard, said = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(_Heard(heard, left)), encoding="utf-8")
    sys.stdout = _Stray(io.BufferedWriter(_Said(said, left)), sys.stderr)


def _end_soon() -> Left:
    timer = threading.Timer(GRACE_SECONDS, _end)
    timer.daemon = True

    def once() -> None:
        if timer.ident is None:
            timer.start()

    return once


def _end() -> None:  # pragma: no cover - nothing is measured in a process that ends like this
    sys.stderr.flush()
    os._exit(0)


class _Heard(io.RawIOBase):
    """What the host says, until it leaves."""

    def __init__(self, descriptor: int, left: Left) -> None:
        self._descriptor = descriptor
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer)
        came = b""
        try:
            came = os.read(self._descriptor, len(room))
        finally:
            if not came:
                self._left()
        room[: len(came)] = came
        return len(came)


class _Said(io.RawIOBase):
    """What the host is told, as long as it listens."""

    def __init__(self, descriptor: int, left: Left) -> None:
        self._descriptor = descriptor
        self._left = left

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return os.write(self._descriptor, data)
        except OSError:
            self._left()
            raise


class _Stray(io.TextIOWrapper):
    """Standard output: the protocol takes its buffer; whatever else is printed is no part of it."""

    def __init__(self, wire: io.BufferedWriter, instead: TextIO) -> None:
        super().__init__(wire, encoding="utf-8")
        self._instead = instead

    def write(self, text: str, /) -> int:
        return self._instead.write(text)

    def flush(self) -> None:
        self._instead.flush()
