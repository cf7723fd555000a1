"""Start, end, deduction and hours of one entry: whatever two of them say, the rest follows."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from connectwise_time.sandbox.errors import Flaw, invalid, missing
from connectwise_time.sandbox.store import Row

LONGEST = 24  # the UI refuses more; for the API this is assumed [?]
CENT = 0.01


def with_hours(wish: Row, member: Row, rounding: float | None) -> Row:
    """ActualHours = end − start − hoursDeduct (connectwise-api.md §7 "Hours")."""
    start = moment(wish["time_start"])
    deduct = float(wish.get("hours_deduct") or 0)
    hours = wish.get("actual_hours")
    if wish.get("time_end"):
        end = moment(wish["time_end"])
    elif member["require_start_and_end_time_on_time_entry_flag"] or hours is None:
        raise invalid("timeEntry", missing("timeEnd"))
    else:
        end = start + timedelta(seconds=round((hours + deduct) * 3600))
    span = (end - start) / timedelta(hours=1)
    flaw = _flaw(span, deduct)
    if flaw:
        raise invalid("timeEntry", flaw)
    worked = rounded(span - deduct, rounding)
    return {**wish, "time_end": spelled(end), "actual_hours": worked}


def rounded(hours: float, factor: float | None) -> float:
    """To the nearest multiple of the tenant's factor, a half upwards [?]."""
    step = Decimal(str(factor or CENT))
    exact = Decimal(str(round(hours, 6)))
    return float((exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def moment(text: str) -> datetime:
    """An instant as the vendor writes it, read."""
    return datetime.fromisoformat(text)


def spelled(when: datetime) -> str:
    """An instant as the vendor writes it: UTC, whole seconds, Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _flaw(span: float, deduct: float) -> Flaw | None:
    if span <= 0:
        return Flaw("OutOfRange", "The timeEnd must be later than the timeStart.", "timeEnd")
    if span > LONGEST:
        return Flaw("OutOfRange", "A time entry cannot be longer than 24 hours.", "timeEnd")
    if not 0 <= deduct < span:
        return Flaw("OutOfRange", "The hoursDeduct must be less than the time.", "hoursDeduct")
    return None
