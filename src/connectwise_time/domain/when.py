"""A person's words for dates and times of day, read in that person's zone or refused."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.errors import Refused

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::(?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_NOON = 12
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_FIRST_PLAIN_HOUR = 7  # words.md, "Dates" 5: a bare 1 to 6 may be meant as afternoon
_DATE_REMEDY = "Give it as today, yesterday or an ISO date (YYYY-MM-DD)."
_TIME_REMEDY = "Give it as local time, such as 09:30, 2:15pm or 2026-11-20T09:30."


def read_date(words: str, today: date) -> date:
    """The day that is meant: `today`, `yesterday` or an ISO date.

    Raises:
        Refused: It cannot be read as a day.
    """
    plain = words.strip().casefold()
    if plain == "today":
        return today
    if plain == "yesterday":
        return today - timedelta(days=1)
    try:
        day = date.fromisoformat(plain)
    except ValueError:
        told = f"Today is {today:%a %Y-%m-%d}. {_DATE_REMEDY}"
        raise Refused("The date cannot be read.", remedy=told) from None
    _check_year(day.year)
    return day


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(
            f"The year is not one of {_FIRST_YEAR} to {_LAST_YEAR}.", remedy="Correct the date."
        )


def read_moment(words: str, day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) that is meant: a time of day on `day`, or a date with time.

    Args:
        words: `09:30`, `2pm`, `2026-11-20T09:30`, or with an offset, which then decides.
        day: The local day for a mere time of day.
        zone: Whose clock it is.

    Raises:
        Refused: It cannot be read, or the clock shows that time never or twice on that day.
    """
    text = words.strip()
    if (clock := clock_of(text)) is not None:
        return to_utc(datetime.combine(day, clock), zone)
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text):
        raise Refused("The time cannot be read.", remedy=_TIME_REMEDY)
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise Refused("The time cannot be read.", remedy=_TIME_REMEDY) from None
    _check_year(moment.year)
    if moment.tzinfo is None:
        return to_utc(moment, zone)
    return moment.astimezone(UTC).replace(microsecond=0)


def clock_of(words: str) -> time | None:
    """The time of day that the words mean; None where they are no mere time of day.

    Raises:
        Refused: They may be meant as morning or afternoon, or are no time that a clock shows.
    """
    plain = words.strip().casefold()
    if plain == "noon":
        return time(_NOON)
    if re.fullmatch(r"\d{4}", plain):
        plain = f"{plain[:2]}:{plain[2:]}"
    clock = _CLOCK.fullmatch(plain)
    return _time_of_day(clock) if clock else None


def names_a_day(words: str) -> bool:
    """Whether the words for a time carry their own date."""
    return re.match(r"\s*\d{4}-\d{2}-\d{2}[T ]", words) is not None


def _time_of_day(clock: re.Match[str]) -> time:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    second = int(clock["second"] or 0)
    half = (clock["half"] or "").casefold().replace(".", "")
    if not half and clock["minute"] is None:
        raise Refused("A bare number is no time of day.", remedy=_TIME_REMEDY)
    if half:
        if not 1 <= hour <= _NOON:
            raise Refused("With am or pm the hour is 1 to 12.", remedy=_TIME_REMEDY)
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    elif len(clock["hour"]) == 1 and 0 < hour < _FIRST_PLAIN_HOUR:
        raise Refused(
            "The time can be read as morning or afternoon.",
            remedy=f"Give it as {hour:02}:{minute:02} or {hour + _NOON}:{minute:02}.",
        )
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Refused("There is no such time of day.", remedy=_TIME_REMEDY) from None


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in `zone` show `wall`.

    Raises:
        Refused: Clocks never show it (they jump over it), or show it twice.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC).replace(microsecond=0)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise Refused(
            f"On {wall:%Y-%m-%d} clocks in {zone.key} jump over {wall:%H:%M}.",
            remedy="Give a time before or after the jump.",
        )
    raise Refused(
        f"On {wall:%Y-%m-%d} clocks in {zone.key} show {wall:%H:%M} twice.",
        remedy=f"Say which: {first.isoformat()} or {second.isoformat()}.",
    )


def day_bounds(since: date, until: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which local days begin: of `since`, and of `until` (exclusive)."""
    return _midnight(since, zone), _midnight(until, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # A day always begins, even where clocks jump over midnight: the first fold, read through
    # UTC, is then the first instant of the day.
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date that a calendar in `zone` shows at the instant."""
    return instant.astimezone(zone).date()


def iso_utc(instant: datetime) -> str:
    """The one spelling of instants: ISO 8601, UTC, whole seconds, with Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_span(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    """`Fri 2026-11-20 10:30–12:00`, in local time; the end carries its date if it is another."""
    begins = start.astimezone(zone)
    text = f"{begins:%a %Y-%m-%d %H:%M}"
    if end is None:
        return text
    ends = end.astimezone(zone)
    return (
        f"{text}–{ends:%H:%M}"
        if ends.date() == begins.date()
        else f"{text} – {ends:%a %m-%d %H:%M}"
    )
