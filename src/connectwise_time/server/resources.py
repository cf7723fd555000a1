"""Resources: the lists that time is logged with, who "me" is, and entries and tickets by id."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.server.mcpserver.resources import FunctionResource

from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.entries import Billable
from connectwise_time.domain.models import Named
from connectwise_time.domain.wishes import SheetsWish
from connectwise_time.errors import NotFound, TimeDeskError
from connectwise_time.server.answers import review_answer, sheets_answer, shown_answer
from connectwise_time.server.desks import DeskContext, Desks
from connectwise_time.server.speaking import spoken
from connectwise_time.server.text import one_line

JSON = "application/json"

# BRIEF, "Billing options".
BILLING_OPTIONS = {
    Billable.BILLABLE: "Billed at the standard rate.",
    Billable.DO_NOT_BILL: "Left out of billing.",
    Billable.NO_CHARGE: "On the invoice, at 0.",
    Billable.NO_DEFAULT: "Whatever the ticket or the agreement says.",
}


async def work_types(desk: TimeDesk) -> Any:
    """Active work types: the kind of work, which may decide whether time is billed."""
    return [
        {"id": t.id, "name": one_line(t.name), "bills_as": t.bills_as}
        for t in await desk.catalog.work_types()
        if t.active
    ]


async def work_roles(desk: TimeDesk) -> Any:
    """Active work roles: the role in which work is done; the rate follows it."""
    return [
        {"id": r.id, "name": one_line(r.name)} for r in await desk.catalog.work_roles() if r.active
    ]


async def charge_codes(desk: TimeDesk) -> Any:
    """Charge codes that take time: meetings, training, leave and other internal work."""
    return [
        {
            "id": c.id,
            "name": one_line(c.name),
            "company": c.company.name if c.company else None,
            "bills_as": c.bills_as,
        }
        for c in await desk.catalog.charge_codes()
        if c.takes_time
    ]


async def me(desk: TimeDesk) -> Any:
    """Who "me" is, with time zone and usual work type and role."""
    member = await desk.people.me()
    zone = await desk.people.zone(member)
    return {
        "id": member.id,
        "identifier": member.identifier,
        "name": one_line(member.name),
        "zone": zone.key,
        "now": desk.clock().astimezone(zone).isoformat(timespec="minutes"),
        "work_type": _name(member.work_type),
        "work_role": _name(member.work_role),
        "daily_hours": member.daily_capacity,
        "sandbox": await desk.catalog.is_sandbox(),
    }


async def approvals(desk: TimeDesk) -> Any:
    """Timesheets that wait for my approval, oldest first."""
    found = await desk.approvals.waiting(SheetsWish(team=True, limit=100))
    return sheets_answer(found).structured_content


async def billing_options(_desk: TimeDesk) -> Any:
    """What the four billing options mean."""
    return {option.value: meaning for option, meaning in BILLING_OPTIONS.items()}


_LISTS: tuple[tuple[str, str, Callable[[TimeDesk], Awaitable[Any]]], ...] = (
    ("work-types", "Work types", work_types),
    ("work-roles", "Work roles", work_roles),
    ("charge-codes", "Charge codes", charge_codes),
    ("me", "Who I am", me),
    ("approvals", "What waits for my approval", approvals),
    ("billing-options", "Billing options", billing_options),
)


async def time_entry(ctx: DeskContext, id: str) -> str:  # noqa: A002  # stands in the public URI
    """One time entry by id."""
    return await _reading(_desks_of(ctx), lambda desk: _entry(desk, id))()


async def ticket(ctx: DeskContext, id: str) -> str:  # noqa: A002  # stands in the public URI
    """One service or project ticket by number."""
    return await _reading(_desks_of(ctx), lambda desk: _ticket(desk, id))()


async def timesheet(ctx: DeskContext, id: str) -> str:  # noqa: A002  # stands in the public URI
    """One timesheet by id: its days, totals and findings."""
    return await _reading(_desks_of(ctx), lambda desk: _timesheet(desk, id))()


_TEMPLATES = (
    ("time-entries/{id}", "time-entry", "Time entry", time_entry),
    ("tickets/{id}", "ticket", "Ticket", ticket),
    ("timesheets/{id}", "timesheet", "Timesheet", timesheet),
)


def add_resources(server: MCPServer[Desks], desks: Desks) -> None:
    """Register every resource and resource template."""
    for name, title, read in _LISTS:
        server.add_resource(
            FunctionResource.from_function(
                fn=_reading(desks, read),
                uri=f"connectwise://{name}",
                name=name,
                title=title,
                description=read.__doc__,
                mime_type=JSON,
            )
        )

    for uri, name, title, by_id in _TEMPLATES:
        server.resource(f"connectwise://{uri}", name=name, title=title, mime_type=JSON)(by_id)


def _desks_of(ctx: DeskContext) -> Desks:
    return ctx.request_context.lifespan_context


def _reading(
    desks: Desks, read: Callable[[TimeDesk], Awaitable[Any]]
) -> Callable[[], Awaitable[str]]:
    async def fn() -> str:
        try:
            facts = await read(await desks.desk())
        except NotFound as error:
            raise ResourceNotFoundError(spoken(error, sandbox=desks.sandbox)) from error
        except TimeDeskError as error:
            raise ResourceError(spoken(error, sandbox=desks.sandbox)) from error
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))

    return fn


async def _entry(desk: TimeDesk, number: str) -> Any:
    entry = await desk.writing.existing(_id(number))
    return shown_answer(await desk.writing.shown(entry)).structured_content


async def _timesheet(desk: TimeDesk, number: str) -> Any:
    reviewed = await desk.sheets.reviewed(timesheet=_id(number), member=None, period=None)
    return review_answer(reviewed).structured_content


async def _ticket(desk: TimeDesk, number: str) -> Any:
    found = await desk.catalog.ticket(_id(number), rules=True)
    return {
        "id": found.id,
        "kind": found.kind.value,
        "summary": one_line(found.summary),
        "company": _name(found.company),
        "board": _name(found.board),
        "status": _name(found.status),
        "project": _name(found.project),
        "closed": found.closed,
        "owner": _name(found.owner),
        "agreement": _name(found.agreement),
        "takes_no_time_because": found.no_time_because,
        "sandbox": await desk.catalog.is_sandbox(),
    }


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):  # noqa: PLR2004  # int32
        raise NotFound("An id is a whole number.", remedy="Use the number from an answer.")
    return int(text)


def _name(named: Named | None) -> str | None:
    return one_line(named.name) if named else None
