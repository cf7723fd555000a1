"""Operations: writes of entries that are sent at most once, and where each of them stands. Pure.

    sending ──> done | rejected | not sent | unknown
    unknown ──> done | absent          only by reading back
    rejected, not sent, absent ──> sending, when somebody asks for it again
    absent ──> done                    a commit that came later than the horizon

Instants are ConnectWise's own where it tells them; what is proven by time that went by rests on
more than one clock (`domain.moments`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from connectwise_time.domain.entries import Draft, Edit, LoggedTime, Written
from connectwise_time.domain.moments import Moment
from connectwise_time.domain.when import local_span

KEPT = timedelta(days=35)
"""How long operations are remembered: a billing period and some days."""
AGAIN = timedelta(minutes=10)
"""The same call within so long is probably one that was repeated."""
LONGEST_CALL = timedelta(seconds=45)
"""No write is under way for longer: whoever sent it has stopped."""
HORIZON = timedelta(seconds=180)
"""What was sent and is not there so long after, will not come (a guess: reliability §7)."""
DUPLICATE = "duplicate"
"""Accepted, it lets an entry through that seems to be there already."""
_SPACE = UUID("5d2c5f0e-6c0b-5d55-9f5b-0f8d3c2a7e41")


class State(StrEnum):
    """Where an operation stands."""

    SENDING = "sending"
    DONE = "done"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    ABSENT = "absent"


UNRESOLVED = frozenset({State.SENDING, State.UNKNOWN})
"""It may or may not be stored."""
REPEATABLE = frozenset({State.REJECTED, State.NOT_SENT, State.ABSENT})
"""It is certainly not stored: the same operation may be sent again."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an entry.

    Attributes:
        before: The entry as it was before it was sent.
    """

    number: int
    edit: Edit
    before: LoggedTime


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry is deleted.

    Attributes:
        before: The entry as it was before, by which it can be stored again.
    """

    number: int
    before: LoggedTime


Work: TypeAlias = Draft | Change | Removal
"""What an operation writes."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One write.

    Attributes:
        id: Unique for its caller.
        caller: Whose it is: site, company, key and member in one.
        site: The ConnectWise and the company in which it is done.
        fingerprint: Of the wish as it was given, not as it was understood, so that "ending now"
            said again is the same wish.
        work: What is written.
        began: When it was sent; of one that was sent again, the last time.
        seen: Entries that looked like it before it was first sent.
        minted: Nobody gave its id, so that a repeated call cannot name it.
        attempt: How often it was sent, each time after proof that it was not stored.
        ended: When nothing was under way any more.
        outcome: What is stored; None while that is not known, or nothing is.
        why: What ConnectWise refused, or how its answer was lost.
        others: Entries that look like it beside the one of the outcome: it may be stored twice.
        looks: How often it was read back.
        due: When it is to be read back next; None where nothing is open.
        sent: When it was sent, by every clock.
        missed: When it was first looked for and not found, since when it has been missing.
    """

    id: str
    caller: str
    site: str
    fingerprint: str
    work: Work
    began: datetime
    seen: frozenset[int] = frozenset()
    minted: bool = False
    attempt: int = 1
    state: State = State.SENDING
    ended: datetime | None = None
    outcome: Written | None = None
    why: str = ""
    others: tuple[int, ...] = ()
    looks: int = 0
    due: datetime | None = None
    sent: Moment | None = None
    missed: Moment | None = None

    @property
    def here(self) -> datetime:
        """When it was sent, by this machine's clock."""
        return self.sent.here if self.sent else self.began

    @property
    def entry(self) -> int | None:
        """The entry that it stored, changed or deleted, where that is known."""
        if not isinstance(self.work, Draft):
            return self.work.number
        return self.outcome.entry.id if self.outcome else None

    @property
    def target(self) -> str:
        """Names the work: two operations with the same one could be mistaken for each other."""
        return target_of(self.work)

    @property
    def marker(self) -> str:
        """A mark of its own, for tenants that keep one with the entry."""
        return str(uuid5(_SPACE, f"{self.caller}/{self.id}"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A write, as it was asked for.

    Attributes:
        fingerprint: Of the wish as it was given.
        operation_id: As it was given; None where none was.
        accept: Warnings that do not count.
    """

    fingerprint: str
    operation_id: str | None = None
    accept: frozenset[str] = frozenset()

    @property
    def takes_duplicates(self) -> bool:
        """Whether an entry may be there already."""
        return DUPLICATE in self.accept


def target_of(work: Work) -> str:
    """Names the work: of an entry to be made, whose, on what and from which minute on."""
    if not isinstance(work, Draft):
        return f"entry {work.number}"
    begins = f"{work.start:%Y-%m-%dT%H:%MZ}"
    return f"member {work.member.id} on {work.target.kind} {work.target.id} from {begins}"


def in_the_way(known: Operation, wanted: Operation, beside: frozenset[str] = frozenset()) -> bool:
    """Whether an operation keeps another one from being sent.

    Args:
        known: What the journal has.
        wanted: What is about to be sent.
        beside: Ids that do not count, because somebody looked at them.
    """
    if known.caller == wanted.caller and known.id == wanted.id:
        # Whoever looked at an attempt that another caller has repeated meanwhile has to look again.
        next_one = known.state in REPEATABLE and known.attempt < wanted.attempt
        return not next_one or known.fingerprint != wanted.fingerprint
    if known.site != wanted.site:
        return False
    same_target = known.target == wanted.target
    if known.state in UNRESOLVED:
        return same_target or (wanted.minted and _is_same_call(known, wanted))
    return known.id not in beside and is_repeated_by(known, wanted)


def is_repeated_by(known: Operation, wanted: Operation) -> bool:
    """Whether what is about to be sent seems to be a repetition of what is done.

    That is so when the same call came a moment ago, or when it stored an entry for the same work
    since the entries were looked at.
    """
    if known.state is not State.DONE:
        return False
    if isinstance(wanted.work, Removal):
        return False  # what is gone is not deleted again
    if isinstance(wanted.work, Change):
        # Changing something twice to the same comes to the same, but mail is sent again.
        return wanted.minted and bool(wanted.work.edit.email) and _is_same_call(known, wanted)
    unseen = known.target == wanted.target and known.entry not in wanted.seen
    return unseen or (wanted.minted and _is_same_call(known, wanted))


def _is_same_call(known: Operation, wanted: Operation) -> bool:
    same = (known.caller, known.fingerprint) == (wanted.caller, wanted.fingerprint)
    lately = was_lately(known, began=wanted.began, here=wanted.here)
    return same and (known.state in UNRESOLVED or lately)


def was_lately(known: Operation, *, began: datetime, here: datetime) -> bool:
    """Whether it was sent a moment ago, by ConnectWise's clock or by this machine's."""
    return min(began - known.began, here - known.here) <= AGAIN


def may_become(before: Operation, after: Operation) -> bool:
    """Whether what was found out later replaces what is noted.

    Two processes may look at one operation at the same time. What is stored stays stored, what
    ended is not under way again, and an older attempt says nothing about a newer one.
    """
    if before.attempt != after.attempt:
        return False
    if after.state is State.SENDING:
        return before.state is State.SENDING
    if before.state in UNRESOLVED or after.state is State.DONE:
        return True
    return before.state is after.state


def said(work: Work, zone: ZoneInfo | None = None) -> str:
    """The work in a few words, without a customer's text; in local time where a zone is given."""
    if isinstance(work, Change):
        return f"change entry {work.number}"
    if isinstance(work, Removal):
        return f"delete entry {work.number}"
    what = f"log {work.hours:g} h on {work.target.kind.value} {work.target.id}"
    if zone is not None:
        return f"{what}, {local_span(work.start, work.end, zone)}"
    return f"{what}, from {work.start:%Y-%m-%d %H:%M} UTC"
