"""Dates as a calendar shows them: `2026-11-20`, `20 november`, `nov 20th`, `11/20`, `the 20th`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connectwise_time.errors import Ambiguous, Refused

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# Said without a year, a day of last year is meant only while it is nearer than the coming one.
_HALF_A_YEAR = timedelta(days=183)

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_TWENTIES = {f"twenty {word}": 20 + number for number, word in enumerate(_ORDINALS[:9], 1)}
_NTH = {word: number for number, word in enumerate(_ORDINALS, 1)} | _TWENTIES
_NTH |= {"thirtieth": 30, "thirty first": 31}
_NTH_WORD = re.compile(rf"\b({'|'.join(sorted(_NTH, key=len, reverse=True))})\b")

MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{4}|'\d\d)"
_SIGN = r"[ /.-]{0,2}"
_AND_YEAR = rf"(?:(?:,? |, ?|[/.-]){YEAR})?"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day on which something is said, and how weeks go there.

    Attributes:
        first_weekday: The day on which weeks begin: 0 for Monday to 6 for Sunday.
        now: The present in UTC and whole minutes, where it can be meant.
    """

    today: date
    first_weekday: int = 0
    now: datetime | None = None

    @property
    def week(self) -> date:
        """The first day of this week."""
        return self.week_of(self.today)

    def week_of(self, day: date) -> date:
        """The first day of the week of a day."""
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)


def date_said(text: str, calendar: Calendar) -> date | None:
    """The day in plain text; None where it has not the shape of a date.

    Raises:
        Refused: It has several readings, or does not exist.
    """
    text = _NTH_WORD.sub(lambda found: f"{_NTH[found[1]]}th", text.replace("-first", " first"))
    for reader in (iso_date, _with_month, _in_numbers, _nth):
        if (day := reader(text, calendar)) is not None:
            return day
    return None


def taken_apart(text: str, signs: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What stands before and behind each sign that is not one inside a date."""
    dates = [found.span() for found in _DASHED_DATE.finditer(text)]
    for sign in signs.finditer(text):
        if not any(begins <= sign.start() < ends for begins, ends in dates):
            yield text[: sign.start()], text[sign.end() :]


_DASHED_DATE = re.compile(
    r"\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2\d\d(?:\d\d)?|\d{4}-(?:w\d\d(?:-\d(?!\d))?|q\d)",
    re.ASCII,
)


def date_of(year: int, month: int, day: int) -> date:
    """That day.

    Raises:
        Refused: There is none, or its year is out of this world.
    """
    check_year(year)
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("There is no such day.", remedy="Correct the date.") from None


def check_year(year: int) -> None:
    """The year is one in which people log time.

    Raises:
        Refused: It is not.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(
            f"The year is not one of {_FIRST_YEAR} to {_LAST_YEAR}.", remedy="Correct the date."
        )


def year_of(text: str) -> int:
    """The year in digits, `2026` or `'26`."""
    return int(text) if text[0] != "'" else 2000 + int(text[1:])


def iso_date(text: str, _calendar: Calendar | None = None) -> date | None:
    """A date that begins with its year: ISO 8601, also with slashes or dots, or a week's day."""
    if week := re.fullmatch(r"(\d{4})-?w(\d\d)-?([1-7])", text, re.ASCII):
        check_year(int(week[1]))
        try:
            return date.fromisocalendar(int(week[1]), int(week[2]), int(week[3]))
        except ValueError:
            raise Refused("That year has no such week.", remedy="Correct the date.") from None
    found = re.fullmatch(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", text, re.ASCII)
    found = found or re.fullmatch(r"(\d{4})()(\d\d)(\d\d)", text, re.ASCII)
    return date_of(int(found[1]), int(found[3]), int(found[4])) if found else None


_WITH_MONTH = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"{MONTH}{_SIGN}(?:the )?{_NUMBER}{_AND_YEAR}",
        rf"(?:the )?{_NUMBER}{_SIGN}(?:of )?{MONTH}{_AND_YEAR}",
        rf"(?P<year>\d{{4}})[ /.-]{MONTH}[ /.-]{_NUMBER}",
    )
)


def _parts(text: str) -> tuple[int, int, int | None] | None:
    for shape in _WITH_MONTH:
        if found := shape.fullmatch(text):
            year = year_of(found["year"]) if found["year"] else None
            return MONTHS[found["month"]], int(found["day"]), year
    return None


def _with_month(text: str, calendar: Calendar) -> date | None:
    parts = _parts(text)
    if parts is None:
        return None
    month, day, year = parts
    return date_of(year, month, day) if year else _latest(month, day, calendar)


def _latest(month: int, day: int, calendar: Calendar) -> date:
    """The latest such day up to today.

    Raises:
        Refused: There is none, or it may be meant of the coming months as well.
    """
    today = calendar.today
    known = [d for year in (today.year, today.year - 1) if (d := _maybe(year, month, day))]
    if not known:
        raise Refused("There is no such day in these years.", remedy="Give its year.")
    latest = next((d for d in known if d <= today), None)
    if latest is None or (latest.year != today.year and today - latest > _HALF_A_YEAR):
        raise Ambiguous("That day is in the future, or long ago.", remedy="Give its year.")
    return latest


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_TWO_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?", re.ASCII)


def _in_numbers(text: str, calendar: Calendar) -> date | None:
    """A date in numbers, where only one order of them makes a day."""
    found = _TWO_NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    orders = {(first, second), (second, first)}
    if found[2] == "." and (first > 12 or second > 12):  # noqa: PLR2004  # dots are day-first
        orders = {(second, first)}
    readings: set[tuple[int | None, int, int]] = set()
    full = None if year is None else int(year) if len(year) > 2 else 2000 + int(year)  # noqa: PLR2004
    readings |= {(full, month, day) for month, day in orders if _maybe(full or 2000, month, day)}
    if year is not None and len(year) == 2 and _maybe(2000 + first, second, int(year)):  # noqa: PLR2004
        readings.add((2000 + first, second, int(year)))
    if not readings:
        raise Refused("There is no such day.", remedy="Correct the date, or give it as YYYY-MM-DD.")
    if len(readings) > 1:
        shown = sorted(f"{y or calendar.today.year}-{m:02}-{d:02}" for y, m, d in readings)
        raise Ambiguous(
            f"The date can be read as {' or '.join(shown)}.", remedy="Give it as YYYY-MM-DD."
        )
    [(of, month, day)] = readings
    return date_of(of, month, day) if of else _latest(month, day, calendar)


def _nth(text: str, calendar: Calendar) -> date | None:
    found = re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", text, re.ASCII)
    if found is None:
        return None
    number, today = int(found[1]), calendar.today
    if not 1 <= number <= today.day:
        raise Ambiguous("That day may be of this month or the last.", remedy="Give its month.")
    return today.replace(day=number)
