"""What the desk needs from outside, as Protocols: ConnectWise, ledgers, hands, a clock."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from connectwise_time.domain.billing.coverage import Terms
from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.billing.workings import WorkedOut
from connectwise_time.domain.entries import Draft, Edit, LoggedTime, TimeSearch, Written
from connectwise_time.domain.models import (
    Activity,
    Agreement,
    Calendar,
    ChargeCode,
    Company,
    Holiday,
    Member,
    Tenant,
    Ticket,
    TicketSearch,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.operations import Operation
from connectwise_time.domain.places import Department, Location
from connectwise_time.domain.plans import ItemOutcome, Kept, Plan
from connectwise_time.domain.sheets import Rights, SheetSearch, Stage, Step, TimeSheet
from connectwise_time.errors import TimeDeskError

T = TypeVar("T")

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present as an aware instant."""


class Backend(Protocol):
    """ConnectWise, in people's words.

    Every method may raise `Unavailable`, `NotAuthorized`, `NotPermitted` or `RemoteRefusal`;
    the writing ones also `OutcomeUnknown` and `ReadOnly`. Nothing is cached behind this port:
    the desk decides what it may remember.
    """

    def told_time(self) -> datetime | None:
        """The present by ConnectWise's clock; None where it never told it."""
        ...

    async def is_sandbox(self) -> bool:
        """Whether a sandbox answers. It is asked only where it has answered nothing yet."""
        ...

    async def interface(self) -> Tenant:
        """What is spoken to, without its rules. Nothing is asked where the dialect is known."""
        ...

    async def tenant(self) -> Tenant:
        """The tenant's dialect, version and rules for time."""
        ...

    async def me(self) -> Member:
        """The member whose key this is."""
        ...

    async def member(self, identifier: str) -> Member | None:
        """One member by identifier, whole; None where there is none."""
        ...

    async def members(self) -> Sequence[Member]:
        """Everybody, briefly (without zone and defaults), inactive ones too."""
        ...

    async def work_types(self) -> Sequence[WorkType]:
        """All work types, inactive ones too."""
        ...

    async def work_roles(self) -> Sequence[WorkRole]:
        """All work roles, inactive ones too."""
        ...

    async def charge_codes(self) -> Sequence[ChargeCode]:
        """All charge codes, also those that take no time."""
        ...

    async def first_weekday(self, year: int) -> int:
        """The day on which the tenant's weeks begin in a year: 0 for Monday to 6 for Sunday.

        Monday where its time periods are no weeks, or these keys may not see them.
        """
        ...

    async def locations(self) -> Sequence[Location]:
        """All locations of the provider's own; empty where these keys may not see them."""
        ...

    async def departments(self) -> Sequence[Department]:
        """All departments of the provider's own; empty where these keys may not see them."""
        ...

    async def locations_of(self, work_role: int) -> frozenset[int]:
        """Ids of the locations where a work role is valid; empty where that is not told."""
        ...

    async def companies(self, name: str) -> Sequence[Company]:
        """Companies that a person may mean by the name, inactive ones too; at most 50."""
        ...

    async def all_companies(self) -> Sequence[Company] | None:
        """All companies, inactive ones too; None where they are more than one question brings."""
        ...

    async def company(self, number: int) -> Company | None:
        """One company by id."""
        ...

    async def agreements(self, company: int) -> Sequence[Agreement]:
        """The agreements of a company, ended ones too."""
        ...

    async def agreement(self, number: int) -> Agreement | None:
        """One agreement by id; None where there is none, or it may not be seen."""
        ...

    async def activity(self, number: int) -> Activity | None:
        """One activity by id."""
        ...

    async def ticket(self, number: int, *, rules: bool = False) -> Ticket | None:
        """One ticket by number, service or project.

        Args:
            number: Its number.
            rules: Also ask for what fills in `no_time_because`.
        """
        ...

    async def find_tickets(self, search: TicketSearch) -> Sequence[Ticket]:
        """Tickets by words, most recently updated first; at most `search.limit` of each kind."""
        ...

    async def calendar(self, number: int) -> Calendar | None:
        """A calendar's working hours; None where there is none, or it may not be seen."""
        ...

    async def holidays(self, holiday_list: int) -> Sequence[Holiday]:
        """The holidays of a list; none where it may not be seen."""
        ...

    async def entry(self, number: int) -> LoggedTime | None:
        """One entry by id."""
        ...

    def entries(self, search: TimeSearch) -> AsyncIterator[Sequence[LoggedTime]]:
        """All entries that fit, in batches, each once, in no promised order, in bounded memory.

        They carry what totals and tables show: target, people, times, type, role, billing,
        status, and notes unless the search is brief.
        """
        ...

    async def entries_after(
        self, search: TimeSearch, after: tuple[datetime, int] | None, limit: int
    ) -> Sequence[LoggedTime]:
        """The next `limit` entries by (start, id), those after the given one, as in `entries`."""
        ...

    async def preview(self, draft: Draft) -> WorkedOut:
        """The entry as ConnectWise would fill it in; nothing is stored, nobody gets mail.

        Where ConnectWise does not offer that, it is what the draft says.
        """
        ...

    async def latest(self, search: TimeSearch, limit: int) -> Sequence[LoggedTime]:
        """The entries that fit and began last, newest first; at most `limit`."""
        ...

    async def terms(self, agreement: int) -> Terms | None:
        """An agreement with its rules for time; None where these keys may not see it."""
        ...

    async def board(self, number: int) -> Brings | None:
        """What a board brings to time; None where these keys may not see it."""
        ...

    async def project(self, number: int) -> Brings | None:
        """What a project brings to time; None where these keys may not see it."""
        ...

    async def create(
        self, draft: Draft, *, marker: str | None = None, within: float | None = None
    ) -> Written:
        """Store a new entry, once, and read it back.

        Args:
            draft: What to store.
            marker: A mark (a UUID) that is left with it, where ConnectWise keeps one.
            within: The most seconds for all of it.
        """
        ...

    async def change(self, number: int, edit: Edit, *, within: float | None = None) -> Written:
        """Change an entry, once, and read it back, in at most so many seconds for all of it."""
        ...

    def present(self) -> datetime:
        """The present by ConnectWise's clock, as its last answer told it and time went on since.

        A clock that is set on this machine meanwhile changes nothing.
        """
        ...

    async def delete(self, number: int, *, within: float | None = None) -> None:
        """Delete an entry, once, in at most so many seconds for the write."""
        ...

    async def rights(self) -> Rights:
        """What the keys may do to time; None for each right that ConnectWise does not tell."""
        ...

    async def project_approvers(self, projects: Collection[int]) -> Mapping[int, int | None]:
        """Who approves a project's time before everybody else, by project id.

        None for a project that has no such person, or that these keys may not see.
        """
        ...

    async def sheet(self, number: int) -> TimeSheet | None:
        """One time sheet by id."""
        ...

    async def sheets(self, search: SheetSearch) -> Sequence[TimeSheet]:
        """All sheets that fit, each once, by id. One without a member or days is left out."""
        ...

    async def trail(self, entry: int) -> Sequence[Step]:
        """The audit trail of an entry, oldest first; empty where these keys may not see it."""
        ...

    # Each of the following may be given `within`: the most seconds for its write, where that is
    # less than a write gets anyhow. Nothing is read back: the desk verifies.

    async def submit(self, sheet: int, *, within: float | None = None) -> None:
        """Hand a sheet in, once."""
        ...

    async def approve_sheet(self, sheet: int, stage: Stage, *, within: float | None = None) -> None:
        """Give one approval to what waits for it in a sheet, once (psa only)."""
        ...

    async def approve_entries(
        self, entries: Sequence[int], *, within: float | None = None
    ) -> Mapping[int, TimeDeskError | None]:
        """Approve just these entries, once and together (documented only).

        Answers why not, for each that was refused. What the answer does not name is told as
        `OutcomeUnknown`; what befalls a whole request is told for each of its entries.
        """
        ...

    async def write_internal_notes(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Replace an entry's internal notes, once, without reading it back."""
        ...

    async def reject_sheet(self, sheet: int, *, within: float | None = None) -> None:
        """Send a sheet back, once (psa only). ConnectWise has no place for a reason."""
        ...

    async def reject_entry(
        self, entry: int, internal_notes: str, *, within: float | None = None
    ) -> None:
        """Send one entry back, once, with its internal notes replaced.

        Where that takes two writes, the notes come first: an entry whose notes could not be
        written is not rejected.

        Raises:
            RemoteRefusal: Also when this ConnectWise is too old to reject single entries.
        """
        ...

    async def reverse(self, sheet: int, *, within: float | None = None) -> None:
        """Take a sheet one step back, once (psa only)."""
        ...


class Journal(Protocol):
    """Keeps operations, for all who share it.

    Every method is atomic, and what it noted is kept, whatever befalls this machine, when it
    returns. Each may raise `Unavailable`: without the journal nothing is written.
    """

    async def find(self, caller: str, operation_id: str) -> Operation | None:
        """The caller's operation with that id."""
        ...

    async def same_call(self, caller: str, fingerprint: str) -> Sequence[Operation]:
        """What the same call has done or left open, newest first; the last few."""
        ...

    async def begin(self, operation: Operation, *, beside: frozenset[str]) -> Operation | None:
        """Note that the operation is sent now; or else what is in its way.

        Args:
            operation: What is about to be sent.
            beside: Ids of resolved operations that are not in its way.
        """
        ...

    async def end(self, operation: Operation) -> Operation:
        """Note where the operation stands; answers where it does, by all that is known."""
        ...

    async def open(self, caller: str) -> Sequence[Operation]:
        """The caller's operations that are to be read back: what is unresolved first, then by due.

        No more than a few hundred: the rest comes when these are settled.
        """
        ...

    async def taken(self, operation: Operation, among: Collection[int]) -> frozenset[int]:
        """Which of these entries other operations made."""
        ...

    async def echoes(self, site: str) -> bool | None:
        """Whether a ConnectWise keeps marks; None where that is not known."""
        ...

    async def note_echo(self, site: str, *, echoes: bool) -> None:
        """Remember whether a ConnectWise keeps marks."""
        ...


class PlanLedger(Protocol):
    """Keeps plans by id, and which of their items were begun and how they ended.

    Every method is atomic: whoever claims an item is the only one who ever did.
    """

    async def keep(self, plan: Plan, caller: str) -> Kept:
        """Keep a plan, under a new id; one of the same caller that is `alike` and waits is that.

        Nothing was begun of a plan that waits, and it was not put out of use.
        """
        ...

    async def begun(self, alike: str, caller: str) -> Kept | None:
        """The caller's latest plan that is `alike`, may be used, and of which something began."""
        ...

    async def find(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, which counts as a use.

        None where there is none, it has expired, or it is somebody else's.
        """
        ...

    async def look(self, plan_id: str, caller: str) -> Kept | None:
        """The caller's plan with that id, expired or not; it is not used."""
        ...

    async def unsettled(self, caller: str) -> Sequence[Kept]:
        """The caller's plans, expired or not, with items of which nobody knows how they ended."""
        ...

    async def agree(self, plan_id: str) -> None:
        """Note that somebody who may decide said yes."""
        ...

    async def void(self, plan_id: str, why: str) -> bool:
        """Put a plan out of use, unless one of its items was begun; answers whether it is."""
        ...

    async def stop(self, plan_id: str, why: str) -> None:
        """Put a plan out of use, whatever was begun of it: nothing else of it is begun."""
        ...

    async def claim(self, plan_id: str, key: str) -> bool:
        """Begin an item, unless something is in its way.

        False where that was done before, where the plan was put out of use, and while another
        plan of the same caller is at the same thing, or nobody knows what it came to there.
        """
        ...

    async def holder(self, plan_id: str, key: str) -> str | None:
        """The other plan of the same caller that is open on the same thing; None if none is."""
        ...

    async def release(self, plan_id: str, key: str) -> None:
        """Nothing was sent for the item: it may be begun again."""
        ...

    async def end(self, plan_id: str, key: str, outcome: ItemOutcome) -> None:
        """Note how an item ended."""
        ...


class Crew(Protocol):
    """Does something with each of many things, several at once."""

    async def work(
        self, things: Sequence[T], do: Callable[[T], Awaitable[None]], *, seconds: float
    ) -> None:
        """Do it with each; begin none after `seconds`, nor once the caller is cancelled.

        What was begun is finished in any case.
        """
        ...

    async def together(self, things: Sequence[T], do: Callable[[T], Awaitable[None]]) -> None:
        """Do it with each, several at once; the first failure stops the others, and is raised."""
        ...

    async def at_most(self, seconds: float, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to.

        Raises:
            Unavailable: It took longer than `seconds`, and was stopped.
        """
        ...

    async def to_the_end(self, do: Callable[[], Awaitable[T]]) -> T:
        """What it comes to, also where nobody waits for it any more."""
        ...

    async def pause(self, seconds: float) -> None:
        """Let some time pass."""
        ...

    def seconds(self) -> float:
        """Tells how time passes, whatever happens to the clock on the wall."""
        ...

    def bell(self) -> "Bell":
        """A new bell."""
        ...


class Bell(Protocol):
    """Wakes one who waits."""

    def ring(self) -> None:
        """Wake whoever waits, or the next who will."""
        ...

    async def wait(self, seconds: float | None) -> None:
        """Wait until it rings, and no longer than so many seconds."""
        ...
