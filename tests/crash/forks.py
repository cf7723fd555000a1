"""Children of a warm parent: each lives in a process of its own until it is killed."""

import gc
import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

import httpcore2

LONGEST_LIFE = 1.5
"""Seconds: no child lives longer, so that none has a write under way for longer."""

Tell = Callable[[str], None]
_PATIENCE = 60.0


def warm(rehearsal: Callable[[], None]) -> None:
    """Load all that children need, and let them know how long one of them may live.

    Args:
        rehearsal: Does what children do: much is made when it is first needed.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("connectwise_time.") and hasattr(module, "LONGEST_CALL"):
            vars(module)["LONGEST_CALL"] = timedelta(seconds=LONGEST_LIFE)
    # Reading the certificates takes longer than most of a child's life.
    httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)
    rehearsal()
    until = time.monotonic() + _PATIENCE
    while threading.active_count() > 1:  # a fork keeps none but its own
        assert time.monotonic() < until, "threads are left"
        time.sleep(0.01)
    gc.collect()
    gc.freeze()


@dataclass
class Child:
    """A process, and what it said so far.

    Attributes:
        kill_at: When it is to be killed, if it lives for so long.
        said: Its lines.
        was_killed: It did not end by itself.
        died: When.
    """

    pid: int
    pipe: int
    kill_at: float
    said: list[str] = field(default_factory=list)
    was_killed: bool = False
    died: float = 0.0
    _rest: bytes = b""

    def hear(self) -> bool:
        """Take what it says; False once it said all."""
        came = os.read(self.pipe, 1 << 16)
        *lines, self._rest = (self._rest + came).split(b"\n")
        self.said += [line.decode() for line in lines]
        return bool(came)


class Forks:
    """Lets children live, several at once.

    Args:
        life: What a child does; it is given a way to tell something.
    """

    def __init__(self) -> None:
        self._living: list[Child] = []

    def __len__(self) -> int:
        return len(self._living)

    def fork(self, life: Callable[[Tell], None], seconds: float) -> Child:
        """A child that does this, and is killed after so many seconds."""
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(ours)
                random.seed()
                life(lambda line: void(os.write(theirs, f"{line}\n".encode())))
                code = 0
            except BaseException as error:  # noqa: BLE001  # told, whatever it is
                os.write(theirs, f"broke {type(error).__name__}: {error}\n".encode()[:4000])
            finally:
                os._exit(code)
        os.close(theirs)
        child = Child(pid, ours, time.monotonic() + seconds)
        self._living.append(child)
        return child

    def one_ends(self) -> Child:
        """Wait until one of them ends, or its time is over."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            now = time.monotonic()
            for child in self._living:
                if child.kill_at <= now:
                    os.kill(child.pid, signal.SIGKILL)
            later = [child.kill_at - now for child in self._living if child.kill_at > now]
            wait = min([*later, 1.0])
            ready, _, _ = select.select([child.pipe for child in self._living], [], [], wait)
            for child in self._living:
                if child.pipe in ready and not child.hear():
                    return self._over(child)
        raise AssertionError("no child ends")

    def _over(self, child: Child) -> Child:
        _, status = os.waitpid(child.pid, 0)
        os.close(child.pipe)
        child.was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        child.died = time.monotonic()
        self._living.remove(child)
        return child


def void(_: object) -> None:
    """Nothing."""
