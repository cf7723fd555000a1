"""A person's words for a stretch of days: `last 14 days`, `since monday`, `nov 1 - nov 15`."""

import re
from contextlib import suppress
from datetime import date, timedelta

from connectwise_time.domain.words.dates import (
    MONTH,
    MONTHS,
    YEAR,
    Calendar,
    date_of,
    date_said,
    taken_apart,
)
from connectwise_time.domain.words.days import day_said, read_date, read_last_date
from connectwise_time.domain.words.plainly import plain, with_digits
from connectwise_time.domain.words.units import Period, absolute_unit, unit_said
from connectwise_time.errors import Ambiguous, Refused

__all__ = ["Period", "read_bounds", "read_period", "read_range"]

_A_DAY = timedelta(days=1)
_MOST_DAYS = 3660
_OVER_NEW_YEAR = timedelta(days=31)
_REMEDY = (
    "Say today, yesterday, this week, last week, this month, last month, november, q4,"
    " 2026-W47, last 14 days, since monday, or 2026-11-01..2026-11-15."
)
_APART = re.compile(r" ?(?:\.\.+|-) ?|(?<=-\d\d)/(?=\d{4}-)| (?:to|until|till|til|thru|through) ")
_BARE_YEAR = re.compile(r"(?:year )?\d{4}", re.ASCII)
_AND_YEAR = rf"(?:,? {YEAR})?"
_NTH = r"(?:st|nd|rd|th)?"
_FROM_TO = rf"(?P<first>\d\d?){_NTH}(?: ?- ?| to | through )(?P<last>\d\d?){_NTH}"
_DAYS_OF_A_MONTH = (
    re.compile(rf"{MONTH} {_FROM_TO}{_AND_YEAR}", re.ASCII),
    re.compile(rf"{_FROM_TO} (?:of )?{MONTH}{_AND_YEAR}", re.ASCII),
)


def read_period(words: str, calendar: Calendar) -> Period:
    """The days that are meant. Ranges include both days; `since` goes through today.

    Raises:
        Refused: It cannot be read in one way, or ends before it begins.
    """
    text = re.sub(r"^(?:in|during|for|over) ", "", plain(words))
    text = re.sub(r"\bwk\b", "week", text.removeprefix("all of "))
    for reader in (_rolling, _since, unit_said, _days_of_a_month):
        if found := reader(text, calendar):
            return found
    if re.fullmatch(r"\d\d?-\d\d?", text):
        raise Ambiguous("That may be a date or two days.", remedy="Give it as YYYY-MM-DD.")
    readings: list[Period] = []
    refusals: list[Refused] = []
    for reader in (_one_day, _range):
        try:
            if found := reader(text, calendar):
                readings.append(found)
        except Refused as refusal:
            refusals.append(refusal)
    # A range of which a date is made as well, such as 11-15, is neither.
    if refusals:
        raise refusals[0]
    if len(readings) != 1:
        raise Refused("The period cannot be read.", remedy=_REMEDY)
    return readings[0]


def read_bounds(
    period: str | None, since: str | None, until: str | None, calendar: Calendar
) -> tuple[date | None, date | None]:
    """The first day and the day behind the last one; None where that side is open.

    Args:
        period: Words for a period.
        since: The first day, instead of a period.
        until: The last day, instead of a period.
        calendar: The day on which it is said, and how weeks go.

    Raises:
        Refused: It cannot be read, is contradictory, or ends before it begins.
    """
    if period is not None:
        if since is not None or until is not None:
            raise Refused(
                "Both a period and since or until are given.", remedy="Give one of the two."
            )
        named = read_period(period, calendar)
        return named.since, named.until
    if since is not None and until is not None:
        both = read_range(since, until, calendar)
        return both.since, both.until
    first = read_date(since, calendar) if since is not None else None
    last = read_last_date(until, calendar) + _A_DAY if until is not None else None
    return first, last


def read_range(since: str, until: str, calendar: Calendar) -> Period:
    """The days from `since` to `until`, both inside, as people say it.

    Raises:
        Refused: A day cannot be read, or the period ends before it begins.
    """
    first = read_date(since, calendar)
    last = _until_day(plain(until), first, calendar) or read_last_date(until, calendar)
    return _joined(Period(first, first + _A_DAY), Period(last, last + _A_DAY))


def _joined(first: Period, last: Period) -> Period:
    if last.since < first.since or last.until < first.until:
        raise Refused("The period ends before it begins.", remedy="Swap the two dates.")
    return Period(first.since, last.until)


def _one_day(text: str, calendar: Calendar) -> Period | None:
    if re.search(r"\bweeks? ago$", text):
        raise Ambiguous("That may be a day or a week.", remedy="Give two days, or last week.")
    day = day_said(text, calendar)
    return Period(day, day + _A_DAY) if day else None


def _rolling(text: str, calendar: Calendar) -> Period | None:
    """`last 14 days`: so many with today."""
    found = re.fullmatch(
        r"(?:the )?(?:last|past) (?P<many>\d{1,5}) (?P<unit>days|weeks|months|quarters|years)",
        with_digits(text),
        re.ASCII,
    )
    if found is None:
        return None
    many = int(found["many"])
    if found["unit"] != "days":
        raise Ambiguous(
            f"It may be {found['unit']} as in a calendar, or so long up to today.",
            remedy="Say it in days, such as last 14 days, or as a range.",
        )
    if not 0 < many <= _MOST_DAYS:
        raise Refused(f"It is not 1 to {_MOST_DAYS} days.", remedy="Give the two days.")
    return Period(calendar.today - timedelta(days=many - 1), calendar.today + _A_DAY)


def _since(text: str, calendar: Calendar) -> Period | None:
    """`since monday`, `since november`: through today."""
    found = re.fullmatch(r"(?:since|from) (?P<what>(?:(?! to | until | through |\.\.).)+)", text)
    if found is None:
        return None
    day = day_said(found["what"], calendar)
    if day is None:
        unit = absolute_unit(found["what"], calendar)
        if unit is None:
            return None
        day = unit.since
    if day > calendar.today:
        raise Refused("That day is in the future.", remedy="Give a day up to today.")
    return Period(day, calendar.today + _A_DAY)


def _days_of_a_month(text: str, calendar: Calendar) -> Period | None:
    """`nov 1-15`, `1-15 november 2026`."""
    for shape in _DAYS_OF_A_MONTH:
        if found := shape.fullmatch(re.sub("^from ", "", text)):
            month, year = f"{MONTHS[found['month']]:02}", found["year"]
            if year is None:
                begins = day_said(f"{found['month']} {found['first']}", calendar)
                year = str(begins.year) if begins else ""
            else:
                year = year.replace("'", "20")
            first, last = (
                date_of(int(year), int(month), int(found[name])) for name in ("first", "last")
            )
            return _joined(Period(first, first + _A_DAY), Period(last, last + _A_DAY))
    return None


def _range(text: str, calendar: Calendar) -> Period | None:
    text = re.sub(r"^between (.+) and ", r"\1 to ", text).removeprefix("from ")
    found: set[Period] = set()
    for left, right in taken_apart(text, _APART):
        if left and right and (period := _from_to(left, right, calendar)):
            found.add(period)
    if len(found) > 1:
        raise Ambiguous("The period can be read in several ways.", remedy=_REMEDY)
    return found.pop() if found else None


def _from_to(left: str, right: str, calendar: Calendar) -> Period | None:
    """The period between two days, months or quarters, which may share a year said once."""
    year = re.search(r",? (\d{4})$", right, re.ASCII)
    first = _end(f"{left} {year[1]}", calendar) if year and not re.search(r"\d{4}", left) else None
    first = first or _end(left, calendar)
    # 2026 - q4 is the quarter of that year, and no range.
    if first is None or bool(_BARE_YEAR.fullmatch(left)) != bool(_BARE_YEAR.fullmatch(right)):
        return None
    day = _until_day(right, first.since, calendar) if first.days == 1 else None
    last = Period(day, day + _A_DAY) if day else _end(right, calendar)
    if last is None or (first.days == 1) != (last.days == 1):
        return None
    return _joined(first, last)


def _end(text: str, calendar: Calendar) -> Period | None:
    if text == "now":
        return _end("today", calendar)
    return absolute_unit(text, calendar) or _one_day(text, calendar)


def _until_day(text: str, first: date, calendar: Calendar) -> date | None:
    """A last day whose year was not said: the first such day from `first` on.

    Raises:
        Ambiguous: It may as well be the latest such day.
    """
    if re.search(r"\d{4}|'\d\d", text):
        return None
    sign = re.fullmatch(r"\d\d?([/.-])\d\d?", text)
    years = (first.year, first.year + 1)
    same = ahead = None
    with suppress(Refused):  # of February 29, which the other year may lack, the latest is meant
        same, ahead = (date_said(f"{text}{sign[1] if sign else ' '}{y}", calendar) for y in years)
    if same is None or ahead is None:
        return None
    if same >= first or ahead - first > _OVER_NEW_YEAR:
        ahead = same
    latest = None
    with suppress(Refused):
        latest = day_said(text, calendar)
    if latest and latest > ahead:
        raise Ambiguous(f"It may end on {ahead} or {latest}.", remedy="Give the year.")
    return ahead
