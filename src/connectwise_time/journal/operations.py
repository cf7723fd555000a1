"""Operations on disk: noted before anything is sent, and shared by all processes of a user."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from connectwise_time.domain.operations import (
    KEPT,
    Operation,
    State,
    in_the_way,
    may_become,
)
from connectwise_time.journal.database import Database
from connectwise_time.journal.packing import packed, unpacked

_PRUNED_EVERY = timedelta(days=1)
_COLUMNS = (
    *("caller", "id", "site", "target", "fingerprint", "state", "attempt"),
    *("began", "here", "due", "entry", "facts"),
)
# Not "or replace": that would take another unresolved operation on the same work away.
_STORE = (
    f"INSERT INTO operations ({', '.join(_COLUMNS)})"  # noqa: S608  # names of ours
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) ON CONFLICT (caller, id) DO UPDATE"
    f" SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[2:])}"
)
# Of one that is there, what it can become: the rest, and its places in the indexes, stay.
_BECOME = (
    "UPDATE operations SET state = :state, due = :due, entry = :entry, facts = :facts"
    " WHERE caller = :caller AND id = :id"
)
_ONE = "SELECT * FROM operations WHERE caller = :caller AND id = :id"
_UNRESOLVED = "state IN ('sending', 'unknown')"
_COUNTS = "state IN ('sending', 'unknown', 'done')"
_MOST_OPEN = 200
_FEW = 20  # of the same call; which of them came a moment ago, the domain judges
_STANDS = "SELECT state, attempt FROM operations WHERE caller = :caller AND id = :id"
# Whatever may be in the way, itself first; whether it is, the domain judges.
_NEAR = (
    f"SELECT * FROM ({_ONE} UNION SELECT * FROM operations WHERE site = :site AND target = :target"  # noqa: S608
    f" AND {_COUNTS} UNION SELECT * FROM (SELECT * FROM operations WHERE caller = :caller"
    f" AND fingerprint = :fingerprint AND {_COUNTS} ORDER BY began DESC LIMIT {_FEW}))"
    " ORDER BY caller = :caller AND id = :id DESC, began"
)
# Nearly always nothing is: that is found in the indexes alone, in a fifth of the time.
_IS_NEAR = (
    f"SELECT EXISTS ({_ONE}) OR EXISTS (SELECT 1 FROM operations WHERE site = :site"  # noqa: S608
    f" AND target = :target AND {_COUNTS}) OR EXISTS (SELECT 1 FROM operations"
    f" WHERE caller = :caller AND fingerprint = :fingerprint AND {_COUNTS})"
)
_LATELY = (
    "SELECT * FROM operations WHERE caller = ? AND fingerprint = ?"  # noqa: S608
    f" AND {_COUNTS} ORDER BY began DESC LIMIT {_FEW}"
)
# What a change stored was there before; only what another one made is certainly not this one's.
_TAKEN = (
    "SELECT entry FROM operations WHERE site = :site AND state = 'done' AND entry IS NOT NULL"
    " AND target NOT LIKE 'entry %' AND NOT (caller = :caller AND id = :id)"
    " AND entry IN (SELECT value FROM json_each(:among))"
)
_OPEN = (
    "SELECT * FROM operations WHERE caller = ? AND due IS NOT NULL"  # noqa: S608
    f" ORDER BY {_UNRESOLVED} DESC, due LIMIT {_MOST_OPEN}"
)
_Values: TypeAlias = dict[str, str] | tuple[str | float, ...]


class DiskJournal:
    """A journal in a file. Satisfies `desk.ports.Journal`.

    Args:
        database: The file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pruned: datetime | None = None

    async def find(self, caller: str, operation_id: str) -> Operation | None:
        """The caller's operation with that id."""
        names = {"caller": caller, "id": operation_id}
        found = await self._short(_ONE, names)
        return found[0] if found else None

    async def same_call(self, caller: str, fingerprint: str) -> Sequence[Operation]:
        """What the same call has done or left open, newest first; the last few."""
        return await self._short(_LATELY, (caller, fingerprint))

    async def begin(self, operation: Operation, *, beside: frozenset[str]) -> Operation | None:
        """Note that the operation is sent now; or else what is in its way."""
        return await self._database.changed(partial(self._begin, operation, beside))

    def _begin(
        self, operation: Operation, beside: frozenset[str], connection: sqlite3.Connection
    ) -> Operation | None:
        row = packed(operation)
        for known in _near(row, connection):
            if in_the_way(known, operation, beside):
                return known
        self._prune(operation, connection)
        connection.execute(_STORE, row)
        return None

    def _prune(self, operation: Operation, connection: sqlite3.Connection) -> None:
        if self._pruned is None or operation.began - self._pruned >= _PRUNED_EVERY:
            # By either clock it has to be too old: one of them may be wrong.
            oldest = [(now - KEPT).timestamp() for now in (operation.began, operation.here)]
            old = "DELETE FROM operations WHERE began < ? AND here < ?"
            connection.execute(f"{old} AND NOT {_UNRESOLVED}", oldest)
            self._pruned = operation.began

    async def end(self, operation: Operation) -> Operation:
        """Note where the operation stands; answers where it does, by all that is known."""
        return await self._database.changed(partial(self._end, operation))

    def _end(self, operation: Operation, connection: sqlite3.Connection) -> Operation:
        row = packed(operation)
        known = connection.execute(_STANDS, row).fetchone()
        if known is None:
            connection.execute(_STORE, row)
            return operation
        # Only what is asked for is read: the rest of it takes longer than all else here.
        stands = {"state": State(known["state"]), "attempt": known["attempt"]}
        if not may_become(replace(operation, **stands), operation):
            return unpacked(connection.execute(_ONE, row).fetchone())
        connection.execute(_BECOME, row)
        return operation

    async def open(self, caller: str) -> Sequence[Operation]:
        """The caller's operations that are to be read back, the most urgent first."""
        return await self._database.looked(partial(_operations, _OPEN, (caller,)))

    async def taken(self, operation: Operation, among: Collection[int]) -> frozenset[int]:
        """Which of these entries other operations made."""
        names = {"site": operation.site, "caller": operation.caller, "id": operation.id}

        def found(connection: sqlite3.Connection) -> frozenset[int]:
            asked = {**names, "among": json.dumps(sorted(among))}
            return frozenset(entry for (entry,) in connection.execute(_TAKEN, asked))

        return await self._database.glanced(found)

    async def echoes(self, site: str) -> bool | None:
        """Whether a ConnectWise keeps marks; None where that is not known."""

        def found(connection: sqlite3.Connection) -> bool | None:
            row = connection.execute("SELECT echoes FROM sites WHERE site = ?", (site,)).fetchone()
            return None if row is None else bool(row[0])

        return await self._database.glanced(found)

    async def note_echo(self, site: str, *, echoes: bool) -> None:
        """Remember whether a ConnectWise keeps marks."""

        def noted(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO sites VALUES (?, ?)", (site, int(echoes)))

        await self._database.changed(noted)

    async def _short(self, question: str, values: _Values) -> list[Operation]:
        return await self._database.glanced(partial(_operations, question, values))


def _near(row: dict[str, object], connection: sqlite3.Connection) -> list[Operation]:
    [is_near] = connection.execute(_IS_NEAR, row).fetchone()
    return [unpacked(near) for near in connection.execute(_NEAR, row)] if is_near else []


def _operations(question: str, values: _Values, connection: sqlite3.Connection) -> list[Operation]:
    return [unpacked(row) for row in connection.execute(question, values)]
