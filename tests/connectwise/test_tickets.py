from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.domain.models import TargetKind, TicketSearch
from connectwise_time.errors import NotPermitted, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import Clock, OpenClient, Vendor

pytestmark = pytest.mark.anyio
FORBIDDEN = httpx2.Response(403, json={"code": "Security", "message": "no"})
TICKET: dict[str, Any] = {
    "id": 5,
    "summary": "Mail relay",
    "board": {"id": 1, "name": "Help"},
    "status": {"id": 2, "name": "On hold"},
}
PROJECT_TICKET = {"id": 6, "summary": "Move", "project": {"id": 3, "name": "Office"}}
OPEN = [{"id": 2, "name": "On hold"}, {"id": 4, "name": "New", "timeEntryNotAllowed": True}]
STOPPED = [{"id": 9, "name": "Stopped", "noTimeFlag": True}]


@pytest.fixture
def board(vendor: "Vendor") -> "Vendor":
    vendor.on("GET", "/service/tickets/5", TICKET)
    vendor.on("GET", "/service/boards/1", {"id": 1, "name": "Help"})
    vendor.on("GET", "/service/boards/1/statuses", OPEN)
    vendor.on("GET", "/project/tickets/6", PROJECT_TICKET)
    vendor.on("GET", "/project/projects/3", {"id": 3, "status": {"id": 9, "name": "Stopped"}})
    vendor.on("GET", "/project/statuses", STOPPED)
    return vendor


async def test_a_ticket_costs_one_question_once_its_board_is_known(
    open_client: "OpenClient", board: "Vendor", clock: "Clock"
) -> None:
    async with open_client() as client:
        ticket = await client.ticket(5, rules=True)
        assert ticket is not None
        assert (ticket.kind, ticket.no_time_because) == (TargetKind.SERVICE_TICKET, None)
        board.asked.clear()
        await client.ticket(5, rules=True)
        assert board.paths() == ["/service/tickets/5"]
        clock.seconds += 301
        await client.ticket(5, rules=True)
        assert len(board.asked) == 4, "after five minutes the board is asked for again"


@pytest.mark.parametrize(
    ("path", "rule", "reason"),
    [
        ("/service/boards/1", {"id": 1, "timeEntryLockedFlag": True}, "Help is locked"),
        ("/service/boards/1/statuses", [{"id": 2, "timeEntryNotAllowed": True}], "On hold"),
    ],
)
async def test_a_board_or_status_that_takes_no_time_is_named(
    open_client: "OpenClient", board: "Vendor", path: str, rule: object, reason: str
) -> None:
    board.on("GET", path, rule)
    async with open_client() as client:
        ticket = await client.ticket(5, rules=True)
    assert ticket is not None
    assert reason in (ticket.no_time_because or "")


async def test_rules_that_may_not_be_seen_forbid_nothing(
    open_client: "OpenClient", board: "Vendor"
) -> None:
    for path in ("/service/boards/1", "/service/boards/1/statuses", "/project/statuses"):
        board.on("GET", path, FORBIDDEN)
    async with open_client() as client:
        for number in (5, 6):
            ticket = await client.ticket(number, rules=True)
            assert ticket is not None
            assert ticket.no_time_because is None


async def test_a_project_ticket_is_found_under_the_same_number_and_its_project_may_take_no_time(
    open_client: "OpenClient", board: "Vendor"
) -> None:
    async with open_client() as client:
        ticket = await client.ticket(6, rules=True)
    assert ticket is not None
    assert ticket.kind is TargetKind.PROJECT_TICKET
    assert "Stopped, does not allow" in (ticket.no_time_because or "")
    assert board.paths()[:2] == ["/service/tickets/6", "/project/tickets/6"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/project/statuses", []),
        ("/project/projects/3", {"id": 3}),
        ("/project/projects/3", {"id": 3, "status": {"id": 1, "name": "Open"}}),
        ("/project/projects/3", FORBIDDEN),
    ],
)
async def test_a_project_that_is_open_or_unseen_forbids_nothing(
    open_client: "OpenClient", board: "Vendor", path: str, answer: object
) -> None:
    board.on("GET", path, answer)
    async with open_client() as client:
        ticket = await client.ticket(6, rules=True)
    assert ticket is not None
    assert ticket.no_time_because is None


async def test_no_ticket_is_none(open_client: "OpenClient") -> None:
    async with open_client() as client:
        assert await client.ticket(404) is None


def found(number: int, updated: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "summary": "Mail relay", "_info": {"lastUpdated": updated}, **more}


async def test_tickets_of_both_kinds_are_found_latest_first(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    old, new = found(1, "2026-11-01T00:00:00Z"), found(2, "2026-11-03T00:00:00Z")
    other = {**found(3, ""), "summary": "Printer"}
    vendor.on("GET", "/service/tickets", [new, other, old])
    vendor.on("GET", "/project/tickets", [found(4, "2026-11-02T00:00:00Z")])
    async with open_client() as client:
        tickets = await client.find_tickets(TicketSearch(words=("relay",)))
    assert [t.id for t in tickets] == [2, 4, 1]
    params = vendor.asked[0].url.params
    assert params["orderBy"] == "lastUpdated desc"
    assert params["conditions"] == (
        'closedFlag = false and (summary contains "relay" or company/name contains "relay")'
    )


async def test_more_pages_are_read_until_enough_fit(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    others = [found(n, "", resources="joe") for n in range(100)]
    vendor.on("GET", "/service/tickets", others, [found(200, "", resources="jo, ann")])
    vendor.on("GET", "/project/tickets", [])
    async with open_client() as client:
        tickets = await client.find_tickets(TicketSearch(resource="jo", open=None))
    assert [t.id for t in tickets] == [200]


async def test_looking_further_ends_after_a_few_pages(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/service/tickets", [found(n, "", resources="joe") for n in range(100)])
    vendor.on("GET", "/project/tickets", [])
    async with open_client() as client:
        assert await client.find_tickets(TicketSearch(resource="jo")) == []
    assert vendor.paths().count("/service/tickets") == 5


async def test_no_more_of_a_kind_come_than_were_asked_for(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/service/tickets", [found(n, "") for n in range(50)])
    vendor.on("GET", "/project/tickets", [])
    async with open_client() as client:
        assert len(await client.find_tickets(TicketSearch(words=("ré",)))) == 0
        assert len(await client.find_tickets(TicketSearch(limit=3))) == 3


async def test_where_one_kind_may_not_be_seen_the_other_is_found(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/service/tickets", [found(1, "")])
    vendor.on("GET", "/project/tickets", FORBIDDEN)
    async with open_client() as client:
        assert [t.id for t in await client.find_tickets(TicketSearch())] == [1]
        vendor.on("GET", "/service/tickets", FORBIDDEN)
        with pytest.raises(NotPermitted, match="Service Tickets"):
            await client.find_tickets(TicketSearch())
        vendor.on("GET", "/project/tickets", httpx2.Response(500, json={"message": "oops"}))
        with pytest.raises(Unavailable, match="oops"):
            await client.find_tickets(TicketSearch())
