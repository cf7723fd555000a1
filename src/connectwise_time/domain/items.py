"""Sheets and entries as items of a plan: what they are called, what they move, what they cover."""

from collections.abc import Iterable
from dataclasses import replace

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.looks import (
    entry_part,
    looks_of_entry,
    looks_of_sheet,
    sheet_part,
)
from connectwise_time.domain.plans import (
    Item,
    Kind,
)
from connectwise_time.domain.sheets import FilledSheet, TimeSheet
from connectwise_time.domain.steps import Step
from connectwise_time.domain.summary import Totals


def whole_sheet(filled: FilledSheet) -> Item:
    """A sheet as an item that moves all of it."""
    sheet = filled.sheet
    totals = totals_of(filled.entries)
    return Item(
        kind=Kind.SHEET,
        id=sheet.id,
        owner=sheet.member,
        label=days_of(sheet),
        status=sheet.status,
        entries=totals.entries,
        hours=round(totals.hours, 4),
        billable_hours=round(totals.billable_hours, 4),
        covers=looks_of(filled),
    )


def part_of_sheet(filled: FilledSheet, taken: Iterable[LoggedTime]) -> Item:
    """A sheet as an item that moves some of its entries."""
    totals = totals_of(taken)
    return replace(
        whole_sheet(filled),
        entries=totals.entries,
        hours=round(totals.hours, 4),
        billable_hours=round(totals.billable_hours, 4),
    )


def one_entry(entry: LoggedTime, day: str) -> Item:
    """An entry as an item of its own."""
    assert entry.id is not None
    totals = totals_of([entry])
    return Item(
        kind=Kind.ENTRY,
        id=entry.id,
        owner=entry.member,
        label=" · ".join(part for part in (day, charged_to(entry)) if part),
        status=entry.status or "",
        hours=round(totals.hours, 4),
        billable_hours=round(totals.billable_hours, 4),
        covers=((entry_part(entry.id), looks_of_entry(entry)),),
    )


def counted(item: Item, step: Step, *, whole: bool) -> Item:
    """An item of one entry, with those of its hours that count in the plan's sum.

    Of what is done as a whole, all that it leaves: hours that one entry gives to another one
    count where they end up, and once. Else those that are changed, stored again or deleted.
    """
    leaves = step.after or (None if whole else step.before)
    totals = totals_of([leaves] if leaves is not None else [])
    return replace(
        item, hours=round(totals.hours, 4), billable_hours=round(totals.billable_hours, 4)
    )


def charged_to(entry: LoggedTime) -> str:
    """What an entry is charged to, and for whom, in a few words."""
    target = entry.target
    if entry.ticket is not None:
        what = f"#{entry.ticket.id} {entry.ticket.name}"
    else:
        what = (target.name or f"{target.kind} {target.id}") if target else ""
    company = entry.company.name if entry.company else ""
    return " · ".join(part for part in (what, company) if part)


def days_of(sheet: TimeSheet) -> str:
    """A sheet's period: `2026-11-16 to 2026-11-22`."""
    return f"{sheet.first} to {sheet.last}"


def totals_of(entries: Iterable[LoggedTime]) -> Totals:
    """Hours of entries."""
    totals = Totals()
    for entry in entries:
        totals.add(entry)
    return totals


def looks_of(filled: FilledSheet) -> tuple[tuple[str, str], ...]:
    """What a sheet and all that is on it look like."""
    sheet = filled.sheet
    return (
        (sheet_part(sheet.id), looks_of_sheet(sheet)),
        *(
            (sheet_part(sheet.id, entry.id), looks_of_entry(entry))
            for entry in filled.entries
            if entry.id is not None
        ),
    )
