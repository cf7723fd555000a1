"""The journal's file: one SQLite database in a folder that only its owner may enter."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

import anyio
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from connectwise_time.errors import TimeDeskError, Unavailable
from connectwise_time.journal.private import secure
from connectwise_time.journal.schema import prepare

T = TypeVar("T")
_PATIENCE = 5.0
_QUICK = 0.005  # seconds of the last change that the loop may be kept from going on
_BEGIN = "BEGIN IMMEDIATE"
_PRIMARY = 0xFF  # SQLite's codes say more in their higher bits
_UNFINISHED = (
    "SELECT 1 FROM operations WHERE caller = ? AND due IS NOT NULL UNION"
    " SELECT 1 FROM plans JOIN items ON items.plan = plans.id"
    " WHERE caller = ? AND (ended IS NULL OR ended = 'unknown')"
)
_OF_OTHERS = (
    "SELECT COUNT(*) FROM operations WHERE site = ? AND caller <> ?"
    " AND state IN ('sending', 'unknown')"
)
# Closing one that was inherited would reach into files that its owner uses: it is kept open.
_inherited: list[sqlite3.Connection] = []


class Database:
    """The journal's file, and the one connection of this process to it.

    Its work is done one piece at a time, on whatever thread asks: a piece takes less than a
    millisecond, and a connection for each would take longer than the work.

    Args:
        folder: Where the file is; made for its owner alone where it is missing.
        patience: Seconds to wait for another process that writes, or another thread of this one.
        closes: What others may enter is closed to them; a mere check leaves it as it is.
    """

    def __init__(self, folder: Path, *, patience: float = _PATIENCE, closes: bool = True) -> None:
        self._file = folder / "journal.sqlite"
        self._patience = patience
        self._closes = closes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_by = 0
        self._opened_file: tuple[int, int] | None = None
        self._waits = True
        self._is_quick = True

    def __repr__(self) -> str:
        return f"Database({self._file})"

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other one can come between; on disk when it ends.

        Raises:
            Unavailable: The journal cannot be written: locked, full, broken or too new.
            NotConfigured: Its folder or file is not safe.
        """
        with self.look() as connection:
            connection.execute(_BEGIN)
            with self._to_the_end(connection):
                yield connection

    @contextmanager
    def _to_the_end(self, connection: sqlite3.Connection) -> Iterator[None]:
        began = monotonic()
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            self._is_quick = monotonic() - began < _QUICK

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """Questions only.

        Raises:
            Unavailable: It cannot be read.
            NotConfigured: Its folder or file is not safe.
        """
        # Each waits for the file at most so long; one behind many must not wait for them all.
        if not self._lock.acquire(timeout=self._patience):
            raise self._unusable("it is in use for too long")
        try:
            with self._judged():
                connection = self._opened()
                self._wait_for_others(connection, waits=True)
                yield connection
        finally:
            self._lock.release()

    @contextmanager
    def _judged(self) -> Iterator[None]:
        try:
            yield
        except ValidationError:  # its text holds what it read: a customer's words
            raise self._unusable("it holds something that cannot be read") from None
        except (PydanticSerializationError, ValueError, OverflowError) as error:
            reason = f"something cannot be noted in it or read from it: {type(error).__name__}"
            raise self._unusable(reason) from None
        except (sqlite3.Error, OSError) as error:
            self._forget()
            raise self._unusable(f"{type(error).__name__}: {_reason(error)}") from error

    async def changed(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a change came to; see `change`.

        Where the disk is quick and nobody else writes, it is made at once: a thread takes longer
        to begin and to be heard of. Elsewhere the loop goes on while a thread waits.
        """

        def done() -> T:
            with self.change() as connection:
                return work(connection)

        if not self._is_quick or not self._lock.acquire(blocking=False):
            return await _in_a_thread(done)
        try:
            if (connection := self._open_one()) is not None:
                with self._judged():
                    self._wait_for_others(connection, waits=False)
                    with _unless_busy():
                        connection.execute(_BEGIN)
                    if connection.in_transaction:
                        with self._to_the_end(connection):
                            return work(connection)
        finally:
            self._lock.release()
        return await _in_a_thread(done)

    async def looked(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a question came to; see `look`."""

        def done() -> T:
            with self.look() as connection:
                return work(connection)

        return await _in_a_thread(done)

    async def glanced(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a question came to that is answered in less time than a thread takes to begin.

        No writer keeps SQLite from reading, in this mode of its log; where another process opens
        or closes the file just now, a thread waits for it.
        """
        if not self._lock.acquire(blocking=False):
            return await self.looked(work)
        try:
            if (connection := self._open_one()) is not None:
                with self._judged(), _unless_busy():
                    self._wait_for_others(connection, waits=False)
                    return work(connection)
        finally:
            self._lock.release()
        return await self.looked(work)

    def has_unfinished(self, caller: str) -> bool:
        """Whether something of the caller's is to be read back; False where nothing can be read."""
        try:
            if not self._file.exists():
                return False
            with self.look() as connection:
                return connection.execute(_UNFINISHED, (caller, caller)).fetchone() is not None
        except (TimeDeskError, OSError):
            return False
        finally:
            self.close()

    def unresolved_of_others(self, caller: str, site: str) -> int:
        """How many operations on a site are unresolved that other callers began.

        Raises:
            TimeDeskError: It cannot be read.
        """
        with self.look() as connection:
            [many] = connection.execute(_OF_OTHERS, (site, caller)).fetchone()
            return int(many)

    def close(self) -> None:
        """Let the file go; it is opened again when it is needed."""
        with self._lock:
            self._forget()

    def _opened(self) -> sqlite3.Connection:
        connection = self._open_one()
        if connection is not None:
            return connection
        self._forget()
        secure(self._file, closes=self._closes)
        connection = self._connect()
        try:
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._connection, self._opened_by = connection, os.getpid()
        self._opened_file = _identity(self._file)
        self._waits = True
        return connection

    def _open_one(self) -> sqlite3.Connection | None:
        # SQLite forbids to carry a connection into a forked process; and a file that somebody
        # moved away would be written on, unseen by the processes that opened the next one.
        if (
            self._connection is None
            or self._opened_by != os.getpid()
            or self._opened_file != _identity(self._file)
        ):
            return None
        return self._connection

    def _wait_for_others(self, connection: sqlite3.Connection, *, waits: bool) -> None:
        if waits is not self._waits:
            patience = 1000 * self._patience if waits else 0
            connection.execute(f"PRAGMA busy_timeout = {patience:.0f}")
            self._waits = waits

    def _connect(self) -> sqlite3.Connection:
        # Autocommit: the transactions are begun and ended here, in the open.
        connection = sqlite3.connect(
            self._file, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._opened_by == os.getpid():
            connection.close()
        else:
            _inherited.append(connection)

    def _unusable(self, reason: str) -> Unavailable:
        return Unavailable(
            f"The journal cannot be used ({reason}), and nothing is written without it.",
            remedy=f"Look at {self._file}: is the disk full, is it read-only, is it damaged?"
            " Reading goes on without it.",
        )


@contextmanager
def _unless_busy() -> Iterator[None]:
    """Leave it to a thread, which may wait, where another process is in the way."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
            raise


async def _in_a_thread(work: Callable[[], T]) -> T:
    # Cancelled or not, whoever began something must know that it is noted: no thread is left.
    with anyio.CancelScope(shield=True):
        came = await anyio.to_thread.run_sync(work)
    return came  # noqa: RET504  # a scope could swallow: the checker asks for this form


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        known = os.lstat(file)  # a link in its place is another file, wherever it leads
    except OSError:
        return None
    return known.st_dev, known.st_ino


def _reason(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error)
