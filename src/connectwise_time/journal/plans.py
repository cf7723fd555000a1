"""Plans on disk: single-use across all processes that share the journal."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex

from pydantic import TypeAdapter

from connectwise_time.domain.operations import KEPT, LONGEST_CALL
from connectwise_time.domain.plans import (
    BROKEN_OFF,
    LASTING,
    Ended,
    ItemOutcome,
    Kept,
    Plan,
)
from connectwise_time.journal.database import Database

_BYTES_OF_AN_ID = 6
_READER: TypeAdapter[Plan] = TypeAdapter(Plan)
_WAITS = (
    "SELECT id FROM plans WHERE caller = ? AND fingerprint = ? AND voided = '' AND used > ?"
    " AND NOT EXISTS (SELECT 1 FROM items WHERE items.plan = plans.id) ORDER BY used DESC"
)
_BEGUN = (
    "SELECT id FROM plans WHERE caller = ? AND fingerprint = ? AND voided = '' AND used > ?"
    " AND EXISTS (SELECT 1 FROM items WHERE items.plan = plans.id) ORDER BY used DESC"
)
# A plan of which something was begun is kept as long as operations are; what is open, for good.
_OPEN = "(ended IS NULL OR ended = 'unknown')"
_OLD = (
    "DELETE FROM plans WHERE used <= ? AND"  # noqa: S608  # words of ours
    " (used <= ? OR NOT EXISTS (SELECT 1 FROM items WHERE items.plan = plans.id))"
    f" AND NOT EXISTS (SELECT 1 FROM items WHERE items.plan = plans.id AND {_OPEN})"
)
_HOLDER = (
    "SELECT plans.id FROM items JOIN plans ON plans.id = items.plan"  # noqa: S608  # words of ours
    f" WHERE {_OPEN} AND items.key = :key AND plans.id <> :id"
    " AND plans.caller = (SELECT caller FROM plans WHERE id = :id)"
)
_UNSETTLED = (
    "SELECT DISTINCT id FROM plans JOIN items ON items.plan = plans.id"  # noqa: S608
    f" WHERE caller = ? AND {_OPEN} ORDER BY used"
)


class DiskPlans:
    """A ledger of plans in the journal's file. Satisfies `desk.ports.PlanLedger`.

    Args:
        database: The journal's file.
        clock: Tells the present.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, plan: Plan, caller: str) -> Kept:
        """Keep a plan, under a new id; an equal one of the same caller that waits is that one."""
        return await self._database.changed(partial(self._keep, plan, caller, plan.alike))

    def _keep(
        self, plan: Plan, caller: str, print_of_it: str, connection: sqlite3.Connection
    ) -> Kept:
        now = self._now()
        oldest = now - LASTING.total_seconds()
        connection.execute(_OLD, (oldest, now - KEPT.total_seconds()))
        known = connection.execute(_WAITS, (caller, print_of_it, oldest)).fetchone()
        if known is not None:
            connection.execute("UPDATE plans SET used = ? WHERE id = ?", (now, known["id"]))
            return self._kept(connection, known["id"])
        number = token_hex(_BYTES_OF_AN_ID)
        connection.execute(
            "INSERT INTO plans (id, caller, fingerprint, plan, used) VALUES (?, ?, ?, ?, ?)",
            (number, caller, print_of_it, _READER.dump_json(plan).decode(), now),
        )
        return Kept(number, plan)

    async def begun(self, alike: str, caller: str) -> Kept | None:
        """The caller's latest plan of that kind (`Plan.alike`) of which something was begun."""

        def found(connection: sqlite3.Connection) -> Kept | None:
            oldest = self._now() - LASTING.total_seconds()
            known = connection.execute(_BEGUN, (caller, alike, oldest)).fetchone()
            return None if known is None else self._kept(connection, known["id"])

        return await self._database.looked(found)

    async def find(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, which counts as a use; None if there is none."""
        return await self._database.changed(partial(self._find, plan_id, caller))

    def _find(self, plan_id: str, caller: str, connection: sqlite3.Connection) -> Kept | None:
        now = self._now()
        used = connection.execute(
            "UPDATE plans SET used = ? WHERE id = ? AND caller = ? AND used > ?",
            (now, plan_id, caller, now - LASTING.total_seconds()),
        )
        return self._kept(connection, plan_id) if used.rowcount else None

    async def look(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, expired or not; it is not used."""

        def found(connection: sqlite3.Connection) -> Kept | None:
            mine = "SELECT 1 FROM plans WHERE id = ? AND caller = ?"
            if connection.execute(mine, (plan_id, caller)).fetchone() is None:
                return None
            return self._kept(connection, plan_id)

        return await self._database.looked(found)

    async def unsettled(self, caller: str) -> Sequence[Kept]:
        """The caller's plans, expired or not, with items of which nobody knows how they ended."""

        def found(connection: sqlite3.Connection) -> list[Kept]:
            rows = connection.execute(_UNSETTLED, (caller,)).fetchall()
            return [self._kept(connection, row["id"]) for row in rows]

        return await self._database.looked(found)

    async def agree(self, plan_id: str) -> None:
        """Note that somebody who may decide said yes."""

        def agreed(connection: sqlite3.Connection) -> None:
            self._use(plan_id, connection)
            connection.execute("UPDATE plans SET agreed = 1 WHERE id = ?", (plan_id,))

        await self._database.changed(agreed)

    async def void(self, plan_id: str, why: str) -> bool:
        """Put a plan out of use, unless one of its items was begun; answers whether it is."""
        return await self._database.changed(partial(self._void, plan_id, why))

    def _void(self, plan_id: str, why: str, connection: sqlite3.Connection) -> bool:
        begun = "SELECT 1 FROM items WHERE plan = ?"
        if connection.execute(begun, (plan_id,)).fetchone() is not None:
            return False
        self._stop(plan_id, why, connection)
        return True

    async def stop(self, plan_id: str, why: str) -> None:
        """Put a plan out of use, whatever was begun of it: nothing else of it is begun."""
        await self._database.changed(partial(self._stop, plan_id, why))

    def _stop(self, plan_id: str, why: str, connection: sqlite3.Connection) -> None:
        voided = "UPDATE plans SET voided = ?, used = ? WHERE id = ?"
        connection.execute(voided, (why, self._now(), plan_id))

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item; False where something is in its way, another plan of the caller too."""
        return await self._database.changed(partial(self._claim, plan_id, key))

    def _claim(self, plan_id: str, key: str, connection: sqlite3.Connection) -> bool:
        usable = "UPDATE plans SET used = ? WHERE id = ? AND voided = ''"
        if not connection.execute(usable, (self._now(), plan_id)).rowcount:
            return False
        if self._holder(plan_id, key, connection) is not None:
            return False
        claimed = "INSERT INTO items (plan, key, begun) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        return connection.execute(claimed, (plan_id, key, self._now())).rowcount == 1

    async def holder(self, plan_id: str, key: str) -> str | None:
        """The other plan of the same caller that is open on the same thing; None if none is."""
        return await self._database.looked(partial(self._holder, plan_id, key))

    def _holder(self, plan_id: str, key: str, connection: sqlite3.Connection) -> str | None:
        row = connection.execute(_HOLDER, {"id": plan_id, "key": key}).fetchone()
        return None if row is None else str(row["id"])

    async def release(self, plan_id: str, key: str) -> None:
        """Nothing was sent for the item: it may be begun again."""

        def released(connection: sqlite3.Connection) -> None:
            self._use(plan_id, connection)
            connection.execute("DELETE FROM items WHERE plan = ? AND key = ?", (plan_id, key))

        await self._database.changed(released)

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        """Note how an item ended."""

        def ended(connection: sqlite3.Connection) -> None:
            self._use(plan_id, connection)
            how = "UPDATE items SET ended = ?, told = ?, at = ? WHERE plan = ? AND key = ?"
            at = outcome.at.timestamp() if outcome.at else None
            connection.execute(how, (outcome.ended.value, outcome.told, at, plan_id, key))

        await self._database.changed(ended)

    def _use(self, plan_id: str, connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE plans SET used = ? WHERE id = ?", (self._now(), plan_id))

    def _now(self) -> float:
        return self._clock().timestamp()

    def _kept(self, connection: sqlite3.Connection, plan_id: str) -> Kept:
        row = connection.execute("SELECT * FROM plans WHERE id = ?", (plan_id,)).fetchone()
        items = connection.execute("SELECT * FROM items WHERE plan = ?", (plan_id,)).fetchall()
        stopped = self._now() - LONGEST_CALL.total_seconds()
        return Kept(
            id=row["id"],
            plan=_READER.validate_json(row["plan"]),
            agreed=bool(row["agreed"]),
            voided=row["voided"],
            started=frozenset(item["key"] for item in items),
            outcomes={
                item["key"]: _outcome(item)
                for item in items
                if item["ended"] is not None or item["begun"] <= stopped
            },
        )


def _outcome(item: sqlite3.Row) -> ItemOutcome:
    if item["ended"] is None:
        return BROKEN_OFF
    at = datetime.fromtimestamp(item["at"], UTC) if item["at"] is not None else None
    return ItemOutcome(Ended(item["ended"]), item["told"], at)
