"""A sheet looked over: a grid of its days, totals, and what somebody should see before more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.review.facts import Around, Case, Day
from connectwise_time.domain.review.table import RULES
from connectwise_time.domain.sheets import FilledSheet, TimeSheet
from connectwise_time.domain.summary import Totals
from connectwise_time.domain.when import local_day


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at.

    Attributes:
        rule: The rule's name, which stays the same.
        says: What it found, in a sentence without text from ConnectWise.
        remedy: What to do about it.
        entries: The entries that it is about.
        why: Why it matters, in a short sentence; empty where that goes without saying.
    """

    rule: str
    says: str
    remedy: str
    entries: tuple[int, ...] = ()
    why: str = ""


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


def review(filled: FilledSheet, around: Around) -> Review:
    """Look a sheet over.

    Args:
        filled: The sheet with all its entries.
        around: What else is known.
    """
    totals = Totals()
    for entry in filled.entries:
        totals.add(entry)
    days = tuple(_days(filled, around.zone))
    return Review(filled.sheet, days, totals, tuple(_findings(Case(filled, days, around))))


def _findings(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        if rule.name not in case.around.worth.off:
            for found in rule.judge(case):
                remedy = found.remedy or rule.remedy
                yield Finding(rule.name, found.says, remedy, found.entries, rule.why)


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
