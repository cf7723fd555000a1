"""SQLite behind one lock: tables made from the declared resources, turns and plain statements."""

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from connectwise_time.sandbox.fields import STORAGE, Resource

Row = dict[str, Any]
# Nothing shows a label of these tables, or of these columns: no label goes stale with them.
UNLABELLED_TABLES = frozenset({"time_entries"})
UNLABELLED_COLUMNS = frozenset({"status", "last_updated", "updated_by"})


def phrase(*parts: str) -> str:
    """A statement from its parts: our own names and placeholders, never a value."""
    return " ".join(parts)


class Store:
    """All state that lasts. One connection, one lock: every turn sees a world at rest."""

    def __init__(
        self, path: Path | None, resources: Iterable[Resource], image: bytes | None = None
    ) -> None:
        self._db = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._lock = threading.RLock()
        self.edition = 0  # grows whenever a row changes that other rows may show a label of
        self._db.create_function("fits", 2, _fits, deterministic=True)
        self._db.execute("PRAGMA synchronous = NORMAL")
        if path:
            self._db.execute("PRAGMA journal_mode = WAL").fetchone()
        if image is not None:  # its tables are made already
            self.become(image)
        self.is_new = not self.all("SELECT 1 FROM sqlite_master LIMIT 1")
        if self.is_new:
            with self.turn():
                for statement in schema(resources):
                    self._db.execute(statement)

    def image(self) -> bytes:
        """Everything stored, as the bytes of a database file."""
        return self._db.serialize()

    def become(self, image: bytes) -> None:
        """Hold what an image holds; for worlds in memory."""
        self._db.deserialize(image)
        self._db.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Everything inside happens at once, or not at all."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                self.edition += 1
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A part of a turn that is undone at its end, so that it leaves nothing behind."""
        self._db.execute("SAVEPOINT rehearsal")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK TO rehearsal")
            self._db.execute("RELEASE rehearsal")
            self.edition += 1

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement, as tuples."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a statement, as dicts."""
        with self._lock:
            cursor = self._db.execute(statement, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, table: str, key: int | None) -> Row | None:
        """The row of this id."""
        return self.first(table, id=key)

    def first(self, table: str, **wanted: Any) -> Row | None:
        """The row of lowest id whose columns equal what is wanted."""
        where = " AND ".join(f"{column} IS ?" for column in wanted)
        found = self.rows(
            phrase("SELECT * FROM", table, "WHERE", where, "ORDER BY id LIMIT 1"),
            tuple(wanted.values()),
        )
        return found[0] if found else None

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Store a row; its id."""
        marks = ", ".join("?" for _ in values)
        statement = f"INTO {table} ({', '.join(values)}) VALUES ({marks})"
        with self._lock:
            key = self._db.execute(f"INSERT {statement}", tuple(values.values())).lastrowid
        return int(key or 0)

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Store many rows at once."""
        statement = f"INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        with self._lock:
            self._db.executemany(f"INSERT {statement}", rows)

    def update(self, table: str, key: int, values: Mapping[str, Any]) -> None:
        """Change columns of one row."""
        changes = ", ".join(f"{column} = ?" for column in values)
        with self._lock:
            self._db.execute(
                phrase("UPDATE", table, "SET", changes, "WHERE id = ?"), (*values.values(), key)
            )
        labelled = table not in UNLABELLED_TABLES and values.keys() - UNLABELLED_COLUMNS
        self.edition += bool(labelled)

    def update_each(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Change the same columns of many rows; each ends with its id. No label may go stale."""
        changes = ", ".join(f"{column} = ?" for column in columns)
        with self._lock:
            self._db.executemany(phrase("UPDATE", table, "SET", changes, "WHERE id = ?"), rows)

    def delete(self, table: str, key: int) -> None:
        """Remove one row."""
        with self._lock:
            self._db.execute(phrase("DELETE FROM", table, "WHERE id = ?"), (key,))
        self.edition += table not in UNLABELLED_TABLES

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()


def schema(resources: Iterable[Resource]) -> list[str]:
    """CREATE statements: one table may serve several resources (service and project tickets)."""
    columns: dict[str, dict[str, str]] = {}
    indexes: dict[str, None] = {}
    for resource in resources:
        table = columns.setdefault(resource.table, {"id": "INTEGER PRIMARY KEY AUTOINCREMENT"})
        for field in resource.fields:
            if field.stored:
                table.setdefault(field.column, STORAGE.get(field.kind, "TEXT"))
        table |= {"last_updated": "TEXT", "updated_by": "TEXT"}
        for index in resource.indexes:
            name = f"{resource.table}_{re.sub('[^a-z]+', '_', index)}"
            indexes[f"CREATE INDEX IF NOT EXISTS {name} ON {resource.table} ({index})"] = None
    tables = [
        f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in parts.items())})"
        for table, parts in columns.items()
    ]
    names = (
        "CREATE TABLE names (kind TEXT, id INTEGER, identifier TEXT, name TEXT, "
        "PRIMARY KEY (kind, id)) WITHOUT ROWID"
    )
    return [*tables, names, "CREATE TABLE anchor (today TEXT, seed TEXT)", *indexes]


def _fits(pattern: str, value: str | None) -> bool:
    """SQL Server's LIKE with a character class, which SQLite's own LIKE does not know."""
    return value is not None and bool(_compiled(pattern).fullmatch(value))


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)
