"""Plans: what is to be done to sheets and entries, shown before it is done, and what voids it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import Draft
from connectwise_time.domain.models import Named
from connectwise_time.domain.operations import target_of
from connectwise_time.domain.sheets import Stage
from connectwise_time.domain.statuses import REJECTED, how_far
from connectwise_time.domain.steps import Step

LASTING = timedelta(minutes=10)
"""A plan that was not used for so long has expired."""


class Doing(StrEnum):
    """What a plan does to each of its items."""

    SUBMIT = "submit"
    REOPEN = "reopen"
    APPROVE = "approve"
    REJECT = "reject"
    DELETE = "delete"
    LOG = "log"
    UNDO = "undo"
    SPLIT = "split"
    MERGE = "join"


BY_OPERATIONS = frozenset({Doing.LOG, Doing.UNDO, Doing.SPLIT, Doing.MERGE})
"""What is carried out by an operation for each item, one after the other."""


UNDOABLE = BY_OPERATIONS | {Doing.DELETE}
"""What can be taken back by its plan."""


class Kind(StrEnum):
    """What an item is."""

    SHEET = "timesheet"
    ENTRY = "entry"
    NEW = "new entry"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is done, at most once.

    Attributes:
        id: ConnectWise's; of a new entry, its place among the others, from 1 on.
        label: What it is, in words without the owner's name: "2026-11-16 to 2026-11-22".
        status: ConnectWise's word for what it is in.
        entries, hours, billable_hours: What it moves (of a sheet, only the entries it takes).
        stage: The approval that is given.
        notes_in: The entry whose internal notes keep the reason; None where none do.
        notes: What these internal notes will be.
        covers: What it stands on, by name, and what each looked like: see `looks_of_*`.
        draft: A new entry as it was understood when the plan was made: "ending now" meant then.
        wish: The fingerprint of the words by which that entry was asked for.
        zone: In which its times are told, an IANA name.
        accept: What was found of a new entry, and dismissed by a person: a warning by name.
        step: The entry before and after, where it is deleted or taken back.
    """

    kind: Kind
    id: int
    owner: Named | None
    label: str
    status: str
    entries: int = 1
    hours: float = 0.0
    billable_hours: float = 0.0
    stage: Stage | None = None
    notes_in: int | None = None
    notes: str = ""
    covers: tuple[tuple[str, str], ...] = ()
    draft: Draft | None = None
    wish: str = ""
    zone: str = ""
    accept: tuple[str, ...] = ()
    step: Step | None = field(default=None, hash=False)

    @property
    def key(self) -> str:
        """What tells it from the plan's other items, and from other things: `timesheet 7`."""
        # The third new entry of one plan is not that of another one.
        work = f": {target_of(self.draft)}" if self.draft is not None else ""
        return f"{self.kind} {self.id}{work}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and all that whoever agrees to it should know.

    Attributes:
        acting: For whom it acts.
        reason: Why time is sent back; empty otherwise.
        consequence: What it means for the invoice.
        notices: What rides along, whose time it is, what looks wrong: a sentence each.
        asked: The same for plans that were asked for alike, though they were understood at
            different moments; empty where nothing but the plan itself tells.
        whole: All of it is done or nothing: what was done is taken back where a step fails.
    """

    doing: Doing
    acting: Named
    items: tuple[Item, ...]
    reason: str = ""
    consequence: str = ""
    notices: tuple[str, ...] = ()
    asked: str = ""
    whole: bool = False

    @property
    def alike(self) -> str:
        """The same for plans of which one is enough."""
        return self.asked or fingerprint(self)

    @property
    def hours(self) -> float:
        """Hours of all items."""
        return sum(item.hours for item in self.items)

    @property
    def billable_hours(self) -> float:
        """Billable hours of all items."""
        return sum(item.billable_hours for item in self.items)


def fingerprint(plan: Plan) -> str:
    """The same for equal plans only: also for equal words on time that was changed meanwhile."""
    return digest(asdict(plan))


class Ended(StrEnum):
    """How an item ended. What is absent was lost, and reads back as not carried out."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """How an item ended.

    Attributes:
        told: The status that it read back in, or why it was refused.
        at: When that was noted first, by ConnectWise's clock; None where it is not known.
    """

    ended: Ended
    told: str = ""
    at: datetime | None = None


BROKEN_OFF = ItemOutcome(Ended.UNKNOWN, "whoever did it stopped in the middle")
"""Of an item that was begun longer ago than a call lasts, and never ended."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as its ledger keeps it.

    Attributes:
        id: What a caller names it by.
        agreed: Somebody who may decide said yes to it.
        voided: Why it can no longer be used; empty while it can.
        started: Keys of the items that were begun; whatever is not among them was not tried.
        outcomes: How items ended, by key. An item that was begun and has none is being done, or
            whoever did it stopped in the middle.
    """

    id: str
    plan: Plan
    agreed: bool = False
    voided: str = ""
    started: frozenset[str] = frozenset()
    outcomes: Mapping[str, ItemOutcome] = field(default_factory=dict)

    @property
    def left(self) -> tuple[Item, ...]:
        """The items that were not tried; of what is done as a whole, those that are not settled."""
        if self.plan.whole and self.started:
            settled = self.outcomes.keys() - self.unsettled
            return tuple(item for item in self.plan.items if item.key not in settled)
        return tuple(item for item in self.plan.items if item.key not in self.started)

    @property
    def unsettled(self) -> frozenset[str]:
        """Keys of the items that were begun, and of which it is not known how they ended."""
        settled = {k for k, outcome in self.outcomes.items() if outcome.ended is not Ended.UNKNOWN}
        return self.started - settled

    def without(self, keys: frozenset[str]) -> "Kept":
        """As if these items had not been tried."""
        outcomes = {key: how for key, how in self.outcomes.items() if key not in keys}
        return replace(self, started=self.started - keys, outcomes=outcomes)

    def ended(self, how: Ended) -> tuple[Item, ...]:
        """The items that ended so."""
        return tuple(
            item
            for item in self.plan.items
            if (outcome := self.outcomes.get(item.key)) and outcome.ended is how
        )


def leads_to(doing: Doing, before: str, after: str) -> bool | None:
    """Whether the action can lead from one status to the other; None where that is not known.

    Whoever reads a status back may see what somebody else did meanwhile, or an action that was
    answered with success and not carried out.
    """
    was, now = how_far(before), how_far(after)
    if was is None or now is None or doing in BY_OPERATIONS:  # their ends are told by operations
        return None
    match doing:
        case Doing.SUBMIT:
            return now > 0
        case Doing.APPROVE:
            return now > was
        case Doing.REJECT:
            return after in REJECTED
        case Doing.REOPEN:
            return now < was
        case _:
            return False
