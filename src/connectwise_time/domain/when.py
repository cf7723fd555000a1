"""Clocks and instants: what clocks in a zone show when, and how we spell it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from connectwise_time.errors import Refused


def instants_of(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants (UTC) at which clocks in `zone` show `wall`: one, mostly.

    None where they jump over it, two where they show it twice.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return (first.astimezone(UTC).replace(microsecond=0),)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return ()
    return first.astimezone(UTC), second.astimezone(UTC)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in `zone` show `wall`.

    Raises:
        Refused: Clocks never show it (they jump over it), or show it twice.
    """
    match instants_of(wall, zone):
        case [only]:
            return only
        case []:
            raise Refused(
                f"On {wall:%Y-%m-%d} clocks in {zone.key} jump over {wall:%H:%M}.",
                remedy="Give a time before or after the jump.",
            )
    both = " or ".join(wall.replace(tzinfo=zone, fold=fold).isoformat() for fold in (0, 1))
    raise Refused(
        f"On {wall:%Y-%m-%d} clocks in {zone.key} show {wall:%H:%M} twice.",
        remedy=f"Say which: {both}.",
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


def whole_minutes(instant: datetime) -> datetime:
    """The minute in which it is, in UTC: nobody logs seconds."""
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def iso_utc(instant: datetime) -> str:
    """The one spelling of instants: ISO 8601, UTC, whole seconds, with Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_span(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    """`Fri 2026-11-20 10:30–12:00`, in local time; the end carries its date if it is another.

    It can be read again: where clocks show one of the times twice, both carry their offsets.
    """
    begins, ends = (each and each.astimezone(zone) for each in (start, end))
    assert begins is not None
    twice = any(each and _is_twice(each, zone) for each in (begins, ends))
    text = f"{begins:%a %Y-%m-%d} {_clock(begins, with_offset=twice)}"
    if ends is None:
        return text
    if ends.date() == begins.date():
        return f"{text}–{_clock(ends, with_offset=twice)}"
    return f"{text} – {ends:%a %Y-%m-%d} {_clock(ends, with_offset=twice)}"


def _is_twice(moment: datetime, zone: ZoneInfo) -> bool:
    return len(instants_of(moment.replace(tzinfo=None, fold=0), zone)) > 1


def _clock(moment: datetime, *, with_offset: bool) -> str:
    offset = f"{moment:%z}"
    return f"{moment:%H:%M}" + (f" UTC{offset[:3]}:{offset[3:5]}" if with_offset else "")
