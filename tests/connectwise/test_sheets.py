from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.domain.entries import TimeSearch
from connectwise_time.domain.models import Named
from connectwise_time.domain.sheets import SheetSearch, Step, TimeSheet
from connectwise_time.errors import NotAuthorized, NotPermitted, RemoteRefusal
from connectwise_time.sandbox import World, build_sandbox
from support.sandboxes import Watched, a_world, credentials

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
ROW: dict[str, Any] = {
    "id": 6,
    "member": {"id": 4, "name": "Jo"},
    "dateStart": "2026-11-16",
    "dateEnd": "2026-11-22",
    "status": "Open",
    "hours": 7.5,
    "deadline": "2026-11-25",
    "_info": {"lastUpdated": "2026-11-17T08:00:00Z"},
}
SHEET = TimeSheet(
    6,
    Named(4, "Jo"),
    date(2026, 11, 16),
    date(2026, 11, 22),
    "Open",
    7.5,
    date(2026, 11, 25),
    datetime(2026, 11, 17, 8, tzinfo=UTC),
)
NO = httpx2.Response(403, json={"message": "no"})
PAGE = httpx2.Response(404, text="<html>not found</html>")


@asynccontextmanager
async def on(world: World, key: str = "owner", dialect: Any = "psa") -> AsyncIterator[ConnectWise]:
    """A client on the world; fails at its end if a request broke the facts."""
    app = Watched(build_sandbox(world, dialect=dialect), judge=dialect == "psa")
    transport = httpx2.ASGITransport(app=app)
    async with connect(credentials(key), dialect=dialect, transport=transport) as client:
        yield client
    assert app.violations == []


async def test_a_sheet_is_read_or_is_not_there(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("GET", "/time/sheets/6", ROW)
    vendor.on("GET", "/time/sheets/7", NO)
    async with open_client() as client:
        assert await client.sheet(6) == SHEET
        assert await client.sheet(8) is None
        with pytest.raises(NotPermitted, match="Time Entry: Inquire"):
            await client.sheet(7)
    assert "_info" in vendor.asked[0].url.params["fields"]


@pytest.mark.parametrize("day", ["2026-11-16", "2026-11-16T00:00:00", "2026-11-16T05:00:00Z"])
async def test_days_are_read_from_dates_and_from_instants(
    open_client: "OpenClient", vendor: "Vendor", day: str
) -> None:
    vendor.on("GET", "/time/sheets/6", {**ROW, "dateStart": day})
    async with open_client() as client:
        found = await client.sheet(6)
    assert found is not None
    assert found.first == date(2026, 11, 16)


@pytest.mark.parametrize("missing", ["member", "dateStart", "dateEnd", "id"])
async def test_a_sheet_without_what_makes_it_one_is_left_out(
    open_client: "OpenClient", vendor: "Vendor", missing: str
) -> None:
    vendor.on("GET", "/time/sheets", [{**ROW, missing: None}, {**ROW, "id": 9}])
    async with open_client() as client:
        assert [sheet.id for sheet in await client.sheets(SheetSearch())] == [9]


async def test_what_a_sheet_leaves_out_is_empty(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    bare = {key: ROW[key] for key in ("id", "member", "dateStart", "dateEnd")}
    vendor.on("GET", "/time/sheets/6", {**bare, "deadline": "soon"})
    async with open_client() as client:
        found = await client.sheet(6)
    assert found == TimeSheet(6, Named(4, "Jo"), SHEET.first, SHEET.last, "")


async def test_five_hundred_sheets_are_two_questions(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/sheets", [{**ROW, "id": 123_456}])
    numbers = tuple(Random(7).sample(range(100_000, 999_999), 499))  # noqa: S311 - any will do
    vendor.on("GET", "/login/companyinfo/acme", {"Codebase": "v4_6_release/"})
    async with open_client("https://api-na.myconnectwise.net") as client:
        found = await client.sheets(SheetSearch(ids=(*numbers, 123_456)))
    assert [sheet.id for sheet in found] == [123_456]
    assert vendor.paths()[1:] == ["/time/sheets", "/time/sheets"]
    assert all(len(str(request.url)) < 2_000 for request in vendor.asked)


async def test_sheets_come_page_after_page_by_id(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    full = [{**ROW, "id": number} for number in range(1, 1001)]
    vendor.on("GET", "/time/sheets", full, [{**ROW, "id": 1001}])
    async with open_client() as client:
        assert len(await client.sheets(SheetSearch(members=(4,)))) == 1001
    assert vendor.asked[1].url.params["conditions"] == "member/id = 4 and id > 1000"


async def test_where_days_cannot_be_compared_our_side_sorts_them_out(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    refused = httpx2.Response(400, json={"code": "ApiFindCondition", "message": "no dates"})
    other = {**ROW, "id": 5, "dateStart": "2026-11-09", "dateEnd": "2026-11-15"}
    vendor.on("GET", "/time/sheets", refused, [other, ROW])
    async with open_client() as client:
        found = await client.sheets(SheetSearch(members=(4,), since=date(2026, 11, 16)))
        assert found == [SHEET]
        assert "date" not in vendor.asked[1].url.params["conditions"]
        vendor.on("GET", "/time/sheets", refused)
        with pytest.raises(RemoteRefusal, match="no dates"):
            await client.sheets(SheetSearch(members=(4,)))
        vendor.on("GET", "/time/sheets", NO)
        with pytest.raises(NotPermitted):
            await client.sheets(SheetSearch(since=date(2026, 11, 16)))


async def test_a_trail_is_told_oldest_first(open_client: "OpenClient", vendor: "Vendor") -> None:
    info = {"lastUpdated": "2026-11-17T08:00:00Z"}
    status = {
        "id": 3,
        "member": {"id": 4, "name": "Jo"},
        "type": "Status",
        "message": "Status\nchanged",
        "oldValue": "Open",
        "newValue": "PendingApproval",
        "_info": info,
    }
    noted = {"id": 5, "type": "TimeInternalNote", "newValue": "why"}
    vendor.on("GET", "/time/entries/6/audits", [{"id": 1, "type": "Record"}, status, noted])
    async with open_client() as client:
        assert await client.trail(6) == [
            Step(1, None, None),
            Step(
                3,
                Named(4, "Jo"),
                SHEET.updated,
                "Status changed",
                "Open",
                "PendingApproval",
                of_status=True,
            ),
            Step(5, None, None, after="why", of_internal_notes=True),
        ]
    assert vendor.asked[0].url.params["orderBy"] == "id asc"


@pytest.mark.parametrize("answer", [NO, PAGE, httpx2.Response(404, json={"message": "none"})])
async def test_a_trail_that_may_not_be_seen_is_empty(
    open_client: "OpenClient", vendor: "Vendor", answer: httpx2.Response
) -> None:
    vendor.on("GET", "/time/entries/6/audits", answer)
    async with open_client() as client:
        assert await client.trail(6) == []


async def test_keys_that_are_not_accepted_are_no_empty_trail(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/6/audits", httpx2.Response(401))
    async with open_client() as client:
        with pytest.raises(NotAuthorized):
            await client.trail(6)


async def test_projects_tell_who_approves_their_time(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    told = [{"id": 1, "timeApprover": {"id": 11}}, {"id": 2}, {"id": 99, "timeApprover": {"id": 1}}]
    vendor.on("GET", "/project/projects", told, NO)
    async with open_client() as client:
        assert await client.project_approvers([1, 2, 3]) == {1: 11, 2: None, 3: None}
        assert await client.project_approvers([1]) == {1: None}
        assert await client.project_approvers([]) == {}
    assert len(vendor.asked) == 2


@pytest.mark.parametrize("dialect", ["psa", "documented"])
async def test_the_demo_companys_sheets_are_found_by_everything_they_are_searched_by(
    dialect: str,
) -> None:
    waiting = "PendingApproval" if dialect == "psa" else "Submitted"
    with a_world() as world:
        async with on(world, dialect=dialect) as client:
            everything = await client.sheets(SheetSearch())
            first, *_, last = everything
            week = SheetSearch(since=date(2026, 11, 15), until=date(2026, 11, 16))
            assert {s.first for s in await client.sheets(week)} == {date(2026, 11, 9)}
            mine = await client.sheets(SheetSearch(members=(1,), statuses=(waiting,)))
            assert [(s.member, s.hours) for s in mine] == [(Named(1, "Jamie Doe"), 40.0)]
            some = SheetSearch(ids=(last.id, first.id, 10**6), within=(first.id, last.id))
            assert await client.sheets(some) == [first, last]
            assert await client.sheet(last.id) == last
            assert all(sheet.updated and sheet.deadline for sheet in everything)
            trail = await client.trail(6)
            assert [s.before for s in trail if s.of_status] == ["Open"]
            assert await client.trail(10**6) == []


async def test_entries_are_found_by_sheet_by_id_and_by_their_last_change() -> None:
    with a_world() as world:
        async with on(world) as client:
            whole = await _found(client, TimeSearch(sheets=(2, 11), whole=True))
            assert {e.sheet.id for e in whole if e.sheet} == {2, 11}
            assert all(e.updated and e.sheet and e.sheet.name for e in whole)
            brief = await _found(client, TimeSearch(sheets=(2, 11), members=(1, 4), brief=True))
            assert {e.id for e in brief} == {e.id for e in whole}
            within = await _found(client, TimeSearch(sheets_within=(2, 2)))
            assert {e.id for e in within} == {e.id for e in whole if e.sheet and e.sheet.id == 2}
            numbers = tuple(e.id for e in within if e.id)
            again = await _found(client, TimeSearch(ids=(*numbers, *numbers, 10**6)))
            assert sorted(e.id or 0 for e in again) == sorted(numbers)
            changed = max(e.updated for e in whole if e.updated)
            newer = await _found(client, TimeSearch(changed_since=changed, sheets=(2, 11)))
            assert {e.id for e in newer} == {e.id for e in whole if e.updated == changed}
            after = await client.entries_after(TimeSearch(sheets=(2,), whole=True), None, 3)
            assert [e.sheet.id for e in after if e.sheet] == [2, 2, 2]


async def test_whole_entries_carry_what_a_list_leaves_out() -> None:
    with a_world() as world:
        async with on(world) as client:
            found = await _found(
                client, TimeSearch(whole=True, since=datetime(2026, 1, 1, tzinfo=UTC))
            )
            one_by_one = [await client.entry(e.id) for e in found if e.id]
    for told, read in zip(found, one_by_one, strict=True):
        assert read is not None
        for name in ("internal_notes", "sheet", "project", "agreement", "updated", "notes"):
            assert getattr(told, name) == getattr(read, name), name
    assert any(e.internal_notes for e in found)
    assert any(e.project for e in found)


async def test_the_demo_company_tells_who_approves() -> None:
    with a_world() as world:
        async with on(world, "technician") as client:
            assert await client.project_approvers((1, 99)) == {1: 11, 99: None}
            approvers = {m.identifier: m.approver for m in await client.members()}
            assert approvers["jdoe"] == approvers["jsmith"] == Named(2, "Morgan Smith")
            assert approvers["msmith"] == Named(12, "Nora Brooks")
            assert (await client.me()).approver == Named(2, "Morgan Smith")


async def _found(client: ConnectWise, search: TimeSearch) -> list[Any]:
    found = [entry async for batch in client.entries(search) for entry in batch]
    assert len({entry.id for entry in found}) == len(found)
    return found
