"""Stopwatches through the tools; what ConnectWise has is looked at afterwards."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import anyio
import pytest

from connectwise_time.domain.house import House
from connectwise_time.domain.timers import TimerRules
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import LateCommit, Rule, Status
from support.calls import Caller
from support.demo import OLIVIAS_LAST
from support.desks import somebody, writes
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio
TIMERS = "time/ticketstopwatches"
FORGOTTEN = "ticket-1"
EVENING = {"timer": FORGOTTEN, "end": "18:05", "accept": ["outside_hours"]}
ASKED = ["overlap", "agreement_ended"]


class Hands:
    """The clock of a test."""

    def __init__(self) -> None:
        self.at = NOW - timedelta(hours=3)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def quinn(world: World, hands: Hands) -> AsyncIterator[Caller]:
    async with somebody(world, "catch_up", now=hands) as called:
        yield called


def running(world: World) -> list[int]:
    return [row["ticket"]["id"] for row in world.rows(TIMERS) if row["status"] == "Running"]


async def test_a_timer_that_is_started_and_stopped_is_an_entry_of_that_time(
    quinn: Caller, world: World, hands: Hands
) -> None:
    before = len(world.entries())
    started = await quinn("start_timer", ticket=54321)
    assert running(world) == [54344, 54321]
    hands.at += timedelta(hours=1, minutes=15, seconds=20)
    stopped = await quinn("stop_timer", ticket=54321, notes="Drained the relay's queue")
    assert (stopped["timer"], stopped["removed"]) == (started["timer"], True)
    assert running(world) == [54344]
    assert len(world.entries()) == before + 1
    entry = world.entries()[-1]
    assert entry["id"] == stopped["entry"]
    assert (entry["timeStart"], entry["timeEnd"]) == (
        "2026-11-20T18:05:00Z",
        "2026-11-20T19:20:00Z",
    )
    assert (entry["actualHours"], entry["notes"]) == (1.25, "Drained the relay's queue")
    assert entry["member"]["identifier"] == "qokafor"


async def test_a_second_start_on_the_ticket_answers_with_the_first(
    quinn: Caller, world: World, hands: Hands
) -> None:
    first = await quinn("start_timer", ticket=54321)
    hands.at += timedelta(minutes=5)
    again = await quinn("start_timer", ticket=54321)
    assert (first["started"], again["started"]) == (True, False)
    assert again["timer"] == first["timer"]
    assert "since Fri 2026-11-20 13:05" in quinn.text
    assert running(world) == [54344, 54321]


async def test_a_start_tells_what_else_runs(quinn: Caller) -> None:
    await quinn("start_timer", ticket=54321)
    assert "Besides, there is: ticket-1 (#54344 Change the DNS provider)." in quinn.text


async def test_nothing_is_started_on_a_ticket_that_takes_no_time(
    quinn: Caller, world: World
) -> None:
    assert "takes no time" in await quinn.refused("start_timer", ticket=54339)
    assert "no ticket #99" in await quinn.refused("start_timer", ticket=99)
    assert running(world) == [54344]


async def test_the_list_marks_what_was_forgotten(quinn: Caller) -> None:
    [timer] = (await quinn("list_timers"))["timers"]
    assert (timer["timer"], timer["ticket"], timer["forgotten"]) == (FORGOTTEN, 54344, True)
    assert "running, FORGOTTEN" in quinn.text
    assert "Fri 2026-11-13 17:10" in quinn.text


async def test_all_three_kinds_are_listed_for_everybody_and_for_a_member(world: World) -> None:
    async with somebody(world, "no_approval") as dana:
        everybody = (await dana("list_timers", member="everybody"))["timers"]
        assert [row["timer"] for row in everybody] == ["activity-1", "schedule-1", FORGOTTEN]
        assert (await dana("list_timers", member="Everyone"))["timers"] == everybody
        quinns = (await dana("list_timers", member="Quinn"))["timers"]
        assert [row["member"]["name"] for row in quinns] == ["Quinn Okafor"]
        assert (await dana("list_timers"))["timers"] == []


async def test_kinds_that_may_not_be_seen_are_named(quinn: Caller, world: World) -> None:
    world.faults.add(Rule(Status(403), "GET", "/time/ticketstopwatches"))
    assert (await quinn("list_timers"))["timers"] == []
    assert "may not see stopwatches on tickets: there may be more" in quinn.text


async def test_a_forgotten_one_needs_its_end_and_stores_nothing_without(
    quinn: Caller, world: World
) -> None:
    before = world.entries()
    text = await quinn.refused("stop_timer")
    assert "it seems forgotten" in text
    assert "Say when the work ended: end (such as 17:30) or hours." in text
    assert world.entries() == before
    await quinn("stop_timer", **EVENING)
    entry = world.entries()[-1]
    assert (entry["timeStart"], entry["timeEnd"]) == (
        "2026-11-13T22:10:00Z",
        "2026-11-13T23:05:00Z",
    )
    assert entry["workType"]["name"] == "Remote"
    assert entry["notes"].startswith("Provider switched")
    assert running(world) == []


async def test_hours_tell_its_end_too(quinn: Caller, world: World) -> None:
    await quinn("stop_timer", hours="45 min")
    assert world.entries()[-1]["timeEnd"] == "2026-11-13T22:55:00Z"


async def test_the_guards_ask_before_it_is_stored_and_the_stopwatch_stays(
    quinn: Caller, world: World
) -> None:
    before = world.entries()
    assert "outside_hours" in await quinn.refused("stop_timer", timer=FORGOTTEN, end="18:05")
    assert (world.entries(), running(world)) == (before, [54344])


@pytest.mark.parametrize("begins", ["2026-11-21T15:00:00Z", "2026-11-20T02:00:00Z"])
async def test_what_was_measured_is_not_asked_about_on_a_weekend_or_at_night(
    quinn: Caller, world: World, hands: Hands, begins: str
) -> None:
    hands.at = datetime.fromisoformat(begins)
    await quinn("start_timer", ticket=54321)
    hands.at += timedelta(minutes=45)
    await quinn("stop_timer", ticket=54321, notes="Drained the relay's queue")
    entry = world.entries()[-1]
    assert (entry["timeStart"], entry["actualHours"]) == (begins, 0.75)


async def test_a_stated_end_on_a_weekend_is_asked_about_without_another_date(
    quinn: Caller, world: World, hands: Hands
) -> None:
    hands.at = datetime.fromisoformat("2026-11-21T15:00:00Z")
    await quinn("start_timer", ticket=54321)
    hands.at += timedelta(hours=2)
    before = world.entries()
    stop = {"ticket": 54321, "notes": "Drained the relay's queue", "end": "11:00"}
    told = await quinn.refused("stop_timer", **stop)
    assert "day_off: Sat 2026-11-21 is a weekend. Choices: correct the end." in told
    assert "another date" not in told
    assert world.entries() == before
    await quinn("stop_timer", **stop, accept=["day_off"])
    assert world.entries()[-1]["timeEnd"] == "2026-11-21T16:00:00Z"


async def test_pauses_are_deducted(quinn: Caller, world: World) -> None:
    rest = {"status": "Stopped", "endTime": "2026-11-13T23:10:00Z", "totalPauseTime": 900}
    world.set_field(TIMERS, 1, **rest)
    await quinn("stop_timer")
    entry = world.entries()[-1]
    assert (entry["timeEnd"], entry["hoursDeduct"]) == ("2026-11-13T23:10:00Z", 0.25)
    assert entry["actualHours"] == 0.75


async def test_a_paused_one_needs_its_end(quinn: Caller, world: World) -> None:
    world.set_field(TIMERS, 1, status="Paused")
    assert "is paused" in await quinn.refused("stop_timer")


async def test_a_weekday_is_one_of_its_work_however_long_ago_that_was(
    quinn: Caller, world: World, hands: Hands
) -> None:
    hands.at = NOW
    before = world.entries()
    told = await quinn.refused("stop_timer", timer=FORGOTTEN, end="today 9:00")
    assert "The stopwatch began Fri 2026-11-13 17:10" in told
    assert (world.entries(), running(world)) == (before, [54344])
    await quinn("stop_timer", timer=FORGOTTEN, end="Friday 17:40", accept=["outside_hours"])
    assert world.entries()[-1]["timeEnd"] == "2026-11-13T22:40:00Z"


async def test_one_on_the_wrong_ticket_is_discarded_and_nothing_is_logged(
    quinn: Caller, world: World, hands: Hands
) -> None:
    before = world.entries()
    started = await quinn("start_timer", ticket=54321)
    hands.at += timedelta(minutes=30)
    assert "nothing is logged" in await quinn.refused(
        "stop_timer", ticket=54321, hours=0, notes="Drained the queue"
    )
    gone = await quinn("stop_timer", ticket=54321, hours=0)
    assert (gone["timer"], gone["removed"], "entry" in gone) == (started["timer"], True, False)
    assert "Nothing was logged" in quinn.text
    assert "0.5 h" in quinn.text
    assert (world.entries(), running(world)) == (before, [54344])


async def test_one_whose_time_is_stored_already_is_told_as_such_and_not_as_discarded(
    quinn: Caller, world: World
) -> None:
    for method in ("DELETE", "PATCH"):
        world.faults.add(Rule(Status(403), method, "/time/ticketstopwatches/*", times=1))
    first = await quinn("stop_timer", **EVENING)
    again = await quinn("stop_timer", timer=FORGOTTEN, hours=0)
    assert (again["entry"], again["removed"]) == (first["entry"], True)
    assert "It was stored by an earlier call." in quinn.text


async def test_where_it_cannot_be_discarded_it_is_said(quinn: Caller, world: World) -> None:
    for method in ("DELETE", "PATCH"):
        world.faults.add(Rule(Status(403), method, "/time/ticketstopwatches/*"))
    await quinn.refused("stop_timer", timer=FORGOTTEN, hours=0)
    assert running(world) == [54344]


async def test_of_several_one_has_to_be_named(quinn: Caller, world: World) -> None:
    await quinn("start_timer", ticket=54321)
    text = await quinn.refused("stop_timer")
    assert "ticket-1 (#54344 Change the DNS provider), ticket-2" in text
    assert len(running(world)) == 2


async def test_without_one_the_next_step_is_said(world: World) -> None:
    async with somebody(world) as jamie:
        assert "create_time_entry" in await jamie.refused("stop_timer")
        assert "search_time" in await jamie.refused("stop_timer", timer="activity-77")
        assert "such as ticket-12" in await jamie.refused("stop_timer", timer="first")


async def test_where_the_stopwatch_stays_the_repeat_finishes_and_stores_nothing_twice(
    quinn: Caller, world: World
) -> None:
    before = len(world.entries())
    world.faults.add(Rule(Status(403), "DELETE", "/time/ticketstopwatches/*", times=1))
    world.faults.add(Rule(Status(403), "PATCH", "/time/ticketstopwatches/*", times=1))
    first = await quinn("stop_timer", **EVENING)
    assert first["removed"] is False
    assert "ticket-1 is still there" in quinn.text
    assert "Call stop_timer once more" in quinn.text
    assert running(world) == [54344]
    # Said in other words, it is what was stored that counts.
    again = await quinn("stop_timer", timer=FORGOTTEN)
    assert (again["removed"], again["entry"]) == (True, first["entry"])
    assert "It was stored by an earlier call." in quinn.text
    assert len(world.entries()) == before + 1
    assert running(world) == []


async def test_where_the_entry_was_deleted_meanwhile_the_time_is_logged_again(
    quinn: Caller, world: World
) -> None:
    for method in ("DELETE", "PATCH"):
        world.faults.add(Rule(Status(403), method, "/time/ticketstopwatches/*", times=1))
    first = await quinn("stop_timer", **EVENING)
    await quinn.planned("delete_time_entry", entry=first["entry"])
    again = await quinn("stop_timer", **EVENING)
    assert again["removed"] is True
    assert world.entries()[-1]["id"] == again["entry"] != first["entry"]


async def test_two_who_stop_it_at_once_make_one_entry(world: World) -> None:
    before, journal = len(world.entries()), MemoryJournal()
    async with (
        somebody(world, "catch_up", journal=journal) as one,
        somebody(world, "catch_up", journal=journal) as other,
        anyio.create_task_group() as group,
    ):
        for quinn in (one, other):
            group.start_soon(quinn.client.call_tool, "stop_timer", EVENING)
    assert len(world.entries()) == before + 1
    assert running(world) == []


async def test_where_it_may_not_be_deleted_it_is_set_back_and_counts_as_gone(
    quinn: Caller, world: World
) -> None:
    world.faults.add(Rule(Status(403), "DELETE", "/time/ticketstopwatches/*"))
    assert (await quinn("stop_timer", **EVENING))["removed"] is True
    assert world.rows(TIMERS)[0]["status"] == "Reset"
    assert (await quinn("list_timers"))["timers"] == []


async def test_a_lost_answer_leaves_one_entry_and_no_stopwatch(quinn: Caller, world: World) -> None:
    before = len(world.entries())
    world.faults.add(Rule(Status(503, committed=True), "POST", "/time/entries", times=1))
    await quinn("stop_timer", **EVENING)
    assert len(world.entries()) == before + 1
    assert running(world) == []
    assert writes(world)["POST /time/entries"] == 1


async def test_what_connectwise_refused_may_be_said_anew(quinn: Caller, world: World) -> None:
    world.set_field("system/myCompany/timeExpense", 1, requireTimeNoteFlag=True)
    world.set_field(TIMERS, 1, notes=None)
    before = len(world.entries())
    assert "notes" in await quinn.refused("stop_timer", **EVENING)
    assert running(world) == [54344]
    await quinn("stop_timer", **EVENING, notes="Watched the propagation")
    assert len(world.entries()) == before + 1
    assert world.entries()[-1]["notes"] == "Watched the propagation"
    assert running(world) == []


async def test_a_dispatcher_stops_it_for_its_member(world: World) -> None:
    async with somebody(world, "no_approval") as dana:
        await dana("stop_timer", **EVENING)
    assert world.entries()[-1]["member"]["identifier"] == "qokafor"
    assert running(world) == []


async def test_those_on_the_schedule_and_on_activities_become_entries_too(world: World) -> None:
    world.set_field("time/sheets", OLIVIAS_LAST, status="Open")
    async with somebody(world, "no_approval") as dana:
        visit = await dana("stop_timer", timer="schedule-1", accept=ASKED)
        call = await dana("stop_timer", timer="activity-1", accept=ASKED)
    made = {row["id"]: (row["chargeToType"], row["chargeToId"]) for row in world.entries()}
    assert made[visit["entry"]] == ("ServiceTicket", 54334)
    assert made[call["entry"]] == ("Activity", 1)
    assert world.rows("time/schedulestopwatches") == world.rows("time/activitystopwatches") == []


async def test_the_house_settles_when_one_is_forgotten(world: World) -> None:
    house = House(timers=TimerRules(forgotten_hours=24))
    since = (NOW - timedelta(hours=12)).strftime("%Y-%m-%dT%H:%M:%SZ")
    world.set_field(TIMERS, 1, startTime=since)
    async with somebody(world, "catch_up", house=house) as quinn:
        [timer] = (await quinn("list_timers"))["timers"]
        assert (timer["hours"], timer["forgotten"]) == (12, False)


async def test_where_there_are_no_stopwatches_it_is_said(world: World) -> None:
    async with somebody(world, "catch_up", dialect="documented") as quinn:
        for tool, arguments in (
            ("list_timers", {}),
            ("stop_timer", {}),
            ("start_timer", {"ticket": 54321}),
        ):
            text = await quinn.refused(tool, **arguments)
            assert "This ConnectWise has no stopwatches" in text
            assert "create_time_entry" in text


async def test_of_several_starts_at_once_one_stopwatch_comes(world: World) -> None:
    async with somebody(world, "catch_up") as quinn, anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(lambda: quinn("start_timer", ticket=54321))
    assert running(world).count(54321) == 1


async def test_a_start_that_was_lost_is_not_repeated_while_it_may_arrive(world: World) -> None:
    world.faults.add(Rule(LateCommit(after_requests=20), "POST", "/time/ticketstopwatches"))
    async with somebody(world, "catch_up") as quinn:
        await quinn.refused("start_timer", ticket=54321)
        told = await quinn.refused("start_timer", ticket=54321)
        assert "may still arrive. None was started now" in told
        assert "call again in 3 min" in told
        world.faults.commit_late()
        found = await quinn("start_timer", ticket=54321)
    assert not found["started"]
    assert running(world).count(54321) == 1


async def test_a_start_that_was_lost_for_good_is_made_again(world: World) -> None:
    world.faults.add(Rule(Status(504), "POST", "/time/ticketstopwatches", times=1))
    never = timedelta(0)
    async with somebody(world, "catch_up", horizon=never) as quinn:
        await quinn.refused("start_timer", ticket=54321)
        assert (await quinn("start_timer", ticket=54321))["started"]
    assert running(world).count(54321) == 1
