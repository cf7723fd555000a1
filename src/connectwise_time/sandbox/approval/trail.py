"""The audit trails of sheets and entries: who did what, through which door, from what to what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectwise_time.sandbox.entries.hours import spelled
from connectwise_time.sandbox.labels import Labels
from connectwise_time.sandbox.store import Row, Store
from connectwise_time.sandbox.tables.time import ENTRIES

Kind = Literal["sheet", "entry"]
TABLES: dict[Kind, str] = {"sheet": "time_sheet_audits", "entry": "time_entry_audits"}
COLUMNS = (
    "parent_id",
    "member_id",
    "source",
    "type",
    "message",
    "old_value",
    "new_value",
    "last_updated",
)
THROUGH_THE_API = "API"
# The vendor's audit types for the properties that people change (connectwise-api.md §2.6 [A];
# which type goes with which property is assumed [?]).
TYPES = {
    "member": "Member",
    "company": "Company",
    "chargeToId": "Record",
    "chargeToType": "Record",
    "workType": "WorkType",
    "workRole": "WorkRole",
    "agreement": "Agreement",
    "location": "Location",
    "department": "Department",
    "timeStart": "DateTime",
    "timeEnd": "DateTime",
    "hoursDeduct": "DeductHours",
    "actualHours": "ActualHours",
    "billableOption": "Billable",
    "notes": "Notes",
    "internalNotes": "TimeInternalNote",
    "hourlyRate": "Finance",
    "status": "Status",
}


@dataclass(frozen=True)
class Trail:
    """Writes the rows of one caller."""

    store: Store
    member_id: int
    now: Callable[[], datetime]
    source: str = THROUGH_THE_API

    def note(
        self, kind: Kind, key: int, what: str, message: str, *, old: str = "", new: str = ""
    ) -> None:
        """One row."""
        said = (what, message, old or None, new or None, spelled(self.now()))
        row = (key, self.member_id, self.source, *said)
        self.store.insert_many(TABLES[kind], COLUMNS, [row])

    def status(self, kind: Kind, key: int, message: str, old: str, new: str) -> None:
        """A step from one status to the next."""
        self.note(kind, key, "Status", message, old=old, new=new)

    def statuses(self, steps: Iterable[tuple[int, str, str, str]]) -> None:
        """Steps of many entries: (id, message, old, new) of each."""
        when = spelled(self.now())
        rows = (
            (key, self.member_id, self.source, "Status", message, old, new, when)
            for key, message, old, new in steps
        )
        self.store.insert_many(TABLES["entry"], COLUMNS, rows)

    def edited(self, before: Row, after: Mapping[str, object], labels: Labels) -> None:
        """A row for each property of an entry that has another value now."""
        for name, what in TYPES.items():
            part = ENTRIES.by_name[name]
            old, new = before.get(part.column), after.get(part.column)
            if old == new:
                continue
            target = part.target if part.kind == "reference" else ""
            was, now = (_shown(value, target, labels) for value in (old, new))
            self.note("entry", before["id"], what, f"{name} changed", old=was, new=now)


def _shown(value: object, target: str, labels: Labels) -> str:
    if value is None:
        return ""
    known = labels.of(target, int(str(value))) if target else None
    if known:
        return str(known.get("identifier") or known.get("name") or value)
    return f"{value:g}" if isinstance(value, float) else str(value)
