"""A person's words for how long: `1h30`, `90 min`, `half an hour` → hours, or a refusal."""

import math
import re
from collections.abc import Callable
from fractions import Fraction

from connectwise_time.domain.words.plainly import plain, with_digits, without_vagueness
from connectwise_time.errors import Refused

_MOST = 24 * 3600
_REMEDY = "Give hours as 1.5, 1h 30m, 90 min, 1:30 or half an hour."
_DENOMINATORS = frozenset((2, 3, 4))  # others are as likely a date: 10/12
_QUARTERS = {"half": 2, "3 quarters": 3}

_HOURS = r"(?:h|hrs?|hours?)\.?"
_MINUTES = r"(?:m|mins?|minutes?)\.?"
_DECIMAL = r"(?:\d+(?:[.,]\d+)?|[.,]\d+)"
_SHARE = r"(?P<share>half|(?:a )?quarter|3 quarters)"
_FRACTION = r"(?P<top>\d+)/(?P<bottom>\d+)"


def read_hours(said: float | str, *, what: str = "hours", none: bool = False) -> float:
    """The hours that are meant.

    Args:
        said: Words, or a bare number, which is hours and never minutes.
        what: What it is called in a refusal.
        none: Whether zero makes sense too (then all of a day does not).

    Raises:
        Refused: It cannot be read in one way, or is not over 0 and at most 24.
    """
    hours = _in_words(said, what) if isinstance(said, str) else _finite(said, what)
    seconds = round(hours * 3600)
    fits = 0 <= seconds < _MOST if none else 0 < seconds <= _MOST
    if not fits:
        bounds = "from 0 to under 24" if none else "more than 0 and at most 24"
        minutes = (
            f" For minutes say {float(hours):g} min." if seconds > _MOST and _is_bare(said) else ""
        )
        raise Refused(f"{what} must be {bounds}.{minutes}", remedy=_REMEDY)
    return float(hours)


def _finite(said: float, what: str) -> Fraction:
    if not math.isfinite(said):
        raise Refused(f"{what} is no number.", remedy=_REMEDY)
    return Fraction(said)


def _is_bare(said: float | str) -> bool:
    return not isinstance(said, str) or re.fullmatch(r"\d+", plain(said), re.ASCII) is not None


def _in_words(said: str, what: str) -> Fraction:
    text = plain(said)
    if re.match(r"-\s*[\d.,]", text):
        raise Refused(f"{what} cannot be negative.", remedy=_REMEDY)
    text = with_digits(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", without_vagueness(text)))
    text = re.sub(r"^for ", "", text)
    for shape, meaning in _SHAPES:
        if found := shape.fullmatch(text):
            hours = meaning(found)
            if hours is not None:
                return hours
    if re.fullmatch(r"\d+,\d{3,}", text, re.ASCII):
        raise Refused(f"{what} can be read with a thousands comma.", remedy=_REMEDY)
    raise Refused(f"{what} cannot be read.", remedy=_REMEDY)


def _number(text: str) -> Fraction | None:
    """A decimal; None where its comma may separate thousands (`1,500`)."""
    whole, comma, digits = text.partition(",")
    if comma and len(digits) > 2 and whole not in ("", "0"):  # noqa: PLR2004  # 1,25 is no thousand
        return None
    return Fraction(f"{whole or '0'}.{digits}") if comma else Fraction(text)


def _decimal_hours(found: re.Match[str]) -> Fraction | None:
    return _number(found["number"])


def _decimal_minutes(found: re.Match[str]) -> Fraction | None:
    minutes = _number(found["number"])
    return None if minutes is None else minutes / 60


def _hours_and_minutes(found: re.Match[str]) -> Fraction | None:
    hours, minutes = found["hours"], int(found["minutes"])
    whole = 1 if hours in ("a", "an") else int(hours)
    return Fraction(whole) + Fraction(minutes, 60) if minutes < 60 else None  # noqa: PLR2004


def _clock(found: re.Match[str]) -> Fraction | None:
    minutes, seconds = int(found["minutes"]), int(found["seconds"] or 0)
    if minutes > 59 or seconds > 59:  # noqa: PLR2004
        return None
    return Fraction(int(found["hours"] or 0)) + Fraction(minutes, 60) + Fraction(seconds, 3600)


def _mixed(found: re.Match[str]) -> Fraction | None:
    top, bottom = found["top"], found["bottom"]
    # A leading zero is a date's: 05/06.
    if top[0] == "0" or int(bottom) not in _DENOMINATORS or not int(top) < int(bottom):
        return None
    return int(found["whole"] or 0) + Fraction(int(top), int(bottom))


def _share(found: re.Match[str]) -> Fraction:
    return Fraction(_QUARTERS.get(found["share"], 1), 4)


def _whole_and_share(found: re.Match[str]) -> Fraction:
    whole = found["whole"]
    return _share(found) + (int(whole) if whole and whole.isdecimal() else 1)


def _iso(found: re.Match[str]) -> Fraction | None:
    parts = [found[name] for name in ("hours", "minutes", "seconds")]
    # Only the last part may carry decimals (ISO 8601).
    given = [part for part in parts if part is not None]
    if not given or any("." in part or "," in part for part in given[:-1]):
        return None
    sizes = (Fraction(1), Fraction(1, 60), Fraction(1, 3600))
    return sum(
        (
            Fraction(part.replace(",", ".")) * size
            for part, size in zip(parts, sizes, strict=True)
            if part is not None
        ),
        Fraction(0),
    )


def _iso_part(name: str) -> str:
    return rf"(?:(?P<{name}>\d+(?:[.,]\d+)?){name[0]})?"


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fraction | None]], ...] = tuple(
    (re.compile(shape, re.ASCII), meaning)
    for shape, meaning in (
        # 1.5 · 1,5h · .5 hours
        (rf"(?P<number>{_DECIMAL})(?: ?{_HOURS})?", _decimal_hours),
        # 90 min
        (rf"(?P<number>{_DECIMAL}) ?{_MINUTES}", _decimal_minutes),
        # 1h30 · 1 hr 15 mins · an hour and 20 minutes
        (
            rf"(?P<hours>\d+|an?) ?{_HOURS}(?:,? and |, | )?(?P<minutes>\d{{1,2}}) ?{_MINUTES}",
            _hours_and_minutes,
        ),
        (rf"(?P<hours>\d+|an?) ?{_HOURS} ?(?P<minutes>\d{{2}})", _hours_and_minutes),
        # 1:30 · 1:30 h · :45
        (
            rf"(?P<hours>\d{{1,2}})?:(?P<minutes>\d{{2}})(?::(?P<seconds>\d{{2}}))?(?: ?{_HOURS})?",
            _clock,
        ),
        # 1/2 · 1 1/2 h · 3/4 of an hour · 1 and 1/2 hours
        (rf"(?:(?P<whole>\d+) (?:and )?)?{_FRACTION}(?: ?{_HOURS}| of an? hour| an hour)?", _mixed),
        # half an hour · a quarter of an hour · 3 quarters of an hour
        (rf"(?:a )?{_SHARE} (?:of )?(?:an? )?{_HOURS}", _share),
        # an hour and a half · 2 hours and 3 quarters
        (
            rf"(?:(?P<whole>\d+|an?) {_HOURS}|hour) and (?:a )?{_SHARE}",
            _whole_and_share,
        ),
        # 1 and a half hours
        (rf"(?P<whole>\d+) and (?:a )?{_SHARE}(?: {_HOURS})?", _whole_and_share),
        # an hour
        (rf"an? {_HOURS}", lambda _found: Fraction(1)),
        # PT1H30M
        (
            rf"pt{_iso_part('hours')}{_iso_part('minutes')}{_iso_part('seconds')}",
            _iso,
        ),
    )
)
