"""Who decides about whose time, and what of a sheet one approval takes. Pure.

The rules are connectwise-api.md §5 and §7, and the house's own: nobody decides about their own
time, unless that was allowed by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named
from connectwise_time.domain.sheets import (
    FilledSheet,
    Reach,
    Stage,
    TimeSheet,
    earliest_stage,
    stage_of,
)
from connectwise_time.domain.statuses import in_words
from connectwise_time.errors import Refused


@dataclass(frozen=True, slots=True)
class Approver:
    """Who decides.

    Attributes:
        member: For whom it is done.
        own: Members whose time counts as one's own.
        reach: How far the keys' right to approve goes; None where that is not known, and then
            ConnectWise is asked.
        may_decide_own: It was allowed by hand.
    """

    member: Named
    own: frozenset[int]
    reach: Reach | None = None
    may_decide_own: bool = False


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides about whose time: member ids by member id, and by project id.

    Attributes:
        told: ConnectWise tells who approves whom. Where it does not, it alone knows who may
            decide, and is asked by trying.
    """

    of_member: Mapping[int, int | None] = field(default_factory=dict)
    of_project: Mapping[int, int | None] = field(default_factory=dict)
    told: bool = True

    def decider(self, entry: LoggedTime, stage: Stage) -> int | None:
        """Whose decision an entry waits for at a stage; None where nobody is named.

        The second approval is given by whoever approves the first approver's time.
        """
        if stage is Stage.PROJECT:
            return self.of_project.get(entry.project.id) if entry.project else None
        first = self.of_member.get(entry.member.id) if entry.member else None
        if stage is Stage.FIRST or first is None:
            return first
        return self.of_member.get(first)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one approval of a sheet does.

    Attributes:
        taken: The entries that it takes.
        rest: The entries that stay as they are.
    """

    filled: FilledSheet
    stage: Stage
    taken: tuple[LoggedTime, ...]
    rest: tuple[LoggedTime, ...]


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why there is nothing for somebody to decide, in a sentence.

    Attributes:
        waits_for: The member whose decision is waited for, where one is named.
    """

    why: str
    waits_for: int | None = None


def is_assigned(entry: LoggedTime, stage: Stage, approver: Approver, deciders: Deciders) -> bool:
    """Whether the entry waits for this very person, or may do so as far as is told."""
    return not deciders.told or deciders.decider(entry, stage) == approver.member.id


def may_decide(entry: LoggedTime, stage: Stage, approver: Approver, deciders: Deciders) -> bool:
    """Whether this person may decide about the entry, as far as is known."""
    if entry.member is None or is_own(entry.member, approver):
        return False
    if approver.reach is Reach.MY:
        return is_assigned(entry, stage, approver, deciders)
    return approver.reach is not Reach.NONE


def is_own(member: Named | None, approver: Approver) -> bool:
    """Whether time is one's own and must be decided by somebody else."""
    if approver.may_decide_own:
        return False
    return member is not None and member.id in approver.own


SOMEBODY_ELSE = "somebody else"
OWN_TIME = "it is your own time, which somebody else has to decide"
WHOSE = "ConnectWise does not tell whose time all of it is"


def not_for_one(filled: FilledSheet, approver: Approver) -> NotNow | None:
    """Why somebody must not decide about a sheet, which ConnectWise takes as a whole.

    What waits in it may be another person's than the sheet's: nothing of it may be one's own.
    """
    waiting = [entry for entry in filled.entries if stage_of(entry.status)]
    owners = [filled.sheet.member, *(entry.member for entry in waiting)]
    if any(is_own(owner, approver) for owner in owners):
        return NotNow(OWN_TIME)
    return NotNow(WHOSE) if None in owners else None


def turn_of(filled: FilledSheet, approver: Approver, deciders: Deciders) -> Turn | NotNow:
    """What this person's approval of the sheet does now, or why there is none to give."""
    sheet = filled.sheet
    if (forbidden := not_for_one(filled, approver)) is not None:
        return forbidden
    stage = earliest_stage(entry.status for entry in filled.entries)
    if stage is None:
        return NotNow(nothing_waits(sheet))
    waiting = [entry for entry in filled.entries if stage_of(entry.status) is stage]
    taken = tuple(e for e in waiting if may_decide(e, stage, approver, deciders))
    if not taken:
        decider = deciders.decider(waiting[0], stage)
        return NotNow(f"it waits for the {stage} of {SOMEBODY_ELSE}", decider)
    ids = {entry.id for entry in taken}
    rest = tuple(entry for entry in filled.entries if entry.id not in ids)
    return Turn(filled, stage, taken, rest)


def nothing_waits(sheet: TimeSheet) -> str:
    """Why nothing of a sheet can be decided."""
    return f"nothing of it waits for approval: it is {in_words(sheet.status)}"


def is_ones_desk(filled: FilledSheet, approver: Approver, deciders: Deciders) -> bool:
    """Whether something in the sheet waits for this very person now."""
    turn = turn_of(filled, approver, deciders)
    return isinstance(turn, Turn) and any(
        is_assigned(entry, turn.stage, approver, deciders) for entry in turn.taken
    )


def projects_of(entries: Iterable[LoggedTime]) -> frozenset[int]:
    """Projects whose own approver is still waited for."""
    return frozenset(
        entry.project.id
        for entry in entries
        if entry.project and stage_of(entry.status) is Stage.PROJECT
    )


def check_right(reach: Reach | None, doing: str, level: str, *, others: bool) -> None:
    """The keys may do it, as far as ConnectWise tells; else it says no by itself.

    Args:
        reach: Of whose time they may do it.
        doing: What, as in "no right to …".
        level: What the security role calls it.
        others: It is not the keys' own time.

    Raises:
        Refused: They may not.
    """
    if reach is Reach.NONE or (reach is Reach.MY and others):
        whose = "other people's time" if others else "time"
        raise Refused(
            f"The security role of these keys' member has no right to {doing} {whose}.",
            remedy="An administrator can widen it: Time & Expense › Time Entry,"
            f" {level} level {'All' if others else 'My or All'}.",
        )
