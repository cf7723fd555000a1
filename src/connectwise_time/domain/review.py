"""A sheet looked over: a grid of its days, totals, and what somebody should see before it goes on.

Each finding is a rule with a name, what it found, and what to do about it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.sheets import FilledSheet, TimeSheet, stage_of
from connectwise_time.domain.statuses import (
    HANDED_IN,
    ON_AN_INVOICE,
    REJECTED,
    SUBMITTABLE,
    in_words,
)
from connectwise_time.domain.summary import Totals
from connectwise_time.domain.when import local_day

DEADLINE_IS_NEAR = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at.

    Attributes:
        rule: The rule's name, which stays the same.
        says: What it found, in a sentence without text from ConnectWise.
        remedy: What to do about it.
        entries: The entries that it is about.
    """

    rule: str
    says: str
    remedy: str
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a sheet: its totals and its entries by start."""

    day: date
    totals: Totals
    entries: tuple[LoggedTime, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A sheet looked over.

    Attributes:
        days: Every day of the period, and any other on which one of the entries starts.
        totals: Over all entries.
    """

    sheet: TimeSheet
    days: tuple[Day, ...]
    totals: Totals
    findings: tuple[Finding, ...]


def review(filled: FilledSheet, *, zone: ZoneInfo, today: date, requires_notes: bool) -> Review:
    """Look a sheet over.

    Args:
        filled: The sheet with all its entries.
        zone: Of the sheet's member, whose days count.
        today: In that zone.
        requires_notes: The tenant requires notes on entries.
    """
    totals = Totals()
    for entry in filled.entries:
        totals.add(entry)
    days = tuple(_days(filled, zone))
    findings = (
        *_empty(filled),
        *_rejected(filled.entries),
        *_missing_notes(filled.entries, requires_notes=requires_notes),
        *_missing_days(filled.sheet, days, today),
        *_locked(filled),
        *_deadline(filled.sheet, today),
    )
    return Review(filled.sheet, days, totals, findings)


def _days(filled: FilledSheet, zone: ZoneInfo) -> Iterator[Day]:
    sheet = filled.sheet
    by_day: dict[date, list[LoggedTime]] = {
        sheet.first + timedelta(days=offset): []
        for offset in range((sheet.last - sheet.first).days + 1)
    }
    for entry in filled.entries:
        day = local_day(entry.start, zone) if entry.start else sheet.first
        by_day.setdefault(day, []).append(entry)
    for day, entries in sorted(by_day.items()):
        totals = Totals()
        for entry in entries:
            totals.add(entry)
        yield Day(day, totals, tuple(sorted(entries, key=_place)))


def _place(entry: LoggedTime) -> tuple[bool, float, int]:
    return entry.start is None, entry.start.timestamp() if entry.start else 0.0, entry.id or 0


def _empty(filled: FilledSheet) -> Iterator[Finding]:
    if not filled.entries:
        yield Finding(
            "empty_sheet", "No time is logged on it.", "Log the time with create_time_entry."
        )


def _rejected(entries: Sequence[LoggedTime]) -> Iterator[Finding]:
    sent_back = _ids(entry for entry in entries if entry.status in REJECTED)
    if sent_back:
        yield Finding(
            "rejected_entries",
            f"{_counted(sent_back)} sent back and NOT corrected yet.",
            "Correct with update_time_entry as the reason asks, then submit_timesheet again.",
            sent_back,
        )


def _missing_notes(entries: Sequence[LoggedTime], *, requires_notes: bool) -> Iterator[Finding]:
    silent = _ids(entry for entry in entries if not entry.notes.strip())
    if requires_notes and silent:
        yield Finding(
            "missing_notes",
            f"{_counted(silent)} without notes, which this ConnectWise requires.",
            "Add notes with update_time_entry.",
            silent,
        )


def _missing_days(sheet: TimeSheet, days: Sequence[Day], today: date) -> Iterator[Finding]:
    bare = [
        day.day
        for day in days
        if not day.entries
        and day.day.weekday() <= _FRIDAY
        and sheet.first <= day.day <= min(sheet.last, today)
    ]
    if bare and any(day.entries for day in days):
        named = ", ".join(f"{day:%a %Y-%m-%d}" for day in bare)
        yield Finding(
            "days_without_time",
            f"No time on {named}.",
            "Log what is missing with create_time_entry; time off goes on its charge code.",
        )


def _locked(filled: FilledSheet) -> Iterator[Finding]:
    statuses = Counter(entry.status for entry in filled.entries)
    fixed = _ids(e for e in filled.entries if e.status in HANDED_IN or e.status in ON_AN_INVOICE)
    if not fixed:
        return
    told = ", ".join(
        f"{number} {in_words(status)}"
        for status, number in sorted(statuses.items(), key=str)
        if status in HANDED_IN or status in ON_AN_INVOICE
    )
    if any(entry.status in ON_AN_INVOICE for entry in filled.entries):
        remedy = "Billed time changes only through billing."
    elif any(stage_of(entry.status) for entry in filled.entries):
        remedy = "To change one, reopen_timesheet or have it sent back with reject_entries."
    else:
        remedy = "To change one, have whoever approved it reopen_timesheet."
    yield Finding("locked_entries", f"{_counted(fixed)} locked: {told}.", remedy, fixed)


def _deadline(sheet: TimeSheet, today: date) -> Iterator[Finding]:
    if sheet.deadline is None or sheet.status not in SUBMITTABLE | REJECTED:
        return
    due = f"{sheet.deadline:%a %Y-%m-%d}"
    if today > sheet.deadline:
        first = "Correct it and submit it" if sheet.status in REJECTED else "Submit it now"
        yield Finding("deadline_passed", f"It was due on {due}.", f"{first} (submit_timesheet).")
    elif today >= sheet.deadline - DEADLINE_IS_NEAR:
        yield Finding("deadline_near", f"It is due on {due}.", "Submit it with submit_timesheet.")


def _ids(entries: Iterator[LoggedTime]) -> tuple[int, ...]:
    return tuple(entry.id for entry in entries if entry.id is not None)


def _counted(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")  # noqa: PLR2004  # enough to find them
    return f"{'Entry' if len(numbers) == 1 else 'Entries'} {shown}"
