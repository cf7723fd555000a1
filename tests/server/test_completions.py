"""Completions: what is offered while an argument of a prompt, or an id in a URI, is typed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial

import anyio
import pytest
from mcp import Client
from mcp.types import Completion, PromptReference, ResourceTemplateReference
from starlette.types import ASGIApp, Receive, Scope, Send

from connectwise_time.desk.beginnings import MOST
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.words.dates import Calendar
from connectwise_time.domain.words.days import read_date
from connectwise_time.domain.words.periods import read_period
from connectwise_time.errors import Unavailable
from connectwise_time.sandbox import World
from connectwise_time.server.app import build_server
from connectwise_time.server.completions import DAYS, PERIODS
from connectwise_time.server.prompts import JOBS
from support.calls import Caller
from support.desks import somebody
from support.office import Hides
from support.sandboxes import TODAY, bad_desk_on, desk_on

pytestmark = pytest.mark.anyio

# Each argument by a prompt that has it.
OF = {part.name: job.name for job in JOBS for part in job.arguments}
TEMPLATES = ("tickets", "time-entries", "timesheets")


async def completed(client: Client, argument: str, typed: str, prompt: str = "") -> Completion:
    ref = PromptReference(name=prompt or OF[argument])
    result = await client.complete(ref, {"name": argument, "value": typed})
    return result.completion


async def ids(client: Client, template: str, typed: str = "", name: str = "id") -> list[str]:
    ref = ResourceTemplateReference(uri=f"connectwise://{template}/{{id}}")
    return (await client.complete(ref, {"name": name, "value": typed})).completion.values


# Each in one run of a server: what is offered depends on nothing that was typed before.
TYPED: list[tuple[str, str, list[str]]] = [
    ("work_type", "r", ["Regular", "Remote", "Emergency Remote"]),
    ("work_type", "ON-S", ["On-site", "Emergency On-site"]),
    ("work_type", "emerg rem", ["Emergency Remote"]),
    ("work_type", "OT", ["Overtime"]),
    ("work_type", "after", []),  # the only one is inactive
    ("work_type", "zzz", []),
    ("work_type", "%", []),
    ("work_role", "lvl 2", ["Level 2 Tech"]),
    ("work_role", "PM", ["Project Manager"]),
    ("charge_code", "mee", ["MTNG - Meetings"]),
    ("charge_code", "miles", []),  # takes no time
    ("member", "smi", ["Joan Smith", "John Smith", "Morgan Smith"]),
    ("member", "jdoe", ["Jamie Doe"]),
    ("member", "timebot", []),  # an API member has no timesheet
    ("company", "AW", ["Adventure Works"]),
    ("company", "muller", ["Müller & Söhne GmbH"]),
    ("company", "mueller", ["Müller & Söhne GmbH"]),
    ("company", "CAFE z", ["Café Zoë"]),
    ("status", "wait", ["waiting for approval", "waiting for billing"]),
    ("status", "ready", ["ReadyToBill"]),
    ("status", "open", ["open"]),
    ("period", "last w", ["last week"]),
    ("period", "week", ["this week", "last week"]),
    ("period", "nov", ["november"]),
    ("day", "YES", ["yesterday", "day before yesterday"]),
    ("ticket", "54321", ["54321 Mail relay rejects outgoing messages"]),
    ("ticket", "#5432", ["54322", "54321"]),
    ("ticket", "mail rel", ["54321 Mail relay rejects outgoing messages"]),
    ("ticket", "no such thing anywhere", []),
]


async def test_what_fits_the_beginning_of_any_word_is_offered(call: Caller) -> None:
    for argument, typed, offered in TYPED:
        completion = await completed(call.client, argument, typed)
        values = completion.values
        if argument == "ticket" and " " not in "".join(offered):
            values = [value.split()[0] for value in values]
        assert values == offered, (argument, typed)
        assert completion.has_more is False


async def test_before_anything_is_typed_every_argument_has_something(call: Caller) -> None:
    for argument in OF:
        assert (await completed(call.client, argument, "")).values, argument
        assert (await completed(call.client, argument, "x" * 201)).values == []


async def test_words_that_are_always_offered_can_be_read_and_ask_nobody() -> None:
    @asynccontextmanager
    async def never() -> AsyncIterator[TimeDesk]:
        pytest.fail("the desk was opened")
        yield

    async with Client(build_server(never)) as client:
        assert (await completed(client, "day", "")).values == list(DAYS)
        assert (await completed(client, "period", "")).values == list(PERIODS)
    for today in (TODAY, date(2026, 1, 1), date(2028, 2, 29)):
        calendar = Calendar(today)
        assert all(read_date(day, calendar) <= today for day in DAYS)
        assert all(read_period(period, calendar).since for period in PERIODS)


async def test_a_prompt_or_argument_that_is_not_there_completes_to_nothing(world: World) -> None:
    server = build_server(lambda: desk_on(world), toolsets=("report",))
    async with Client(server) as client:
        assert (await completed(client, "company", "con")).values
        for prompt, argument in [("log_my_day", "work_type"), ("unbilled_time", "work_type")]:
            assert (await completed(client, argument, "", prompt)).values == []
        assert await ids(client, "nothing") == []
        assert await ids(client, "tickets", name="number") == []


async def test_ids_in_uris_are_ones_own_and_lead_to_what_is_there(
    call: Caller, world: World
) -> None:
    mine = {str(e["id"]) for e in world.entries() if e["member"]["identifier"] == "jdoe"}
    assert set(await ids(call.client, "time-entries")) <= mine
    for template in TEMPLATES:
        [first, *_] = offered = await ids(call.client, template)
        assert len(set(offered)) == len(offered)
        await call.client.read_resource(f"connectwise://{template}/{first}")
        begun = await ids(call.client, template, first[0])
        assert first in begun
        assert all(value.startswith(first[0]) for value in begun)
    assert await ids(call.client, "tickets", "mail relay") == ["54321"]


async def test_somebody_elses_timesheets_of_these_days_come_behind_ones_own(world: World) -> None:
    owners = {
        str(sheet["id"]): sheet["member"]["identifier"] for sheet in world.rows("time/sheets")
    }
    async with somebody(world, "technician") as call:
        whose = [owners[sheet] == "jdoe" for sheet in await ids(call.client, "timesheets")]
    assert whose == sorted(whose, reverse=True)
    assert set(whose) == {True, False}


async def test_there_are_at_most_a_hundred_and_it_is_told_that_there_are_others(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST == 100
    monkeypatch.setattr("connectwise_time.desk.beginnings.MOST", 2)
    for argument in ("work_type", "company", "member", "status", "ticket"):
        completion = await completed(call.client, argument, "")
        assert (len(completion.values), completion.has_more) == (2, True), argument
    found = await completed(call.client, "ticket", "o")
    assert (len(found.values), found.has_more) == (2, True)
    for template in TEMPLATES:
        assert len(await ids(call.client, template)) == 2


class Slow:
    """ConnectWise, which never answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        """Keep everybody waiting."""
        if scope["type"] == "http":
            await anyio.sleep_forever()


@asynccontextmanager
async def closed() -> AsyncIterator[TimeDesk]:
    raise Unavailable("It is down.", remedy="Try again.")
    yield


async def test_where_connectwise_fails_nothing_is_offered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectwise_time.server.completions._SECONDS", 0.05)
    desks = {
        "does not open": closed,
        "does not accept the keys": lambda: bad_desk_on(world),
        "does not answer": lambda: desk_on(world, around=Slow, told=False),
    }
    for why, desk in desks.items():
        async with Client(build_server(desk)) as client:
            for argument in ("work_type", "company", "member", "ticket"):
                assert (await completed(client, argument, "")).values == [], why
            assert await ids(client, "timesheets") == [], why


async def test_what_the_keys_may_not_see_is_not_offered(world: World) -> None:
    hidden = {"company": "/company/companies", "member": "/members", "ticket": "/tickets"}
    for argument, path in hidden.items():
        around = partial(Hides, ending=path, status=403)
        async with somebody(world, around=around) as call:
            assert (await completed(call.client, argument, "")).values == []
            assert (await completed(call.client, "work_type", "rem")).values
