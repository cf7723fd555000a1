"""The journal's file: one SQLite database in a folder that only its owner may enter.

A record is on disk before what it announces is sent: write-ahead log, and every commit is synced
(`synchronous=FULL`; `NORMAL` may lose the last ones when the power goes).
"""

import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import anyio

from connectwise_time.errors import NotConfigured, TimeDeskError, Unavailable

T = TypeVar("T")

_VERSION = 1
_WAIT_SECONDS = 5.0
_NOBODY_ELSE = 0o077
_SCHEMA = """
CREATE TABLE operations (
    caller TEXT NOT NULL,
    id TEXT NOT NULL,
    site TEXT NOT NULL,
    target TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    began REAL NOT NULL,
    due REAL,
    entry INTEGER,
    facts TEXT NOT NULL,
    PRIMARY KEY (caller, id)
) STRICT;
CREATE UNIQUE INDEX one_at_a_time ON operations (site, target)
    WHERE state IN ('sending', 'unknown');
CREATE INDEX by_target ON operations (site, target, began);
CREATE INDEX by_call ON operations (caller, fingerprint, began);
CREATE INDEX by_age ON operations (began);
CREATE INDEX open ON operations (caller, due) WHERE due IS NOT NULL;
CREATE TABLE sites (
    site TEXT PRIMARY KEY,
    echoes INTEGER NOT NULL
) STRICT;
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    caller TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    plan TEXT NOT NULL,
    agreed INTEGER NOT NULL DEFAULT 0,
    voided TEXT NOT NULL DEFAULT '',
    used REAL NOT NULL
) STRICT;
CREATE INDEX of_caller ON plans (caller, fingerprint);
CREATE INDEX by_use ON plans (used);
CREATE TABLE items (
    plan TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    begun REAL NOT NULL,
    ended TEXT,
    told TEXT NOT NULL DEFAULT '',
    at REAL,
    PRIMARY KEY (plan, key)
) STRICT;
CREATE INDEX unsettled ON items (plan) WHERE ended IS NULL OR ended = 'unknown';
"""


_UNFINISHED = (
    "SELECT 1 FROM operations WHERE caller = ? AND due IS NOT NULL UNION"
    " SELECT 1 FROM plans JOIN items ON items.plan = plans.id"
    " WHERE caller = ? AND (ended IS NULL OR ended = 'unknown')"
)


class Database:
    """The journal's file, and the one connection of this process to it.

    Its work is done one piece at a time, on whatever thread asks: a piece takes less than a
    millisecond, and a connection for each would take longer than the work.

    Args:
        folder: Where the file is; made for its owner alone where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "journal.sqlite"
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_by = 0

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
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """Questions only.

        Raises:
            Unavailable: It cannot be read.
            NotConfigured: Its folder or file is not safe.
        """
        with self._lock:
            try:
                yield self._opened()
            except (sqlite3.Error, OSError) as error:
                self._forget()
                raise self._unusable(error) from error

    async def changed(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a change came to; see `change`."""

        def done() -> T:
            with self.change() as connection:
                return work(connection)

        return await _in_a_thread(done)

    async def looked(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a question came to; see `look`."""

        def done() -> T:
            with self.look() as connection:
                return work(connection)

        return await _in_a_thread(done)

    def has_unfinished(self, caller: str) -> bool:
        """Whether something of the caller's is to be read back; False where nothing can be read."""
        if not self._file.exists():
            return False
        try:
            with self.look() as connection:
                return connection.execute(_UNFINISHED, (caller, caller)).fetchone() is not None
        except TimeDeskError:
            return False
        finally:
            self.close()

    def close(self) -> None:
        """Let the file go; it is opened again when it is needed."""
        with self._lock:
            self._forget()

    def _opened(self) -> sqlite3.Connection:
        # SQLite forbids to carry a connection into a forked process.
        if self._connection is None or self._opened_by != os.getpid():
            _check_folder(self._file.parent)
            _check_file(self._file)
            connection = self._connect()
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection, self._opened_by = connection, os.getpid()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        # Autocommit: the transactions are begun and ended here, in the open.
        connection = sqlite3.connect(
            self._file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        return connection

    def _forget(self) -> None:
        if self._connection is not None and self._opened_by == os.getpid():
            self._connection.close()
        self._connection = None

    def _unusable(self, error: Exception) -> Unavailable:
        return Unavailable(
            f"The journal cannot be used ({type(error).__name__}: {_reason(error)}), and nothing"
            " is written without it.",
            remedy=f"Look at {self._file}: is the disk full, is it read-only, is it damaged?"
            " Reading goes on without it.",
        )


async def _in_a_thread(work: Callable[[], T]) -> T:
    # Cancelled or not, whoever began something must know that it is noted: no thread is left.
    with anyio.CancelScope(shield=True):
        came = await anyio.to_thread.run_sync(work)
    return came  # noqa: RET504  # a scope could swallow: the checker asks for this form


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
    if version > _VERSION:
        raise Unavailable(
            "The journal is from a newer version of this program, and nothing is written"
            " without it.",
            remedy="Update connectwise-time, or give another folder in CONNECTWISE_TIME_DATA.",
        )


def _check_folder(folder: Path) -> None:
    """The folder is there, and nobody else may enter it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink():
        raise NotConfigured(
            "The folder for local files is a symbolic link.",
            remedy="Give the folder itself in CONNECTWISE_TIME_DATA.",
        )
    _make_private(folder, 0o700)


def _check_file(file: Path) -> None:
    """The file is there, an ordinary one, and only its owner may read it."""
    if file.is_symlink():
        raise NotConfigured(
            "The journal is a symbolic link.", remedy=f"Remove {file}, or move it into its place."
        )
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    _make_private(file, 0o600)


def _make_private(path: Path, mode: int) -> None:
    # Windows has no such bits: there the user's profile is private by its access list.
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & _NOBODY_ELSE:
        path.chmod(mode)


def _reason(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error)
