"""What an entry that is moved keeps, and what its new target would bring instead. Pure."""

from dataclasses import dataclass, replace
from typing import Any

from connectwise_time.domain.billing.origins import Brings, of_code, of_ticket
from connectwise_time.domain.entries import UNSET, Billable, Draft, Edit, LoggedTime
from connectwise_time.domain.models import Named, Target
from connectwise_time.domain.planning import Chosen
from connectwise_time.domain.reading_back import same_target

_KEPT = ("work_type", "work_role", "billable")


@dataclass(frozen=True, slots=True)
class Differs:
    """A part that the new target would bring otherwise.

    Attributes:
        part: `work_type`, `work_role` or `billable`.
        would: What the target would bring.
        stays: What the entry has; empty for nothing.
    """

    part: str
    would: str
    stays: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry that is moved.

    Attributes:
        target: What it is charged to now.
        differs: What would be otherwise; empty where that is not known.
        keeps: What it keeps, where what the target brings is not known.
    """

    target: Target
    differs: tuple[Differs, ...] = ()
    keeps: tuple[str, ...] = ()


def left_alone(edit: Edit, before: LoggedTime) -> tuple[str, ...]:
    """The parts that a move keeps from the old target; none where nothing is moved."""
    if not isinstance(edit.target, Target) or same_target(edit.target, before):
        return ()
    return tuple(part for part in _KEPT if getattr(edit, part) is UNSET)


def as_brought(draft: Draft, parts: tuple[str, ...]) -> Draft:
    """The draft, with these parts left to ConnectWise."""
    none: dict[str, Any] = dict.fromkeys(parts)
    return replace(draft, **none)


def at_hand(chosen: Chosen) -> Brings:
    """What the target itself says that it brings."""
    if chosen.code:
        return of_code(chosen.code)
    return of_ticket(chosen.ticket) if chosen.ticket else Brings()


def told(entry: LoggedTime) -> Brings:
    """What ConnectWise filled in."""
    return Brings(entry.work_type, entry.work_role, bills_as=entry.billable)


def moved(
    target: Target, parts: tuple[str, ...], entry: LoggedTime, brings: Brings, *, sure: bool
) -> Moved | None:
    """What should be known of a move; None where nothing is to be said.

    Args:
        target: Where to.
        parts: What it keeps.
        entry: The entry afterwards.
        brings: What the target would bring.
        sure: ConnectWise told all that it would bring.
    """
    would = {
        "work_type": brings.work_type,
        "work_role": brings.work_role,
        "billable": None if brings.bills_as == Billable.NO_DEFAULT else brings.bills_as,
    }
    stays = {part: _name(getattr(entry, part)) for part in parts}
    differs = tuple(
        Differs(part, _name(would[part]), stays[part])
        for part in parts
        if would[part] and _key(would[part]) != _key(getattr(entry, part))
    )
    if differs:
        return Moved(target, differs)
    keeps = tuple(name for name in stays.values() if name)
    return None if sure or not keeps else Moved(target, keeps=keeps)


def _name(value: Named | str | None) -> str:
    return value.name if isinstance(value, Named) else value or ""


def _key(value: Named | str | None) -> int | str | None:
    return value.id if isinstance(value, Named) else value
