"""Why time was sent back: ConnectWise has no field for it, so it is kept in internal notes."""

import re
from collections.abc import Sequence
from datetime import date

from connectwise_time.domain.sheets import Step
from connectwise_time.domain.statuses import REJECTED
from connectwise_time.errors import Refused

_MARK = re.compile(r"^\[Sent back (?P<day>\d{4}-\d{2}-\d{2}) by (?P<by>[^\]]*)\] (?P<why>.+)$")


def plain_reason(reason: str) -> str:
    """A reason on one line, without characters that nobody sees.

    Raises:
        Refused: Nothing is left of it.
    """
    visible = "".join(c if c.isprintable() else " " for c in reason)
    plain = " ".join(visible.split())
    if not plain:
        raise Refused("There is no reason.", remedy="Say in reason what has to be corrected.")
    return plain


def with_reason(notes: str, reason: str, *, by: str, day: date) -> str:
    """Internal notes with a reason as their last line; what stood there stays.

    The same reason of the same person and day is not written twice.
    """
    name = re.sub(r"[\[\]\s]+", " ", by).strip()
    line = f"[Sent back {day.isoformat()} by {name}] {' '.join(reason.split())}"
    kept = notes.rstrip()
    if line in kept.split("\n"):
        return kept
    return f"{kept}\n{line}" if kept else line


def marked_reason(notes: str) -> str | None:
    """The latest reason in internal notes; None where none is marked as one."""
    for line in reversed(notes.split("\n")):
        if found := _MARK.match(line.strip()):
            return found["why"]
    return None


def reason_now(notes: str, trail: Sequence[Step]) -> str | None:
    """The marked reason of the rejection that holds now; None where the mark is an older one's.

    Args:
        notes: Internal notes.
        trail: What happened to the entry, oldest first. Without one the mark is believed.
    """
    marked = marked_reason(notes)
    if marked is None or not any(step.of_internal_notes for step in trail):
        return marked
    last_handed_in = max(
        (n for n, step in enumerate(trail) if step.of_status and step.after not in REJECTED),
        default=-1,
    )
    return marked if any(s.of_internal_notes for s in trail[last_handed_in + 1 :]) else None


def unmarked_reason(notes: str) -> str:
    """What internal notes say where nobody used the mark: all of it may be the reason."""
    return "" if marked_reason(notes) is not None else " ".join(notes.split())
