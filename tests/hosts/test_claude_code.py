"""Claude Code as a host: what it finds in the plugin, and the commands of our pages, really run."""

import json
import re
import stat
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from docs.pages import README, code_blocks, read
from support import with_uv
from support.claude import PROGRAM, ROOT, Claude, cloned

PAGE = ROOT / "docs" / "how-to" / "claude-code.md"
MANAGER = ROOT / "docs" / "tutorials" / "manager.md"
SKILLS = {page.parent.name for page in ROOT.glob("skills/*/SKILL.md")}
SECRETS = ("public_key", "private_key", "client_id")
HEALTHY = "plugin:connectwise-time:time: uv run .* ✔ Connected"
# As Claude Code estimates; what is loaded always is paid for in each session.
MOST_TOKENS_ALWAYS, MOST_TOKENS_OF_A_SKILL = 500, 5000

pytestmark = [
    pytest.mark.skipif(
        not PROGRAM.exists(), reason="Claude Code (npm ci in tests/hosts) is not here"
    ),
    pytest.mark.timeout(600),
]


@pytest.fixture
def claude(tmp_path: Path) -> Claude:
    return Claude(tmp_path)


def shown(heading: str) -> list[str]:
    """The commands of Claude Code that a section of the page shows."""
    [section] = re.findall(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", read(PAGE), re.MULTILINE | re.DOTALL
    )
    return re.findall(r"^claude .+$", section, re.MULTILINE)


def judged(claude: Claude, options: str, folder: Path = ROOT) -> dict[str, Any]:
    verdict: dict[str, Any] = json.loads(
        claude(f"claude plugin validate {folder} --strict --json {options}")
    )
    return verdict


@pytest.mark.parametrize("what", ["", "/.claude-plugin/plugin.json"])
def test_plugin_and_marketplace_are_valid_and_have_server_and_skills(
    claude: Claude, what: str
) -> None:
    verdict = judged(claude, "", Path(f"{ROOT}{what}"))
    assert verdict["success"] is True
    found = verdict["manifest"]
    assert (found["errors"], found["warnings"], found["notes"]) == ([], [], [])
    assert found["type"] == ("plugin" if what else "marketplace")
    assert [server["name"] for server in verdict["provides"]["mcpServers"]] == ["time"]
    skills = {f"connectwise-time:{name}" for name in SKILLS}
    assert set(verdict["provides"]["skills"]) == skills


def test_the_directory_of_plugins_would_take_it(claude: Claude) -> None:
    directory = judged(claude, "--profile directory")["directory"]
    assert directory["profile"] == "directory"
    assert (directory["findings"], directory["undecided"]) == ([], [])


def test_the_page_leads_from_installing_to_removing(claude: Claude) -> None:
    if reason := with_uv.why_not():
        pytest.skip(reason)
    clone = cloned(claude.folder / "connectwise-time")
    on_practice_data(claude)
    it_costs_little(claude)
    a_missing_key_is_not_made_up_for(claude)
    own_keys_are_kept_apart(claude)
    assert (claude.data / "venv").is_dir()
    assert not (clone / ".venv").exists()
    nothing_is_left(claude)


def on_practice_data(claude: Claude) -> None:
    add, install, listing = shown("As a plugin")
    claude(add)
    claude(install)
    # Optional fields were left empty; the server takes what arrives for not set.
    assert re.search(HEALTHY, claude(listing))
    # Practice data are not kept.
    assert not (claude.home / ".local" / "share" / "connectwise-time").exists()


def it_costs_little(claude: Claude) -> None:
    told = claude("claude plugin details connectwise-time")
    print(told)  # noqa: T201  # shown with -rP
    [always] = re.findall(r"Always-on:\s+~(\d+) tok", told)
    assert 0 < int(always) <= MOST_TOKENS_ALWAYS
    skills = re.findall(r"^\s+([a-z-]+)\s+~\d+\s+~([\d.]+)(k?)$", told, re.MULTILINE)
    assert {name for name, _, _ in skills} == SKILLS
    for name, number, thousands in skills:
        assert float(number) * (1000 if thousands else 1) <= MOST_TOKENS_OF_A_SKILL, name


def a_missing_key_is_not_made_up_for(claude: Claude) -> None:
    configure, listing = shown("With your own keys")
    fill(claude, configure, {"site": "na.myconnectwise.net", "company": "acme"})
    assert "✘ Failed to connect" in claude(listing)


def own_keys_are_kept_apart(claude: Claude) -> None:
    blocks = [json.loads(text) for kind, text in code_blocks(PAGE) if kind == "json"]
    [typed] = [block for block in blocks if "site" in block]
    canary = uuid4().hex
    configure, listing = shown("With your own keys")
    fill(claude, configure, typed | {name: f"{name}-{canary}" for name in SECRETS})
    told = claude(listing)
    assert re.search(HEALTHY, told)
    assert canary not in told
    settings = (claude.configuration / "settings.json").read_text(encoding="utf-8")
    assert typed["site"] in settings
    holding = [
        path
        for path in claude.folder.rglob("*")
        if path.is_file() and canary.encode() in path.read_bytes()
    ]
    if sys.platform != "darwin":  # there it is the keychain
        assert holding == [claude.configuration / ".credentials.json"]
        assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600


def fill(claude: Claude, configure: str, typed: dict[str, str]) -> None:
    """Fill the form in as the page says: from a file, which is deleted afterwards."""
    make = re.findall(r"^(?:touch|chmod) .+$", read(PAGE), re.MULTILINE)
    assert len(make) == 2
    for line in make:
        claude(line)
    # In the home, since what lies in the clone is copied.
    file = claude.home / "own-settings.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text(json.dumps(typed), encoding="utf-8")
    claude(configure)
    [remove] = re.findall(r"^rm .+$", read(PAGE), re.MULTILINE)
    claude(remove)
    assert not file.exists()


def nothing_is_left(claude: Claude) -> None:
    update_market, update, uninstall, forget = shown("Update and remove")
    claude(update_market)
    claude(update)
    claude(uninstall)
    claude(forget)
    assert not claude.data.exists()
    for kept in ("settings.json", ".credentials.json"):
        file = claude.configuration / kept
        assert not file.exists() or not any(json.loads(file.read_text("utf-8")).values())
    assert "connectwise-time" not in claude("claude plugin list")
    assert "plugin:" not in claude("claude mcp list")


def by_hand() -> list[str]:
    pages = read(PAGE) + read(README)
    return list(dict.fromkeys(re.findall(r"claude mcp add [^\n`]+", pages)))


def with_ours(command: str) -> str:
    """The same line with the program of this environment, where a page has a checkout's."""
    program = str(Path(sys.executable).parent / "connectwise-time")
    here = re.sub(r'"?[^\s"]*\.venv/bin/connectwise-time"?', program, command)
    assert program in here
    return here


@pytest.mark.parametrize("command", by_hand())
def test_the_server_alone_is_added_by_the_command_of_our_pages(
    claude: Claude, command: str
) -> None:
    claude(with_ours(command))
    _, listing, remove = shown("The server alone")
    assert re.search(r"^connectwise-time: .* ✔ Connected$", claude(listing), re.MULTILINE)
    claude(remove)
    assert "connectwise-time" not in claude(listing)
    assert not (claude.home / ".claude").exists()


def test_the_managers_tutorial_can_be_begun_after_the_technicians(claude: Claude) -> None:
    [technician] = re.findall(r"claude mcp add [^\n`]+", read(README))
    add, remove = re.findall(r"^claude .+$", read(MANAGER), re.MULTILINE)
    claude(with_ours(technician))
    claude(with_ours(add))
    claude(remove)
    listed = claude("claude mcp list")
    assert re.search(r"^connectwise-manager: .* --as manager - ✔ Connected$", listed, re.MULTILINE)
    assert "connectwise-time:" not in listed
    [after] = re.findall(r"`(claude mcp remove [^`]+)`", read(MANAGER))
    claude(after)
    assert "connectwise-manager" not in claude("claude mcp list")


def test_the_page_of_removing_has_the_commands_that_are_tried_here() -> None:
    text = read(ROOT / "docs" / "how-to" / "remove.md")
    _, _, uninstall, forget = shown("Update and remove")
    _, _, alone = shown("The server alone")
    assert re.findall(r"^claude .+$", text, re.MULTILINE) == [uninstall, forget, alone]
