from datetime import date, time
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.connectwise.lookups import Levels
from connectwise_time.domain.models import Holiday, Named, Workday
from connectwise_time.domain.sheets import Reach, Rights
from connectwise_time.errors import NotPermitted, Unavailable

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
FORBIDDEN = httpx2.Response(403, json={"code": "Security", "message": "no"})
JO = {"id": 1, "identifier": "jo", "firstName": "Jo", "licenseClass": "A"}
HQ = {**JO, "timeZone": {"id": 3, "name": "Headquarters"}}


async def test_i_am_whoever_the_keys_belong_to(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("GET", "/system/myMembers", {**JO, "timeZone": {"id": 3, "name": "Etc/UTC"}})
    async with open_client() as client:
        me = await client.me()
    assert (me.identifier, me.zone, me.api_only) == ("jo", "Etc/UTC", True)
    assert vendor.paths() == ["/system/myMembers"]


async def test_a_zone_of_the_tenants_naming_is_looked_up(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    setup = {"id": 3, "name": "Headquarters", "timeZone": {"id": 9, "name": "UTC"}}
    vendor.on("GET", "/system/myMembers", HQ)
    vendor.on("GET", "/system/timeZoneSetups/3", setup)
    async with open_client() as client:
        assert (await client.me()).zone == "UTC"


@pytest.mark.parametrize("setup", [FORBIDDEN, {"id": 3, "timeZone": {"name": "Moon"}}, {"id": 3}])
async def test_a_zone_that_cannot_be_found_out_keeps_its_name(
    open_client: "OpenClient", vendor: "Vendor", setup: object
) -> None:
    vendor.on("GET", "/system/myMembers", HQ)
    vendor.on("GET", "/system/timeZoneSetups/3", setup)
    async with open_client() as client:
        assert (await client.me()).zone == "Headquarters"


async def test_an_answer_that_is_no_member_is_not_taken_for_one(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/myMembers", httpx2.Response(200, text="<html>log in</html>"))
    async with open_client() as client:
        with pytest.raises(Unavailable, match="web page"):
            await client.me()


async def test_a_member_is_read_whole_where_that_is_allowed(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/members/jo", JO)
    async with open_client() as client:
        member = await client.member("JO".lower())
    assert member is not None
    assert vendor.paths() == ["/system/members/jo"]


@pytest.mark.parametrize("status", [403, 404])
async def test_a_member_is_read_briefly_otherwise(
    open_client: "OpenClient", vendor: "Vendor", status: int
) -> None:
    vendor.on("GET", "/system/members/jo", httpx2.Response(status, json={}))
    vendor.on("GET", "/system/info/members/jo", {**JO, "fullName": "Jo Doe"})
    async with open_client() as client:
        member = await client.member("jo")
    assert member is not None
    assert (member.name, member.zone) == ("Jo Doe", None)


@pytest.mark.parametrize(
    "identifier", ["", "..", ". .", "a\nb", "x" * 61, "a/b", "..\\x", "a?b", "%2e"]
)
async def test_what_is_no_identifier_is_not_sent(
    open_client: "OpenClient", vendor: "Vendor", identifier: str
) -> None:
    async with open_client() as client:
        assert await client.member(identifier) is None
    assert vendor.asked == []


async def test_an_identifier_stays_one_part_of_the_path(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    async with open_client() as client:
        assert await client.member("jo ann&é") is None
    assert b"/system/members/jo%20ann%26%C3%A9" in vendor.asked[0].url.raw_path


async def test_a_number_is_nobodys_identifier_unless_it_is(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/members/1", JO)
    async with open_client() as client:
        assert await client.member("1") is None


async def test_everybody_is_listed_page_by_page(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    page = [{"id": n, "identifier": f"m{n}"} for n in range(1, 1001)]
    vendor.on("GET", "/system/members", page, [{"id": 1001, "identifier": "last"}])
    async with open_client() as client:
        members = await client.members()
    assert len(members) == 1001
    assert vendor.asked[1].url.params["conditions"] == "id > 1000"


async def test_the_list_of_members_tells_when_each_of_them_works(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    told = {
        "id": 1,
        "identifier": "jo",
        "calendar": {"id": 3},
        "dailyCapacity": 7.5,
        "requireTimeSheetEntryFlag": False,
        "inactiveFlag": True,
        "hireDate": "2020-01-06T00:00:00Z",
        "timeSheetStartDate": "2021-02-01",
        "inactiveDate": "2026-06-30T00:00:00Z",
    }
    active = {**told, "id": 2, "inactiveFlag": False, "timeSheetStartDate": ""}
    vendor.on("GET", "/system/members", [told, active])
    async with open_client() as client:
        jo, bo = await client.members()
    assert (jo.calendar_id, jo.daily_capacity, jo.must_log) == (3, 7.5, False)
    assert (jo.since, jo.until) == (date(2021, 2, 1), date(2026, 6, 30))
    assert (bo.since, bo.until) == (date(2020, 1, 6), None)
    asked = vendor.asked[0].url.params["fields"].split(",")
    assert {"calendar/id", "dailyCapacity", "requireTimeSheetEntryFlag"} <= set(asked)


async def test_everybody_is_listed_briefly_where_the_keys_may_see_less(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/system/members", FORBIDDEN)
    vendor.on("GET", "/system/info/members", [{"id": 1, "identifier": "jo"}])
    async with open_client() as client:
        [member] = await client.members()
    assert (member.identifier, member.zone) == ("jo", None)


async def test_zones_with_names_of_the_tenants_own_are_looked_up_once_for_all(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    zones = [{"id": 7, "name": "HQ"}, {"id": 7, "name": "HQ"}, {"id": 8, "name": "Etc/UTC"}]
    listed = [{"id": n, "identifier": f"m{n}", "timeZone": z} for n, z in enumerate(zones, 1)]
    real = {"name": "(UTC-05:00) Eastern Time (US & Canada)"}
    vendor.on("GET", "/system/members", listed)
    vendor.on("GET", "/system/timeZoneSetups", [{"id": 7, "name": "HQ", "timeZone": real}])
    async with open_client() as client:
        members = await client.members()
    assert [m.zone for m in members] == [real["name"], real["name"], "Etc/UTC"]
    assert len(vendor.asked) == 2


async def test_working_hours_are_read_from_the_calendar(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    hours = {"id": 2, "mondayStartTime": "08:00:00", "mondayEndTime": "17:00:00"}
    vendor.on("GET", "/schedule/calendars/2", {**hours, "holidayList": {"id": 4}})
    vendor.on("GET", "/schedule/calendars/3", FORBIDDEN)
    async with open_client() as client:
        found = await client.calendar(2)
        assert found is not None
        assert found.workdays == (Workday(time(8), time(17)), *[None] * 6)
        assert found.holiday_list == 4
        assert await client.calendar(3) is None


async def test_holidays_are_whole_days_or_hours_and_unknown_where_they_may_not_be_seen(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    rows = [
        {"id": 1, "name": "Thanksgiving", "date": "2026-11-26T00:00:00Z"},
        {"id": 2, "name": "Half day", "date": "2026-12-24", "allDayFlag": False}
        | {"timeStart": "12:00:00", "timeEnd": "17:00:00"},
        {"id": 3, "name": "Never", "date": None},
    ]
    vendor.on("GET", "/schedule/holidayLists/4/holidays", rows)
    vendor.on("GET", "/schedule/holidayLists/5/holidays", FORBIDDEN)
    async with open_client() as client:
        assert await client.holidays(4) == [
            Holiday("Thanksgiving", date(2026, 11, 26)),
            Holiday("Half day", date(2026, 12, 24), time(12), time(17)),
        ]
        assert await client.holidays(5) is None


async def test_the_rights_of_the_keys_are_told_or_not(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    row = {"moduleFunctionName": "Time Entry", "addLevel": "All", "inquireLevel": "My"}
    vendor.on("GET", "/system/mySecurity", [row], FORBIDDEN)
    async with open_client() as client:
        assert await client.permissions() == {"Time Entry": Levels("All", "None", "None", "My")}
        assert await client.permissions() is None


@pytest.mark.parametrize(
    ("answer", "rights"),
    [
        (
            [
                {"moduleFunctionName": "Time Approval", "editLevel": "My"},
                {
                    "moduleFunctionName": "Time Entry",
                    "editLevel": "All",
                    "deleteLevel": "None",
                    "inquireLevel": "My",
                },
            ],
            Rights(Reach.MY, Reach.ALL, Reach.NONE, see=Reach.MY),
        ),
        ([{"moduleFunctionName": "Time Entry", "editLevel": "Some"}], Rights()),
        ([], Rights()),
        (FORBIDDEN, Rights()),
        (httpx2.Response(404, text="<html>"), Rights()),
    ],
)
async def test_what_may_be_done_to_time_is_told_or_none(
    open_client: "OpenClient", vendor: "Vendor", answer: Any, rights: Rights
) -> None:
    vendor.on("GET", "/system/mySecurity", answer)
    async with open_client() as client:
        assert await client.rights() == rights


async def test_time_is_approved_by_the_time_approver_or_else_by_the_superior(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    ann, bo = {"id": 2, "name": "Ann"}, {"id": 3, "identifier": "bo"}
    listed = [
        {"id": 4, "identifier": "a", "timeApprover": ann, "reportsTo": bo},
        {"id": 5, "identifier": "b", "reportsTo": bo},
        {"id": 6, "identifier": "c"},
    ]
    vendor.on("GET", "/system/members", listed)
    async with open_client() as client:
        approvers = [member.approver for member in await client.members()]
    assert approvers == [Named(2, "Ann"), Named(3, "bo"), None]
    assert "timeApprover/id" in vendor.asked[0].url.params["fields"]


async def test_other_refusals_are_not_hidden(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("GET", "/system/members", FORBIDDEN)
    vendor.on("GET", "/system/info/members", FORBIDDEN)
    vendor.on("GET", "/schedule/calendars/2", httpx2.Response(401))
    async with open_client() as client:
        with pytest.raises(NotPermitted, match="Member Maintenance"):
            await client.members()
        with pytest.raises(Exception, match="private key"):
            await client.calendar(2)
