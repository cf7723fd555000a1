"""Tools that log, read, correct and delete one time entry."""

from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Resolve
from mcp.types import CallToolResult

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing
from connectwise_time.domain.wishes import Times, Wish
from connectwise_time.errors import Refused
from connectwise_time.server.answers import (
    BriefEntry,
    BriefWrite,
    outcome_answer,
    shown_answer,
)
from connectwise_time.server.arguments import (
    BillableOption,
    Clearable,
    Hours,
    Id,
    Mails,
    Name,
    Notes,
    OperationId,
    Panes,
    PlanId,
    SomeBillable,
    SomeMails,
    SomePanes,
    SomeWarnings,
    Ticket,
    Warnings,
    Words,
    said,
)
from connectwise_time.server.confirming import (
    Agreement,
    Planned,
    asking,
    confirmed,
    found_again,
    planning,
)
from connectwise_time.server.desks import DeskContext, desk_of
from connectwise_time.server.doors import door

Entry = Annotated[CallToolResult, BriefEntry]
Written = Annotated[CallToolResult, BriefWrite]


async def create_time_entry(
    ctx: DeskContext,
    *,
    ticket: Annotated[Ticket | None, said("Service or project ticket number")] = None,
    charge_code: Annotated[Name | None, said("Internal time, such as a meeting")] = None,
    activity: Annotated[Id | None, said("Sales activity id")] = None,
    company: Annotated[Name | None, said("Only for a charge code of several companies")] = None,
    date: Annotated[
        Words | None, said("today (default), yesterday, last friday, nov 20, ISO")
    ] = None,
    start: Annotated[
        Words | None, said("The member's local time: 9:30, 2:15pm; or both: 2-3:30pm")
    ] = None,
    end: Words | None = None,
    hours: Annotated[Hours | None, said("Work without the deduction: 1.5, 1h30, 90 min")] = None,
    deduct: Annotated[Hours | None, said("Break inside: 30 min")] = None,
    member: Annotated[Name | None, said("Whose time; left out: me")] = None,
    work_type: Name | None = None,
    work_role: Name | None = None,
    billable: Annotated[
        BillableOption | None, said("Only if the person says so: ConnectWise decides")
    ] = None,
    agreement: Name | None = None,
    location: Annotated[
        Name | None, said("Left out, like department: as ConnectWise has it")
    ] = None,
    department: Name | None = None,
    notes: Annotated[Notes | None, said("May be printed on the invoice")] = None,
    internal_notes: Annotated[Notes | None, said("Never on the invoice")] = None,
    add_to: Annotated[Panes | None, said("Show the notes on the ticket too")] = None,
    email: Annotated[Mails | None, said("Sends mail: only if asked for")] = None,
    email_cc: Words | None = None,
    preview: Annotated[bool, said("Show what would be stored, store nothing")] = False,
    operation_id: Annotated[
        OperationId | None,
        said("8-64 letters, digits, - . _. A call repeated with its id is done once"),
    ] = None,
    accept: Annotated[Warnings | None, said("Warnings that the person has dismissed")] = None,
) -> Written:
    """Log time: store one entry.

    Charge it to exactly one of ticket, charge_code, activity. When:
    start and end, start and hours, or hours alone (ending now; on an earlier day after that day's
    last entry). Names may be partial or ids. The answer tells what ConnectWise stored.
    """
    wish = Wish(
        ticket=ticket,
        charge_code=charge_code,
        activity=activity,
        company=company,
        times=Times(date, start, end, hours, deduct),
        member=member,
        work_type=work_type,
        work_role=work_role,
        billable=billable,
        agreement=agreement,
        location=location,
        department=department,
        notes=notes,
        internal_notes=internal_notes,
        add_to=tuple(add_to) if add_to is not None else None,
        email=tuple(email) if email is not None else None,
        email_cc=email_cc,
    )
    desk = await desk_of(ctx)
    return outcome_answer(
        await desk.writing.log(
            wish, preview=preview, operation_id=operation_id, accept=frozenset(accept or ())
        )
    )


async def get_time_entry(ctx: DeskContext, entry: Id) -> Entry:
    """Read one time entry by its id."""
    writing = (await desk_of(ctx)).writing
    return shown_answer(await writing.shown(await writing.existing(entry)))


async def update_time_entry(
    ctx: DeskContext,
    *,
    entry: Id,
    ticket: Ticket | None = None,
    charge_code: Name | None = None,
    activity: Id | None = None,
    company: Name | None = None,
    date: Words | None = None,
    start: Words | None = None,
    end: Words | None = None,
    hours: Hours | None = None,
    deduct: Hours | None = None,
    member: Name | None = None,
    work_type: Name | None = None,
    work_role: Name | None = None,
    billable: SomeBillable | None = None,
    agreement: Name | None = None,
    location: Name | None = None,
    department: Name | None = None,
    notes: Annotated[Notes | None, said("Replaces the notes")] = None,
    internal_notes: Notes | None = None,
    add_to: SomePanes | None = None,
    email: SomeMails | None = None,
    email_cc: Words | None = None,
    clear: Annotated[list[Clearable] | None, said("Fields to empty")] = None,
    preview: bool = False,
    operation_id: OperationId | None = None,
    accept: SomeWarnings | None = None,
) -> Written:
    """Correct a time entry: give only what changes, as in create_time_entry.

    hours alone keeps the
    start; a new date keeps the clock times; a new ticket moves the entry.
    """
    wish = Wish(
        ticket=ticket,
        charge_code=charge_code,
        activity=activity,
        company=company,
        times=Times(date, start, end, hours, deduct),
        member=member,
        work_type=work_type,
        work_role=work_role,
        billable=billable,
        agreement=agreement,
        location=location,
        department=department,
        notes=notes,
        internal_notes=internal_notes,
        add_to=tuple(add_to) if add_to is not None else None,
        email=tuple(email) if email is not None else None,
        email_cc=email_cc,
        clear=tuple(clear or ()),
    )
    desk = await desk_of(ctx)
    return outcome_answer(
        await desk.writing.change(
            entry,
            wish,
            preview=preview,
            operation_id=operation_id,
            accept=frozenset(accept or ()),
        )
    )


@planning
async def _deletion(ctx: DeskContext, entry: int | None, plan: str | None) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.DELETE, entry=entry)
    if entry is None:
        raise Refused("It is not said which entry.", remedy="Give its id, from search_time.")
    return await (await desk_of(ctx)).proposing.delete(entry)


async def delete_time_entry(
    ctx: DeskContext,
    *,
    entry: Id | None = None,
    plan: Annotated[PlanId | None, said("Carries out that plan: nothing beside it")] = None,
    proposed: Annotated[Proposed, Resolve(_deletion)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_deletion))],
) -> Planned:
    """Delete a time entry for good, once the person agrees to the plan. Billed ones are refused."""
    return await confirmed(ctx, proposed, agreed)


ENTRY_WRITERS = [
    door(create_time_entry, "Log time", writes=True),
    door(update_time_entry, "Correct a time entry", writes=True, destructive=True, idempotent=True),
    door(
        delete_time_entry,
        "Delete a time entry",
        writes=True,
        destructive=True,
        idempotent=True,
        asks=True,
    ),
]
ENTRY_READERS = [door(get_time_entry, "Read a time entry")]
