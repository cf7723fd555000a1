"""Tools for time sheets: see them, hand them in, approve them, send them back."""

from typing import Annotated

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Resolve
from mcp.types import CallToolResult

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing
from connectwise_time.domain.wishes import DecisionWish, SheetsWish
from connectwise_time.errors import Refused
from connectwise_time.server.answers import (
    ReviewAnswer,
    SheetsAnswer,
    review_answer,
    sent_back_answer,
    sheets_answer,
)
from connectwise_time.server.arguments import (
    FewSheets,
    Id,
    Ids,
    Name,
    PlanId,
    Reason,
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

Found = Annotated[CallToolResult, SheetsAnswer]


async def list_timesheets(
    ctx: DeskContext,
    *,
    member: Annotated[Name | None, said("A name, or everybody; left out: me")] = None,
    team: Annotated[bool, said("Those whose time I approve")] = False,
    period: Annotated[
        Words | None, said("As in search_time; this and last week if left out")
    ] = None,
    status: Words | None = None,
    limit: FewSheets = 20,
) -> Found:
    """List timesheets: whose, which state, hours by day, deadline, approver, findings."""
    if team and member is not None:
        raise Refused("Both member and team are given.", remedy="Give one of the two.")
    wish = SheetsWish(member=member, period=period, status=status, team=team, limit=limit)
    return sheets_answer(await (await desk_of(ctx)).sheets.listed(wish))


async def review_timesheet(
    ctx: DeskContext,
    *,
    timesheet: Annotated[Id | None, said("Its id, or member and period")] = None,
    member: Name | None = None,
    period: Annotated[Words | None, said("This week if left out")] = None,
    rejected: Annotated[
        bool, said("Instead: all that was sent back, of any week; member: everybody")
    ] = False,
) -> Annotated[CallToolResult, ReviewAnswer]:
    """Look one timesheet over: its days and entries, totals, and what should be mended first."""
    if rejected:
        if timesheet is not None or period is not None:
            raise Refused(
                "What was sent back is told of all weeks.", remedy="Leave timesheet and period out."
            )
        return sent_back_answer(await (await desk_of(ctx)).sending_back.everything(member))
    if timesheet is not None and (member is not None or period is not None):
        raise Refused(
            "A timesheet's id says whose and which week.", remedy="Leave member and period out."
        )
    sheets = (await desk_of(ctx)).sheets
    return review_answer(await sheets.reviewed(timesheet=timesheet, member=member, period=period))


async def list_approvals(
    ctx: DeskContext,
    *,
    member: Name | None = None,
    team: Annotated[bool, said("false: also what waits for other approvers")] = True,
    period: Words | None = None,
    limit: FewSheets = 20,
) -> Found:
    """List the timesheets that wait for my approval, oldest first."""
    wish = SheetsWish(member=member, period=period, team=team, limit=limit)
    return sheets_answer(await (await desk_of(ctx)).approvals.waiting(wish))


@planning
async def _submission(
    ctx: DeskContext, timesheet: int | None, period: str | None, plan: str | None
) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.SUBMIT, timesheet=timesheet, period=period)
    if timesheet is not None and period is not None:
        raise Refused("Both timesheet and period are given.", remedy="Give one of the two.")
    return await (await desk_of(ctx)).proposing.submit(timesheet=timesheet, period=period)


async def submit_timesheet(
    ctx: DeskContext,
    *,
    timesheet: Id | None = None,
    period: Annotated[Words | None, said("My sheet of these days, instead of its id")] = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_submission)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_submission))],
) -> Planned:
    """Hand a timesheet in. The first call plans and shows findings; plan carries it out."""
    return await confirmed(ctx, proposed, agreed)


@planning
async def _reopening(ctx: DeskContext, timesheet: int | None, plan: str | None) -> Proposed:
    if plan is not None:
        return await found_again(ctx, plan, Doing.REOPEN, timesheet=timesheet)
    if timesheet is None:
        raise Refused("It is not said which timesheet.", remedy="See list_timesheets.")
    return await (await desk_of(ctx)).proposing.reopen(timesheet)


async def reopen_timesheet(
    ctx: DeskContext,
    *,
    timesheet: Id | None = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_reopening)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_reopening))],
) -> Planned:
    """Take a timesheet back one step: a submission, or the last approval. Plans first."""
    return await confirmed(ctx, proposed, agreed)


@planning
async def _approval(
    ctx: DeskContext,
    *,
    entries: list[int] | None,
    timesheets: list[int] | None,
    member: str | None,
    period: str | None,
    plan: str | None,
) -> Proposed:
    if plan is not None:
        given = {"entries": entries, "timesheets": timesheets, "member": member, "period": period}
        return await found_again(ctx, plan, Doing.APPROVE, **given)
    wish = _decision(entries, timesheets, member, period)
    return await (await desk_of(ctx)).deciding.approve(wish)


async def approve_entries(
    ctx: DeskContext,
    *,
    entries: Ids | None = None,
    timesheets: Ids | None = None,
    member: Name | None = None,
    period: Words | None = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_approval)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_approval))],
) -> Planned:
    """Approve time: entries, timesheets, or a member's period. Plans first.

    Mostly whole timesheets
    are approved: the plan says what rides along. A plan with much to do is called again to go on.
    """
    return await confirmed(ctx, proposed, agreed)


@planning
async def _rejection(
    ctx: DeskContext,
    entries: list[int] | None,
    timesheets: list[int] | None,
    reason: str | None,
    plan: str | None,
) -> Proposed:
    if plan is not None:
        given = {"entries": entries, "timesheets": timesheets, "reason": reason}
        return await found_again(ctx, plan, Doing.REJECT, **given)
    wish = _decision(entries, timesheets, None, None)
    return await (await desk_of(ctx)).deciding.reject(wish, reason or "")


async def reject_entries(
    ctx: DeskContext,
    *,
    entries: Ids | None = None,
    timesheets: Ids | None = None,
    reason: Annotated[Reason | None, said("What is to be corrected; its owner reads it")] = None,
    plan: PlanId | None = None,
    proposed: Annotated[Proposed, Resolve(_rejection)],
    agreed: Annotated[ElicitationResult[Agreement], Resolve(asking(_rejection))],
) -> Planned:
    """Send entries or timesheets back to their owner, with a reason. Plans first."""
    return await confirmed(ctx, proposed, agreed)


def _decision(
    entries: list[int] | None,
    timesheets: list[int] | None,
    member: str | None,
    period: str | None,
) -> DecisionWish:
    if period is not None and member is None:
        raise Refused("A period is given without a member.", remedy="Give member as well.")
    return DecisionWish(tuple(entries or ()), tuple(timesheets or ()), member, period)


SHEET_READERS = [
    door(list_timesheets, "List timesheets"),
    door(review_timesheet, "Review a timesheet"),
    door(list_approvals, "What waits for my approval"),
]
SHEET_WRITERS = [
    door(submit_timesheet, "Submit a timesheet", writes=True, idempotent=True, asks=True),
    door(reopen_timesheet, "Reopen a timesheet", writes=True, destructive=True, asks=True),
    door(
        approve_entries, "Approve time", writes=True, destructive=True, idempotent=True, asks=True
    ),
    door(
        reject_entries, "Send time back", writes=True, destructive=True, idempotent=True, asks=True
    ),
]
