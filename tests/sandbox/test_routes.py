from collections.abc import Callable

import anyio
import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]

LISTS = [
    "/system/members", "/system/info/members", "/system/timeZoneSetups",
    "/system/timeZoneSetups/info", "/system/cwTimeZones", "/system/locations",
    "/system/departments", "/system/myCompany/timeExpense",
    "/company/companies", "/service/tickets", "/service/boards", "/service/boards/1/statuses",
    "/project/tickets", "/project/projects", "/project/statuses", "/project/statuses/info",
    "/finance/agreements", "/finance/agreements/1/worktypes", "/finance/agreements/2/workroles",
    "/sales/activities", "/time/entries", "/time/sheets", "/time/workTypes", "/time/workTypes/info",
    "/time/workRoles", "/time/workRoles/info", "/time/chargeCodes", "/time/chargeCodes/info",
    "/time/workRoles/5/locations", "/schedule/holidayLists/2/holidays",
    "/time/timePeriodSetups", "/time/timePeriodSetups/1/periods", "/schedule/calendars",
    "/schedule/calendars/info", "/schedule/holidayLists", "/schedule/holidayLists/1/holidays",
    "/schedule/entries", "/service/tickets/54347/notes", "/project/tickets/60103/notes",
    "/time/ticketstopwatches", "/time/activitystopwatches", "/time/schedulestopwatches",
]  # fmt: skip
NO_COUNT_IN_THE_SPEC = {"/service/boards/1/statuses"}


@pytest.mark.parametrize("path", LISTS)
async def test_every_list_has_rows_a_count_and_each_row_by_id(
    manager: httpx2.AsyncClient, path: str
) -> None:
    rows = (await manager.get(path, params={"pageSize": 1000})).json()
    assert rows
    if path not in NO_COUNT_IN_THE_SPEC:
        assert (await manager.get(f"{path}/count")).json() == {"count": len(rows)}
    base, info = path.removesuffix("/info"), "/info" * path.endswith("/info")
    one = await manager.get(f"{base}/{rows[-1]['id']}{info}")
    assert one.json() == rows[-1]


@pytest.mark.parametrize("path", LISTS)
async def test_an_unknown_id_is_the_vendors_404(manager: httpx2.AsyncClient, path: str) -> None:
    base, info = path.removesuffix("/info"), "/info" * path.endswith("/info")
    answer = await manager.get(f"{base}/987654{info}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    "path", ["/time/nothing", "/time/entries/abc", "/time/entries/5/copy", "/"]
)
async def test_an_unknown_path_is_a_page_of_html(manager: httpx2.AsyncClient, path: str) -> None:
    answer = await manager.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_wrong_verb_is_405(manager: httpx2.AsyncClient) -> None:
    for method, path in (
        ("PATCH", "/time/sheets/1"),
        ("POST", "/time/sheets"),
        ("PUT", "/service/tickets"),
    ):
        assert (await manager.request(method, path, json={})).status_code == 405


async def test_an_overlong_url_is_turned_away(manager: httpx2.AsyncClient) -> None:
    answer = await manager.get(
        "/time/entries", params={"conditions": "id = 1" + " or id = 1" * 1200}
    )
    assert answer.status_code == 414


async def test_service_and_project_tickets_share_ids_but_not_paths(
    manager: httpx2.AsyncClient,
) -> None:
    assert (await manager.get("/service/tickets/60101")).status_code == 404
    assert (await manager.get("/project/tickets/54321")).status_code == 404
    assert (await manager.get("/project/tickets/60104")).json()["isIssueFlag"] is True


async def test_a_child_belongs_to_its_parent(manager: httpx2.AsyncClient) -> None:
    assert (await manager.get("/service/boards/2/statuses/11")).status_code == 404


async def test_ticket_time_entries_are_only_references(
    manager: httpx2.AsyncClient, world: World
) -> None:
    for path, ticket in (("/service/tickets", 54321), ("/project/tickets", 60101)):
        rows = (await manager.get(f"{path}/{ticket}/timeentries")).json()
        expected = [e["id"] for e in world.entries() if e["chargeToId"] == ticket]
        assert [row["id"] for row in rows] == expected
        assert all(row.keys() == {"id", "_info"} for row in rows)
        count = await manager.get(f"{path}/{ticket}/timeentries/count")
        assert count.json() == {"count": len(expected)}
    assert (await manager.get("/service/tickets/60101/timeentries")).status_code == 404


async def test_a_member_is_found_by_identifier(manager: httpx2.AsyncClient) -> None:
    assert (await manager.get("/system/members/jdoe")).json()["id"] == 1
    info = (await manager.get("/system/info/members/temp1")).json()
    assert (info["fullName"], "lastName" in info) == ("Robin", False)
    assert (await manager.get("/system/members/nobody")).status_code == 404


async def test_company_info_tells_the_codebase_to_anyone(connect: Connect) -> None:
    client = connect("technician")
    client.headers.clear()
    found = (await client.get("http://sandbox.test/login/companyinfo/sandbox")).json()
    assert found["Codebase"] == "v2026_1/"
    unknown = await client.get("http://sandbox.test/login/companyinfo/nobody")
    assert (unknown.status_code, unknown.json()) == (200, None)


async def test_both_bases_answer_and_links_stay_on_theirs(technician: httpx2.AsyncClient) -> None:
    url = "http://sandbox.test/v2026_1/apis/3.0/time/entries/1"
    entry = (await technician.get(url)).json()
    href = "http://sandbox.test/v2026_1/apis/3.0/system/workTypes/1"
    assert entry["workType"]["_info"] == {"workType_href": href}


async def test_the_dialects_are_told_apart_by_system_info(connect: Connect) -> None:
    assert (await connect("technician").get("/system/info")).json()["version"].startswith("v20")
    documented = connect("technician", dialect="documented")
    assert (await documented.get("/system/info")).status_code == 404


async def test_every_request_is_on_record(technician: httpx2.AsyncClient, world: World) -> None:
    await technician.get("/time/entries?pageSize=1")
    await technician.post("/time/entries", json={})
    await technician.get("/nothing")
    assert [tuple(served) for served in world.requests] == [
        ("GET", "/time/entries", "pageSize=1", 200),
        ("POST", "/time/entries", "", 400),
        ("GET", "/nothing", "", 404),
    ]


async def test_many_writers_at_once_lose_nothing(
    technician: httpx2.AsyncClient, world: World
) -> None:
    before = len(world.entries())
    made: list[int] = []

    async def one(minute: int) -> None:
        body = {
            "chargeToId": 54321,
            "chargeToType": "ServiceTicket",
            "actualHours": 0.25,
            "timeStart": f"2026-11-18T15:{minute:02}:00Z",
        }
        made.append((await technician.post("/time/entries", json=body)).json()["id"])
        assert world.entries()[-1]["id"] >= made[-1] - 60

    async with anyio.create_task_group() as group:
        for minute in range(40):
            group.start_soon(one, minute)
    assert len(set(made)) == 40
    assert len(world.entries()) == before + 40
    sheets = [s for s in world.rows("time/sheets") if s["member"]["id"] == 1]
    assert len(sheets) == len({s["dateStart"] for s in sheets})
