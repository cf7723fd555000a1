"""What people leave behind besides time: appointments, notes and stopwatches, by the facts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]
Json = dict[str, Any]

TIMERS = "/time/ticketstopwatches"
RUNNING: Json = {
    "member": {"id": 1},
    "ticket": {"id": 54321},
    "status": "Running",
    "startTime": "2026-11-18T15:00:00Z",
}
KINDS: dict[str, Json] = {
    TIMERS: {"ticket": {"id": 54321}},
    "/time/activitystopwatches": {"activityId": 1},
    "/time/schedulestopwatches": {"scheduleId": 1},
}
TRACES = (*KINDS, "/schedule/entries", "/service/tickets/54347/notes")


def replacing(**changes: Any) -> list[Json]:
    return [{"op": "replace", "path": name, "value": value} for name, value in changes.items()]


@pytest.mark.parametrize("path", KINDS)
async def test_a_stopwatch_is_made_stopped_and_removed(
    technician: httpx2.AsyncClient, world: World, path: str
) -> None:
    before = world.rows(path[1:])
    made = await technician.post(
        path, json={"member": {"id": 1}, "status": "Running", **KINDS[path]}
    )
    assert (made.status_code, made.json()["status"]) == (201, "Running")
    assert made.json()["dateEntered"] == "2026-11-18T20:00:00Z"
    one = f"{path}/{made.json()['id']}"
    stop = replacing(status="Stopped", endTime="2026-11-18T20:00:00Z", totalPauseTime=300)
    stopped = await technician.patch(one, json=stop)
    assert (stopped.status_code, stopped.json()["totalPauseTime"]) == (200, 300)
    whole = {"member": {"id": 1}, "status": "Reset", **KINDS[path]}
    assert "endTime" not in (await technician.put(one, json=whole)).json()
    assert (await technician.delete(one)).status_code == 204
    assert world.rows(path[1:]) == before
    assert (await technician.delete(one)).status_code == 404


@pytest.mark.parametrize("path", KINDS)
async def test_a_stopwatch_needs_a_member_a_status_and_what_it_is_on(
    technician: httpx2.AsyncClient, world: World, path: str
) -> None:
    before = world.rows(path[1:])
    refused = await technician.post(path, json={})
    assert refused.status_code == 400
    assert {flaw["field"] for flaw in refused.json()["errors"]} == {
        "member",
        "status",
        *KINDS[path],
    }
    assert world.rows(path[1:]) == before


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"status": "Ticking"}, 500, "ConnectWiseApi"),
        ({"billableOption": "Maybe"}, 500, "ConnectWiseApi"),
        ({"notes": "x" * 4001}, 400, "InvalidObject"),
        ({"startTime": "2026-11-18T15:00:00-05:00"}, 400, "InvalidObject"),
        ({"ticket": {"id": 4}}, 400, "InvalidObject"),
        ({"totalPauseTime": "300"}, 500, "ConnectWiseApi"),
        ({"seconds": 300}, 400, "InvalidObject"),
    ],
)
async def test_what_a_stopwatch_cannot_hold_is_refused(
    technician: httpx2.AsyncClient, world: World, changes: Json, status: int, code: str
) -> None:
    before = world.rows(TIMERS[1:])
    made = await technician.post(TIMERS, json={**RUNNING, **changes})
    assert (made.status_code, made.json()["code"]) == (status, code)
    assert world.rows(TIMERS[1:]) == before


async def test_notes_of_4000_characters_fit(technician: httpx2.AsyncClient) -> None:
    made = await technician.post(TIMERS, json={**RUNNING, "notes": "x" * 4000})
    assert made.status_code == 201


@pytest.mark.parametrize("path", ["/time/activitystopwatches", "/time/schedulestopwatches"])
async def test_a_stopwatch_is_on_something_that_exists(
    technician: httpx2.AsyncClient, path: str
) -> None:
    (name,) = KINDS[path]
    body = {"member": {"id": 1}, "status": "Running", name: 987}
    refused = await technician.post(path, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, name)


async def test_a_plain_object_is_no_patch_of_a_stopwatch(connect: Connect, world: World) -> None:
    before = world.rows(TIMERS[1:])
    answer = await connect("catch_up").patch(f"{TIMERS}/1", json={"status": "Stopped"})
    assert answer.status_code == 400
    removed = [{"op": "remove", "path": "status"}]
    assert (await connect("catch_up").patch(f"{TIMERS}/1", json=removed)).status_code == 400
    assert world.rows(TIMERS[1:]) == before


async def test_the_stopwatches_of_others_need_the_right_to_their_time(
    connect: Connect, world: World
) -> None:
    before = world.rows(TIMERS[1:])
    jamie, dana, rita = (connect(name) for name in ("technician", "no_approval", "readonly"))
    stop = replacing(status="Stopped")
    assert (await jamie.post(TIMERS, json={**RUNNING, "member": {"id": 13}})).status_code == 403
    assert (await jamie.patch(f"{TIMERS}/1", json=stop)).status_code == 403
    assert (await jamie.delete(f"{TIMERS}/1")).status_code == 403
    assert (await rita.delete(f"{TIMERS}/1")).status_code == 403
    bots = {**RUNNING, "member": {"identifier": "timebot"}}
    assert (await connect("api").post(TIMERS, json=bots)).status_code == 403
    assert world.rows(TIMERS[1:]) == before
    assert (await dana.patch(f"{TIMERS}/1", json=stop)).status_code == 200
    assert (await dana.delete(f"{TIMERS}/1")).status_code == 204


async def test_who_sees_only_own_time_sees_only_own_stopwatches(
    connect: Connect, world: World
) -> None:
    row = next(r for r in world.rows("system/mySecurity") if r["member"]["id"] == 1)
    world.set_field("system/mySecurity", row["id"], inquireLevel="My")
    jamie = connect("technician")
    assert (await jamie.get(TIMERS)).json() == []
    assert (await jamie.get(f"{TIMERS}/1")).status_code == 403


async def test_appointments_are_found_by_member_and_day(connect: Connect) -> None:
    quinn = connect("catch_up")
    asked = (
        'member/identifier="qokafor" and dateStart >= [2026-11-10T05:00:00Z] '
        'and dateStart < [2026-11-11T05:00:00Z] and type/identifier = "S"'
    )
    query = {"conditions": asked, "fields": "id,objectId,dateStart,dateEnd,hours,doneFlag"}
    found = (await quinn.get("/schedule/entries", params={**query, "orderBy": "id"})).json()
    survey, todo = found
    assert (survey["objectId"], survey["hours"], survey["doneFlag"]) == (54327, 2, False)
    assert todo["dateStart"] == todo["dateEnd"]


async def test_appointments_are_read_only_here_and_not_for_every_role(connect: Connect) -> None:
    assert (await connect("readonly").get("/schedule/entries")).status_code == 403
    assert (await connect("readonly").get("/schedule/entries/1")).status_code == 403
    assert (await connect("manager").post("/schedule/entries", json={})).status_code == 405


async def test_notes_stand_below_tickets_of_their_kind(connect: Connect, world: World) -> None:
    quinn = connect("catch_up")
    mine = {"conditions": "member/id = 13"}
    (note,) = (await quinn.get("/service/tickets/54347/notes", params=mine)).json()
    assert (note["dateCreated"], note["createdBy"]) == ("2026-11-12T21:40:00Z", "qokafor")
    (cables,) = (await quinn.get("/project/tickets/60103/notes")).json()
    assert "dateCreated" not in cables
    for path in ("/service/tickets/60103/notes", "/project/tickets/54347/notes"):
        assert (await quinn.get(path)).status_code == 404
    assert (await quinn.get("/service/tickets/54321/notes")).json() == []
    level = next(
        row
        for row in world.rows("system/mySecurity")
        if row["member"]["id"] == 13 and row["moduleFunctionName"] == "Service Tickets"
    )
    world.set_field("system/mySecurity", level["id"], inquireLevel="None")
    assert (await quinn.get("/service/tickets/54347/notes")).status_code == 403


async def test_tickets_are_found_by_who_updated_them_last(connect: Connect) -> None:
    asked = '_info/updatedBy = "qokafor" and lastUpdated >= [2026-11-09T05:00:00Z]'
    found = await connect("catch_up").get("/service/tickets", params={"conditions": asked})
    assert [ticket["id"] for ticket in found.json()] == [54347]


@pytest.mark.parametrize("path", TRACES)
async def test_the_documented_dialect_knows_none_of_it(connect: Connect, path: str) -> None:
    client = connect("catch_up", dialect="documented")
    answers = [await client.get(path), await client.get(f"{path}/1")]
    answers += [await client.post(path, json=RUNNING), await client.delete(f"{path}/1")]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize(
    "today", [date(2026, 11, 16), date(2026, 11, 22), date(2026, 1, 1), date(2024, 2, 29)]
)
async def test_quinns_last_week_is_there_to_be_put_right(today: date) -> None:
    world = World.open(today=today)
    mine = [row for row in world.entries() if row["member"]["id"] == 13]
    (sheet,) = [row for row in world.rows("time/sheets") if row["member"]["id"] == 13]
    assert (sheet["status"], sheet["hours"]) == ("Rejected", 36.5)
    assert sorted(row["status"] for row in mine) == ["Open"] * 10 + ["Rejected"]
    (rejected,) = [row for row in mine if row["status"] == "Rejected"]
    trail = [row for row in world.rows("time/entries/audits") if row["type"] == "TimeInternalNote"]
    assert trail[-1]["member"]["identifier"] == "nbrooks"
    assert trail[-1]["newValue"] == rejected["internalNotes"]
    (timer,) = world.rows("time/ticketstopwatches")
    assert (timer["status"], timer["member"]["id"], timer["ticket"]["id"]) == ("Running", 13, 54344)
    world.close()


async def test_after_corrections_quinn_hands_the_week_in(connect: Connect, world: World) -> None:
    quinn = connect("catch_up")
    mine = [row for row in world.entries() if row["member"]["id"] == 13]
    for row in mine:
        if row["status"] == "Rejected":
            fixed = replacing(notes="Created the account of A. Lind")
            assert (await quinn.patch(f"/time/entries/{row['id']}", json=fixed)).status_code == 200
    sheet = mine[0]["timeSheet"]["id"]
    assert (await quinn.post(f"/time/sheets/{sheet}/submit")).status_code == 200
    after = {row["status"] for row in world.entries() if row["member"]["id"] == 13}
    assert after == {"PendingApproval"}


def test_a_large_tenant_has_days_off_and_hours_that_nobody_wrote_down() -> None:
    world = World.open(seed="large", today=date(2026, 11, 18))
    days = world.store.all(
        "SELECT SUM(actual_hours), MAX(charge_to_type) FROM time_entries "
        "GROUP BY member_id, SUBSTR(time_start, 1, 10)"
    )
    off = [hours for hours, kind in days if kind == "ChargeCode" or hours == 0]
    short = [hours for hours, _ in days if hours == 6.5]
    assert (len(days), len(off) > 0, 1500 < len(short) < 1800) == (15_000, True, True)
    world.close()
