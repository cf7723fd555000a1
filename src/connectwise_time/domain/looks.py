"""What the things that a plan stands on look like, by which it is told whether they changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace

from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.plans import Item
from connectwise_time.domain.sheets import TimeSheet


def looks_of_entry(entry: LoggedTime) -> str:
    """Tells whether an entry changed: its status, and when it last changed, else what it says.

    Hours and words count always, for a second change within the same second.
    """
    if entry.updated is not None:
        # Its target without the name, which lists and single entries tell in different ways.
        on = (entry.target.kind, entry.target.id) if entry.target else None
        words = digest([on, entry.start, entry.billable, entry.notes, entry.internal_notes])[:8]
        return f"{entry.status}={entry.hours:.4f}~{words}@{entry.updated.isoformat()}"
    said = asdict(replace(entry, status=None, updated=None))
    return f"{entry.status}#{digest(said)[:16]}"


def status_in(look: str) -> str:
    """The status of an entry that looks so."""
    return re.split("[=@#]", look, maxsplit=1)[0]


def looks_of_sheet(sheet: TimeSheet) -> str:
    """Tells whether a sheet changed: status and hours, and when it last changed if that is told.

    The hours count always: an entry that was deleted leaves no trace but them.
    """
    when = sheet.updated.isoformat() if sheet.updated is not None else ""
    return f"{sheet.status}={sheet.hours:.2f}@{when}"


def changed_items(items: Iterable[Item], looks: Mapping[str, str]) -> frozenset[str]:
    """Keys of the items that stand on something that looks different now, or is gone.

    Args:
        items: The items to judge.
        looks: What everything that they stand on looks like now, by name. Whatever was asked
            about and is not here, is gone; new names, such as an entry that was added to a
            sheet, count for the sheet named before them: see `sheet_part`.
    """
    now: dict[str, dict[str, str]] = {}
    for name, look in looks.items():
        now.setdefault(whole_of(name), {})[name] = look
    changed = set()
    for item in items:
        whole = whole_of(item.covers[0][0]) if item.covers else ""
        if dict(item.covers) != now.get(whole, {}):
            changed.add(item.key)
    return frozenset(changed)


def sheet_part(sheet: int, entry: int | None = None) -> str:
    """The name of a sheet, or of an entry in it, among what an item stands on."""
    return f"timesheet {sheet}" if entry is None else f"timesheet {sheet}/entry {entry}"


def entry_part(entry: int) -> str:
    """The name of an entry that is an item of its own."""
    return f"entry {entry}"


def whole_of(name: str) -> str:
    """The sheet or entry that a name belongs to."""
    return name.partition("/")[0]
