"""Commits that come after their answer was lost: by the clock, by counting requests, or by hand."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from connectwise_time.sandbox.faults.kinds import LateCommit
from connectwise_time.sandbox.faults.rules import Asked

Commit = Callable[[], int]
LATE = "late"


@dataclass(eq=False)
class _Pending:
    asked: Asked
    commit: Commit
    requests_left: int | None
    timer: threading.Timer | None = None

    @property
    def is_due(self) -> bool:
        return self.requests_left is not None and self.requests_left <= 0


class Late:
    """What is still to happen.

    Commits run in threads of their own, so that they need no event loop and hold none up.

    Attributes:
        on_commit: Called after each commit, in its thread; for tests that wait for one.
    """

    def __init__(self, note: Callable[[str, Asked, str], None]) -> None:
        self.on_commit: Callable[[], object] = lambda: None
        self._note = note
        self._lock = threading.Lock()
        self._running = threading.Lock()
        self._pending: list[_Pending] = []

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, fault: LateCommit, asked: Asked, commit: Commit) -> None:
        """Keep a commit, which answers the HTTP status that nobody will see."""
        pending = _Pending(asked, commit, fault.after_requests)
        with self._lock:
            self._pending.append(pending)
        if fault.after_seconds is not None:
            pending.timer = threading.Timer(fault.after_seconds, self._happen, [pending])
            pending.timer.daemon = True
            pending.timer.start()

    def request_arrived(self) -> bool:
        """Count a request; whether something is due before it is answered."""
        with self._lock:
            for pending in self._pending:
                if pending.requests_left is not None:
                    pending.requests_left -= 1
            return any(pending.is_due for pending in self._pending)

    def commit_due(self) -> None:
        """Let happen what was waiting for requests, in the order in which it was asked."""
        with self._lock:
            due = [pending for pending in self._pending if pending.is_due]
        self._happen(*due)

    def commit_all(self) -> None:
        """Let everything happen now. Returns when it has."""
        with self._lock:
            due = list(self._pending)
        thread = threading.Thread(target=self._happen, args=due)
        thread.start()
        thread.join()

    def close(self) -> None:
        """Drop what is pending, and wait for what is just happening."""
        with self._lock:
            dropped, self._pending = self._pending, []
        for pending in dropped:
            if pending.timer:
                pending.timer.cancel()
        with self._running:
            pass

    def _happen(self, *due: _Pending) -> None:
        with self._running:
            for pending in due:
                with self._lock:
                    if pending not in self._pending:
                        continue
                    self._pending.remove(pending)
                self._note(LATE, pending.asked, f"late_commit {pending.commit()}")
                self.on_commit()
