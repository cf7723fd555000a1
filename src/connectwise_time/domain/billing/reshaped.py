"""What cutting or joining entries changes of the bill, though not of the hours. Pure."""

from collections.abc import Iterable, Sequence

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.steps import unpriced

_A_CENT = 0.005


def billed_otherwise(before: Sequence[LoggedTime], after: Sequence[LoggedTime]) -> list[str]:
    """What is billed otherwise than it was: a sentence each.

    Args:
        before: The entries as they are.
        after: What becomes of them, as ConnectWise works it out, a new one last; empty where it
            does not.
    """
    was, now = _billed(before), _billed(after)
    told = []
    if not after:
        if abs(was - sum(entry.hours for entry in before)) >= _A_CENT:
            told.append(f"Now {was:.4g} h of it are billed: ConnectWise works that out anew.")
        return told
    if abs(was - now) >= _A_CENT:
        told.append(
            f"Other hours are billed, as ConnectWise works it out: {now:.4g}, not {was:.4g}."
        )
    if unpriced(after[-1], before[0]):
        rates = [entry.hourly_rate or 0.0 for entry in (before[0], after[-1])]
        told.append(
            f"The rate of the new entry is {rates[1]:.10g}, not {rates[0]:.10g}: ConnectWise sets"
            " it, and only there it can be changed."
        )
    return told


def _billed(entries: Iterable[LoggedTime]) -> float:
    return sum(e.hours if e.hours_billed is None else e.hours_billed for e in entries)
