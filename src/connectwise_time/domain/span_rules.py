"""What a span of work has to keep to: its length, its day, and that the work is done."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.when import local_day
from connectwise_time.domain.words.meant import Meant
from connectwise_time.errors import Refused

LONGEST_OVERNIGHT = timedelta(hours=12)  # words.md, "Dates" 10
_A_DAY = timedelta(hours=24)
_CLOCKS_DIFFER = timedelta(minutes=2)  # between this machine and whoever says "now"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of the day on which hours alone are logged.

    Attributes:
        last_end: When the day's last entry ends, None where there is none.
        work_begins: When the member's calendar day begins, in local time.
    """

    last_end: datetime | None
    work_begins: time | None


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in UTC and whole seconds, with the break inside.

    Attributes:
        said: How it was placed, where that was our choice; empty where the person said it.
    """

    start: datetime
    end: datetime
    deduct: float | None = None
    said: str = ""


def check_span(span: Span, meant: Meant, zone: ZoneInfo) -> None:
    """It has a length, and a likely one, and lies on the day that was said."""
    length = span.end - span.start
    if length <= timedelta(0):
        raise Refused("The end is not after the start.", remedy="Correct the times.")
    if length > _A_DAY:
        raise Refused("An entry cannot be longer than 24 hours.", remedy="Split it by days.")
    if timedelta(hours=span.deduct or 0.0) >= length:
        raise Refused(
            "The deduction is as long as the work.", remedy="Lower it, or correct the times."
        )
    on = meant.on
    if on is not None and not span.said and local_day(span.start, zone) != on:
        raise Refused(
            "The date contradicts the times.",
            remedy=f"Leave one of them out: the work would begin on {local_day(span.start, zone)}.",
        )


def check_fits(span: Span, meant: Meant, zone: ZoneInfo) -> None:
    """Hours that we placed lie on the day that was said."""
    on = meant.on
    # Work that ends now may have begun before midnight, unless a day was said.
    night = on is None and span.end - span.start <= LONGEST_OVERNIGHT
    elsewhere = on is not None and local_day(span.start, zone) != on
    if span.said and (elsewhere or (not night and _spreads(span, zone))):
        raise Refused(
            "The hours do not fit into that day.",
            remedy="Give start and end, so that it is clear when the work was.",
        )


def check_past(span: Span, meant: Meant, *, now: datetime, zone: ZoneInfo, until: datetime) -> None:
    """It does not end later than now, or than it is stored already."""
    if span.end <= max(now + _CLOCKS_DIFFER, until):
        return
    present = f"and it is {now.astimezone(zone):%H:%M}"
    if span.start + _CLOCKS_DIFFER < now:
        instead = " instead of hours" if meant.end is None else ""
        raise Refused(
            f"That is in the future: it ends {_at(span.end, now, zone)}, {present}.",
            remedy=f"Log it after the work, or give {_until_now(span, now, zone)}{instead} for"
            " what is done.",
        )
    raise Refused(
        f"That is in the future: it begins {_at(span.start, now, zone)}, {present}.",
        remedy="Log it after the work; for work of another day give its date.",
    )


def _at(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The clock, with the day where it is another than today."""
    local = instant.astimezone(zone)
    return (
        f"{local:%H:%M}" if local.date() == local_day(now, zone) else f"{local:%a %Y-%m-%d %H:%M}"
    )


def _until_now(span: Span, now: datetime, zone: ZoneInfo) -> str:
    begins, ends = span.start.astimezone(zone), now.astimezone(zone)
    on = "" if begins.date() == ends.date() else f'date="{begins:%Y-%m-%d}", '
    return f'{on}start="{begins:%H:%M}", end="{ends:%H:%M}"'


def _spreads(span: Span, zone: ZoneInfo) -> bool:
    return local_day(span.start, zone) != local_day(span.end - timedelta(seconds=1), zone)
