"""README, overview and the page for any client agree with the server and with the scripts."""

import json
import re

import pytest

from connectwise_time.sandbox import CREDENTIALS
from docs.numbers import missing, said, unheld
from docs.pages import (
    ANY_CLIENT,
    OVERVIEW,
    README,
    ROOT,
    TOOLS,
    code_blocks,
    published,
    read,
)

pytestmark = pytest.mark.anyio
MOST_LINES = 50
DECIDES = ROOT / "docs" / "explanation" / "how-it-decides.md"


async def test_a_read_only_server_lacks_the_tools_that_the_pages_say() -> None:
    everything, reading = await published(), await published(read_only=True)
    lacking = {tool for tool in everything.tools if tool not in reading.tools}
    assert lacking == {
        *("create_time_entry", "update_time_entry", "delete_time_entry", "create_time_entries"),
        *("submit_timesheet", "reopen_timesheet", "approve_entries", "reject_entries"),
        *("split_time_entry", "merge_time_entries"),
        *("undo_time_change", "start_timer", "stop_timer", "check_operation"),
    }
    [told] = re.findall(
        r"`CONNECTWISE_READ_ONLY` is set, the thirteen.*?\.\n", read(TOOLS), re.DOTALL
    )
    assert lacking == set(re.findall(r"`([a-z_]+)`", told))


async def test_the_readme_counts_what_the_server_has() -> None:
    server = await published()
    counts = (len(server.tools), len(server.uris), len(server.prompts))
    [told] = re.findall(r"All (\d+) tools, (\d+) resources and (\d+) prompts", read(README))
    assert tuple(map(int, told)) == counts


async def test_the_overview_counts_what_the_server_has() -> None:
    server = await published()
    counts = [said(len(things)) for things in (server.tools, server.uris, server.prompts)]
    told = "{} tools, {} resources, {} prompts and one command".format(*counts).capitalize()
    # The practice company of that size is counted in tests/sandbox.
    others = ["`--seed large` has 60,000 entries", "totals by up to three things"]
    assert missing(read(OVERVIEW), [told, *others]) == []
    assert unheld(read(OVERVIEW).split("## Tools")[0], [told]) == []
    assert unheld(read(OVERVIEW).split("## The command")[1], others) == []


def test_the_readme_is_one_screen() -> None:
    assert len(read(README).splitlines()) <= MOST_LINES


def test_the_first_words_say_that_it_is_unofficial() -> None:
    title, text = read(README).split("\n\n")[:2]
    assert title == "# connectwise-time"
    assert "unofficial" in text


def test_the_two_commands_stand_at_the_top_and_can_be_run() -> None:
    _, block = code_blocks(README)[0]
    shown = re.findall(r"^(scripts/\w+)", block, re.MULTILINE)
    assert shown == ["scripts/demo", "scripts/test"]
    assert len(read(README).split(block)[0].splitlines()) < 10
    for script in shown:
        assert (ROOT / script).stat().st_mode & 0o111


def test_the_configuration_for_clients_is_sound_and_holds_no_key() -> None:
    blocks = [json.loads(text) for kind, text in code_blocks(ANY_CLIENT) if kind == "json"]
    servers = [
        block["mcpServers"]["connectwise-time"]
        for block in blocks
        if "connectwise-time" in block["mcpServers"]
    ]
    assert [server["args"] for server in servers] == [["serve", "--sandbox"], ["serve"]]
    env = servers[1]["env"]
    assert len(env) == 5
    assert {env["CONNECTWISE_PUBLIC_KEY"], env["CONNECTWISE_PRIVATE_KEY"]} == {"…"}


def test_both_sides_of_one_practice_company_have_the_practice_keys() -> None:
    blocks = [json.loads(text) for kind, text in code_blocks(ANY_CLIENT) if kind == "json"]
    [both] = [b["mcpServers"] for b in blocks if "connectwise-time" not in b["mcpServers"]]
    assert list(both) == ["technician", "manager"]
    shown = r"^\.venv/bin/connectwise-time sandbox --port (\d+)$"
    [port] = re.findall(shown, read(ANY_CLIENT), re.MULTILINE)
    for name, server in both.items():
        assert server["args"] == ["serve"]
        assert server["env"].pop("CONNECTWISE_SITE") == f"http://127.0.0.1:{port}"
        assert tuple(server["env"].values()) == CREDENTIALS[name]


def test_the_inspector_is_the_one_that_is_tested_with() -> None:
    package = json.loads((ROOT / "tests" / "hosts" / "package.json").read_text(encoding="utf-8"))
    name = "@modelcontextprotocol/inspector"
    assert f"npx {name}@{package['dependencies'][name]} --cli" in read(ANY_CLIENT)


def test_what_the_demo_showed_is_quoted_as_the_demo_calls_it() -> None:
    demo = (ROOT / "src" / "connectwise_time" / "cli" / "demo.py").read_text(encoding="utf-8")
    calls = re.findall(r"`(\w+)\((.+)\)`", read(README))
    assert calls == re.findall(r"^(\w+)\((.*)\)\n   ✗", read(DECIDES), re.MULTILINE)
    assert calls
    for tool, arguments in calls:
        assert f'"{tool}"' in demo
        for argument in re.findall(r"(\w+=[^,…]+)(?:, |$)", arguments):
            assert argument in demo, f"the demo does not say {argument}"
