"""The seven searches that people make (BRIEF, "Searches that people make"), by their sentences."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mcp import Client

from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.office import ERAS
from support.sandboxes import desk_on

pytestmark = pytest.mark.anyio

Entry = dict[str, Any]
# Everybody's own clock decides on which day their work was.
ZONES = {"opatel": ZoneInfo("Europe/London")}
EVERYTHING = "2026-01-01..2026-12-31"
INVOICED = ("Billed", "WrittenOff", "BilledAgreement")


@pytest.fixture(params=["psa", "documented"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=ERAS)
async def call(request: pytest.FixtureRequest, world: World, dialect: str) -> AsyncIterator[Caller]:
    """Calls as the technician Jamie Doe, in both eras and both dialects."""
    server = build_server(lambda: desk_on(world, dialect=dialect))
    async with Client(server, mode=request.param) as client:
        yield Caller(client)


def day_of(entry: Entry) -> date:
    zone = ZONES.get(entry["member"]["identifier"], ZoneInfo("America/New_York"))
    return datetime.fromisoformat(entry["timeStart"]).astimezone(zone).date()


async def finds(
    call: Caller, world: World, fits: Callable[[Entry], bool], **search: Any
) -> dict[str, Any]:
    """The search finds just what fits: as rows, and as totals."""
    wanted = [entry for entry in world.entries() if fits(entry)]
    assert wanted, "a search that finds nothing proves nothing"
    assert len(wanted) < len(world.entries())
    answer = await call("search_time", **search)
    rows = {int(n) for n in re.findall(r"^(\d+)\t", call.text, flags=re.MULTILINE)}
    assert rows == {entry["id"] for entry in wanted}
    billable = [entry for entry in wanted if entry["billableOption"] == "Billable"]
    assert answer["entries"] == len(wanted)
    assert answer["hours"] == round(sum(e["actualHours"] for e in wanted), 2)
    assert answer["billable_hours"] == round(sum(e["actualHours"] for e in billable), 2)
    return answer


async def test_a_tickets_entries(call: Caller, world: World) -> None:
    await finds(call, world, lambda e: e.get("ticket", {}).get("id") == 54321, ticket=54321)


async def test_a_members_entries(call: Caller, world: World) -> None:
    await finds(
        call,
        world,
        lambda e: e["member"]["identifier"] == "jsmith",
        member="John Smith",
        period=EVERYTHING,
    )


async def test_a_date_range(call: Caller, world: World) -> None:
    # Asked in New York: its days count for everybody, and Olivia starts at 9 in London.
    office = ZoneInfo("America/New_York")
    await finds(
        call,
        world,
        lambda e: (
            date(2026, 11, 4)
            <= datetime.fromisoformat(e["timeStart"]).astimezone(office).date()
            <= date(2026, 11, 10)
        ),
        period="2026-11-04..2026-11-10",
    )
    await finds(
        call,
        world,
        lambda e: e["member"]["id"] == 1 and date(2026, 11, 4) <= day_of(e) <= date(2026, 11, 10),
        member="me",
        since="2026-11-04",
        until="2026-11-10",
    )


@pytest.mark.parametrize("said", [{"unbilled": True}, {"status": "unbilled"}])
async def test_unbilled_which_is_billable_and_on_no_invoice_yet(
    call: Caller, world: World, said: dict[str, Any]
) -> None:
    await finds(
        call,
        world,
        lambda e: (
            e["billableOption"] == "Billable"
            and not e["invoiceFlag"]
            and e["status"] not in INVOICED
        ),
        period=EVERYTHING,
        **said,
    )


async def test_unbilled_which_is_open_and_billable(call: Caller, world: World) -> None:
    await finds(
        call,
        world,
        lambda e: e["billableOption"] == "Billable" and e["status"] == "Open",
        status="open",
        unbilled=True,
        period=EVERYTHING,
    )


async def test_a_companys_entries(call: Caller, world: World) -> None:
    await finds(
        call,
        world,
        lambda e: e["company"]["name"] == "Fabrikam Residences",
        company="fabrikam residences",
        period=EVERYTHING,
    )


async def test_approved_and_waiting_for_billing(call: Caller, world: World, dialect: str) -> None:
    for entry in (43, 46):
        world.set_field("time/entries", entry, status="ApprovedByTierTwo")
    waiting = {"ApprovedByTierTwo", "ReadyToBill"}
    if dialect == "documented":  # one approval is all there: after it, time waits for billing
        waiting.add("ApprovedByTierOne")
    await finds(
        call,
        world,
        lambda e: e["status"] in waiting,
        status="waiting for billing",
        period=EVERYTHING,
    )


async def test_my_time_this_week(call: Caller, world: World) -> None:
    answer = await finds(
        call,
        world,
        lambda e: e["member"]["id"] == 1 and date(2026, 11, 16) <= day_of(e) <= date(2026, 11, 22),
        member="me",
        period="this week",
    )
    assert answer["hours"] == 28.5
    assert (answer["since"], answer["until"]) == ("2026-11-16", "2026-11-23")
