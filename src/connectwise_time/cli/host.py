"""The host at the other end of standard input and output: this program ends soon after it left.

The SDK ends when its input ends, but waits for calls first, and a write that was begun is not
broken off while somebody may be told what became of it (up to 26 seconds, `desk.operations`). When
its output is broken it waits for the input to end too, which may never be. Once the host has gone
nobody is told any more, and each write was noted before it was sent: the next start finds out what
became of it. So it may be left behind, as if the power had gone.

Ctrl-C is told as if the host had left: the thread that waits for the host would not be woken by
it, and Python waits for its threads.
"""

import io
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from connectwise_time.cli.messages import read

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

GRACE_SECONDS = 1.0
"""What was begun may end for so long: most writes do, and are noted as done."""
INTERRUPTED = 130
"""What a program answers that Ctrl-C ended."""
_CHUNK = 65_536

Left = Callable[[], None]


class Leaving:
    """The end of this process, soon after the host left or Ctrl-C was pressed.

    Attributes:
        code: What it answers.
    """

    def __init__(self) -> None:
        self.code = 0
        self._timer = threading.Timer(GRACE_SECONDS, self._end)
        self._timer.daemon = True

    def __call__(self) -> None:
        """It will end; said once more, that changes nothing."""
        with suppress(RuntimeError):  # it was started already, perhaps by another thread
            self._timer.start()

    def _end(
        self,
    ) -> None:  # pragma: no cover - nothing is measured in a process that ends like this
        sys.stderr.flush()
        os._exit(self.code)


def claim() -> Leaving:
    """Take standard input and output for the protocol alone, and end soon after the host left.

    What else reads or prints in this process, or in one that it starts, gets nothing and
    reaches stderr. The SDK does the same with descriptors 0 and 1, but only there: it takes
    streams with another one behind them as they are.
    """
    leaving = Leaving()
    heard, said = os.dup(0), _Said(os.dup(1), leaving)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    hearing = _Heard(heard, leaving, said.say)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(hearing), encoding="utf-8")
    sys.stdout = _Stray(io.BufferedWriter(said), sys.stderr)

    def interrupt(*_: object) -> None:
        if leaving.code:
            os._exit(INTERRUPTED)  # pressed again: at once
        leaving.code = INTERRUPTED
        leaving()
        hearing.end()

    signal.signal(signal.SIGINT, interrupt)
    return leaving


class _Heard(io.RawIOBase):
    """What the host says, until it leaves: messages, each a line; it is told what is none."""

    def __init__(self, descriptor: int, left: Left, say: Callable[[bytes], None]) -> None:
        self._descriptor = descriptor
        self._left = left
        self._say = say
        self._woken, self._wake = os.pipe()
        self._begun: list[bytes] = []
        self._ready = b""

    def readable(self) -> bool:
        return True

    def end(self) -> None:
        """Nothing more is heard."""
        os.write(self._wake, b".")

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        came = b"."
        while came and not self._ready:
            came = b""
            try:
                came = self._come()
            finally:
                if not came:
                    self._left()
            self._take(came)
        room = memoryview(buffer)
        part, self._ready = self._ready[: len(room)], self._ready[len(room) :]
        room[: len(part)] = part
        return len(part)

    def _come(self) -> bytes:
        # Windows can wait for sockets only: there a Ctrl-C ends it when the grace is over.
        if os.name == "posix":
            awake, _, _ = select.select([self._descriptor, self._woken], [], [])
            if self._woken in awake:
                return b""
        return os.read(self._descriptor, _CHUNK)

    def _take(self, came: bytes) -> None:
        """Read the lines that are whole now; at the end, what is left too."""
        *lines, rest = came.split(b"\n")
        for line in lines if came else [b""]:
            self._hear(b"".join([*self._begun, line]))
            self._begun = []
        if rest:
            self._begun.append(rest)

    def _hear(self, line: bytes) -> None:
        found = read(line + b"\n")
        self._ready += b"".join(found.messages)
        for fault in found.faults:
            logging.getLogger(__name__).warning("A message of the host %s.", fault)
        for answer in found.answers:
            self._say(answer)


class _Said(io.RawIOBase):
    """What the host is told, as long as it listens: by the SDK, and between its messages by us."""

    def __init__(self, descriptor: int, left: Left) -> None:
        self._descriptor = descriptor
        self._left = left
        self._lock = threading.Lock()
        self._is_between = True
        self._waiting = b""

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        with self._lock:
            told = self._write(data)
            self._is_between = bytes(memoryview(data)[:told]).endswith(b"\n")
            self._tell_waiting()
            return told

    def say(self, line: bytes) -> None:
        """Tell a line of our own, as soon as no message of the SDK is half told."""
        with self._lock, suppress(OSError):  # who does not listen has left, which was told
            self._waiting += line
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        while self._is_between and self._waiting:
            self._waiting = self._waiting[self._write(self._waiting) :]

    def _write(self, data: "ReadableBuffer") -> int:
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
