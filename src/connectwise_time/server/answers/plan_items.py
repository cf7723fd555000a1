"""The items of a plan in words: what would be done to each, and what was."""

from collections import Counter
from collections.abc import Sequence

from connectwise_time.domain.batches import billable_in
from connectwise_time.domain.items import counted as counting
from connectwise_time.domain.plans import Doing, Item, ItemOutcome, Kept, Kind, Plan
from connectwise_time.domain.statuses import in_words
from connectwise_time.domain.steps import Step
from connectwise_time.server.answers.batches import table_of
from connectwise_time.server.answers.common import counted, name_of
from connectwise_time.server.text import number, one_line

_SHOWN_ITEMS = 20
_LABEL = 120
_NOTES = 300
_NOTICE = 400
_FEW_TROUBLES, _BRIEF_TROUBLE = 5, 160

_WILL = {
    Doing.SUBMIT: "Submit",
    Doing.REOPEN: "Reopen",
    Doing.APPROVE: "Approve",
    Doing.REJECT: "Send back",
    Doing.DELETE: "Delete",
    Doing.LOG: "Log",
    Doing.UNDO: "Undo the change of",
    Doing.SPLIT: "Split into",
    Doing.MERGE: "Join",
}
_DID = {
    Doing.SUBMIT: "Submitted",
    Doing.REOPEN: "Reopened",
    Doing.APPROVE: "Approved",
    Doing.REJECT: "Sent back",
    Doing.DELETE: "Deleted",
    Doing.LOG: "Logged",
    Doing.UNDO: "Undone",
    Doing.SPLIT: "Split into",
    Doing.MERGE: "Joined",
}


def heading(plan: Plan) -> str:
    """What would be done, to how many, and how many hours that are."""
    return f"{_WILL[plan.doing]} {_things(plan.items)}: {_hours(plan.items)}."


def item_lines(plan: Plan) -> list[str]:
    """The items, one each, as far as they are shown."""
    items = _in_order(plan, plan.items)
    lines = [f"- {_line(item)}" for item in items[:_SHOWN_ITEMS]]
    if len(items) > _SHOWN_ITEMS:
        rest = items[_SHOWN_ITEMS:]
        hours = sum(item.hours for item in rest)
        people = len({item.owner.id for item in rest if item.owner})
        whose = f" of {counted(people, 'member')}" if people else ""
        lines.append(f"- and {len(rest)} more{whose}: {number(hours)} h")
    return lines


def done_lines(plan: Plan, done: Sequence[Item], kept: Kept) -> list[str]:
    """What was done; each by itself where few things came to different ends."""
    if plan.doing is Doing.LOG:
        return [_done_line(plan, done, kept), table_of(plan.items, kept)]
    told = {kept.outcomes[item.key].told for item in done}
    lines = [_done_line(plan, done, kept)]
    if len(done) <= _SHOWN_ITEMS and (len(told) > 1 or (_is_told_apart(plan) and len(done) > 1)):
        lines += [f"- {_became(item, kept)}" for item in _in_order(plan, done)]
    return lines


def _became(item: Item, kept: Kept) -> str:
    """What an item came to; a new entry is told with the number that it got."""
    told = kept.outcomes[item.key].told
    if _is_new_half(item):
        return f"new {told}"
    # What it is on was told with the plan, in whose words it would read as not done yet.
    name = f"{item.kind} {item.id}" if item.step is not None else _named(item)
    return f"{name}: now {told}"


def _is_told_apart(plan: Plan) -> bool:
    """Whether each item came to something of its own, which cannot be counted as a status can."""
    return all(item.step is not None for item in plan.items) and plan.doing is not Doing.DELETE


def _done_line(plan: Plan, done: Sequence[Item], kept: Kept) -> str:
    verb = _DID[plan.doing]
    if not done and plan.whole and kept.unsettled:
        return "It is not finished yet, and nothing of it is settled."
    if not done:
        return f"Nothing was {verb[0].lower()}{verb[1:].removesuffix(' into')}."
    hours = _hours(done)
    billable = billable_in(kept.outcomes[item.key] for item in done)
    if plan.doing is Doing.LOG and billable is not None:
        hours = f"{hours} ({number(billable)} h billable)"
    # Of a new entry its number is told, in the table; several changes are told one by one.
    shown = [] if plan.doing is Doing.LOG or (_is_told_apart(plan) and len(done) > 1) else done
    statuses = Counter(kept.outcomes[item.key].told for item in shown)
    now = ", ".join(
        status if len(done) == 1 else f"{many} {status}"
        for status, many in statuses.most_common()
        if status
    )
    if len(plan.items) == 1:
        what = _named(done[0])
    else:
        of = f" of {len(plan.items)}" if len(done) < len(plan.items) else ""
        what = f"{len(done)}{of} {_kind(plan.items, len(plan.items))}"
    return f"{verb} {what}: {hours}.{f' Now {now}.' if now else ''}"


def troubled(said: str, items: Sequence[Item], kept: Kept) -> list[str]:
    """Items that did not come to what was meant, and why, as far as they are shown."""
    told: list[str] = []
    for item in items[:_SHOWN_ITEMS]:
        outcome: ItemOutcome = kept.outcomes[item.key]
        width = _NOTICE if len(items) <= _FEW_TROUBLES else _BRIEF_TROUBLE
        told.append(f"{said}: {_named(item)}: {one_line(outcome.told, width)}")
    if len(items) > _SHOWN_ITEMS:
        rest = ", ".join(str(item.id) for item in items[_SHOWN_ITEMS:])
        told.append(f"{said} too: {one_line(rest, 1000)}")
    return told


def _line(item: Item) -> str:
    many = f" in {counted(item.entries, 'entry', 'entries')}" if item.kind is Kind.SHEET else ""
    parts = [
        f"{_named(item)}: {_own_hours(item)}{many}",
        *(_kept_with(item.step) if _is_new_half(item) and item.step else ()),
        f"waiting for the {item.stage}" if item.stage else in_words(item.status),
    ]
    return ", ".join(part for part in parts if part)


def _named(item: Item) -> str:
    inside = _about(item)
    # The new half of an entry has no number yet.
    name = f"{item.kind}" if _is_new_half(item) else f"{item.kind} {item.id}"
    return f"{name} ({inside})" if inside else name


def _about(item: Item) -> str:
    whose = name_of(item.owner)
    return ", ".join(part for part in (whose, one_line(item.label, _LABEL)) if part)


def _is_new_half(item: Item) -> bool:
    return item.kind is Kind.NEW and item.step is not None


def _kept_with(step: Step) -> list[str]:
    """What the new half of an entry says: it was not asked for word by word."""
    entry = step.after
    assert entry is not None
    parts = [name_of(entry.work_type), name_of(entry.work_role), entry.billable or ""]
    texts = {"notes": entry.notes, "internal notes": entry.internal_notes}
    parts += [f'{name} "{one_line(text, _NOTES)}"' for name, text in texts.items() if text]
    parts += ["no notes"] * (not entry.notes)
    return [*parts, f"shown in {', '.join(sorted(entry.add_to))}" if entry.add_to else ""]


def _in_order(plan: Plan, items: Sequence[Item]) -> Sequence[Item]:
    """In the order in which people read them: of an entry that is cut, the half that stays."""
    return items[::-1] if plan.doing is Doing.SPLIT else items


def _own_hours(item: Item) -> str:
    """Its hours by themselves, wherever they count in the plan's sum."""
    if item.step is None:
        return _hours([item])
    return _hours([counting(item, item.step, whole=False)])


def _hours(items: Sequence[Item]) -> str:
    hours = f"{number(sum(item.hours for item in items))} h"
    if (
        items[0].kind is Kind.NEW and items[0].step is None
    ):  # whether it is billable, ConnectWise will decide
        return hours
    return f"{hours} ({number(sum(item.billable_hours for item in items))} h billable)"


def _things(items: Sequence[Item]) -> str:
    return f"{len(items)} {_kind(items, len(items))}"


def _kind(items: Sequence[Item], many: int) -> str:
    if items[0].kind is Kind.SHEET:
        return "timesheet" if many == 1 else "timesheets"
    return "entry" if many == 1 else "entries"
