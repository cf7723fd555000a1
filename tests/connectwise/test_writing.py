from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from connectwise_time.domain.entries import Draft, Edit
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.errors import (
    Busy,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    ReadOnly,
    RemoteRefusal,
    Unavailable,
)

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
START = datetime(2026, 11, 16, 9, tzinfo=UTC)
DRAFT = Draft(
    Target(TargetKind.SERVICE_TICKET, 5),
    Named(1, "Jo"),
    START,
    START + timedelta(hours=1),
    notes="fixed",
)
STORED: dict[str, Any] = {
    "id": 7,
    "chargeToId": 5,
    "chargeToType": "ServiceTicket",
    "member": {"id": 1, "name": "Jo"},
    "timeStart": "2026-11-16T09:00:00Z",
    "timeEnd": "2026-11-16T10:00:00Z",
    "actualHours": 1,
    "notes": "fixed",
}
CREATED = httpx2.Response(201, json=STORED)
DOWN = httpx2.Response(503, json={"message": "down"})


@pytest.fixture
def stores(vendor: "Vendor") -> "Vendor":
    vendor.on("GET", "/system/info", {"version": "v2025.1"})
    vendor.on("POST", "/time/entries", CREATED)
    vendor.on("GET", "/time/entries/7", STORED)
    return vendor


async def test_an_entry_is_stored_once_and_read_back(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    async with open_client() as client:
        written = await client.create(DRAFT)
    assert (written.entry.id, written.ignored) == (7, ())
    assert stores.bodies("POST") == [
        {
            "chargeToId": 5,
            "chargeToType": "ServiceTicket",
            "member": {"id": 1},
            "timeStart": "2026-11-16T09:00:00Z",
            "timeEnd": "2026-11-16T10:00:00Z",
            "notes": "fixed",
        }
    ]
    assert stores.paths()[-1] == "/time/entries/7"


async def test_what_connectwise_ignored_is_reported(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("GET", "/time/entries/7", {**STORED, "notes": "", "actualHours": 2})
    async with open_client() as client:
        assert (await client.create(DRAFT)).ignored == ("hours", "notes")


async def test_where_reading_back_fails_the_writes_own_answer_counts(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("GET", "/time/entries/7", DOWN)
    async with open_client() as client:
        written = await client.create(DRAFT)
    assert (written.entry.id, written.entry.notes) == (7, "fixed")


WITH_BREAK = replace(DRAFT, deduct=0.25)


async def test_a_deduction_that_the_create_ignored_is_reported(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    async with open_client() as client:
        written = await client.create(WITH_BREAK)
    assert (written.entry.id, written.ignored) == (7, ("deduct", "hours"))
    assert stores.paths("PATCH") == []


@pytest.mark.parametrize(("dialect", "sent"), [("psa", True), ("documented", False)])
async def test_a_mark_is_left_where_the_interface_has_a_place_for_it(
    open_client: "OpenClient",
    stores: "Vendor",
    dialect: Any,
    sent: bool,  # noqa: FBT001
) -> None:
    mark = "0b9cf2b5-3c61-5a6e-8f0e-2f6a2f1f7c11"
    stores.on("GET", "/time/entries/7", {**STORED, "mobileGuid": mark})
    async with open_client(dialect=dialect) as client:
        written = await client.create(DRAFT, marker=mark)
    assert ("mobileGuid" in stores.bodies("POST")[0]) is sent
    assert written.entry.marker == mark


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(408),
        httpx2.Response(500, json={"message": "Error converting value"}),
        httpx2.Response(502, text="<html>bad gateway</html>"),
        DOWN,
        httpx2.Response(504),
        httpx2.Response(201, text="{"),
        httpx2.Response(201, json={"notes": "no id"}),
        httpx2.Response(200, text="<html>log in</html>"),
        httpx2.Response(204),
        httpx2.ReadError("reset"),
        httpx2.ReadTimeout("late"),
        httpx2.WriteError("broken"),
        httpx2.RemoteProtocolError("cut"),
    ],
    ids=str,
)
async def test_a_create_whose_answer_is_lost_is_sent_once_and_says_how_to_look(
    open_client: "OpenClient", stores: "Vendor", answer: httpx2.Response | Exception
) -> None:
    stores.on("POST", "/time/entries", answer)
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match="search_time at the time of Jo on 2026-11-16"):
            await client.create(DRAFT)
    assert len(stores.paths("POST")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(400, json={"message": "timeEntry object is invalid"}),
        httpx2.Response(302, headers={"location": "https://elsewhere.example"}),
    ],
    ids=str,
)
async def test_a_refused_create_is_not_sent_again(
    open_client: "OpenClient", stores: "Vendor", answer: httpx2.Response
) -> None:
    stores.on("POST", "/time/entries", answer)
    async with open_client() as client:
        with pytest.raises(RemoteRefusal) as caught:
            await client.create(DRAFT)
    assert caught.value.status == answer.status_code
    assert len(stores.paths("POST")) == 1


async def test_a_create_that_comes_when_connectwise_takes_no_more_is_not_stored_and_says_when(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    busy = httpx2.Response(429, json={"message": "Too many"}, headers={"retry-after": "7"})
    stores.on("POST", "/time/entries", busy)
    async with open_client() as client:
        with pytest.raises(Busy, match=r"nothing was stored\. Try again in 7 seconds") as caught:
            await client.create(DRAFT)
        assert (caught.value.seconds, caught.value.sent) == (7, True)
        with pytest.raises(Busy, match="nothing was sent") as held:
            await client.create(DRAFT, within=5)
        assert not held.value.sent
    assert len(stores.paths("POST")) == 1


@pytest.mark.parametrize(
    "error",
    [httpx2.ConnectError("x"), httpx2.ConnectTimeout("x"), httpx2.PoolTimeout("x")],
    ids=str,
)
async def test_a_create_that_never_left_is_certainly_not_stored(
    open_client: "OpenClient", stores: "Vendor", error: Exception
) -> None:
    stores.on("POST", "/time/entries", error)
    async with open_client() as client:
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.create(DRAFT)
    assert len(stores.paths("POST")) == 1


GONE = httpx2.Response(404, json={"code": "NotFound", "message": "not found"})
MARK = "0b9cf2b5-3c61-5a6e-8f0e-2f6a2f1f7c11"
OTHERS: list[dict[str, Any]] = [
    {"member": {"id": 2, "name": "Al"}},
    {"chargeToId": 6},
    {"chargeToType": "ChargeCode"},
    {"timeStart": "2026-11-16T09:31:00Z"},
    {"timeStart": "2026-11-16T08:29:00Z"},
]


@pytest.mark.parametrize("number", [True, "true", "7x", "-7", 7.5, 0, -7, 2**31, 2**63, None, [7]])
async def test_an_answer_whose_id_is_none_leaves_it_unknown(
    open_client: "OpenClient", stores: "Vendor", number: Any
) -> None:
    stores.on("POST", "/time/entries", httpx2.Response(201, json={**STORED, "id": number}))
    stores.on("GET", "/time/entries/1", {**STORED, "id": 1})
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match="search_time"):
            await client.create(DRAFT)
    assert [path for path in stores.paths() if "entries" in path] == []


async def test_an_id_that_comes_as_text_is_understood(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("POST", "/time/entries", httpx2.Response(201, json={**STORED, "id": "7"}))
    async with open_client() as client:
        assert (await client.create(DRAFT)).entry.id == 7


async def test_an_entry_that_is_not_there_after_all_is_unknown(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("GET", "/time/entries/7", GONE)
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match=r"is not there: it may or may not.*search_time"):
            await client.create(DRAFT)


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_an_id_that_leads_to_another_entry_leaves_it_unknown(
    open_client: "OpenClient", stores: "Vendor", other: dict[str, Any]
) -> None:
    stores.on("GET", "/time/entries/7", {**STORED, **other})
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match="another one: it may or may not be stored"):
            await client.create(DRAFT)


@pytest.mark.parametrize("unread", [DOWN, {}, {**STORED, "id": 8}, {"id": True}], ids=str)
async def test_where_it_cannot_be_read_back_another_entry_in_the_answer_leaves_it_unknown(
    open_client: "OpenClient", stores: "Vendor", unread: Any
) -> None:
    stores.on("GET", "/time/entries/7", unread)
    stores.on("POST", "/time/entries", CREATED, httpx2.Response(201, json={**STORED, **OTHERS[0]}))
    async with open_client() as client:
        assert not (await client.create(DRAFT)).read_back
        with pytest.raises(OutcomeUnknown, match="another one"):
            await client.create(DRAFT)


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_our_own_mark_tells_an_entry_whatever_became_of_the_rest(
    open_client: "OpenClient", stores: "Vendor", other: dict[str, Any]
) -> None:
    told = {**STORED, **other, "mobileGuid": f"{{{MARK.upper()}}}"}
    stores.on("GET", "/time/entries/7", told)
    async with open_client() as client:
        written = await client.create(DRAFT, marker=MARK)
    assert (written.entry.id, written.entry.marker) == (7, MARK)


async def test_what_an_answer_leaves_out_contradicts_nothing(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("GET", "/time/entries/7", {"id": 7})
    async with open_client() as client:
        assert (await client.create(DRAFT)).entry.id == 7


async def test_a_change_sends_only_what_changes_and_is_read_back(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("PATCH", "/time/entries/7", STORED)
    async with open_client() as client:
        written = await client.change(7, Edit(notes="more", work_type=None))
    assert written.ignored == ("notes",)
    assert stores.bodies("PATCH") == [
        [
            {"op": "remove", "path": "workType"},
            {"op": "replace", "path": "notes", "value": "more"},
        ]
    ]


async def test_a_change_whose_answer_is_lost_says_where_to_look(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("PATCH", "/time/entries/7", httpx2.Response(200, text="[]"))
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match="get_time_entry at entry 7"):
            await client.change(7, Edit(notes="more"))


@pytest.mark.parametrize("told", [{}, {"notes": "more"}, {**STORED, "id": 8}, [], [STORED] * 2])
async def test_a_change_that_is_answered_with_something_else_is_unknown(
    open_client: "OpenClient", stores: "Vendor", told: Any
) -> None:
    stores.on("PATCH", "/time/entries/7", httpx2.Response(200, json=told))
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match="get_time_entry at entry 7"):
            await client.change(7, Edit(notes="more"))


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (STORED, "the entry is still there"),
        (DOWN, "could not be verified"),
        (httpx2.Response(403, json={"message": "no"}), "could not be verified"),
        (httpx2.Response(404, text="<html>no such page</html>"), "could not be verified"),
        (httpx2.ReadTimeout("late"), "could not be verified"),
    ],
    ids=str,
)
async def test_a_deletion_counts_only_once_the_entry_is_seen_to_be_gone(
    open_client: "OpenClient", stores: "Vendor", seen: Any, why: str
) -> None:
    stores.on("DELETE", "/time/entries/7", httpx2.Response(204))
    stores.on("GET", "/time/entries/7", seen)
    async with open_client() as client:
        with pytest.raises(OutcomeUnknown, match=f"{why}.*get_time_entry at entry 7"):
            await client.delete(7)


async def test_an_entry_is_deleted_once(open_client: "OpenClient", vendor: "Vendor") -> None:
    vendor.on("DELETE", "/time/entries/7", httpx2.Response(204), httpx2.Response(404, json={}))
    vendor.on("DELETE", "/time/entries/8", httpx2.Response(403, json={"message": "no"}))
    vendor.on("DELETE", "/time/entries/9", DOWN)
    async with open_client() as client:
        await client.delete(7)
        with pytest.raises(NotFound):
            await client.delete(7)
        with pytest.raises(NotPermitted, match="Time Entry: Delete"):
            await client.delete(8)
        with pytest.raises(OutcomeUnknown, match="get_time_entry"):
            await client.delete(9)
    assert len([r for r in vendor.asked if r.method == "DELETE"]) == 4


async def test_a_preview_is_what_connectwise_would_fill_in_and_has_no_id(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    stores.on("POST", "/time/entries/defaults", {**STORED, "workType": {"id": 2, "name": "Remote"}})
    async with open_client() as client:
        shown = (await client.preview(DRAFT)).entry
    assert (shown.id, shown.work_type) == (None, Named(2, "Remote"))
    assert stores.paths("POST") == ["/time/entries/defaults"]


async def test_without_such_a_service_the_preview_is_the_draft(open_client: "OpenClient") -> None:
    async with open_client(dialect="psa") as client:
        shown = (await client.preview(DRAFT)).entry
    assert (shown.id, shown.hours, shown.work_type) == (None, 1.0, None)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx2.Response(400, json={"message": "invalid"}), RemoteRefusal),
        (httpx2.Response(500, json={"message": "oops"}), Unavailable),
        (httpx2.Response(429, headers={"retry-after": "9"}), Unavailable),
        (httpx2.ReadError("x"), Unavailable),
        (httpx2.Response(200, text="<html>"), Unavailable),
    ],
    ids=str,
)
async def test_a_preview_that_fails_leaves_nothing_open_and_is_not_repeated(
    open_client: "OpenClient",
    stores: "Vendor",
    answer: httpx2.Response | Exception,
    kind: type[Exception],
) -> None:
    stores.on("POST", "/time/entries/defaults", answer)
    async with open_client() as client:
        with pytest.raises(kind):
            await client.preview(DRAFT)
    assert len(stores.paths("POST")) == 1


async def test_a_read_only_client_sends_nothing_but_gets(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    async with open_client(read_only=True) as client:
        for refused in (
            client.create(DRAFT),
            client.change(7, Edit(notes="x")),
            client.delete(7),
            client.preview(DRAFT),
        ):
            with pytest.raises(ReadOnly):
                await refused
        assert await client.entry(7) is not None
    assert {request.method for request in stores.asked} == {"GET"}


class Slow(httpx2.AsyncBaseTransport):
    """Takes a write at once, and answers when told to."""

    def __init__(self, vendor: "Vendor") -> None:
        self.vendor = vendor
        self.came, self.answer = anyio.Event(), anyio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method != "GET":
            self.came.set()
            await self.answer.wait()
        return self.vendor.answer(request)


async def test_a_create_that_is_cancelled_after_it_was_sent_is_still_brought_to_its_end(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    slow, written = Slow(stores), []
    async with open_client(transport=slow) as client:

        async def log() -> None:
            written.append(await client.create(DRAFT))

        async with anyio.create_task_group() as group:
            group.start_soon(log)
            await slow.came.wait()
            group.cancel_scope.cancel()
            slow.answer.set()
    assert [w.entry.id for w in written] == [7]


async def test_a_third_write_waits_for_one_of_two(
    open_client: "OpenClient", stores: "Vendor"
) -> None:
    slow = Slow(stores)
    async with (
        open_client(transport=slow, dialect="psa") as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(3):
            group.start_soon(client.create, DRAFT)
        await anyio.wait_all_tasks_blocked()
        assert stores.asked == []
        slow.answer.set()
    assert len(stores.paths("POST")) == 3
