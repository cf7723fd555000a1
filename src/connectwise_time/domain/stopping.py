"""How a stopwatch's time becomes an entry, in the words of whoever stops it. Pure.

Whoever stops a stopwatch says when the work ended or how long it was, and nothing else of when:
what cannot be is refused with what may be said there, and not with what other tools take.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.domain.models import Named, TargetKind
from connectwise_time.domain.spans import place
from connectwise_time.domain.timers import StopWish, Timer, TimerRules, TimerState, named_on
from connectwise_time.domain.when import iso_utc, local_day
from connectwise_time.domain.wishes import Times, Wish
from connectwise_time.domain.words.days import day_said
from connectwise_time.domain.words.durations import read_hours
from connectwise_time.domain.words.instants import read_moment
from connectwise_time.domain.words.meant import calendar_at, understood
from connectwise_time.domain.words.plainly import plain
from connectwise_time.domain.words.when_said import When
from connectwise_time.errors import Refused

_MINUTE = timedelta(minutes=1)
_A_DAY = timedelta(days=1)
_HALF_AN_HOUR = timedelta(minutes=30)
_SECONDS_AN_HOUR = 3600
_DISCARDS = "hours=0 discards it."


def entry_of(
    timer: Timer, wish: StopWish, now: datetime, rules: TimerRules, *, mine: int, zone: ZoneInfo
) -> Wish:
    """The entry that its time becomes.

    Pauses become the deduction, so that start and end stay those of the work; a started minute
    counts from its beginning, and ConnectWise rounds as it does with any entry.

    Args:
        timer: What was measured.
        wish: What was said about it.
        now: The present.
        rules: What counts as forgotten.
        mine: Who asks.
        zone: Of the stopwatch's member, by whose clock the end is said.

    Raises:
        Refused: When the work ended has to be said, or cannot have been then, or what it is
            charged to is not known.
    """
    return replace(
        charged(timer),
        times=_times(timer, wish, now, rules, zone),
        measured=("start",) if _tells_its_end(wish) else ("start", "end"),
        member=None if timer.member.id == mine else str(timer.member.id),
        work_type=_number(timer.work_type),
        work_role=_number(timer.work_role),
        notes=wish.notes if wish.notes is not None else timer.notes or None,
    )


def charged(timer: Timer) -> Wish:
    """A wish that only names what its time is charged to.

    Raises:
        Refused: Nothing tells that.
    """
    if timer.ticket is not None:
        return Wish(ticket=timer.ticket)
    if timer.charge is not None and timer.charge.kind is TargetKind.ACTIVITY:
        return Wish(activity=timer.charge.id)
    raise Refused(
        f"What {timer.key} ({timer.on.name}) is charged to is not told.",
        remedy=f"Log its time with create_time_entry; then {_DISCARDS}",
    )


def discards(wish: StopWish) -> bool:
    """Whether nothing of it is to be logged.

    Raises:
        Refused: Something else was said that would be lost.
    """
    if wish.hours is None or not _is_nothing(wish.hours):
        return False
    if wish.end is not None or wish.notes is not None:
        raise Refused(
            "With hours=0 the stopwatch is discarded and nothing is logged.",
            remedy="Leave out end and notes to do so, or give the hours of work.",
        )
    return True


def _is_nothing(hours: float | str) -> bool:
    try:
        return read_hours(hours, none=True) == 0
    except Refused:  # what is wrong with it is told where it is read as hours
        return False


def _tells_its_end(wish: StopWish) -> bool:
    """Whether somebody said when the work ended, or how long it was."""
    return wish.end is not None or wish.hours is not None


def _times(timer: Timer, wish: StopWish, now: datetime, rules: TimerRules, zone: ZoneInfo) -> Times:
    told = _tells_its_end(wish)
    if timer.since is None and wish.hours is None:
        raise Refused(
            f"{timer.key} does not tell when it began.", remedy=f"Give hours; {_DISCARDS}"
        )
    if not told and timer.until is None:
        _check_end(timer, now, rules)
    start = timer.since.replace(second=0, microsecond=0) if timer.since else None
    minutes = round(timer.paused / _MINUTE)
    end = wish.end
    if not told:
        end = iso_utc(_end(start, timer.until or now, minutes))
    elif end is not None and start is not None:
        end = _near(end, start, now, zone)
    times = Times(
        start=iso_utc(start) if start else None,
        end=end,
        hours=wish.hours,
        deduct=f"{minutes} min" if minutes else None,
    )
    if start is not None and (told or timer.until is not None):
        _check(times, start, now, zone)
    return times


def _check_end(timer: Timer, now: datetime, rules: TimerRules) -> None:
    remedy = f"Say when the work ended: end (such as 17:30) or hours. {_DISCARDS}"
    if timer.state is TimerState.PAUSED:
        problem = f"{timer.key} is paused, and ConnectWise does not tell since when."
        raise Refused(problem, remedy=remedy)
    if timer.is_forgotten(now, rules):
        hours = timer.measured(now).total_seconds() / _SECONDS_AN_HOUR
        raise Refused(
            f"{timer.key} ({named_on(timer)}) runs for {hours:.1f} hours: it seems forgotten.",
            remedy=remedy,
        )


def _end(start: datetime | None, end: datetime, minutes: int) -> datetime:
    """In whole minutes, and never so early that nothing is left of the entry."""
    whole = end.replace(second=0, microsecond=0)
    return whole if start is None else max(whole, start + (minutes + 1) * _MINUTE)


def _near(words: str, start: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The end that is meant: of a stopwatch, "Friday 17:40" is on the Friday of its work.

    What is said from the present (today, an hour ago), and what names no weekday, stays.
    """
    first = local_day(start, zone)
    # A weekday or a date is the same seen from either day; "today" and "yesterday" are not.
    seen = {_seen_from(words, first + days * _A_DAY, now, zone) for days in (1, 2)}
    said = next(iter(seen))
    if len(seen) > 1 or said is None or said.day not in {first, first + _A_DAY}:
        return words
    return iso_utc(said.one(said.day, zone))


def _seen_from(words: str, day: date, now: datetime, zone: ZoneInfo) -> When | None:
    calendar = replace(calendar_at(now, zone), today=day)
    try:
        return understood(Times(end=words), calendar, zone).end
    except Refused:
        return None


def _check(times: Times, start: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Refuse an end that cannot be, with what may be said of it."""
    calendar = calendar_at(now, zone)
    try:
        meant = understood(times, calendar, zone)
    except Refused:
        if times.end is None or not _is_a_day(times.end, now, zone):
            raise
        raise Refused("That is a day and no time.", remedy=_between(start, now, zone)) from None
    try:
        place(meant, now=now, zone=zone)
    except Refused as error:
        raise Refused(error.problem, remedy=_between(start, now, zone)) from error


def _is_a_day(words: str, now: datetime, zone: ZoneInfo) -> bool:
    calendar = calendar_at(now, zone)
    try:
        read_moment(words, calendar)
    except Refused:
        try:
            return day_said(plain(words), calendar) is not None
        except Refused:
            return False
    return False


def _between(start: datetime, now: datetime, zone: ZoneInfo) -> str:
    began, present = (f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}" for at in (start, now))
    example = (start + _HALF_AN_HOUR).astimezone(zone)
    such = f' such as "{example:%Y-%m-%d %H:%M}",' if example <= now else ""
    return (
        f"The stopwatch began {began}, and it is {present}: give an end in between,{such} or"
        f" hours, at most 24. {_DISCARDS}"
    )


def _number(named: Named | None) -> str | None:
    return str(named.id) if named else None
