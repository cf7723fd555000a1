"""Every block of code on every page names its language, and is understood by what will read it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters

from connectwise_time.house import house_said
from connectwise_time.sandbox import serve_sandbox
from docs.calls import WrittenCall, written_calls
from docs.pages import code_blocks, every_page, name_of, published, settings_known

BLOCKS = [
    pytest.param(kind, text, id=f"{name_of(page)}-{place}")
    for page in every_page()
    for place, (kind, text) in enumerate(code_blocks(page), 1)
]
LANGUAGES = {"sh", "powershell", "json", "toml", "python", "text"}
# Whose command lines are judged elsewhere: by the scripts' own test, by the parser of
# connectwise-time, by Claude Code and the Inspector where they can be installed, or not at all.
PROGRAMS = {
    *("scripts/*", "connectwise-time", "claude", "npx", "CONNECTWISE_*=", "cd", "git"),
    *("mkdir", "touch", "chmod", "rm", "(set"),
}
# Of functions of ours, which decisions and the sandbox's page name too.
NOT_TOOLS = {"serve_sandbox"}


BASH = shutil.which("bash")


def of(language: str) -> list[Any]:
    return [block for block in BLOCKS if block.values[0] == language]


@pytest.mark.parametrize(("kind", "text"), BLOCKS)
def test_every_block_says_what_it_is(kind: str, text: str) -> None:
    assert kind in LANGUAGES
    assert text.strip()


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
@pytest.mark.parametrize(("kind", "text"), of("sh"))
def test_a_shell_takes_it_and_every_program_is_known(kind: str, text: str) -> None:
    del kind
    subprocess.run([str(BASH), "-n"], input=text, text=True, check=True, capture_output=True)
    for line in text.replace("\\\n", " ").splitlines():
        first = Path(line.split()[0])
        known = {
            first.name,
            f"{first.parent}/*",
            re.sub(r"^(CONNECTWISE_)\w+=.*", r"\1*=", line),
        }
        assert known & PROGRAMS, line


@pytest.mark.parametrize(("kind", "text"), of("toml"))
def test_a_file_of_the_house_is_read(kind: str, text: str) -> None:
    del kind
    assert house_said(text) != house_said("")


@pytest.mark.parametrize(("kind", "text"), of("python"))
def test_a_program_runs(kind: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del kind

    def serve_and_stop(app: Any, **options: Any) -> None:
        serve_sandbox(app, **{**options, "port": 0, "until": lambda: None})

    # It would serve until its input ends, at a port that may be taken.
    monkeypatch.setattr("connectwise_time.sandbox.serve_sandbox", serve_and_stop)
    exec(compile(text, "page", "exec"), {})  # noqa: S102  # our own page


def servers_in(text: str) -> list[dict[str, Any]]:
    told = json.loads(text)
    return list({**told.get("mcpServers", {}), **told.get("servers", {})}.values())


@pytest.mark.parametrize(("kind", "text"), of("json"))
def test_a_configuration_starts_our_command_with_settings_that_there_are(
    kind: str, text: str
) -> None:
    del kind
    for server in servers_in(text):
        assert Path(server["command"].replace("\\", "/")).stem == "connectwise-time"
        assert set(server.get("env", {})) <= settings_known()


@pytest.mark.anyio
async def test_what_pages_configure_for_practice_data_answers(tmp_path: Path) -> None:
    told = {
        (tuple(server["args"]), tuple(server.get("env", {}).items()))
        for block in of("json")
        for server in servers_in(str(block.values[1]))
        if "--sandbox" in server["args"]
    }
    assert told
    for arguments, env in told:
        started = StdioServerParameters(
            command=sys.executable,
            args=["-m", "connectwise_time", *arguments],
            env={**dict(env), "CONNECTWISE_TIME_DATA": str(tmp_path)},
        )
        async with Client(started) as client:
            assert (await client.list_tools()).tools


CALLS = [call for page in every_page() for call in written_calls(page)]


@pytest.mark.anyio
async def test_every_call_on_a_page_is_one_that_the_tool_takes() -> None:
    tools = (await published()).tools
    for call in CALLS:
        if call.tool in NOT_TOOLS:
            continue
        assert call.tool in tools, call
        schema = tools[call.tool].input_schema
        assert not list(Draft202012Validator(schema).iter_errors(given(call, schema))), call


def given(call: WrittenCall, schema: dict[str, Any]) -> dict[str, Any]:
    """The arguments; one word where a list goes stands for a list of it, as the server takes it."""
    kinds = {name: part.get("type") for name, part in schema["properties"].items()}
    return {
        name: [value] if kinds.get(name) == "array" and isinstance(value, str) else value
        for name, value in call.arguments.items()
    }


def test_calls_are_really_found_on_the_pages() -> None:
    pages = {call.page.partition("/")[0] for call in CALLS}
    assert {"README.md", "docs", "skills"} <= pages
    assert len(CALLS) > 50
