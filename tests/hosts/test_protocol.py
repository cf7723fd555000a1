"""Every revision of the protocol, spoken by a client that knows no SDK, over real pipes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectwise_time import __version__
from connectwise_time.sandbox.faults import Rule, Slow
from connectwise_time.server.prompts import JOBS
from connectwise_time.server.tools import all_tools
from support.calls import AT_ANY_TIME
from support.hours import ENTRIES
from support.promised import a_scene, an_hour, until
from support.served import Served, served
from support.wire import MODERN, RefusedError, Wire, wired

OLD = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
REVISIONS = (*OLD, MODERN)
LISTS = ("tools", "prompts", "resources", "resources/templates")
TOLD = {"ttlMs", "cacheScope", "resultType", "_meta"}
"""What 2026-07-28 has around every answer."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Served]:
    with served() as opened:
        yield opened


@pytest.fixture(scope="module", params=REVISIONS)
def wire(request: pytest.FixtureRequest, sandbox: Served) -> Iterator[Wire]:
    """A host that cannot ask its user."""
    # Hashes differ from process to process: what is listed does not follow them.
    seed = str(REVISIONS.index(request.param))
    with wired(request.param, environ={**sandbox.environ(), "PYTHONHASHSEED": seed}) as opened:
        yield opened


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """The lists of the first revision, that the others are held against."""
    return {}


def listed(wire: Wire, what: str) -> list[dict[str, Any]]:
    result = wire.ask(f"{what}/list")
    [items] = [value for key, value in result.items() if key not in TOLD]
    assert isinstance(items, list)
    return items


def text_of(result: dict[str, Any]) -> str:
    [part] = result["content"]
    assert part["type"] == "text"
    return str(part["text"])


def answered(result: dict[str, Any]) -> dict[str, Any]:
    """The structured answer, of which the text lacks nothing that matters."""
    assert not result.get("isError"), text_of(result)
    answer: dict[str, Any] = result["structuredContent"]
    assert answer["text"] == text_of(result)
    return answer


def numbers(sandbox: Served) -> list[int]:
    return [entry["id"] for entry in sandbox.world.entries()]


def an_entry(wire: Wire) -> int:
    logged = wire.call(
        "create_time_entry",
        ticket=54321,
        date="yesterday",
        start="19:00",
        hours=0.5,
        accept=AT_ANY_TIME,
    )
    answer = answered(logged)
    # A host without structured content reads the same.
    assert f"entry {answer['entry']}" in text_of(logged).lower()
    assert "0.5" in text_of(logged)
    return int(answer["entry"])


def test_the_server_agrees_on_the_revision_and_says_who_it_is(wire: Wire) -> None:
    if wire.revision == MODERN:
        assert set(wire.hello["supportedVersions"]) >= {MODERN}
        me = wire.hello["_meta"]["io.modelcontextprotocol/serverInfo"]
    else:
        assert wire.hello["protocolVersion"] == wire.revision
        me = wire.hello["serverInfo"]
    assert (me["name"], me["title"], me["version"]) == (
        "connectwise-time",
        "ConnectWise time",
        __version__,
    )
    [icon] = me["icons"]
    assert icon["src"].startswith("data:image/svg+xml;base64,")
    assert len(icon["src"]) < 600
    assert "create_time_entry" in wire.hello["instructions"]


def test_nothing_that_is_listed_changes_while_it_runs(wire: Wire) -> None:
    offered = wire.hello["capabilities"]
    assert {kind: offered[kind]["listChanged"] for kind in ("tools", "prompts", "resources")} == {
        "tools": False,
        "prompts": False,
        "resources": False,
    }
    assert "completions" in offered
    assert "logging" not in offered


@pytest.mark.parametrize("what", LISTS)
def test_lists_are_the_same_each_time_in_every_process_and_every_revision(
    wire: Wire, seen: dict[str, str], what: str
) -> None:
    items = listed(wire, what)
    assert items == listed(wire, what)
    assert seen.setdefault(what, json.dumps(items, sort_keys=True)) == json.dumps(
        items, sort_keys=True
    )
    assert all(item["title"] and item["description"] for item in items)


def test_the_order_of_tools_and_prompts_is_ours(wire: Wire) -> None:
    assert [t["name"] for t in listed(wire, "tools")] == [
        tool.name for tool in all_tools(read_only=False)
    ]
    assert [p["name"] for p in listed(wire, "prompts")] == [job.name for job in JOBS]


def test_every_tool_says_what_it_does_to_the_world_and_what_it_answers(wire: Wire) -> None:
    for tool in listed(wire, "tools"):
        assert {"readOnlyHint", "destructiveHint", "idempotentHint"} <= tool["annotations"].keys()
        assert tool["outputSchema"]["type"] == "object"


def test_what_does_not_change_may_be_kept_and_what_does_may_not(wire: Wire) -> None:
    lists = [wire.ask(f"{what}/list") for what in LISTS]
    mine = wire.ask("resources/read", uri="connectwise://me")
    if wire.revision == MODERN:
        assert {(r["ttlMs"], r["cacheScope"]) for r in lists} == {(300_000, "public")}
        assert (mine["ttlMs"], mine["cacheScope"]) == (0, "private")
    else:
        assert all("ttlMs" not in result for result in [*lists, mine])


def test_a_reading_call_answers_in_text_and_in_structure(wire: Wire) -> None:
    answer = answered(wire.call("search_time", member="me", period="last week"))
    assert f"{answer['hours']:g}" in answer["text"]


def test_a_host_that_cannot_ask_shows_the_plan_and_calls_again(wire: Wire, sandbox: Served) -> None:
    number = an_entry(wire)
    plan = answered(wire.call("delete_time_entry", entry=number))
    assert plan["state"] == "planned"
    # All that the next call needs stands in the text too.
    assert plan["plan"] in plan["text"]
    assert str(number) in plan["text"]
    assert number in numbers(sandbox)
    assert answered(wire.call("delete_time_entry", plan=plan["plan"]))["state"] == "done"
    assert number not in numbers(sandbox)
    assert wire.questions == []


@pytest.mark.parametrize("revision", ["2025-06-18", "2025-11-25", MODERN])
def test_a_host_that_can_ask_is_asked_in_its_own_way(revision: str, sandbox: Served) -> None:
    with wired(revision, asks=True, environ=sandbox.environ()) as wire:
        number = an_entry(wire)
        assert number in numbers(sandbox)
        assert answered(wire.call("delete_time_entry", entry=number))["state"] == "done"
        assert number not in numbers(sandbox)
        [question] = wire.questions
        assert str(number) in question


def test_arguments_of_prompts_and_templates_are_completed(wire: Wire) -> None:
    # Who waits for a word does not wait long for the server's first contact with ConnectWise.
    answered(wire.call("list_timers"))
    for ref, argument, expected in (
        ({"type": "ref/prompt", "name": "log_my_day"}, ("work_type", "emerg rem"), "Emergency"),
        ({"type": "ref/resource", "uri": "connectwise://tickets/{id}"}, ("id", "543"), "543"),
    ):
        name, typed = argument
        result = wire.ask("completion/complete", ref=ref, argument={"name": name, "value": typed})
        assert any(expected in value for value in result["completion"]["values"])


def test_a_prompt_and_a_resource_are_read(wire: Wire) -> None:
    told = wire.ask("prompts/get", name="log_my_day", arguments={"day": "yesterday"})
    assert "yesterday" in told["messages"][0]["content"]["text"]
    [content] = wire.ask("resources/read", uri="connectwise://billing-options")["contents"]
    assert json.loads(content["text"])["NoCharge"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("prompts/get", {"name": "no_such_prompt"}),
        ("resources/read", {"uri": "connectwise://tickets/0"}),
        ("resources/read", {"uri": "connectwise://nothing"}),
    ],
)
def test_what_is_not_there_is_the_callers_mistake(
    wire: Wire, method: str, params: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as refused:
        wire.ask(method, **params)
    assert refused.value.code == -32602


def test_an_unknown_revision_is_met_with_one_that_is_known(sandbox: Served) -> None:
    with wired("2999-01-01", environ=sandbox.environ()) as wire:
        assert wire.hello["protocolVersion"] == OLD[-1]
        assert listed(wire, "prompts")


@pytest.mark.anyio
@pytest.mark.parametrize("revision", [OLD[0], MODERN])
async def test_a_long_call_tells_how_far_it_is_and_begins_nothing_more_once_it_is_cancelled(
    tmp_path: Path, revision: str
) -> None:
    hours = [an_hour(f"{8 + number:02}:00") for number in range(8)]
    with (
        a_scene(tmp_path, Rule(Slow(0.3), "POST", ENTRIES)) as scene,
        wired(revision, environ=scene.environ()) as wire,
    ):
        plan = answered(wire.call("create_time_entries", entries=hours))["plan"]
        carrying = {"name": "create_time_entries", "arguments": {"plan": plan}}
        number = wire.send("tools/call", number=True, **carrying, _meta={"progressToken": "far"})
        while not wire.told:
            wire.read()
        wire.send("notifications/cancelled", requestId=number)
        listed(wire, "prompts")  # messages are read in order: it knows by now
        said = wire.told[0]["params"]
        assert (said["progressToken"], said["progress"], said["total"]) == ("far", 1, 8)
        # What was sent is brought to its end.
        await until(lambda: len(scene.new()) == scene.sent() and None not in scene.items().values())
        assert scene.sent() < len(hours)
        answer = answered(wire.call("create_time_entries", plan=plan))
        assert answer["done"] == len(hours) == len(scene.new()) == scene.sent()
