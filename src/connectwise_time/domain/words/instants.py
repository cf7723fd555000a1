"""Moments as they were said: a time of day, with a day or an offset where one was given."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from connectwise_time.domain.words.clocks import (
    TIME_REMEDY,
    Clock,
    check_no_minutes_to,
    clock_said,
    compact_clock,
    offset_said,
    paired,
)
from connectwise_time.domain.words.dates import Calendar, iso_date, taken_apart
from connectwise_time.domain.words.days import day_said, names_its_date
from connectwise_time.domain.words.plainly import plain
from connectwise_time.domain.words.when_said import DayOf, When
from connectwise_time.errors import Ambiguous, Refused

T = TypeVar("T")

_ISO = re.compile(
    r"(?P<day>\d{4}-?\d\d-?\d\d|\d{4}-?w\d\d-?\d)(?P<sign>[t ])(?P<clock>[\d:.,]+)"
    r"(?P<offset> ?(?:z|utc(?: ?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
_APART = re.compile(r" ?(?:\.\.|-) ?|/(?=\d{4}-)| (?:to|until|till|til|thru|through) ")
_YEAR = re.compile(r"(?:19|20|21)\d\d(?!\d)", re.ASCII)
# "2026-05" is a month, and only by its digits a night from 20:26 to 05:00.
_MONTH = re.compile(r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
# "2026-11-20 09:00-10:30" is a range: no clock on earth is that far behind UTC.
_BEHIND_UTC = re.compile(r"-(?:(?:0\d|1[0-2])(?::?00)?|(?:09|03|02):?30)")


Range = tuple[When, When | None]


def read_moment(words: str, calendar: Calendar) -> When:
    """The moment that is meant: a time of day, or a date with one.

    Raises:
        Refused: It cannot be read, or in several ways.
    """
    return _only(list(_moments(plain(words), calendar)), words, calendar)


def read_start(words: str, calendar: Calendar) -> Range:
    """The start that is meant, with its end where a range was said.

    Raises:
        Refused: It cannot be read, or in several ways.
    """
    text = plain(words).removeprefix("from ")
    check_no_minutes_to(text)
    readings: list[Range] = [(moment, None) for moment in _moments(text, calendar)]
    ranges = list(_ranges(text, calendar))
    readings += [each for each in ranges if not _half_exact(*each, calendar)]
    if ranges and not readings:
        raise Ambiguous(
            "Only one of the two times has an offset from UTC.",
            remedy="Give both with it, or both in local time.",
        )
    return _only(readings, words, calendar)


def _half_exact(first: When, second: When | None, calendar: Calendar) -> bool:
    """Whether one offset may be meant for both times: of `14:00-15:00Z`, nobody means a half."""
    moments = [each for each in (first, second) if each and each != When(at=calendar.now)]
    return len({each.has_offset for each in moments}) > 1


def iso_moment(text: str) -> When | None:
    """The moment in plain text, where it is a date with a time in the spelling of ISO 8601."""
    found = _ISO.fullmatch(text)
    return next(_from_iso(found), None) if found else None


def _only(readings: list[T], words: str, calendar: Calendar) -> T:
    """The one reading that there is."""
    match list(dict.fromkeys(readings)):
        case [only]:
            return only
        case []:
            if day_said(plain(words), calendar):
                raise Refused("That is a day and no time.", remedy="Give it as date.")
            raise Refused("The time cannot be read.", remedy=TIME_REMEDY)
        case _:
            raise Ambiguous("The time can be read in several ways.", remedy=TIME_REMEDY)


def _moments(text: str, calendar: Calendar) -> Iterator[When]:
    """Every reading of a plain text as one moment."""
    if text == "now" and calendar.now:
        yield When(at=calendar.now)
    if clock := clock_said(text):
        yield When(clock)
    if exact := _ISO.fullmatch(text):
        yield from _from_iso(exact)
        return
    if _is_a_day(text, calendar):
        return
    for space in re.finditer(" ", text):
        yield from _beside_each_other(text[: space.start()], text[space.end() :], calendar)


def _from_iso(found: re.Match[str]) -> Iterator[When]:
    day = iso_date(found["day"])
    clock = clock_said(found["clock"])
    if clock is None and found["sign"] == "t":
        clock = compact_clock(found["clock"])
    if day is None or clock is None:
        return
    if (offset := (found["offset"] or "").strip()) == "":
        yield When(clock, day)
    elif found["sign"] == "t" or clock.second or offset[0] != "-" or _BEHIND_UTC.fullmatch(offset):
        said = "utc" + offset.removeprefix("utc").removeprefix("z")
        yield When(replace(clock, offset=offset_said(said)), day, DayOf.CLOCK)


def _is_a_day(text: str, calendar: Calendar) -> bool:
    """Whether all of it is a date: nov 20 2026 is none at 20:26."""
    try:
        return day_said(text, calendar) is not None
    except Refused:
        return True


def _beside_each_other(left: str, right: str, calendar: Calendar) -> Iterator[When]:
    """A day and a time of day, in this order or the other."""
    left = re.sub(r"(?:[,:]| at)$", "", left)
    for day_text, clock_text in ((left, right), (right, left)):
        try:
            clock = clock_said(clock_text)
        except Refused:
            if day_said(day_text, calendar) is None:  # the 25 of "25 nov 2025 9am" is no hour
                continue
            raise
        if clock is None:
            continue
        day = day_said(day_text, calendar)
        if day is None or (_YEAR.match(clock_text) and not _YEAR.search(day_text)):
            continue
        yield When(clock, day, _day_of(clock, day_text, calendar))


def _day_of(clock: Clock, day_text: str, calendar: Calendar) -> DayOf:
    if clock.offset is None:
        return DayOf.PERSON
    # A date is read off the clock that shows the time; "yesterday" is the person's word.
    return DayOf.CLOCK if names_its_date(day_text, calendar) else DayOf.EITHER


def _ranges(text: str, calendar: Calendar) -> Iterator[Range]:
    if between := re.fullmatch(r"(.*?)between (.+) and (.+)", text):
        text = f"{between[1]}{between[2]} to {between[3]}"
    if (exact := iso_moment(text)) is not None and (exact.exact is None or "t" in text):
        return
    if _MONTH.fullmatch(text):
        return
    for left, right in taken_apart(text, _APART):
        for first in _moments(re.sub(r"(^| )from ", r"\1", left), calendar):
            for second in _moments(right, calendar):
                yield from _as_range(first, second)


def _as_range(first: When, second: When) -> Iterator[Range]:
    if first.clock and second.clock:
        begins, ends = paired(first.clock, second.clock)
        first, second = replace(first, clock=begins), replace(second, clock=ends)
    if second.day is not None and not first.names_a_day:
        first = replace(first, day=second.day, day_of=second.day_of)
    yield first, second
