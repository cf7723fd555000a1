"""A person's words for a time of day: `9`, `2:15p`, `0930`, `half past two pm`, `noon`."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from connectwise_time.domain.words.plainly import with_digits, without_vagueness
from connectwise_time.errors import Ambiguous, Refused

Half = Literal["am", "pm"]

TIME_REMEDY = "Give it as local time, such as 09:30, 2:15pm or 2026-11-20T09:30."
_NOON = 12
_FIRST_PLAIN_HOUR = 7  # words.md, "Dates" 5: a bare 1 to 6 may be meant as afternoon
_LAST_HOUR, _LAST_MINUTE = 23, 59
_FARTHEST = timedelta(hours=14)

_HALF = r"(?: ?(?P<half>[ap])(?:\.? ?m)?\.?)?"
_ZONE = r"(?P<zone> ?(?:z|utc(?: ?[+-]\d{1,2}(?::?\d\d)?)?|\+\d{1,2}(?::?\d\d)?))?"
_COLON = re.compile(
    rf"(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    rf"(?: ?(?P<unit>h|hrs?|hours|o'?clock))?{_HALF}{_ZONE}",
    re.ASCII,
)
_DIGITS = re.compile(
    rf"(?P<hour>\d{{1,2}})(?P<minute>\d\d)(?P<unit> ?(?:h|hrs?|hours))?{_HALF}{_ZONE}", re.ASCII
)
_COMPACT = re.compile(
    rf"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?{_ZONE}", re.ASCII
)
_PAST = re.compile(
    rf"(?P<far>half|(?:a )?quarter|\d\d?(?: minutes)?) past (?P<hour>\d\d?){_HALF}", re.ASCII
)
_TO = re.compile(rf"(?:a )?quarter to (?P<hour>\d\d?){_HALF}", re.ASCII)
_PART_OF_DAY = re.compile(r"(?P<rest>.*\d) in the (?P<part>morning|afternoon|evening)")
# "Ten to eleven" is a time to some and a range to others.
_MINUTES_TO = re.compile(
    r"(?<![\d:.])(?:five|ten|twenty|(?:20|25)(?= to \d\d?(?: ?[ap]\.?m?\.?)?$)|\d\d? minutes) to\b"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was said.

    Attributes:
        hour: As it was said: with `half` from 1 to 12, otherwise from 0 to 24.
        plain: It was said so that it could be morning or afternoon (`9`, `2:30`).
        midnight: It was said by that name, or as 24:00.
        offset: From UTC, where that was said.
    """

    hour: int
    minute: int = 0
    second: int = 0
    half: Half | None = None
    plain: bool = False
    midnight: bool = False
    offset: timedelta | None = None

    @property
    def ends_the_day(self) -> bool:
        """Whether it is 24:00, the midnight behind the day that is named."""
        return self.hour > _LAST_HOUR

    @property
    def time(self) -> time:
        """The time that clocks show.

        Raises:
            Ambiguous: It may be meant as morning or afternoon.
        """
        if self.half:
            hour = self.hour % _NOON + (_NOON if self.half == "pm" else 0)
            return time(hour, self.minute, self.second)
        if self.plain and self.hour < _FIRST_PLAIN_HOUR:
            raise Ambiguous(
                "The time can be read as morning or afternoon.",
                remedy=f"Give it as {self.hour:02}:{self.minute:02} or"
                f" {self.hour + _NOON}:{self.minute:02}.",
            )
        return time(self.hour % (_LAST_HOUR + 1), self.minute, self.second)


def at_clock(moment: datetime) -> Clock:
    """The time of day that clocks show at a moment, in its zone."""
    return Clock(moment.hour, moment.minute, moment.second)


def clock_said(text: str) -> Clock | None:
    """The time of day in plain text; None where it is something else.

    Raises:
        Refused: No clock shows it.
    """
    text = with_digits(re.sub(r"^at ", "", without_vagueness(text)))
    if named := _NAMED.get(text):
        return named
    if part := _PART_OF_DAY.fullmatch(text):
        return _in_part_of_day(part)
    if past := _PAST.fullmatch(text):
        return _past(past)
    if before := _TO.fullmatch(text):
        hour = int(before["hour"])
        return _shifted(hour - 1 if hour > 1 else _NOON, 45, before)
    found = _COLON.fullmatch(text) or _DIGITS.fullmatch(text)
    return _from_digits(found) if found else None


_NAMED = {
    **dict.fromkeys(("noon", "midday", "12 noon"), Clock(_NOON)),
    **dict.fromkeys(("midnight", "12 midnight"), Clock(0, midnight=True)),
}


def _in_part_of_day(found: re.Match[str]) -> Clock | None:
    """`3 in the afternoon`; twelve is not sure to be any."""
    clock = clock_said(found["rest"])
    if clock is None or clock.half or clock.hour == _NOON:
        return None
    return _judged(replace(clock, half="am" if found["part"] == "morning" else "pm", plain=False))


def compact_clock(text: str) -> Clock | None:
    """The same in the digits behind the T of ISO 8601's basic format."""
    found = _COMPACT.fullmatch(text)
    return _from_digits(found) if found else None


def _from_digits(found: re.Match[str]) -> Clock | None:
    said = found.groupdict()
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), _half(said.get("half"))
    if found["minute"] is None and (hour == 0 or _is_length(said.get("unit"), hour, half)):
        return None
    named = half is not None or found["hour"][0] == "0" or hour > _NOON
    return _judged(
        Clock(
            hour,
            minute,
            int(said.get("second") or 0),
            half,
            plain=not named,
            midnight=hour == _LAST_HOUR + 1 and minute == 0,
            offset=offset_said(found["zone"]) if found["zone"] else None,
        )
    )


def _is_length(unit: str | None, hour: int, half: Half | None) -> bool:
    """`2h` is how long, `14h` a time of day."""
    return bool(unit and unit[0] == "h" and (half or hour <= _NOON or hour > _LAST_HOUR))


def _half(letter: str | None) -> Half | None:
    return None if letter is None else "am" if letter == "a" else "pm"


def _judged(clock: Clock) -> Clock:
    """The clock, where there is such a time."""
    if clock.half and not 1 <= clock.hour <= _NOON:
        raise Refused("With am or pm the hour is 1 to 12.", remedy=TIME_REMEDY)
    exists = clock.hour <= _LAST_HOUR or clock.midnight
    if not exists or clock.minute > _LAST_MINUTE or clock.second > _LAST_MINUTE:
        raise Refused("There is no such time of day.", remedy=TIME_REMEDY)
    return clock


def _past(found: re.Match[str]) -> Clock | None:
    far = found["far"]
    minute = 30 if far == "half" else 15 if "quarter" in far else int(far.split()[0])
    return _shifted(int(found["hour"]), minute, found)


def _shifted(hour: int, minute: int, found: re.Match[str]) -> Clock | None:
    half = _half(found["half"])
    if not 1 <= int(found["hour"]) <= _NOON or (half and int(found["hour"]) == _NOON):
        return None
    return _judged(Clock(hour, minute, half=half, plain=half is None))


def offset_said(text: str) -> timedelta:
    """The offset from UTC: `z`, `utc`, `utc-5`, `+05:30`.

    Raises:
        Refused: No clock on earth has it.
    """
    digits = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", text)
    if digits is None:
        return timedelta(0)
    size = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    if size > _FARTHEST or int(digits[3] or 0) > _LAST_MINUTE:
        raise Refused("There is no such offset from UTC.", remedy=TIME_REMEDY)
    return -size if digits[1] == "-" else size


def check_no_minutes_to(text: str) -> None:
    """The plain text has no `ten to eleven`.

    Raises:
        Ambiguous: It has, and may be a time or a range.
    """
    if _MINUTES_TO.search(text):
        raise Ambiguous(
            "That may be one time or two.", remedy="Give it as 10:50, or as 10:00-11:00."
        )


def paired(first: Clock, second: Clock) -> tuple[Clock, Clock]:
    """Both ends of a range, where the half of the day of one covers the other (words.md, 6).

    Raises:
        Ambiguous: It can be read in several ways, or in none that makes sense.
    """
    if second.half and first.plain:
        return _covered(first, second), second
    if first.half and second.plain:
        same = replace(second, half=first.half, plain=False)
        if _between(first, same) and same.time != _as_is(second):
            raise _unclear()
    return first, second


def _as_is(clock: Clock) -> time | None:
    try:
        return clock.time
    except Ambiguous:
        return None


def _covered(first: Clock, second: Clock) -> Clock:
    assert second.half is not None
    same = replace(first, half=second.half, plain=False)
    if _between(same, second):
        return same
    other: Half = "am" if second.half == "pm" else "pm"
    flipped = replace(same, half=other)
    # "9-5pm" begins in the morning, "10-2am" the evening before; "11-12am" is unclear.
    usual = _FIRST_PLAIN_HOUR <= first.hour < _NOON
    if usual and not (second.hour == _NOON and second.half == "am"):
        return flipped
    raise _unclear()


def _between(first: Clock, second: Clock) -> bool:
    return first.time < second.time


def _unclear() -> Ambiguous:
    return Ambiguous(
        "It is unclear which half of the day is meant.",
        remedy="Give both times with am or pm, or as 14:00.",
    )
