"""Why time was sent back: ConnectWise has no field for it, so it is kept in internal notes."""

import re
from datetime import date

_MARK = re.compile(r"^\[Sent back (?P<day>\d{4}-\d{2}-\d{2}) by (?P<by>[^\]]*)\] (?P<why>.+)$")


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


def reason_in(notes: str) -> str:
    """The latest reason in internal notes; all of them where none is marked as one."""
    marked = marked_reason(notes)
    return " ".join(notes.split()) if marked is None else marked
