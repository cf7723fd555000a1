"""A person's words for one week, month, quarter or year: `last month`, `w47`, `q4`, `november`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from connectwise_time.domain.words.dates import MONTH, MONTHS, YEAR, Calendar, check_year, year_of
from connectwise_time.domain.words.days import day_said
from connectwise_time.errors import Ambiguous, Refused

_A_WEEK = timedelta(days=7)
_MONTHS_OF_A_YEAR = 12
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_TO_DATE = {
    "wtd": "week",
    "mtd": "month",
    "qtd": "quarter",
    "ytd": "year",
    **{f"{unit} to date": unit for unit in ("week", "month", "quarter", "year")},
}
_NAMED_UNIT = re.compile(
    rf"^(?:the )?(?:month (?:of )?(?={MONTH}\b|[\d/.-]{{6,7}}$)|year (?:of )?(?=\d{{4}}$))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `since` up to `until`, which is not one of them."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.until - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days


def unit_said(text: str, calendar: Calendar) -> Period | None:
    """The unit in plain text; None where it has not the shape of one.

    Raises:
        Refused: It does not exist, or may be one of several.
    """
    for reader in (_relative, _week_of, absolute_unit):
        if (found := reader(text, calendar)) is not None:
            return found
    return None


def absolute_unit(text: str, calendar: Calendar) -> Period | None:
    """The same, of units with a name or number of their own."""
    text = _NAMED_UNIT.sub("", text)
    for shape, meaning in _SHAPES:
        if found := shape.fullmatch(text):
            return meaning(found, calendar)
    return None


def _unit_at(unit: str, day: date, calendar: Calendar) -> Period:
    """The week, month, quarter or year of a day."""
    match unit:
        case "week":
            week = calendar.week_of(day)
            return Period(week, week + _A_WEEK)
        case "month":
            return _months(day.year, day.month, 1)
        case "quarter":
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case _:
            return _months(day.year, 1, _MONTHS_OF_A_YEAR)


def _months(year: int, month: int, many: int) -> Period:
    behind = month + many - 1
    return Period(date(year, month, 1), date(year + behind // 12, behind % 12 + 1, 1))


def _relative(text: str, calendar: Calendar) -> Period | None:
    if unit := _TO_DATE.get(text):
        begins = _unit_at(unit, calendar.today, calendar).since
        return Period(begins, calendar.today + timedelta(days=1))
    found = re.fullmatch(
        r"(?P<which>this|current|the current|last|previous|next) (?P<unit>week|month|quarter|year)",
        text,
    )
    if found is None:
        return None
    if found["which"] == "next":
        raise Refused("That is in the future.", remedy="Give days up to today.")
    this = _unit_at(found["unit"], calendar.today, calendar)
    if found["which"] in ("last", "previous"):
        return _unit_at(found["unit"], this.since - timedelta(days=1), calendar)
    return this


def _week_of(text: str, calendar: Calendar) -> Period | None:
    """`week of nov 16`, `week ending nov 22`: the week of the house around a day."""
    found = re.fullmatch(
        r"(?:the )?(?:week|wk|w)(?P<how> of|/[bce]| (?:beginning|starting|commencing|ending))"
        r" (?P<day>.+)",
        text,
    )
    day = day_said(re.sub("^the ", "", found["day"]), calendar) if found else None
    if found is None or day is None:
        return None
    week = _unit_at("week", day, calendar)
    how = found["how"].strip()
    at_its_end = how in ("/e", "ending")
    if how != "of" and day != (week.last if at_its_end else week.since):
        raise Refused(
            f"Weeks go from {week.since:%A} to {week.last:%A} here.",
            remedy=f"The week of {day} is {week.since}..{week.last}.",
        )
    return week


def _year(found: re.Match[str], _calendar: Calendar) -> Period:
    return _months(_checked(found["year"]), 1, _MONTHS_OF_A_YEAR)


def _checked(text: str) -> int:
    check_year(year := year_of(text))
    return year


def _month_number(found: re.Match[str], _calendar: Calendar) -> Period:
    number = int(found["number"])
    if not 1 <= number <= _MONTHS_OF_A_YEAR:
        raise Refused("There is no such month.", remedy="Give it as 2026-11.")
    return _months(_checked(found["year"]), number, 1)


def _month(found: re.Match[str], calendar: Calendar) -> Period:
    number, today = MONTHS[found["month"]], calendar.today
    if found["year"]:
        return _months(_checked(found["year"]), number, 1)
    year = today.year if number <= today.month else today.year - 1
    match found["which"]:
        case "this" if year != today.year:
            raise Refused("That month is in the future.", remedy="Give its year.")
        case "last" if number == today.month:
            year -= 1
        case "last" if year == today.year:
            raise Ambiguous(f"It may be of {year - 1} or {year}.", remedy="Give its year.")
    return _months(year, number, 1)


def _quarter(found: re.Match[str], calendar: Calendar) -> Period:
    said, today = found["quarter"], calendar.today
    number = _QUARTERS.get(said) or int(said[0])
    if not 1 <= number <= 4:  # noqa: PLR2004  # quarters of a year
        raise Refused("There is no such quarter.", remedy="Give it as q4 2026.")
    month = 3 * number - 2
    if found["year"]:
        return _months(_checked(found["year"]), month, 3)
    return _months(today.year if month <= today.month else today.year - 1, month, 3)


def _iso_week(found: re.Match[str], calendar: Calendar) -> Period:
    """A week of ISO 8601, which is one of Mondays wherever weeks begin."""
    if found["long"] and calendar.first_weekday != 0:
        raise Ambiguous(
            "Weeks do not begin on Monday here, so its number is not clear.",
            remedy="Give two days, or an ISO week such as 2026-W47.",
        )
    number = int(found["week"])
    if found["year"]:
        return _seven_days(_checked(found["year"]), number)
    year = calendar.today.isocalendar().year
    this = _seven_days(year, number)
    return this if this.since <= calendar.today else _seven_days(year - 1, number)


def _seven_days(year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Refused("That year has no such week.", remedy="Correct it.") from None
    return Period(monday, monday + _A_WEEK)


_OF_YEAR = rf"(?:(?:,? |-|/| of ){YEAR})?"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Calendar], Period]], ...] = tuple(
    (re.compile(shape, re.ASCII), meaning)
    for shape, meaning in (
        (r"(?P<year>(?:19|20|21)\d\d)", _year),
        (r"(?P<year>\d{4})[/.-](?P<number>\d\d?)", _month_number),
        (r"(?P<number>\d\d?)[/.-](?P<year>\d{4})", _month_number),
        (rf"(?:(?P<which>this|last) )?{MONTH}{_OF_YEAR}", _month),
        (rf"(?P<which>)(?P<year>\d{{4}})[ /-]{MONTH}", _month),
        (rf"q(?:uarter )?(?P<quarter>\d){_OF_YEAR}", _quarter),
        (
            rf"(?:the )?(?P<quarter>\d(?:st|nd|rd|th)|{'|'.join(_QUARTERS)}) quarter{_OF_YEAR}",
            _quarter,
        ),
        (r"(?P<year>\d{4})[ /-]?q(?P<quarter>\d)", _quarter),
        (rf"(?:c?w|(?P<long>week|wk) ?)(?P<week>\d\d?){_OF_YEAR}", _iso_week),
        (r"(?P<year>\d{4})[ -]?(?:w|(?P<long>week) )(?P<week>\d\d?)", _iso_week),
    )
)
