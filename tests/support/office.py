"""The people of the demo company, each at a host of their own, in the same world.

A scenario is written once and played in every manner: both protocol eras, with a host that asks
its user and with one that cannot, where the plan is carried out by a second call.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from mcp import Client
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestFormParams, ElicitRequestParams, ElicitResult
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from connectwise_time.sandbox.world import Served
from connectwise_time.server.app import build_server
from support.calls import Caller
from support.sandboxes import NOW, desk_on

Mode = Literal["legacy", "auto"]
Way = Sequence[str]
"""The statuses that something went through, from the first to the last."""
YES = ElicitResult(action="accept", content={"agree": True})
NO = ElicitResult(action="accept", content={"agree": False})
DECLINED = ElicitResult(action="decline")
CLOSED = ElicitResult(action="cancel")


@dataclass(frozen=True)
class Manner:
    """How a plan gets its yes.

    Attributes:
        mode: The protocol era.
        asked: The host asks its user; else a second call names the plan.
    """

    mode: Mode
    asked: bool

    def __str__(self) -> str:
        return f"{self.mode}-{'asked' if self.asked else 'planned'}"


ERAS: tuple[Mode, ...] = ("legacy", "auto")
MANNERS = tuple(Manner(mode, asked) for mode in ERAS for asked in (True, False))


class Host:
    """A host that asks its user whatever it is told to ask.

    Attributes:
        questions: What was asked.
        writes_before: How many writes had been sent by then, for each.
        answer: What the user says.
        meanwhile: What happens while the user thinks about the next question.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.questions: list[str] = []
        self.writes_before: list[int] = []
        self.answer = YES
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def __call__(
        self, context: ClientRequestContext, params: ElicitRequestParams
    ) -> ElicitResult:
        """Note the question, and what was written before it; answer as told."""
        assert context is not None
        assert isinstance(params, ElicitRequestFormParams)
        assert list(params.requested_schema["properties"]) == ["agree"]
        self.questions.append(params.message)
        self.writes_before.append(len(writes(self._world)))
        if self.meanwhile is not None:
            happening, self.meanwhile = self.meanwhile, None
            await happening()
        return self.answer


class Person(Caller):
    """Somebody at a host, who agrees to every plan unless told otherwise."""

    def __init__(self, client: Client, world: World, host: Host | None) -> None:
        super().__init__(client)
        self._world = world
        self.host = host
        self.shown = ""

    async def does(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Plan, agree, and see it done; what was agreed to is kept in `shown`."""
        written = len(writes(self._world))
        if self.host is None:
            plan = await self(tool, **arguments)
            assert plan["state"] == "planned", self.text
            assert len(writes(self._world)) == written, "a plan wrote something"
            self.shown = self.text
            return self._done(await self(tool, plan=plan["plan"]))
        asked = len(self.host.questions)
        answer = await self(tool, **arguments)
        assert len(self.host.questions) == asked + 1, "asked once, neither never nor twice"
        assert self.host.writes_before[-1] == written, "something was written before the yes"
        self.shown = self.host.questions[-1]
        return self._done(answer)

    def _done(self, answer: dict[str, Any]) -> dict[str, Any]:
        assert (answer["state"], answer["done"]) == ("done", answer["items"]), self.text
        assert (answer["refused"], answer["unknown"], answer["not_tried"]) == (0, 0, 0)
        return answer

    async def reaches_no_further(self, tool: str, **arguments: Any) -> str:
        """Plan, agree, and learn that ConnectWise refused."""
        if self.host is None:
            plan = await self(tool, **arguments)
            self.shown = self.text
            return await self.refused(tool, plan=plan["plan"])
        told = await self.refused(tool, **arguments)
        self.shown = self.host.questions[-1]
        return told


@dataclass
class Office:
    """The world with people at work in it, and a watch over what each of their steps moved."""

    world: World
    manner: Manner
    dialect: Literal["psa", "documented"]
    stack: AsyncExitStack
    clock: Callable[[], datetime] = lambda: NOW
    _seen: dict[str, int] = field(default_factory=dict)
    _statuses: dict[tuple[str, int], str] = field(default_factory=dict)
    _writes: int = 0

    def __post_init__(self) -> None:
        self.ledger = MemoryPlans(self.clock)
        self.look_again()

    async def person(self, key: str, *, must_ask: bool = False, **options: Any) -> Person:
        """Whoever has that key, at a host of their own."""
        host = Host(self.world) if self.manner.asked else None

        def opened() -> Any:
            usual: dict[str, Any] = {
                "ledger": self.ledger,
                "now": self.clock,
                "dialect": self.dialect,
            }
            return desk_on(self.world, key=key, **usual | options)

        server = build_server(opened, must_ask=must_ask)
        client = Client(server, mode=self.manner.mode, elicitation_callback=host)
        return Person(await self.stack.enter_async_context(client), self.world, host)

    def look_again(self) -> None:
        """Forget what moved so far."""
        self._look(self.statuses())

    def _look(self, statuses: dict[tuple[str, int], str]) -> None:
        self._statuses = statuses
        self._writes = len(writes(self.world))
        for table in _TRAILS.values():
            [[last]] = self.world.store.all(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
            self._seen[table] = last

    def statuses(self) -> dict[tuple[str, int], str]:
        """What every sheet and every entry is in."""
        return {
            (kind, number): status
            for kind, table in _TABLES.items()
            for number, status in self.world.store.all(f"SELECT id, status FROM {table}")  # noqa: S608
        }

    def entries(self, sheet: int) -> list[int]:
        """The entries on a sheet."""
        found = self.world.store.all(
            "SELECT id FROM time_entries WHERE time_sheet_id = ? ORDER BY id", (sheet,)
        )
        return [number for (number,) in found]

    def moved(
        self,
        by: str,
        *,
        sheets: Mapping[int, Way] | None = None,
        entries: Mapping[int, Way] | None = None,
        edited: Iterable[tuple[int, str]] = (),
        gone: Iterable[int] = (),
        writes_sent: Sequence[str] | None = None,
    ) -> None:
        """Since the last look just this moved, and the trails tell it, and who did it.

        Args:
            by: The member who did all of it.
            sheets, entries: Which way each went.
            edited: Entries with the audit types of what else was changed.
            gone: Entries that were deleted.
            writes_sent: The writes that ConnectWise got, in any order.
        """
        ways = {("sheet", key): way for key, way in (sheets or {}).items()}
        ways |= {("entry", key): way for key, way in (entries or {}).items()}
        now = self.statuses()
        deleted = {("entry", key) for key in gone}
        left = {key: status for key, status in self._statuses.items() if key not in deleted}
        assert now == left | {key: way[-1] for key, way in ways.items()}
        for key, way in ways.items():
            assert self._statuses[key] == way[0], key
        told = self._news()
        assert {member for _, _, member, *_ in told} <= {by}
        # A sheet's trail also tells of steps of its entries that left it where it was.
        steps = [
            (kind, key, old, new)
            for kind, key, _, what, old, new in told
            if what == "Status" and (kind, old) != ("sheet", new)
        ]
        assert sorted(steps) == sorted(
            (kind, key, old, new) for (kind, key), way in ways.items() for old, new in pairwise(way)
        )
        others = {(key, what) for _, key, _, what, _, _ in told if what != "Status"}
        assert others == set(edited)
        if writes_sent is not None:
            sent = [f"{w.method} {w.path}" for w in writes(self.world)[self._writes :]]
            assert sorted(sent) == sorted(writes_sent)
        self._look(now)

    def nothing_moved(self) -> None:
        """Since the last look nothing was written, however small."""
        self.moved("nobody", writes_sent=[])

    def _news(self) -> list[tuple[str, int, str, str, str, str]]:
        told = []
        for kind, table in _TRAILS.items():
            found = self.world.store.all(
                "SELECT a.parent_id, m.identifier, a.type, a.old_value, a.new_value, a.source"  # noqa: S608
                f" FROM {table} AS a JOIN members AS m ON m.id = a.member_id WHERE a.id > ?",
                (self._seen[table],),
            )
            for key, member, what, old, new, source in found:
                assert source == "API"
                told.append((kind, key, member, what, old or "", new or ""))
        return told


# Looked at before and after every step: bodies in full would take longer than most steps.
_TABLES = {"sheet": "time_sheets", "entry": "time_entries"}
_TRAILS = {"sheet": "time_sheet_audits", "entry": "time_entry_audits"}


def whole(sheet: int, entries: Iterable[int], *way: str) -> dict[str, Any]:
    """A sheet and all these entries on it went the same way: for `Office.moved`."""
    return {"sheets": {sheet: way}, "entries": dict.fromkeys(entries, way)}


class Hides:
    """ConnectWise, which answers what ends so with a refusal instead."""

    def __init__(self, app: ASGIApp, ending: str, status: int) -> None:
        self._app = app
        self._ending = ending
        self._status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse it, or pass it on."""
        if scope["path"].endswith(self._ending):
            body = {"code": "Security", "message": "You do not have the rights.", "errors": []}
            await JSONResponse(body, self._status)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def writes(world: World) -> list[Served]:
    """What was sent to ConnectWise beside questions, of which one is asked by a POST."""
    return [
        served
        for served in world.requests
        if served.method != "GET" and not served.path.endswith("/defaults")
    ]


@asynccontextmanager
async def an_office(
    world: World, manner: Manner, dialect: Literal["psa", "documented"] = "psa", **options: Any
) -> AsyncIterator[Office]:
    """An office whose people go home at the end."""
    async with AsyncExitStack() as stack:
        yield Office(world, manner, dialect, stack, **options)
