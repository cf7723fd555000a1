"""What ConnectWise fills in by itself where a part of an entry was emptied. Pure."""

from dataclasses import dataclass

from connectwise_time.domain.entries import Edit, LoggedTime
from connectwise_time.domain.models import Named

_DEFAULTS = ("work_type", "work_role", "agreement")
_ALWAYS_THERE = frozenset({"work_type", "work_role"})


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A part that was to be empty, and is not.

    Attributes:
        part: Our name of it.
        name: What is there.
        again: The same was there before.
    """

    part: str
    name: str
    again: bool = False


def filled_in(edit: Edit, before: LoggedTime, entry: LoggedTime) -> tuple[FilledIn, ...]:
    """What ConnectWise put where the edit emptied, which is not to have ignored it.

    Args:
        edit: What was asked for.
        before: The entry as it was.
        entry: The entry as it reads now.
    """
    found = []
    for part in _DEFAULTS:
        now, was = getattr(entry, part), getattr(before, part)
        if getattr(edit, part) is not None or not isinstance(now, Named):
            continue
        again = isinstance(was, Named) and was.id == now.id
        if not again or part in _ALWAYS_THERE:
            found.append(FilledIn(part, now.name, again))
    return tuple(found)
