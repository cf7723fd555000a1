from collections.abc import Callable

import httpx2
import pytest

from connectwise_time.sandbox import World

pytestmark = pytest.mark.anyio
Connect = Callable[..., httpx2.AsyncClient]


async def ids(client: httpx2.AsyncClient, path: str, **query: str) -> list[int]:
    answer = await client.get(path, params={"pageSize": "1000", **query})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("id = 54321", [54321]),
        ("id=54321 or id=54322", [54321, 54322]),
        ('summary contains "mail"', [54321, 54322, 54323, 54346]),
        ('summary like "mail*"', [54321, 54322]),
        ("summary like 'MAIL%' and company/name = \"contoso ltd\"", [54321]),
        (
            'company/identifier = "ContosoLog" and closedFlag = False',
            [54323, 54326, 54327, 54344, 54349],
        ),
        ("id in (54321, 54330)", [54321, 54330]),
        ("id < 54323 and id not in (54322)", [54321]),
        ('(id = 54321 or id = 54322) and owner/identifier = "jdoe"', [54321, 54322]),
        ("id = 54322 or id = 54321 and company/id = 99", [54322]),
        ("agreement/id = null and company/id = 7", []),
        ("agreement = null and company/id = 1", [54352]),
        ("closedDate >= [2026-11-01] and company/id = 5", [54332]),
        ('status/name = "On Hold - No Time"', [54339]),
        ("actualHours > 10 and actualHours < 11.75", [54321]),
        ('summary like "%[CD]OSO-DC1"', []),
        ('summary like "%[N-P]-DC_"', [54340]),
        ('billTime = "DoNotBill"', [54352]),
    ],
)
async def test_conditions_find(
    manager: httpx2.AsyncClient, conditions: str, expected: list[int]
) -> None:
    assert await ids(manager, "/service/tickets", conditions=conditions) == expected
    count = await manager.get("/service/tickets/count", params={"conditions": conditions})
    assert count.json() == {"count": len(expected)}


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ("invoiceDate = 1", "invoiceDate is not a recognized name."),
        ("member/shoe = 1", "member/shoe is not a recognized name."),
        ("_info/colour = 1", "_info/colour is not a recognized name."),
        ("customFields = 1", "customFields is not a recognized name."),
        ("invoiceFlag = 1", "Expected a boolean value, not a numeric. String values should be"),
        ('id = "5"', "Expected a numeric value, not a string."),
        ("notes = 5", "Expected a string value, not a numeric."),
        ('timeStart > "2026-01-01"', "Expected a DateTime value, not a string."),
        ("timeStart > [yesterday]", "'yesterday' is not a valid DateTime value."),
        ("timeStart > [2026-02-30]", "'2026-02-30' is not a valid DateTime value."),
        ("timeStart > [2026-11-18T10:00:00-05:00]", "'2026-11-18T10:00:00-05:00' is not a valid"),
        ('status like "Op%"', "Enum value supplied was invalid"),
        ('status contains "Open"', "Enum value supplied was invalid"),
        ('status = "Approved"', "Enum value supplied was invalid"),
        ("member = 1", "member is a reference"),
        ("id < null", "Expected a numeric value, not a null."),
        ("invoiceFlag > true", "The operator > cannot be applied"),
        ('id like "1%"', "Expected a numeric value, not a string."),
        ("id = ", "The conditions end too early."),
        ("id = 1 id = 2", "Unexpected 'id'."),
        ("id == 1", "Expected a value, found '='."),
        ("not (id = 1)", "Expected an operator, found '('."),
        ('notes = "open', "Unexpected character '\"'"),
        ("(" * 500 + "id=1", "The conditions are nested too deeply."),
        ("id = 1;drop table time_entries", "Unexpected character ';'"),
    ],
)
async def test_bad_conditions_say_what_is_wrong(
    manager: httpx2.AsyncClient, conditions: str, said: str
) -> None:
    answer = await manager.get("/time/entries", params={"conditions": conditions})
    assert (answer.status_code, answer.json()["code"]) == (400, "ApiFindCondition")
    assert answer.json()["message"].startswith(said), answer.text


async def test_values_are_never_part_of_the_sql(manager: httpx2.AsyncClient, world: World) -> None:
    world.set_field("time/entries", 5, notes='say "\' OR 1=1 --" 50% [x] a_b \\')
    for conditions in (
        'notes = "say \\"\' OR 1=1 --\\" 50% [x] a_b \\\\"',
        "notes contains '50% [x] a_b \\\\'",
        'notes like "*50[%] [[]x] a[_]b*"',
    ):
        assert await ids(manager, "/time/entries", conditions=conditions) == [5]


async def test_last_updated_and_entered_are_found_under_info(manager: httpx2.AsyncClient) -> None:
    everything = await ids(manager, "/time/entries")
    for name in ("lastUpdated", "_info/lastUpdated", "_info/dateEntered"):
        conditions = f"{name} > [2026-01-01T00:00:00Z]"
        assert await ids(manager, "/time/entries", conditions=conditions) == everything
    conditions = 'enteredBy = "jdoe" and _info/updatedBy != "jdoe"'
    assert await ids(manager, "/time/entries", conditions=conditions) == []


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("lastUpdated >= [2026-11-16T00:00:00Z]", [3, 5, 6, 7, 8, 9, 10]),
        ("id in (2, 3, 99)", [2, 3]),
        ('status in ("PendingApproval", "ApprovedByTierOne")', [2, 3, 11]),
        ('status = "PendingApproval" or status = "ApprovedByTierOne"', [2, 3, 11]),
        # A plain string in the vendor's schema and a date by its sense: both spellings serve [?].
        ("dateStart >= [2026-11-16]", [7, 8, 9, 10]),
        ("dateStart >= [2026-11-16T00:00:00Z]", [7, 8, 9, 10]),
        ('dateStart >= "2026-11-16"', [7, 8, 9, 10]),
        ("dateEnd < [2026-11-09]", [1, 11, 12]),
        ('dateEnd <= "2026-11-08"', [1, 11, 12]),
        ('dateStart in ("2026-11-02", "2026-10-26") and member/id = 1', [1]),
    ],
)
async def test_sheets_are_found_by_change_status_and_dates(
    manager: httpx2.AsyncClient, conditions: str, expected: list[int]
) -> None:
    assert await ids(manager, "/time/sheets", conditions=conditions, orderBy="id") == expected


async def test_entries_are_found_by_their_sheets(manager: httpx2.AsyncClient, world: World) -> None:
    sheets = {entry["id"]: entry["timeSheet"]["id"] for entry in world.entries()}
    for conditions, wanted in (
        ("timeSheet/id in (2, 12)", {2, 12}),
        ("timeSheet/id >= 11", {11, 12, 13}),
        ("timeSheet/id in (2) or timeSheet/id >= 12", {2, 12, 13}),
    ):
        found = await ids(manager, "/time/entries", conditions=conditions)
        assert found == [key for key, sheet in sheets.items() if sheet in wanted]
    query = {"conditions": "id = 1", "fields": "id,_info,timeSheet/id"}
    (row,) = (await manager.get("/time/entries", params=query)).json()
    stamp = {"lastUpdated": "2026-11-02T21:30:00Z", "updatedBy": "jdoe"}
    assert row == {"id": 1, "timeSheet": {"id": 1}, "_info": stamp}


async def test_members_and_projects_name_their_time_approvers(manager: httpx2.AsyncClient) -> None:
    fields = {"fields": "id,timeApprover/id,reportsTo/id"}
    jamie = {"id": 1, "reportsTo": {"id": 2}, "timeApprover": {"id": 2}}
    assert (await manager.get("/system/members/1", params=fields)).json() == jamie
    query = {**fields, "conditions": "id in (1)"}
    assert (await manager.get("/system/members", params=query)).json() == [jamie]
    theirs = {"conditions": "id in (1, 2)", "fields": "id,timeApprover/id", "orderBy": "id"}
    assert (await manager.get("/project/projects", params=theirs)).json() == [
        {"id": 1, "timeApprover": {"id": 11}},
        {"id": 2, "timeApprover": {"id": 2}},
    ]


async def test_a_long_chain_of_conditions_is_answered(manager: httpx2.AsyncClient) -> None:
    body = {
        "conditions": " or ".join(f"id = {n}" for n in range(54000, 56000)),
        "orderBy": "id desc",
    }
    answer = await manager.post("/service/tickets/search", params={"pageSize": 2}, json=body)
    assert [row["id"] for row in answer.json()] == [54352, 54351]
    wrong = await manager.post("/service/tickets/search", json={"id": 54321})
    assert wrong.json()["message"] == "Could not find member 'id' on object of type 'FilterValues'"


async def test_child_conditions_look_into_lists(manager: httpx2.AsyncClient) -> None:
    query = {"childConditions": 'types/name = "Prospect"'}
    assert await ids(manager, "/company/companies", **query) == [7]
    refused = await manager.get("/time/entries", params=query)
    assert refused.json()["message"] == "types/name is not a recognized name."


async def test_order_by_several_names(manager: httpx2.AsyncClient) -> None:
    answer = await manager.get(
        "/service/tickets", params={"orderBy": "company/name desc, id desc", "pageSize": 3}
    )
    assert [row["id"] for row in answer.json()] == [54351, 54350, 54338]
    refused = await manager.get("/service/tickets", params={"orderBy": "colour"})
    assert refused.json()["message"] == "colour is not a recognized name."
    for wrong in ("id sideways", "company"):
        answer = await manager.get("/service/tickets", params={"orderBy": wrong})
        assert answer.json()["code"] == "ApiFindCondition"


async def test_fields_give_just_these(manager: httpx2.AsyncClient) -> None:
    query = {"fields": "id,company/name,colour,status", "conditions": "id=54321"}
    assert (await manager.get("/service/tickets", params=query)).json() == [
        {
            "id": 54321,
            "company": {"name": "Contoso Ltd"},
            "status": {
                "id": 12,
                "name": "In Progress",
                "_info": {
                    "status_href": "http://sandbox.test/v4_6_release/apis/3.0"
                    "/service/boards/statuses/12"
                },
            },
        }
    ]
    one = await manager.get("/time/entries/1", params={"fields": "id,_info/updatedBy"})
    assert one.json() == {"id": 1, "_info": {"updatedBy": "jdoe"}}
    assert (await manager.get("/time/entries/1", params={"fields": "colour"})).json() == {}


async def test_the_documented_dialect_speaks_five_statuses(connect: Connect, world: World) -> None:
    client = connect("manager", dialect="documented")
    shown = (await client.get("/time/entries", params={"pageSize": 1000})).json()
    assert {row["status"] for row in shown} == {
        "Open",
        "Submitted",
        "Approved",
        "Rejected",
        "Billed",
    }
    stored = {row["id"]: row["status"] for row in world.entries()}
    pending = {"PendingApproval", "PendingProjectApproval"}
    for word, statuses in (("Submitted", pending), ("Billed", {"Billed"})):
        found = await ids(client, "/time/entries", conditions=f'status = "{word}"')
        assert found == [key for key, status in stored.items() if status in statuses]
    refused = await client.get("/time/entries", params={"conditions": 'status="PendingApproval"'})
    assert refused.json()["message"] == "Enum value supplied was invalid"
