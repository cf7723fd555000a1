"""Calls and answers that a page shows, played in order on the sandbox, and compared.

A block shows one call and what was answered, as `connectwise-time demo` prints them:

    ```text
    search_time(member="me", period="this week")
       │ Logged time 2026-11-16 to 2026-11-22, …
    ```

`│` stands before an answer and `✗` before a refusal; long lines are broken, long rows cut. `…`
stands for what the page leaves out: lines, where it stands alone, or the end of a line. The first
line of every answer, which says that these are practice data, is left out too. Comments lead the
player: `<!-- as: manager -->` is whose call comes next, `<!-- later: 25 -->` lets minutes pass.
"""

import ast
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from mcp import Client
from mcp.types import TextContent

from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.journal.memory_plans import MemoryPlans
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from pictures.laying_out import lines_of
from support.sandboxes import NOW, a_world, desk_on

ANSWER, REFUSAL, LEFT_OUT = "   │ ", "   ✗ ", "…"
_LONGEST, _TABLE = 87, 400
_PRACTICE = "SANDBOX: practice data, nothing reaches a real ConnectWise."
_CHANGING = (r"(?<=plan=)\w{12}(?= alone)", r"(?<=\(as of )\w{8}(?=\))")
_PARTS = re.compile(
    r"^<!-- (?P<key>as|later): (?P<value>[\w]+) -->$"
    r"|^```text\n(?P<call>\w+\(.*?\))\n(?P<answer>   [│✗].*?)\n```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A call that a page shows.

    Attributes:
        key: Whose practice key makes it.
        minutes: How long after the page's beginning.
        call: As it is written, perhaps over several lines.
        answer: The lines below it.
    """

    key: str
    minutes: int
    call: str
    answer: str

    @property
    def tool(self) -> str:
        return self._parsed()[0]

    @property
    def arguments(self) -> dict[str, Any]:
        return self._parsed()[1]

    def _parsed(self) -> tuple[str, dict[str, Any]]:
        # JSON's words, so that a call reads as an assistant writes it.
        words: dict[str, Any] = {"true": True, "false": False, "null": None}
        tree = ast.parse(self.call, mode="eval").body
        assert isinstance(tree, ast.Call)
        assert isinstance(tree.func, ast.Name)
        assert not tree.args
        given: dict[str, Any] = {}
        for part in tree.keywords:
            value = part.value
            if isinstance(value, ast.Name):
                given[str(part.arg)] = words[value.id]
            else:
                given[str(part.arg)] = ast.literal_eval(value)
        return tree.func.id, given


def shown_on(text: str, key: str = "technician") -> Iterator[Shown]:
    """The calls of a page, in order."""
    minutes = 0
    for part in _PARTS.finditer(text):
        if part["key"] == "as":
            key = part["value"]
        elif part["key"] == "later":
            minutes += int(part["value"])
        else:
            yield Shown(key, minutes, part["call"], part["answer"])


class Player:
    """Plays calls on a world of its own, each person at a host that cannot ask its user.

    Attributes:
        world: The demo company.
    """

    def __init__(self, world: World, stack: AsyncExitStack, clock: list[datetime]) -> None:
        self.world = world
        self._stack = stack
        self._clock = clock
        self._ledger = MemoryPlans(self.now)
        self._clients: dict[str, Client] = {}
        self._plans: dict[str, str] = {}

    def now(self) -> datetime:
        return self._clock[0]

    async def play(self, shown: Shown) -> str:
        """The answer as a page shows it: sentences in lines that fit, and tables cut to fit."""
        told, is_refused = await self.answered(shown)
        before = REFUSAL if is_refused else ANSWER
        told = told.removeprefix(_PRACTICE).strip("\n")
        lines: list[str] = []
        for is_table, rows in groupby(told.splitlines(), lambda line: "\t" in line):
            said = "\n".join(rows)
            lines += map(_cut, lines_of(said, _TABLE)) if is_table else lines_of(said, _LONGEST)
        return "\n".join(f"{before}{line}".rstrip() for line in lines)

    async def answered(self, shown: Shown) -> tuple[str, bool]:
        """What the server answers, with the page's ids of plans, and whether it refused."""
        self._clock[0] = NOW + timedelta(minutes=shown.minutes)
        client = await self._client(shown.key)
        arguments = shown.arguments
        if "plan" in arguments:
            arguments["plan"] = self._plans.get(arguments["plan"], arguments["plan"])
        result = await client.call_tool(shown.tool, arguments)
        [part] = result.content
        assert isinstance(part, TextContent)
        return self._with_ids_of(shown, part.text), bool(result.is_error)

    def _with_ids_of(self, shown: Shown, told: str) -> str:
        # They are others each time.
        for pattern in _CHANGING:
            new, known = (re.search(pattern, text) for text in (told, shown.answer))
            if new and known:
                self._plans[known[0]] = new[0]
        for shown_id, told_id in self._plans.items():
            told = told.replace(told_id, shown_id)
        return told

    async def _client(self, key: str) -> Client:
        if key not in self._clients:

            def opened() -> Any:
                return desk_on(
                    self.world,
                    key=key,
                    now=self.now,
                    journal=MemoryJournal(),
                    ledger=self._ledger,
                )

            server = build_server(opened)
            self._clients[key] = await self._stack.enter_async_context(Client(server))
        return self._clients[key]


@asynccontextmanager
async def a_player() -> AsyncIterator[Player]:
    """A player on the demo company, on the Friday of the tests."""
    clock = [NOW]
    with a_world(lambda: clock[0]) as world:
        async with AsyncExitStack() as stack:
            yield Player(world, stack, clock)


def _cut(row: str) -> str:
    if len(row) <= _LONGEST:
        return row
    return row[: row.rindex(" ", 0, _LONGEST) + 1] + LEFT_OUT


def agrees(shown: str, told: str) -> bool:
    """Whether what a page shows was told: it may leave lines out, and the ends of lines."""
    pattern = "".join(_as_pattern(line) for line in shown.splitlines())
    return re.fullmatch(pattern, f"{told}\n") is not None


def _as_pattern(line: str) -> str:
    if line in {ANSWER + LEFT_OUT, REFUSAL + LEFT_OUT}:
        return r"(?:.*\n)+?"
    if line.endswith(f" {LEFT_OUT}"):
        return re.escape(line.removesuffix(LEFT_OUT)) + r".*\n"
    return re.escape(line) + r"\n"


async def played(text: str, key: str = "technician") -> str:
    """A page's text with what was really answered, where that is something else."""
    async with a_player() as player:
        for shown in shown_on(text, key):
            told = await player.play(shown)
            if not agrees(shown.answer, told):
                old, new = (f"{shown.call}\n{answer}\n" for answer in (shown.answer, told))
                text = text.replace(old, new, 1)
    return text
