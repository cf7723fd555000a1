"""Every page: links lead somewhere, commands exist, and nothing belongs to one machine."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from connectwise_time import __version__
from connectwise_time.cli.command import main
from connectwise_time.desk.seconds import (
    BEGIN_SECONDS,
    LEAST_SECONDS,
    LOOK_SECONDS,
    READ_BACK_SECONDS,
    WRITE_SECONDS,
)
from connectwise_time.domain.plans import LASTING
from connectwise_time.domain.statuses import UNBILLED, statuses_said
from connectwise_time.errors import NotFound
from connectwise_time.server.answers.entries import BriefWrite, WrittenAnswer
from connectwise_time.server.confirming import PLANNING_SECONDS
from connectwise_time.server.tools import SETS
from connectwise_time.settings import TOOLSETS, optional_settings
from docs.pages import (
    ANY_CLIENT,
    OVERVIEW,
    README,
    ROOT,
    TOOLS,
    code_blocks,
    every_page,
    first_cells,
    inline_code,
    name_of,
    published,
    read,
    rows,
    sections,
    settings_known,
    targets,
)

PAGES = pytest.mark.parametrize("page", every_page(), ids=name_of)
DECISIONS = ROOT / "docs" / "decisions"
MOST_LINES_OF_A_DECISION = 60
MACHINE = re.compile(
    r"(?<![\w./])/(?:home|root|Users|work|tmp|opt|mnt)/|file://|[A-Z]:\\Users", re.IGNORECASE
)
INDEX = re.compile(r"pypi\.org|pythonhosted|npmjs\.(?:org|com)|/simple\b", re.IGNORECASE)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


_SHELLS = {"sh", "powershell"}
_NOT_OURS = ("pip ", "npx ")


def commands(page: Path) -> list[list[str]]:
    """The arguments of every call of `connectwise-time` that the page shows."""
    shells = [text for kind, text in code_blocks(page) if kind in _SHELLS]
    lines = [line for text in shells for line in text.replace("\\\n", "").splitlines()]
    calls = [line.split("  #")[0] for line in lines if not line.startswith("  ")]
    calls += inline_code(page)
    shown = []
    for call in calls:
        found = re.search(r"(?:^|-- |bin/)\S*\bconnectwise-time(?= |$)(.*)", call)
        if found and "mcp add" not in found[1] and not call.startswith(_NOT_OURS):
            # What reads a file of settings for one command stands in brackets.
            shown.append(shlex.split(found[1].rstrip(")")))
    for kind, text in code_blocks(page):
        if kind == "json":
            told = json.loads(text)
            servers = {**told.get("mcpServers", {}), **told.get("servers", {})}
            shown += [server["args"] for server in servers.values()]
    return shown


def ending(arguments: list[str]) -> Any:
    """How the command ends: --version and --help leave by themselves, a wrong call with 2."""
    try:
        return main(arguments)
    except SystemExit as ended:
        return ended.code


@PAGES
def test_every_relative_link_leads_to_something_that_is_there(page: Path) -> None:
    for target in targets(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name_of(page)} links to {target}"
        assert there.is_relative_to(ROOT)
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{name_of(page)} links to {target}"


@PAGES
def test_no_page_names_a_folder_of_somebodys_machine(page: Path) -> None:
    assert MACHINE.findall(read(page)) == []


@PAGES
def test_no_page_ties_people_to_one_package_index(page: Path) -> None:
    assert INDEX.findall(read(page)) == []


@PAGES
def test_every_command_that_a_page_shows_is_understood(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The whole command line is read, and nothing is started.
    monkeypatch.setattr("connectwise_time.cli.command._run", lambda _arguments: 0)
    for arguments in commands(page):
        assert ending(arguments) == 0, f"{name_of(page)} shows {arguments}"


@PAGES
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"\bCONNECTWISE_[A-Z]+(?:_[A-Z]+)*\b", read(page)))
    assert named <= settings_known()


@PAGES
def test_every_script_that_a_page_names_exists(page: Path) -> None:
    for name in re.findall(r"(?<![\w/])scripts/(\w+)", read(page)):
        assert (ROOT / "scripts" / name).exists(), f"{name_of(page)} names scripts/{name}"


def test_commands_are_really_found_on_the_pages() -> None:
    assert ["serve", "--sandbox"] in commands(ANY_CLIENT)
    assert ["doctor"] in commands(README)
    assert ["sandbox", "--port", "8765"] in commands(OVERVIEW)


def test_hooks_before_a_commit_fetch_nothing() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"language: (\S+)", hooks)) == {"system"}
    [entry] = re.findall(r"entry: (\S+)", hooks)
    assert (ROOT / entry).exists()


def test_the_changelog_knows_this_version() -> None:
    assert __version__ in read(ROOT / "CHANGELOG.md")


def test_the_page_of_settings_lists_every_setting() -> None:
    page = ROOT / "docs" / "reference" / "settings.md"
    assert set(first_cells(read(page), "Setting")) == settings_known()


def test_the_page_of_settings_tells_what_holds_where_nothing_is_set() -> None:
    usual = optional_settings({})
    page = ROOT / "docs" / "reference" / "settings.md"
    optional = read(page).split("## Optional")[1]
    told = {
        name: re.fullmatch(r"`([^`]+)`", default)
        for name, _, default in rows(optional, "Setting")
        for name in re.findall(r"CONNECTWISE_(\w+)", name)
    }
    # What has no value of its own is told in words, and read by other tests.
    said = {f"CONNECTWISE_{name}": word[1] for name, word in told.items() if word}
    assert len(said) == 7
    assert optional_settings(said) == usual
    with_words = set(told) - {name for name, word in told.items() if word}
    assert with_words == {"MEMBER", "TIMEZONE", "APPROVER", "TIME_FILE"}
    assert {usual[name] for name in ("member", "zone", "approver", "house")} == {None}


def test_the_page_of_settings_tells_which_tools_are_in_each_set() -> None:
    told = rows(read(ROOT / "docs" / "reference" / "settings.md"), "Set")
    assert {name.strip("`"): set(re.findall(r"`(\w+)`", tools)) for name, tools in told} == SETS
    assert set(SETS) == TOOLSETS


def test_decisions_are_numbered_without_gaps_and_short() -> None:
    pages = sorted(page for page in DECISIONS.glob("*.md") if page.name != "README.md")
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    listed = targets(DECISIONS / "README.md")
    assert listed == [page.name for page in pages]
    for number, page in zip(numbers, pages, strict=True):
        text = read(page)
        assert text.startswith(f"# {number}. ")
        assert len(text.splitlines()) <= MOST_LINES_OF_A_DECISION
        for part in ("**What", "**Why", "**What we gave up"):
            assert part in text, f"{page.name} does not tell {part}"


@pytest.mark.anyio
async def test_the_page_of_tools_lists_every_parameter_of_every_tool() -> None:
    server = await published()
    pages = sections(TOOLS)
    assert set(server.tools) == set(pages) & set(server.tools)
    for tool in server.tools:
        assert first_cells(pages[tool], "Parameter") == server.parameters(tool), tool


def names_in(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


@pytest.mark.anyio
async def test_the_page_of_tools_lists_every_field_of_every_answer() -> None:
    server = await published()
    parts = re.split(
        r"^(.* answers? with.*:)$", sections(TOOLS)["Answer fields"], flags=re.MULTILINE
    )
    told: set[str] = set()
    for heading, table in zip(parts[1::2], parts[2::2], strict=True):
        tools, _, like = heading.partition(" with what ")
        shared = [field for tool in names_in(like) for field in server.answer_fields(tool)]
        for tool in names_in(tools):
            assert [*shared, *first_cells(table, "Field")] == server.answer_fields(tool), tool
            told.add(tool)
    assert told == set(server.tools)


def test_the_page_of_tools_lists_what_entries_tell_beside_what_is_published() -> None:
    told = first_cells(sections(TOOLS)["Answer fields"], "Beside it")
    assert set(told) == WrittenAnswer.model_fields.keys() - BriefWrite.model_fields.keys()


def test_the_page_of_tools_tells_which_statuses_each_word_means() -> None:
    told = rows(sections(TOOLS)["Statuses in people's words"], "Word")
    for word, psa, documented in told:
        assert statuses_said(word.strip("`")) == tuple(psa.split(", "))
        if documented == "none":
            with pytest.raises(NotFound):
                statuses_said(word.strip("`"), documented=True)
        else:
            assert statuses_said(word.strip("`"), documented=True) == tuple(documented.split(", "))
    with pytest.raises(NotFound) as refused:
        statuses_said("no such status")
    known = refused.value.remedy.split(", or exactly")[0].removeprefix("Use one of ").split(", ")
    assert [f"`{word}`" for word in known if word != UNBILLED] == [row[0] for row in told]


def test_the_page_of_tools_says_how_long_things_last() -> None:
    plans = sections(TOOLS)["Plans"]
    assert f"{LASTING.total_seconds() / 60:.0f} minutes after its last use" in plans
    assert f"later than {BEGIN_SECONDS:.0f} s" in plans
    assert f"may take {PLANNING_SECONDS:.0f} s" in plans


def test_the_decision_on_many_hands_tells_the_seconds_that_are_kept() -> None:
    page = read(DECISIONS / "0016-many-hands.md")
    kept = (PLANNING_SECONDS, LOOK_SECONDS, BEGIN_SECONDS, WRITE_SECONDS, READ_BACK_SECONDS)
    for seconds in (*kept, LEAST_SECONDS):
        assert re.search(rf"\b{seconds:.0f}\b", page), seconds


@pytest.mark.parametrize("section", ["tutorials", "how-to", "reference", "explanation"])
def test_the_index_of_a_section_lists_each_of_its_pages_once(section: str) -> None:
    folder = ROOT / "docs" / section
    listed = [target for target in targets(folder / "index.md") if "/" not in target]
    assert sorted(listed) == sorted(p.name for p in folder.glob("*.md") if p.name != "index.md")
