"""Several new entries in one plan: what they are asked for by, and how each ended. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from zoneinfo import ZoneInfo

from connectwise_time.domain.checks import Beside
from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import Billable, Draft, Written
from connectwise_time.domain.operations import Change, Operation, Removal, State, Work
from connectwise_time.domain.plans import Ended, Item, ItemOutcome, Kind
from connectwise_time.domain.steps import changed_as
from connectwise_time.domain.when import local_day

MOST_ENTRIES = 50
"""So many entries may be asked for at once: a month's, and what one or two calls write."""

_MOMENTS = frozenset({"start", "end"})
_HOURS = "hours"


def operation_id(plan_id: str, item: Item) -> str:
    """The id of the one operation that carries out an item of a plan, whoever does it."""
    # The letter keeps the third new entry apart from entry 3.
    return f"{plan_id}.{item.id}" if item.kind is Kind.NEW else f"{plan_id}.e{item.id}"


def item_of(number: int, draft: Draft, wish: str, zone: ZoneInfo, *, company: str = "") -> Item:
    """A new entry as an item.

    Args:
        number: Its place, from 1 on.
        draft: The entry as it was understood.
        wish: The fingerprint of the words by which it was asked for.
        zone: The member's.
        company: For whom the work was, where that is known.
    """
    target = draft.target
    mark = "#" if target.kind.value.endswith("Ticket") else ""
    charged = f"{mark}{target.id} {target.name}".strip() if mark else target.name
    return Item(
        kind=Kind.NEW,
        id=number,
        owner=draft.member,
        label=" · ".join(part for part in (charged, company) if part),
        status="",
        hours=round(draft.hours, 4),
        draft=draft,
        wish=wish,
        zone=zone.key,
    )


def asked_as(items: Iterable[Item], accept: Iterable[str]) -> str:
    """The same for entries that are asked for alike, and mean the same but for the minute.

    Hours "ending now" end later when they are asked for again: once they were shown to a person,
    they are what was shown. On another day they are not.
    """
    said = [
        (
            item.wish,
            local_day(item.draft.start, ZoneInfo(item.zone)),
            {k: v for k, v in asdict(item.draft).items() if k not in _MOMENTS},
        )
        for item in items
        if item.draft is not None
    ]
    return digest([said, sorted(accept)])


def stored_as(work: Work, written: Written) -> str:
    """What an operation came to; of a new entry its number, and what ConnectWise decided.

    Other hours than those that were meant are mostly rounded ones: both are told.
    """
    if isinstance(work, Removal):
        return "deleted"
    if isinstance(work, Change):
        return changed_as(work, written)
    entry, others = written.entry, [name for name in written.ignored if name != _HOURS]
    parts = [f"{entry.billable} {entry.hours:.4g} h" if entry.billable else ""]
    parts += [named.name for named in (entry.work_type, entry.work_role) if named]
    how = ", ".join(part for part in parts if part)
    told = [f"entry {entry.id}: {how}" if how else f"entry {entry.id}"]
    if _HOURS in written.ignored and isinstance(work, Draft):
        told.append(f"ConnectWise made {entry.hours:.4g} h of {work.hours:.4g} h")
    if others:
        told.append(f"ConnectWise did not take over: {', '.join(others)}")
    return "; ".join(told)


def beside(draft: Draft, number: int) -> Beside:
    """An entry as the others of its call are judged beside it."""
    return Beside(**{f.name: getattr(draft, f.name) for f in fields(draft)}, number=number)


def billable_in(outcomes: Iterable[ItemOutcome]) -> float | None:
    """The billable hours of entries, as they were stored; None where that is not told of all."""
    hours = 0.0
    for outcome in outcomes:
        stored = re.match(r"entry \d+: (\w+) ([\d.]+) h\b", outcome.told)
        if stored is None:
            return None
        hours += float(stored[2]) if stored[1] == Billable.BILLABLE else 0.0
    return hours


def entry_in(outcome: ItemOutcome | None) -> int | None:
    """The number of the entry that an item was stored as."""
    stored = re.match(r"entry (\d+)", outcome.told) if outcome is not None else None
    return int(stored[1]) if stored and outcome and outcome.ended is Ended.DONE else None


def ended_as(operation: Operation) -> ItemOutcome | None:
    """How an item ended, by its operation; None where nothing was sent for it."""
    at = operation.ended
    match operation.state:
        case State.DONE:
            assert operation.outcome is not None
            return ItemOutcome(Ended.DONE, stored_as(operation.work, operation.outcome), at)
        case State.REJECTED:
            return ItemOutcome(Ended.REFUSED, operation.why, at)
        case State.ABSENT:
            return ItemOutcome(Ended.ABSENT, "it was lost on its way, and is not stored", at)
        case State.NOT_SENT:
            return None
        case _:
            told = "its answer was lost: it may or may not be stored"
            return ItemOutcome(Ended.UNKNOWN, told, at)


def by_reason(reasons: Mapping[int, str]) -> list[str]:
    """Reasons with the numbers of the entries that share each: `Entries 2, 5: …`."""
    numbers: dict[str, list[int]] = {}
    for number, reason in sorted(reasons.items()):
        numbers.setdefault(reason, []).append(number)
    return [
        f"{'Entry' if len(which) == 1 else 'Entries'} {', '.join(map(str, which))}: {reason}"
        for reason, which in numbers.items()
    ]
