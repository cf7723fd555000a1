"""Stopwatches, schedules, touched tickets and notes, as the client reads and writes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.domain.models import Named, TargetKind, Ticket
from connectwise_time.domain.timers import NewTimer, SeenTimers, Timer, TimerKind, TimerState
from connectwise_time.errors import NotPermitted, OutcomeUnknown, Refused
from connectwise_time.sandbox import World, build_sandbox
from support.sandboxes import NOW, Watched, a_world, credentials

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
LAST_WEEK = (datetime(2026, 11, 9, 5, tzinfo=UTC), datetime(2026, 11, 14, 5, tzinfo=UTC))
QUINN, OLIVIA = 13, 5
NO = httpx2.Response(403, json={"message": "no"})
TIMERS = "/time/ticketstopwatches"
ROW: dict[str, Any] = {
    "id": 3,
    "member": {"id": 4, "name": "Jo"},
    "ticket": {"id": 54321, "summary": "Mail"},
    "status": "Running",
    "startTime": "2026-11-16T09:30:00Z",
}
TIMER = Timer(
    3, TimerKind.TICKET, Named(4, "Jo"), Named(54321, "Mail"), TimerState.RUNNING,
    since=datetime(2026, 11, 16, 9, 30, tzinfo=UTC),
)  # fmt: skip


@asynccontextmanager
async def on(
    world: World, key: str = "catch_up", dialect: Any = "psa"
) -> AsyncIterator[ConnectWise]:
    """A client on the world; fails at its end if a request broke the facts."""
    app = Watched(build_sandbox(world, dialect=dialect), judge=dialect == "psa")
    transport = httpx2.ASGITransport(app=app)
    async with connect(credentials(key), dialect=dialect, transport=transport) as client:
        yield client
    assert app.violations == []


async def test_stopwatches_of_all_kinds_are_read_with_what_they_are_charged_to() -> None:
    with a_world() as world:
        async with on(world) as client:
            found = await client.timers([QUINN, OLIVIA])
            everybody = await client.timers(None)
            nobody = await client.timers([1])
    assert found == everybody
    assert nobody == SeenTimers(())
    assert found is not None
    assert [(one.key, one.state, one.charge and one.charge.id) for one in found.timers] == [
        ("ticket-1", TimerState.RUNNING, 54344),
        ("activity-1", TimerState.STOPPED, 1),
        ("schedule-1", TimerState.STOPPED, 54334),
    ]
    assert found.timers[0].since == datetime(2026, 11, 13, 22, 10, tzinfo=UTC)


async def test_the_stopwatches_of_many_members_are_one_question_a_kind() -> None:
    with a_world() as world:
        async with on(world) as client:
            await client.timers(range(1, 61))
        asked = [served.path for served in world.requests if "stopwatches" in served.path]
    assert sorted(asked) == sorted(
        ["/time/ticketstopwatches", "/time/activitystopwatches", "/time/schedulestopwatches"]
    )


async def test_a_stopwatch_is_started_and_removed_and_removing_it_again_is_fine() -> None:
    with a_world() as world:
        before = world.rows(TIMERS[1:])
        async with on(world) as client:
            timer = await client.start_timer(NewTimer(54321, QUINN, NOW))
            assert world.rows(TIMERS[1:])[-1]["startTime"] == "2026-11-20T21:05:00Z"
            assert (timer.state, timer.since) == (TimerState.RUNNING, NOW)
            assert await client.timer(timer.kind, timer.id) == timer
            for _ in range(2):
                await client.remove_timer(timer)
            assert await client.timer(timer.kind, timer.id) is None
        assert world.rows(TIMERS[1:]) == before


async def test_where_it_may_not_be_deleted_it_is_set_back(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("DELETE", f"{TIMERS}/3", NO)
    vendor.on("PATCH", f"{TIMERS}/3", ROW)
    async with open_client(dialect="psa") as client:
        await client.remove_timer(TIMER)
        vendor.on("PATCH", f"{TIMERS}/3", NO)
        with pytest.raises(NotPermitted):
            await client.remove_timer(TIMER)
    assert vendor.bodies("PATCH")[0] == [{"op": "replace", "path": "status", "value": "Reset"}]


async def test_a_lost_answer_to_a_start_tells_how_to_look(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("POST", TIMERS, httpx2.ReadError("gone"))
    async with open_client(dialect="psa") as client:
        with pytest.raises(OutcomeUnknown, match="list_timers"):
            await client.start_timer(NewTimer(54321, 4, NOW))
    assert len(vendor.bodies("POST")) == 1


@pytest.mark.parametrize(
    "odd",
    [{"status": "Ticking"}, {"status": None}, {"member": None}, {"ticket": None}, {"id": 0}],
)
async def test_what_does_not_tell_whose_or_on_what_it_is_is_left_out(
    open_client: "OpenClient", vendor: "Vendor", odd: dict[str, Any]
) -> None:
    vendor.on("GET", TIMERS, [{**ROW, **odd}, ROW])
    async with open_client(dialect="psa") as client:
        found = await client.timers([4])
    assert found is not None
    assert [one.id for one in found.timers] == [3]


async def test_keys_that_may_not_see_stopwatches_read_none(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    for path in (TIMERS, "/time/activitystopwatches", "/time/schedulestopwatches"):
        vendor.on("GET", path, NO)
    vendor.on("GET", "/schedule/entries", NO)
    vendor.on("GET", "/service/tickets", NO)
    vendor.on("GET", "/project/tickets", NO)
    async with open_client(dialect="psa") as client:
        assert await client.timers([4]) is None
        assert await client.appointments([4], *LAST_WEEK) == []
        assert await client.touched_tickets("jo", LAST_WEEK[0], 20) == []


async def test_appointments_are_read_by_start_and_tell_their_ticket() -> None:
    with a_world() as world:
        async with on(world) as client:
            found = await client.appointments([QUINN], *LAST_WEEK)
    told = [(one.ticket, one.hours, one.end > one.start) for one in found]
    assert told == [
        (None, 1, True),
        (54336, 4, True),
        (54327, 0, False),
        (54327, 2, True),
    ]


async def test_an_appointment_counts_where_it_reaches_into_the_days() -> None:
    survey = datetime(2026, 11, 10, 21, tzinfo=UTC)
    with a_world() as world:
        async with on(world) as client:
            inside = await client.appointments([QUINN], survey, survey + timedelta(hours=1))
            behind = await client.appointments([QUINN], survey + timedelta(hours=2), NOW)
    assert [one.name for one in inside] == ["Wi-Fi survey of the warehouse"]
    assert behind == []


async def test_a_touched_ticket_leads_to_the_note_that_was_written_on_it() -> None:
    with a_world() as world:
        async with on(world) as client:
            [touched] = await client.touched_tickets("qokafor", LAST_WEEK[0], 20)
            notes = await client.notes_on(touched.ticket, [QUINN], *LAST_WEEK)
            johns = await client.notes_on(touched.ticket, [3], *LAST_WEEK)
            later = await client.notes_on(touched.ticket, [QUINN], LAST_WEEK[1], NOW)
            cables = Ticket(60103, TargetKind.PROJECT_TICKET, "Cabling")
            project = await client.notes_on(cables, [4], *LAST_WEEK)
    assert (touched.ticket.id, touched.by) == (54347, "qokafor")
    assert [(one.member.id, one.at.hour) for one in notes] == [(QUINN, 21)]
    assert [one.member.id for one in johns] == [3]
    assert later == []
    assert [one.text for one in project] == ["Cable trays arrive next week."]


async def test_where_updated_by_is_no_condition_owners_and_resources_are_asked_for(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    refusal = httpx2.Response(400, json={"code": "ApiFindCondition", "message": "unknown name"})
    row = {"id": 7, "summary": "x", "_info": {"lastUpdated": "2026-11-10T09:00:00Z"}}
    vendor.on("GET", "/service/tickets", refusal, [row])
    vendor.on("GET", "/project/tickets", refusal, [])
    async with open_client(dialect="psa") as client:
        [touched] = await client.touched_tickets("jo", LAST_WEEK[0], 20)
    assert (touched.ticket.id, touched.by) == (7, "")
    asked = [r.url.params["conditions"] for r in vendor.asked if r.url.path.endswith("tickets")]
    assert sum("_info/updatedBy" in conditions for conditions in asked) == 2
    assert len(asked) == 4


async def test_the_documented_dialect_has_none_of_it_and_is_not_asked() -> None:
    with a_world() as world:
        async with on(world, dialect="documented") as client:
            assert await client.timers([QUINN]) is None
            assert await client.timer(TimerKind.TICKET, 1) is None
            assert list(await client.appointments([QUINN], *LAST_WEEK)) == []
            ticket = Ticket(54347, TargetKind.SERVICE_TICKET, "x")
            assert list(await client.notes_on(ticket, [QUINN], *LAST_WEEK)) == []
            with pytest.raises(Refused, match="has no stopwatches"):
                await client.start_timer(NewTimer(54321, QUINN, NOW))
        assert not world.requests
