"""Random people call random tools in one office: nothing happens that nobody may do, or planned."""

import re
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from mcp import Client
from mcp.types import CallToolResult
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.domain.plans import Doing, Ended, Kept, Kind
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from support.desks import hand_in
from support.sandboxes import NOW, TODAY, desk_on

PEOPLE = {"technician": "jdoe", "manager": "msmith", "owner": "nbrooks", "project_manager": "phart"}
PERSON = st.sampled_from(sorted(PEOPLE))
# Who may do most does most, so that most of it comes to something.
OFTEN_ABLE = st.sampled_from([*PEOPLE, "manager", "owner", "owner", "owner"])
SHEET = st.integers(1, 13)
WAITING = st.sampled_from([2, 3, 4, 6, 7, 10, 11, 12])
SHEETS = st.lists(WAITING, min_size=1, max_size=3, unique=True)
AT_ONCE = st.booleans()
ENTRIES = st.lists(st.integers(1, 80), min_size=1, max_size=4, unique=True)
HANDED_IN = (2, 4, 6, 10)
NORAS = 6  # given to her, who may approve everybody's
REASON = st.sampled_from(["Which ticket?", "Too long"])
TOOLS = {
    Doing.SUBMIT: "submit_timesheet",
    Doing.REOPEN: "reopen_timesheet",
    Doing.APPROVE: "approve_entries",
    Doing.REJECT: "reject_entries",
    Doing.DELETE: "delete_time_entry",
    Doing.LOG: "create_time_entries",
    Doing.UNDO: "undo_time_change",
    Doing.SPLIT: "split_time_entry",
    Doing.MERGE: "merge_time_entries",
}
# connectwise-api.md §7, written down anew: what is done → from → where an entry may come by it.
PENDING = {"PendingApproval", "PendingProjectApproval"}
EDITABLE = {"Open", "Rejected", "ErrorsCorrected", "RejectBySecondTier"}
MOVES: dict[str, dict[str, set[str]]] = {
    Doing.SUBMIT: dict.fromkeys(EDITABLE, PENDING | {"ApprovedByTierOne", "ReadyToBill"}),
    Doing.REOPEN: {
        **{status: {"Open"} for status in PENDING},
        "ApprovedByTierOne": {"PendingApproval", "Open"},
        "ReadyToBill": {"ApprovedByTierOne", "PendingApproval", "Open"},
    },
    Doing.APPROVE: {
        "PendingProjectApproval": {"PendingApproval", "ApprovedByTierOne", "ReadyToBill"},
        "PendingApproval": {"ApprovedByTierOne", "ReadyToBill"},
        "ApprovedByTierOne": {"ReadyToBill"},
    },
    Doing.REJECT: {
        **{status: {"Rejected"} for status in PENDING},
        "ApprovedByTierOne": {"RejectBySecondTier"},
    },
    Doing.DELETE: {},
    Doing.LOG: {},
    Doing.UNDO: {},
    Doing.SPLIT: {},
    Doing.MERGE: {},
    "edit": {"Rejected": {"ErrorsCorrected"}, "RejectBySecondTier": {"ErrorsCorrected"}},
}
# There open time waits for a decision too, and there is one approval.
DECIDED_ALONE = {"Open", "ErrorsCorrected"}
SHOWN_FIRST = [
    "Rejected",
    "ErrorsCorrected",
    "RejectBySecondTier",
    "Open",
    "PendingProjectApproval",
    "PendingApproval",
    "ApprovedByTierOne",
    "ReadyToBill",
    "Billed",
]
SENT = {
    ("submit", Doing.SUBMIT),
    ("reverse", Doing.REOPEN),
    ("approve", Doing.APPROVE),
    ("reject", Doing.REJECT),
}
ALWAYS = 1_000_000
DECISIONS = {Doing.APPROVE, Doing.REJECT}
Row = dict[str, Any]


@dataclass
class Write:
    """A write as ConnectWise got it."""

    method: str
    path: str
    body: bytes


@dataclass
class Line:
    """Everybody's line to ConnectWise.

    Attributes:
        heard: The writes that went through it.
        reach: How many more will, before it breaks down.
    """

    heard: list[Write] = field(default_factory=list)
    reach: int = ALWAYS


class Listening:
    """Keeps the writes of one desk."""

    def __init__(self, app: ASGIApp, line: Line) -> None:
        self._app = app
        self._line = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        self._line.reach -= 1
        if self._line.reach < 0:
            raise httpx2.ConnectError("nobody there")
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        path = scope["path"].rpartition("/apis/3.0")[2]
        self._line.heard.append(Write(scope["method"], path, body))

        async def again() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)


@dataclass
class Known:
    """What this test knows of a plan.

    Attributes:
        covered: What its items stood on when it was made, as ConnectWise has it.
        sent: How often each thing was written by it.
    """

    maker: str
    doing: Doing
    keys: set[str]
    covered: Any
    sent: Counter[str] = field(default_factory=Counter)


class Office(RuleBasedStateMachine):
    """Four people, each at a server of their own; plans wait in a bundle and are used later."""

    plans = Bundle("plans")
    dialect: Literal["psa", "documented"]

    @initialize(
        first=st.sampled_from([True, True, False]),
        second=st.booleans(),
        dialect=st.sampled_from(["psa", "psa", "documented"]),
        mode=st.sampled_from(["legacy", "auto"]),
    )
    def open_the_office(self, *, first: bool, second: bool, dialect: Any, mode: Any) -> None:
        self.present = NOW
        self.dialect = dialect
        self.world = World.open(today=TODAY, now=self.now)
        self.world.set_field(
            "system/myCompany/timeExpense", 1, tier1ApprovalFlag=first, tier2ApprovalFlag=second
        )
        handed_in = hand_in(self.world, HANDED_IN)
        self.world.set_field("time/sheets", NORAS, member=12)
        for entry in handed_in[NORAS]:
            self.world.set_field("time/entries", entry, member=12)
        self.ledger = MemoryPlans(self.now)
        self.known: dict[str, Known] = {}
        self.line = Line()
        self.stack = ExitStack()
        self.portal: BlockingPortal = self.stack.enter_context(start_blocking_portal())
        self.clients = {key: self.at_work(key, mode) for key in PEOPLE}
        members = {row["identifier"]: row["id"] for row in self.world.rows("system/members")}
        self.members = {key: members[identifier] for key, identifier in PEOPLE.items()}

    def now(self) -> datetime:
        return self.present

    def at_work(self, key: str, mode: Any) -> Client:
        server = build_server(
            lambda: desk_on(
                self.world,
                key=key,
                dialect=self.dialect,
                now=self.now,
                ledger=self.ledger,
                around=lambda app: Listening(app, self.line),
            )
        )
        made = self.portal.call(lambda: _made(server, mode))
        return self.stack.enter_context(self.portal.wrap_async_context_manager(made))

    def teardown(self) -> None:
        with suppress(AttributeError):
            self.stack.close()
            self.world.close()

    # What people do.

    @rule(minutes=st.sampled_from([1, 1, 1, 4, 11]))
    def time_passes(self, minutes: int) -> None:
        self.present += timedelta(minutes=minutes)

    @rule(
        key=PERSON,
        day=st.integers(9, 20),
        charge=st.sampled_from([{"ticket": 54321}, {"ticket": 60101}, {"charge_code": "MTNG"}]),
        start=st.integers(0, 23),
    )
    def log_an_hour(self, key: str, day: int, charge: Row, start: int) -> None:
        when = {"date": f"2026-11-{day:02}", "start": f"{start:02}:00", "hours": 0.5}
        self.does(key, "create_time_entry", **charge, **when, notes="At work")

    @rule(key=PERSON, entry=st.integers(1, 80), notes=st.sampled_from(["better", "best"]))
    def correct(self, key: str, entry: int, notes: str) -> None:
        self.does(key, "update_time_entry", entry=entry, notes=notes)

    @rule(target=plans, key=OFTEN_ABLE, sheet=SHEET, at_once=AT_ONCE)
    def plan_to_submit(self, key: str, sheet: int, *, at_once: bool) -> Any:
        return self.proposes(key, Doing.SUBMIT, at_once=at_once, timesheet=sheet)

    @rule(target=plans, key=OFTEN_ABLE, sheet=SHEET, at_once=AT_ONCE)
    def plan_to_reopen(self, key: str, sheet: int, *, at_once: bool) -> Any:
        return self.proposes(key, Doing.REOPEN, at_once=at_once, timesheet=sheet)

    @rule(target=plans, key=OFTEN_ABLE, entry=st.integers(1, 80), at_once=AT_ONCE)
    def plan_to_delete(self, key: str, entry: int, *, at_once: bool) -> Any:
        return self.proposes(key, Doing.DELETE, at_once=at_once, entry=entry)

    @rule(target=plans, key=OFTEN_ABLE, sheets=SHEETS, at_once=AT_ONCE)
    def plan_to_approve_sheets(self, key: str, sheets: list[int], *, at_once: bool) -> Any:
        return self.proposes(key, Doing.APPROVE, at_once=at_once, timesheets=sheets)

    @rule(target=plans, key=OFTEN_ABLE, sheet=WAITING, some=st.sampled_from([None, None, 2]))
    def plan_to_approve_entries(self, key: str, sheet: int, some: int | None) -> Any:
        entries = [number for number, row in self.entries().items() if row[2] == sheet]
        return self.proposes(key, Doing.APPROVE, entries=entries[:some] or [1])

    @rule(target=plans, key=OFTEN_ABLE, sheets=SHEETS, reason=REASON, at_once=AT_ONCE)
    def plan_to_reject_sheets(
        self, key: str, sheets: list[int], reason: str, *, at_once: bool
    ) -> Any:
        how = {"timesheets": sheets, "reason": reason}
        return self.proposes(key, Doing.REJECT, at_once=at_once, **how)

    @rule(target=plans, key=OFTEN_ABLE, entries=ENTRIES, reason=REASON, at_once=AT_ONCE)
    def plan_to_reject_entries(
        self, key: str, entries: list[int], reason: str, *, at_once: bool
    ) -> Any:
        how = {"entries": entries, "reason": reason}
        return self.proposes(key, Doing.REJECT, at_once=at_once, **how)

    @rule(plan=plans, at=st.integers(0, 30))
    def somebody_is_faster(self, plan: str, at: int) -> None:
        """Something that a plan covers changes before it is carried out."""
        covered = sorted(self.known[plan].covered)
        entry = covered[at % len(covered)]
        if self.entries().get(entry, ("", ""))[1] in EDITABLE:
            self.does("owner", "update_time_entry", entry=entry, notes=f"faster {self.present}")
        else:
            self.proposes("manager", Doing.REJECT, at_once=True, entries=[entry], reason="Why?")
        self.carries_out(self.known[plan].maker, plan, self.known[plan].doing)

    @rule(target=plans, plan=consumes(plans), reach=st.sampled_from([ALWAYS, ALWAYS, 0, 1, 2, 3]))
    def carry_out(self, plan: str, reach: int) -> str:
        self.line.reach = reach
        self.carries_out(self.known[plan].maker, plan, self.known[plan].doing)
        self.line.reach = ALWAYS
        return plan  # it may be called again

    @rule(plan=plans)
    def carry_out_twice(self, plan: str) -> None:
        for _ in range(2):
            self.carries_out(self.known[plan].maker, plan, self.known[plan].doing)

    @rule(plan=plans, key=PERSON)
    def carry_out_what_may_be_somebody_elses(self, plan: str, key: str) -> None:
        self.carries_out(key, plan, self.known[plan].doing)

    @rule(plan=plans, doing=st.sampled_from(Doing))
    def carry_out_with_a_tool_that_may_be_another(self, plan: str, doing: Doing) -> None:
        self.carries_out(self.known[plan].maker, plan, doing)

    # What must hold after each step.

    @invariant()
    def a_sheet_shows_what_its_entries_are(self) -> None:
        statuses: dict[int, set[str]] = {}
        for _, status, sheet, _ in self.entries().values():
            assert status in SHOWN_FIRST
            statuses.setdefault(sheet, set()).add(status)
        for key, status in self.sheets().items():
            shown = min(statuses.get(key, {"Open"}), key=SHOWN_FIRST.index)
            assert status == shown, (key, status, statuses.get(key))

    @invariant()
    def nobody_decided_about_their_own_time(self) -> None:
        for decided, of in (("entry", "entries"), ("sheet", "sheets")):
            own = self.world.store.all(
                f"SELECT a.id, a.message FROM time_{decided}_audits AS a"  # noqa: S608
                f" JOIN time_{of} AS t ON t.id = a.parent_id WHERE a.member_id = t.member_id"
                " AND (a.message LIKE '%approved%' OR a.message LIKE '%reject%')"
            )
            assert own == []

    @invariant()
    def no_plan_did_anything_twice(self) -> None:
        for plan, known in self.known.items():
            assert all(times == 1 for times in known.sent.values()), (plan, known.sent)

    # Calls, and what each may have moved.

    def does(self, key: str, tool: str, **arguments: Any) -> None:
        """A call that writes at once."""
        before, n = self.entries(), len(self.line.heard)
        sheets = self.sheets()
        result = self.call(key, tool, arguments)
        after = self.entries()
        assert before.keys() <= after.keys()
        for number, (_, status, *_) in after.items():
            was = before[number][1] if number in before else "Open"
            if was != status:
                assert number == arguments["entry"]
                assert status in MOVES["edit"].get(was, set())
        if result.is_error:
            assert (after, self.sheets()) == (before, sheets)
        sent = [
            f"{w.method} {w.path}" for w in self.line.heard[n:] if not w.path.endswith("/defaults")
        ]
        entry = arguments.get("entry")
        assert sent in ([], ["POST /time/entries"], [f"PATCH /time/entries/{entry}"])

    def proposes(self, key: str, doing: Doing, *, at_once: bool = False, **arguments: Any) -> Any:
        """The first call: a plan, or a refusal; either changes nothing."""
        before, n = self.everything(), len(self.line.heard)
        result = self.call(key, TOOLS[doing], arguments)
        assert len(self.line.heard) == n, "a first call wrote something"
        assert self.everything() == before
        if result.is_error:
            return multiple()
        answer = result.structured_content or {}
        assert answer["state"] == "planned"
        plan: str = answer["plan"]
        kept = self.kept(plan, key)
        assert kept is not None
        if doing in DECISIONS:
            mine = self.members[key]
            assert all(item.owner and item.owner.id != mine for item in kept.plan.items)
        if plan in self.known:
            assert self.known[plan].covered == self.covered(kept)
            return multiple()
        keys = {item.key for item in kept.plan.items}
        self.known[plan] = Known(key, doing, keys, self.covered(kept))
        if at_once:
            self.carries_out(key, plan, doing)
        return plan

    def carries_out(self, key: str, plan: str, doing: Doing) -> None:
        """The second call, or one that should not be."""
        known = self.known[plan]
        kept = self.kept(plan, known.maker) if self.is_theirs(key, plan, doing) else None
        before, entries, n = self.everything(), self.entries(), len(self.line.heard)
        result = self.call(key, TOOLS[doing], {"plan": plan})
        written = self.line.heard[n:]
        if kept is None:
            assert result.is_error
            told = "There is no such plan" if key != known.maker else "plan"
            assert told in _text(result)
        if kept is None or kept.voided or not kept.left:
            assert not written
            assert self.everything() == before
            return
        if not kept.started and self.covered(kept, entries) != known.covered:
            assert result.is_error
            assert not written, "it changed before the first write"
            event("void")
            return
        after = self.kept(plan, known.maker)
        assert after is not None
        event(
            f"{doing}: {len(after.ended(Ended.DONE))} done,"
            f" {len(after.ended(Ended.REFUSED))} refused of {len(kept.plan.items)}"
        )
        assert self.everything() == before or written
        for write in written:
            self.belongs(write, known, after)
        self.moved_as_planned(entries, after)
        self.told_truly(entries, result, kept, after)

    def is_theirs(self, key: str, plan: str, doing: Doing) -> bool:
        known = self.known[plan]
        return (known.maker, known.doing) == (key, doing)

    def belongs(self, write: Write, known: Known, kept: Kept) -> None:
        """A write is one of the plan's items', and only once."""
        if write.path == "/time/entries/bulk":
            assert known.doing is Doing.APPROVE
            ids = re.search(rb'"ids":\s*\[([\d,\s]*)\]', write.body)
            assert ids is not None
            for number in ids[1].decode().split(","):
                assert f"entry {int(number)}" in known.keys
                known.sent[f"approve entry {int(number)}"] += 1
            return
        found = re.fullmatch(r"/time/(sheets|entries)/(\d+)(?:/(\w+))?", write.path)
        assert found is not None, write
        kind, number, action = found[1], int(found[2]), found[3]
        key = f"timesheet {number}" if kind == "sheets" else f"entry {number}"
        known.sent[f"{write.method} {write.path}"] += 1
        if write.method == "PATCH" and b'"Submitted"' not in write.body:
            assert known.doing is Doing.REJECT
            assert number in {item.notes_in for item in kept.plan.items}
            return
        assert key in known.keys
        if write.method == "DELETE":
            assert (known.doing, kind) == (Doing.DELETE, "entries")
        elif action is not None:
            assert (action, known.doing) in SENT

    def moved_as_planned(self, before: dict[int, tuple[Any, ...]], kept: Kept) -> None:
        """Entries moved only as the table allows, only inside the plan's items."""
        doing, after = kept.plan.doing, self.entries()
        sheets = {item.id for item in kept.plan.items if item.kind is Kind.SHEET}
        alone = {item.id for item in kept.plan.items if item.kind is Kind.ENTRY}
        assert after.keys() <= before.keys()
        gone = before.keys() - after.keys()
        assert gone <= (alone if doing is Doing.DELETE else set())
        for number, (_, status, sheet, _) in after.items():
            was = before[number][1]
            if was == status:
                continue
            assert number in alone or sheet in sheets
            allowed = MOVES[doing].get(was, set())
            if self.dialect == "documented" and doing in DECISIONS and was in DECIDED_ALONE:
                allowed = {"ReadyToBill"} if doing is Doing.APPROVE else {"Rejected"}
            assert status in allowed, (doing, was, status)

    def told_truly(
        self, before: dict[int, tuple[Any, ...]], result: CallToolResult, was: Kept, now: Kept
    ) -> None:
        """What is told as done moved, and what is told as refused did not."""
        after = self.entries()
        for item in was.left:
            inside = {
                number
                for number, (_, _, sheet, _) in before.items()
                if (number == item.id if item.kind is Kind.ENTRY else sheet == item.id)
            }
            moved = any(n not in after or after[n][1] != before[n][1] for n in inside)
            outcome = now.outcomes.get(item.key)
            assert (outcome is not None and outcome.ended is Ended.DONE) is moved, outcome
            assert outcome is None or outcome.ended is not Ended.UNKNOWN
            assert (item.key in now.started) is (outcome is not None)
            assert outcome or self.line.reach < 0, "an item was left, and nothing failed"
        answer = result.structured_content or {}
        if not result.is_error:
            assert answer["done"] == len(now.ended(Ended.DONE))
            assert answer["refused"] == len(now.ended(Ended.REFUSED))
            assert (answer["unknown"], answer["not_tried"]) == (0, len(now.left))

    def call(self, key: str, tool: str, arguments: Row) -> CallToolResult:
        self.present += timedelta(seconds=7)  # ConnectWise's stamps are whole seconds
        client = self.clients[key]
        result = self.portal.call(lambda: client.call_tool(tool, arguments))
        assert "Traceback" not in _text(result)
        assert not _text(result).startswith("Error executing"), _text(result)
        return result

    # What ConnectWise has.

    def kept(self, plan: str, key: str) -> Kept | None:
        return self.portal.call(self.ledger.find, plan, key)

    def covered(self, kept: Kept, entries: dict[int, tuple[Any, ...]] | None = None) -> Any:
        """Everything that a plan's items stand on."""
        every = entries or self.entries()
        sheets = {item.id for item in kept.plan.items if item.kind is Kind.SHEET}
        alone = {item.id for item in kept.plan.items if item.kind is Kind.ENTRY}
        return {n: row for n, row in every.items() if n in alone or row[2] in sheets}

    def entries(self) -> dict[int, tuple[Any, ...]]:
        found = self.world.store.all(
            "SELECT id, status, time_sheet_id, last_updated FROM time_entries ORDER BY id"
        )
        return {row[0]: row for row in found}

    def sheets(self) -> dict[int, str]:
        return dict(self.world.store.all("SELECT id, status FROM time_sheets"))

    def everything(self) -> list[Any]:
        tables = ("time_entries", "time_sheets", "time_entry_audits", "time_sheet_audits")
        every = "SELECT * FROM "
        return [self.world.store.all(every + table) for table in tables]


async def _made(server: Any, mode: Any) -> Client:
    return Client(server, mode=mode)


def _text(result: CallToolResult) -> str:
    return "".join(getattr(part, "text", "") for part in result.content)


Office.TestCase.settings = settings(max_examples=10, stateful_step_count=30, deadline=None)
# What fails is made smaller first, which takes longer than a test may.
test_nothing_happens_that_nobody_may_do_or_planned = pytest.mark.no_cover(
    pytest.mark.timeout(600)(Office.TestCase)
)
