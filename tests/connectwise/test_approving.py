from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.domain.entries import TimeSearch
from connectwise_time.domain.sheets import SheetSearch, Stage
from connectwise_time.errors import (
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    ReadOnly,
    Refused,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)
from connectwise_time.sandbox import World, build_sandbox
from support.sandboxes import Watched, a_world, credentials

if TYPE_CHECKING:
    from connectwise.conftest import OpenClient, Vendor

pytestmark = pytest.mark.anyio
DONE = {"success": True, "message": "The time sheet is now ReadyToBill."}
ENTRY: dict[str, Any] = {"id": 7, "internalNotes": "old", "status": "PendingApproval"}
NOTED = {**ENTRY, "internalNotes": "why"}
NO_CONTENT = httpx2.Response(204)
PAGE = httpx2.Response(404, text="<html>File or directory not found.</html>")
MISSING = httpx2.Response(404, json={"code": "NotFound", "message": "none"})
Decision = Callable[[ConnectWise], Awaitable[None]]

ON_SHEETS: dict[str, Decision] = {
    "submit": lambda client: client.submit(5),
    "approve": lambda client: client.approve_sheet(5, Stage.SECOND),
    "reject": lambda client: client.reject_sheet(5),
    "reverse": lambda client: client.reverse(5),
}
each_decision = pytest.mark.parametrize("name", ON_SHEETS)


@pytest.fixture
def psa(open_client: "OpenClient") -> Any:
    return lambda **options: open_client(dialect="psa", **options)


@pytest.fixture
def documented(open_client: "OpenClient", vendor: "Vendor") -> Any:
    vendor.document = None  # the brief's dialect, which the vendor does not document
    return lambda **options: open_client(dialect="documented", **options)


@each_decision
async def test_a_decision_on_a_sheet_is_one_post(psa: Any, vendor: "Vendor", name: str) -> None:
    vendor.on("POST", f"/time/sheets/5/{name}", DONE)
    async with psa() as client:
        await ON_SHEETS[name](client)
    [request] = vendor.asked
    body = {"id": 5, "approvalType": "Tier2Update"} if name == "approve" else None
    assert (vendor.bodies("POST") if request.content else [None]) == [body]


@each_decision
async def test_a_refusal_with_200_is_a_refusal(psa: Any, vendor: "Vendor", name: str) -> None:
    told = {"success": False, "message": "The sheet\u202e is\nlocked."}
    vendor.on("POST", f"/time/sheets/5/{name}", told)
    async with psa() as client:
        with pytest.raises(RemoteRefusal, match=r'"The sheet is locked\."') as caught:
            await ON_SHEETS[name](client)
    assert caught.value.status == 200
    assert "review_timesheet" in caught.value.remedy
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, text="<html>log in</html>"),
        httpx2.Response(200, text="{"),
        httpx2.Response(200, text=""),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"message": "fine"}),
        httpx2.Response(500, json={"message": "deadlock"}),
        httpx2.Response(503),
        httpx2.ReadError("reset"),
        httpx2.ReadTimeout("late"),
    ],
    ids=str,
)
@each_decision
async def test_a_decision_whose_answer_is_lost_is_sent_once_and_says_where_to_look(
    psa: Any, vendor: "Vendor", name: str, answer: httpx2.Response | Exception
) -> None:
    vendor.on("POST", f"/time/sheets/5/{name}", answer)
    async with psa() as client:
        with pytest.raises(OutcomeUnknown, match="review_timesheet at sheet 5"):
            await ON_SHEETS[name](client)
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    ("name", "right"),
    [("submit", "Time Entry: Edit"), *((n, "Time Approval") for n in list(ON_SHEETS)[1:])],
)
async def test_a_missing_right_is_named(psa: Any, vendor: "Vendor", name: str, right: str) -> None:
    refused = httpx2.Response(403, json={"code": "Security", "message": "no permission"})
    vendor.on("POST", f"/time/sheets/5/{name}", refused, MISSING)
    async with psa() as client:
        with pytest.raises(NotPermitted, match=right):
            await ON_SHEETS[name](client)
        with pytest.raises(NotFound):
            await ON_SHEETS[name](client)


async def test_a_sheet_in_the_wrong_state_is_not_called_an_entrys_trouble(
    psa: Any, vendor: "Vendor"
) -> None:
    told = {"code": "InvalidObject", "message": "timesheet object is invalid", "errors": None}
    vendor.on("POST", "/time/sheets/5/submit", httpx2.Response(400, json=told))
    async with psa() as client:
        with pytest.raises(RemoteRefusal, match="only an open, rejected or corrected") as caught:
            await client.submit(5)
    assert "another date" not in caught.value.remedy


async def test_an_entrys_reason_is_written_before_it_is_rejected(
    psa: Any, vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", ENTRY)
    vendor.on("PATCH", "/time/entries/7", NOTED)
    vendor.on("POST", "/time/entries/7/reject", NO_CONTENT)
    async with psa() as client:
        await client.reject_entry(7, "why")
    assert [request.method for request in vendor.asked] == ["GET", "PATCH", "POST"]
    assert vendor.bodies("PATCH") == [[{"op": "replace", "path": "internalNotes", "value": "why"}]]
    assert vendor.bodies("POST") == [{"id": 7}]


async def test_a_reason_that_stands_there_already_is_not_written_again(
    psa: Any, vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", {**ENTRY, "internalNotes": "why\r\n"})
    vendor.on("POST", "/time/entries/7/reject", NO_CONTENT)
    async with psa() as client:
        await client.reject_entry(7, "why")
    assert [request.method for request in vendor.asked] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx2.Response(400, json={"message": "the sheet is locked"}), RemoteRefusal),
        (httpx2.Response(200, json=ENTRY), RemoteRefusal),
        (httpx2.Response(200, json={"success": True}), OutcomeUnknown),
        (httpx2.ReadError("x"), OutcomeUnknown),
        (httpx2.ConnectError("x"), Unavailable),
    ],
    ids=str,
)
async def test_an_entry_whose_reason_was_not_written_is_not_rejected(
    psa: Any, vendor: "Vendor", answer: httpx2.Response | Exception, kind: type[TimeDeskError]
) -> None:
    vendor.on("GET", "/time/entries/7", ENTRY)
    vendor.on("PATCH", "/time/entries/7", answer)
    async with psa() as client:
        with pytest.raises(kind):
            await client.reject_entry(7, "why")
    assert vendor.paths("POST") == []
    assert len(vendor.paths("PATCH")) == 1


async def test_an_entry_that_is_not_there_is_not_written_to(psa: Any, vendor: "Vendor") -> None:
    async with psa() as client:
        with pytest.raises(NotFound):
            await client.reject_entry(7, "why")
    assert [request.method for request in vendor.asked] == ["GET"]


@pytest.mark.parametrize("answer", [PAGE, MISSING], ids=["page", "json"])
async def test_a_connectwise_that_cannot_reject_entries_says_so(
    psa: Any, vendor: "Vendor", answer: httpx2.Response
) -> None:
    vendor.on("GET", "/time/entries/7", NOTED)
    vendor.on("POST", "/time/entries/7/reject", answer)
    async with psa() as client:
        with pytest.raises(
            RemoteRefusal, match=r"needs 2025\.16.*Reject its whole sheet"
        ) as caught:
            await client.reject_entry(7, "why")
    assert caught.value.status == 404
    assert len(vendor.paths("POST")) == 1


async def test_an_entry_that_went_away_meanwhile_is_not_taken_for_an_old_connectwise(
    psa: Any, vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", NOTED, MISSING)
    vendor.on("POST", "/time/entries/7/reject", MISSING, httpx2.Response(403, json={}))
    async with psa() as client:
        with pytest.raises(NotFound):
            await client.reject_entry(7, "why")
        vendor.on("GET", "/time/entries/7", NOTED)
        with pytest.raises(NotPermitted, match="Time Approval") as caught:
            await client.reject_entry(7, "why")
    assert "Entry 7 was not rejected; the reason stands in its internal notes" in str(caught.value)


@pytest.mark.parametrize(
    "answer", [httpx2.Response(400, json={"message": "locked"}), httpx2.ConnectError("nobody")]
)
async def test_a_reason_that_was_noted_without_a_rejection_is_told(
    psa: Any, vendor: "Vendor", answer: httpx2.Response | Exception
) -> None:
    vendor.on("GET", "/time/entries/7", ENTRY)
    vendor.on("PATCH", "/time/entries/7", NOTED)
    vendor.on("POST", "/time/entries/7/reject", answer)
    async with psa() as client:
        with pytest.raises(RemoteRefusal) as caught:
            await client.reject_entry(7, "why")
    assert "Entry 7 was not rejected; the reason stands in its internal notes" in str(caught.value)
    assert "call reject_entries again if it still waits" in caught.value.remedy
    assert len(vendor.paths("POST")) == len(vendor.paths("PATCH")) == 1


@pytest.mark.parametrize(
    "answer",
    [httpx2.Response(200, text="<html>"), httpx2.ReadError("x"), httpx2.Response(200, text="x")],
    ids=str,
)
async def test_a_rejection_whose_answer_is_lost_says_where_to_look(
    psa: Any, vendor: "Vendor", answer: httpx2.Response | Exception
) -> None:
    vendor.on("GET", "/time/entries/7", NOTED)
    vendor.on("POST", "/time/entries/7/reject", answer)
    async with psa() as client:
        with pytest.raises(OutcomeUnknown, match="get_time_entry at entry 7"):
            await client.reject_entry(7, "why")
    assert len(vendor.paths("POST")) == 1


async def test_internal_notes_are_replaced_alone(psa: Any, vendor: "Vendor") -> None:
    vendor.on("PATCH", "/time/entries/7", NOTED)
    async with psa() as client:
        await client.write_internal_notes(7, "why")
    assert [request.method for request in vendor.asked] == ["PATCH"]


async def test_the_documented_dialect_changes_statuses(documented: Any, vendor: "Vendor") -> None:
    vendor.on("PATCH", "/time/sheets/5", {"id": 5, "status": "Submitted"})
    vendor.on("PATCH", "/time/entries/7", {**NOTED, "status": "Rejected"})
    async with documented() as client:
        await client.submit(5)
        await client.reject_entry(7, "why")
        await client.write_internal_notes(7, "why")
    assert vendor.bodies("PATCH") == [
        {"status": "Submitted"},
        {"status": "Rejected", "internalNotes": "why"},
        {"internalNotes": "why"},
    ]
    assert len(vendor.asked) == 3


async def test_entries_are_approved_together_and_each_says_what_became_of_it(
    documented: Any, vendor: "Vendor"
) -> None:
    results = [{"id": 7, "success": True}, {"id": 8, "success": False, "error": {"message": "no"}}]
    vendor.on("POST", "/time/entries/bulk", {"success": False, "results": results})
    async with documented() as client:
        found = await client.approve_entries([7, 8, 9, 7])
    assert found[7] is None
    assert isinstance(found[8], RemoteRefusal)
    assert isinstance(found[9], OutcomeUnknown)
    assert "get_time_entry at entries 7, 8, 9," in found[9].remedy
    [body] = vendor.bodies("POST")
    assert body == {"ids": [7, 8, 9], "operation": {"status": "Approved"}}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx2.Response(200, text="<html>"), OutcomeUnknown),
        (httpx2.Response(200, json={"success": True}), OutcomeUnknown),
        (httpx2.Response(200, json={"success": False, "message": "no"}), RemoteRefusal),
        (httpx2.Response(200, json={"results": "all of them"}), OutcomeUnknown),
        (httpx2.Response(403, json={"message": "no"}), NotPermitted),
        (httpx2.ReadError("x"), OutcomeUnknown),
        (httpx2.ConnectError("x"), Unavailable),
    ],
    ids=str,
)
async def test_what_befalls_the_request_befalls_each_of_its_entries(
    documented: Any,
    vendor: "Vendor",
    answer: httpx2.Response | Exception,
    kind: type[TimeDeskError],
) -> None:
    vendor.on("POST", "/time/entries/bulk", answer)
    async with documented() as client:
        found = await client.approve_entries([7, 8])
    assert [type(error) for error in found.values()] == [kind, kind]
    assert len(vendor.asked) == 1


async def test_more_than_a_thousand_entries_are_several_requests(
    documented: Any, vendor: "Vendor"
) -> None:
    good = {"results": [{"id": number, "success": True} for number in range(1, 1001)]}
    vendor.on("POST", "/time/entries/bulk", good, httpx2.ReadError("x"))
    async with documented() as client:
        found = await client.approve_entries(list(range(1, 1003)))
        assert await client.approve_entries([]) == {}
    assert [number for number, error in found.items() if error] == [1001, 1002]
    assert [len(body["ids"]) for body in vendor.bodies("POST")] == [1000, 2]


@pytest.mark.parametrize("name", ["approve", "reject", "reverse"])
async def test_what_only_sheets_can_is_refused_where_entries_decide(
    documented: Any, vendor: "Vendor", name: str
) -> None:
    async with documented() as client:
        with pytest.raises(Refused, match="entry by entry"):
            await ON_SHEETS[name](client)
    assert vendor.asked == []


async def test_what_only_entries_can_is_refused_where_sheets_decide(
    psa: Any, vendor: "Vendor"
) -> None:
    async with psa() as client:
        with pytest.raises(Refused, match="Approve the sheet"):
            await client.approve_entries([7])
    assert vendor.asked == []


async def test_a_read_only_client_decides_nothing(
    open_client: "OpenClient", vendor: "Vendor"
) -> None:
    vendor.on("GET", "/time/entries/7", ENTRY)
    async with open_client(dialect="psa", read_only=True) as client:
        reject: Decision = lambda c: c.reject_entry(7, "why")  # noqa: E731 - one of several
        for decide in (*ON_SHEETS.values(), reject):
            with pytest.raises(ReadOnly):
                await decide(client)
    async with open_client(dialect="documented", read_only=True) as client:
        with pytest.raises(ReadOnly):
            await client.approve_entries([7])
    assert {request.method for request in vendor.asked} == {"GET"}


class Held(httpx2.AsyncBaseTransport):
    """Takes writes, and answers them when told to."""

    def __init__(self) -> None:
        self.under_way = self.most = self.came = 0
        self.answer = anyio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.came += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self.answer.wait()
        finally:
            self.under_way -= 1
        return httpx2.Response(200, json=DONE, request=request)


async def test_decisions_run_as_many_at_once_as_questions_do(psa: Any) -> None:
    held = Held()
    async with psa(transport=held, concurrency=4) as client, anyio.create_task_group() as group:
        for number in range(9):
            group.start_soon(client.reject_sheet, number)
        await anyio.wait_all_tasks_blocked()
        assert held.came == 4
        held.answer.set()
    assert (held.most, held.came) == (4, 9)


async def test_a_decision_lasts_no_longer_than_it_is_given(psa: Any) -> None:
    held = Held()
    async with psa(transport=held, concurrency=1) as client:
        with pytest.raises(OutcomeUnknown, match="in time"):
            await client.submit(5, within=0.01)
        with pytest.raises(Unavailable, match="nothing was sent"):
            await client.submit(5, within=0.0)
        async with anyio.create_task_group() as group:
            group.start_soon(client.submit, 6)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Unavailable, match="nothing was sent"):
                await client.submit(7, within=0.01)
            held.answer.set()
    assert held.came == 2


class Forgets(httpx2.AsyncBaseTransport):
    """Has an entry that cannot be rejected, and never answers when it is read once more."""

    def __init__(self) -> None:
        self.reads = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            return MISSING
        self.reads += 1
        if self.reads > 1:
            await anyio.sleep_forever()
        return httpx2.Response(200, json=NOTED)


async def test_looking_why_a_rejection_was_refused_takes_only_what_is_left_of_the_time(
    psa: Any,
) -> None:
    silent = Forgets()
    async with psa(transport=silent) as client:
        with anyio.fail_after(2), pytest.raises(NotFound):
            await client.reject_entry(7, "why", within=0.4)
    assert silent.reads > 1


@asynccontextmanager
async def on(world: World, key: str, dialect: Any = "psa") -> AsyncIterator[ConnectWise]:
    """A client on the world; fails at its end if a request broke the facts."""
    app = Watched(build_sandbox(world, dialect=dialect), judge=dialect == "psa")
    transport = httpx2.ASGITransport(app=app)
    async with connect(credentials(key), dialect=dialect, transport=transport) as client:
        yield client
    assert app.violations == []


async def status_of(client: ConnectWise, sheet: int) -> str | None:
    found = await client.sheet(sheet)
    return found.status if found else None


async def test_a_sheet_goes_its_way_in_the_demo_company() -> None:
    with a_world() as world:
        async with on(world, "owner") as client:
            [sheet, *_] = await client.sheets(SheetSearch(statuses=("Open",)))
            await client.submit(sheet.id)
            await client.reverse(sheet.id)
            assert await status_of(client, sheet.id) == "Open"
            await client.submit(sheet.id)
            await client.reject_sheet(sheet.id)
            assert await status_of(client, sheet.id) == "Rejected"
            [waiting, *_] = await client.sheets(SheetSearch(statuses=("PendingApproval",)))
            await client.approve_sheet(waiting.id, Stage.FIRST)
            assert await status_of(client, waiting.id) != "PendingApproval"
            with pytest.raises(RemoteRefusal):
                await client.submit(waiting.id)
        async with on(world, "no_approval") as client:
            with pytest.raises(NotPermitted, match="Time Approval"):
                await client.reject_sheet(waiting.id)


async def test_one_entry_is_rejected_with_its_reason_in_the_demo_company() -> None:
    with a_world() as world:
        async with on(world, "manager") as client:
            batches = [
                batch async for batch in client.entries(TimeSearch(statuses=("PendingApproval",)))
            ]
            first, second, *_ = [entry.id for batch in batches for entry in batch if entry.id]
            await client.reject_entry(first, "Which server was it?")
            entry = await client.entry(first)
            assert entry is not None
            assert (entry.status, entry.internal_notes) == ("Rejected", "Which server was it?")
            steps = [s for s in await client.trail(first) if s.of_status]
            assert steps[-1].after == "Rejected"
            world.switches.older_than_2025_16 = True
            with pytest.raises(RemoteRefusal, match=r"2025\.16"):
                await client.reject_entry(second, "And here?")


async def test_the_documented_dialect_decides_entry_by_entry_in_the_demo_company() -> None:
    with a_world() as world:
        async with on(world, "owner", "documented") as client:
            [sheet, *_] = await client.sheets(SheetSearch(statuses=("Open",)))
            await client.submit(sheet.id)
            assert await status_of(client, sheet.id) == "Submitted"
            search = TimeSearch(sheets=(sheet.id,))
            numbers = [e.id async for batch in client.entries(search) for e in batch if e.id]
            found = await client.approve_entries([*numbers[1:], 10**6])
            assert {n for n, error in found.items() if error} == {10**6}
            assert isinstance(found[10**6], NotFound)
            await client.reject_entry(numbers[0], "Why so long?")
            entry = await client.entry(numbers[0])
            assert entry is not None
            assert (entry.status, entry.internal_notes) == ("Rejected", "Why so long?")
