"""A person's words for a stretch of days: `this week`, `2026-11-01..2026-11-15`."""

from dataclasses import dataclass
from datetime import date, timedelta

from connectwise_time.domain.dates import Calendar
from connectwise_time.domain.days import read_date
from connectwise_time.errors import Refused

_WORDS = "today, yesterday, this week, last week, this month, last month"
_REMEDY = f"Use one of {_WORDS}, or a range such as 2026-11-01..2026-11-15."


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


def read_period(words: str, today: date) -> Period:
    """The days that are meant. Weeks begin on Monday; ranges include both days.

    Raises:
        Refused: It cannot be read, or ends before it begins.
    """
    plain = " ".join(words.casefold().split())
    if ".." in plain:
        return read_range(*plain.split("..", 1), today=today)
    if named := _named(plain, today):
        return named
    try:
        day = read_date(plain, Calendar(today))
    except Refused:
        raise Refused("The period cannot be read.", remedy=_REMEDY) from None
    return Period(day, day + timedelta(days=1))


def read_bounds(
    period: str | None, since: str | None, until: str | None, today: date
) -> tuple[date | None, date | None]:
    """The first day and the day behind the last one; None where that side is open.

    Args:
        period: Words for a period.
        since: The first day, instead of a period.
        until: The last day, instead of a period.
        today: The day on which it is said.

    Raises:
        Refused: It cannot be read, is contradictory, or ends before it begins.
    """
    if period is not None:
        if since is not None or until is not None:
            raise Refused(
                "Both a period and since or until are given.", remedy="Give one of the two."
            )
        named = read_period(period, today)
        return named.since, named.until
    if since is not None and until is not None:
        both = read_range(since, until, today=today)
        return both.since, both.until
    first = read_date(since, Calendar(today)) if since is not None else None
    last = read_date(until, Calendar(today)) + timedelta(days=1) if until is not None else None
    return first, last


def read_range(since: str, until: str, *, today: date) -> Period:
    """The days from `since` to `until`, both inside, as people say it.

    Raises:
        Refused: A day cannot be read, or the period ends before it begins.
    """
    first, last = read_date(since, Calendar(today)), read_date(until, Calendar(today))
    if last < first:
        raise Refused("The period ends before it begins.", remedy="Swap the two dates.")
    return Period(first, last + timedelta(days=1))


def _named(plain: str, today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    week = timedelta(days=7)
    match plain:
        case "this week":
            return Period(monday, monday + week)
        case "last week":
            return Period(monday - week, monday)
        case "this month":
            return Period(month, _next_month(month))
        case "last month":
            return Period((month - timedelta(days=1)).replace(day=1), month)
        case _:
            return None


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
