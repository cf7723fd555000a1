"""The tool that logs several entries at once, by one plan."""

from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Resolve
from mcp.types import CallToolResult
from pydantic import BaseModel, ConfigDict, Field

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.batches import MOST_ENTRIES
from connectwise_time.domain.plans import Doing
from connectwise_time.domain.wishes import Times, Wish
from connectwise_time.errors import Refused
from connectwise_time.server.answers.plans import BatchAnswer
from connectwise_time.server.arguments import (
    BillableOption,
    FewMails,
    FewPanes,
    Hours,
    Id,
    Name,
    Notes,
    PlanId,
    SomeWarnings,
    Ticket,
    Words,
    said,
)
from connectwise_time.server.confirming import (
    Agreement,
    asking,
    confirmed,
    found_again,
    planning,
)
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door


class NewEntry(BaseModel):
    """What `create_time_entry` takes, of one of several entries."""

    model_config = ConfigDict(extra="forbid")

    ticket: Ticket | None = None
    charge_code: Name | None = None
    activity: Id | None = None
    company: Name | None = None
    date: Words | None = None
    start: Words | None = None
    end: Words | None = None
    hours: Hours | None = None
    deduct: Hours | None = None
    member: Name | None = None
    work_type: Name | None = None
    work_role: Name | None = None
    billable: BillableOption | None = None
    agreement: Name | None = None
    location: Name | None = None
    department: Name | None = None
    notes: Notes | None = None
    internal_notes: Notes | None = None
    add_to: FewPanes | None = None
    email: FewMails | None = None
    email_cc: Words | None = None

    def wish(self) -> Wish:
        """The entry as it was asked for."""
        return Wish(
            ticket=self.ticket,
            charge_code=self.charge_code,
            activity=self.activity,
            company=self.company,
            times=Times(self.date, self.start, self.end, self.hours, self.deduct),
            member=self.member,
            work_type=self.work_type,
            work_role=self.work_role,
            billable=self.billable,
            agreement=self.agreement,
            location=self.location,
            department=self.department,
            notes=self.notes,
            internal_notes=self.internal_notes,
            add_to=tuple(self.add_to) if self.add_to is not None else None,
            email=tuple(self.email) if self.email is not None else None,
            email_cc=self.email_cc,
        )


NewEntries = Annotated[list[NewEntry], Field(max_length=MOST_ENTRIES)]


@planning
async def _batch(
    ctx: DeskContext,
    entries: list[NewEntry] | None,
    accept: list[str] | None,
    plan: str | None,
) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.LOG, entries=entries, accept=accept)
    if not entries:
        raise Refused(
            "It is not said which entries. Nothing was done.",
            remedy=f"Give 1 to {MOST_ENTRIES} entries, or a plan.",
        )
    wishes = [entry.wish() for entry in entries]
    return await (await desk_of(ctx)).batches.propose(wishes, frozenset(accept or ()))


async def create_time_entries(
    ctx: DeskContext,
    *,
    entries: Annotated[
        NewEntries | None, said("1-50, each with what create_time_entry takes")
    ] = None,
    accept: SomeWarnings | None = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_batch)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_batch))],
) -> Annotated[CallToolResult, BatchAnswer]:
    """Log several entries at once. Plans first: all are checked together.

    plan alone then stores one by one; called again, it goes on where it stopped, none twice.
    """
    return await confirmed(ctx, proposed, agreed)


BATCH_WRITERS = [door(create_time_entries, "Log several entries", writes=True, asks=True)]
