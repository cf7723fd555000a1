"""When a question is asked again: how long to wait, or that waiting is no use. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 3
_FIRST, _LONGEST = 0.5, 20.0
_SECONDS = re.compile(r"\s*(\d{1,9})\s*", re.ASCII)
_DIGITS = re.compile(r"\s*\d+\s*", re.ASCII)
_FOREVER = 1e9


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not ask again; `until` is how long ConnectWise asked to be left alone, if it did."""

    until: float | None = None


def plan(attempt: int, *, asked: float | None, left: float, chance: float) -> Wait | GiveUp:
    """What to do after an attempt (from 1) failed in a way that may pass.

    Args:
        attempt: Which attempt it was; there are at most `ATTEMPTS`.
        asked: Seconds that ConnectWise asked to wait, None where it did not.
        left: Seconds until the deadline.
        chance: Between 0 and 1, drawn anew each time: full jitter keeps many clients apart.
    """
    if attempt >= ATTEMPTS:
        return GiveUp(asked)
    seconds = backoff(attempt, chance) if asked is None else asked + chance * _FIRST
    return Wait(seconds) if seconds < left else GiveUp(asked)


def backoff(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row, from 1; full jitter, so maybe none."""
    return chance * min(_LONGEST, _FIRST * 2.0 ** min(failures, 10))


def seconds_asked(retry_after: str | None, *, date: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, None where it says nothing usable.

    Both forms of RFC 9110 §10.2.3 are read. A date is measured against the answer's own Date
    where there is one, so that a wrong clock here does no harm. A moment that is past asks for
    nothing; so does garbage.
    """
    if retry_after is None:
        return None
    if found := _SECONDS.fullmatch(retry_after):
        return float(found[1])
    if _DIGITS.fullmatch(retry_after):
        return _FOREVER
    moment = http_date(retry_after)
    if moment is None:
        return None
    seconds = (moment - (http_date(date) or now)).total_seconds()
    return seconds if seconds > 0 else None


def http_date(text: str | None) -> datetime | None:
    """The instant that an HTTP date means, None where it means none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
