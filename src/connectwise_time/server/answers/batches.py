"""Answers about several new entries: one table of what is meant, and of what each came to."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from connectwise_time.domain.batches import entry_in
from connectwise_time.domain.entries import Draft
from connectwise_time.domain.plans import Ended, Item, ItemOutcome, Kept
from connectwise_time.domain.when import iso_utc, local_day, local_span
from connectwise_time.server.answers.common import TABLE_CHARACTERS, Reference, name_of, reference
from connectwise_time.server.text import Column, number, one_line, table

_LABEL, _NOTES, _TOLD, _CAME = 24, 20, 300, 60
_FILLED_IN = "filled in by ConnectWise"
_CAME_TO = {
    Ended.REFUSED: "refused",
    Ended.UNKNOWN: "outcome unknown",
    Ended.ABSENT: "lost, not stored",
}


class BatchEntry(BaseModel):
    """One of several new entries: what is meant, and where it stands."""

    number: int
    state: str
    entry: int | None = None
    start: str
    end: str
    date: str
    hours: float
    charged_to: str
    member: Reference | None = None
    work_type: Reference | None = None
    work_role: Reference | None = None
    told: str | None = None


def table_of(items: Sequence[Item], kept: Kept | None = None) -> str:
    """The entries as they were understood; with what each came to.

    What ConnectWise is left to decide is said as such until it has: then what it stored is told.
    """
    stored = {item.key for item in kept.ended(Ended.DONE)} if kept else set()

    def decided(item: Item, text: str) -> str:
        return "" if item.key in stored else text or _FILLED_IN

    drafts = [(item, _draft(item)) for item in items]
    columns = [
        Column("#", [str(item.id) for item in items], shared=False),
        Column("When", [local_span(d.start, d.end, ZoneInfo(i.zone)) for i, d in drafts]),
        Column("Hours", [number(item.hours) for item in items], shared=False),
        Column("On", [item.label for item in items], _LABEL, shared=False),
        Column("Break", [number(d.deduct) if d.deduct else "" for _, d in drafts]),
        Column("Member", [name_of(item.owner) for item in items], _LABEL),
        Column("Type", [decided(i, name_of(d.work_type)) for i, d in drafts], _LABEL),
        Column("Role", [decided(i, name_of(d.work_role)) for i, d in drafts], _LABEL),
        Column("Billing", [decided(i, _billing(d)) for i, d in drafts], _LABEL),
        Column("Place", [_place(d) for _, d in drafts], _LABEL),
        Column("Notes", [d.notes or "" for _, d in drafts], _NOTES, shared=False),
        Column("Internal", [d.internal_notes or "" for _, d in drafts], _NOTES, shared=False),
        Column("Shown in", [", ".join(sorted(d.add_to)) for _, d in drafts]),
        Column("Mails", [", ".join(sorted(d.email)) for _, d in drafts]),
        Column("Accepted", [", ".join(item.accept) for item in items], shared=False),
    ]
    if kept is not None:
        came_to = [_came_to(kept, item) for item in items]
        columns.insert(1, Column("Came to", came_to, _CAME, shared=False))
    told = [column for column in columns if any(column.cells)]
    return table(told, TABLE_CHARACTERS, all_rows="All entries")


def _came_to(kept: Kept, item: Item) -> str:
    outcome = kept.outcomes.get(item.key)
    if outcome is not None:
        return _CAME_TO.get(outcome.ended) or outcome.told
    return "under way" if item.key in kept.started else "not tried"


def entries_of(kept: Kept) -> list[dict[str, Any]]:
    """The entries as typed facts."""
    return [_facts(kept, item) for item in kept.plan.items]


def _facts(kept: Kept, item: Item) -> dict[str, Any]:
    draft = _draft(item)
    outcome = kept.outcomes.get(item.key)
    return {
        "number": item.id,
        "state": _state(kept, item, outcome),
        "entry": entry_in(outcome),
        "start": iso_utc(draft.start),
        "end": iso_utc(draft.end),
        "date": local_day(draft.start, ZoneInfo(item.zone)).isoformat(),
        "hours": round(item.hours, 4),
        "charged_to": one_line(item.label, 200),
        "member": reference(draft.member),
        "work_type": reference(draft.work_type),
        "work_role": reference(draft.work_role),
        "told": one_line(outcome.told, _TOLD) if outcome else None,
    }


def _state(kept: Kept, item: Item, outcome: ItemOutcome | None) -> str:
    if outcome is not None:
        return outcome.ended.value
    if item.key in kept.started:
        return "sending"
    return "not_tried" if kept.started else "planned"


def _draft(item: Item) -> Draft:
    assert item.draft is not None
    return item.draft


def _billing(draft: Draft) -> str:
    parts = (draft.billable or "", name_of(draft.agreement))
    return ", ".join(part for part in parts if part)


def _place(draft: Draft) -> str:
    parts = (name_of(draft.company), name_of(draft.location), name_of(draft.department))
    return ", ".join(part for part in parts if part)
