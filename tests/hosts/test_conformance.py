"""The official conformance suite against `serve --http`, where its node programs are present.

All scenarios of a revision take two seconds: each revision is run once, whole, and every scenario
that does not want fixtures of the suite's own is looked at by itself.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support.node import needs, program
from support.over_http import served_over_http

ROOT = Path(__file__).parents[2]
BASELINE = Path(__file__).with_name("conformance.yml")
PAGE = ROOT / "docs" / "reference" / "protocol.md"

OLD = ("2025-06-18", "2025-11-25")
NEW = ("2026-07-28",)
LATE = ("2025-11-25", "2026-07-28")
REVISIONS = ("2025-03-26", *OLD, *NEW)
"""All that the suite knows. It has nothing for 2024-11-05."""

GENERIC = {
    "server-initialize": OLD,
    "server-session-lifecycle": ("2025-03-26", *OLD),
    "ping": OLD,
    "server-stateless": NEW,
    "completion-complete": (*OLD, *NEW),
    "tools-list": (*OLD, *NEW),
    "resources-list": (*OLD, *NEW),
    "prompts-list": (*OLD, *NEW),
    "server-sse-multiple-streams": LATE,
    "dns-rebinding-protection": LATE,
    "sep-2164-resource-not-found": NEW,
    "caching": NEW,
    "http-header-validation": NEW,
    "input-required-result-unsupported-methods": NEW,
    "input-required-result-ignore-extra-params": NEW,
}
"""What holds for every server, and by which revisions."""
EMPTY = {"tools-call-simple-text", "tools-call-error"}
"""Pass, and mean nothing: they are content with a tool of theirs that is not there."""
EXTENSIONS = {
    *("sep-2640-skills-directory", "sep-2640-skills-enumeration", "sep-2640-skills-manifest"),
    *("tasks-lifecycle", "tasks-capability-negotiation", "tasks-wire-fields"),
    *("tasks-request-state-removal", "tasks-mrtr-input", "tasks-request-headers"),
    *("tasks-dispatch-and-envelope", "tasks-status-notifications", "tasks-required-task-error"),
    "tasks-mrtr-composition",
}
"""Nobody has to have them, and we do not."""

suite = needs("conformance")


@dataclass(frozen=True)
class Run:
    """What came of a run: its exit code, what it printed, and every check by scenario."""

    code: int
    said: str
    checks: dict[str, list[dict[str, Any]]]


def conformance(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program("conformance"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Run]]:
    with served_over_http() as (url, _):
        # The suite tests whom a server listens to, and does so by this name.
        where = url.replace("127.0.0.1", "localhost")

        @cache
        def of(revision: str) -> Run:
            results = tmp_path_factory.mktemp(revision)
            done = conformance(
                *("server", "--url", where, "--suite", "all", "--spec-version", revision),
                *("--expected-failures", str(BASELINE), "--output-dir", str(results)),
            )
            return Run(done.returncode, done.stdout + done.stderr, dict(checks_in(results)))

        yield of


def checks_in(results: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for file in results.glob("*/checks.json"):
        named = re.fullmatch(r"server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z", file.parent.name)
        assert named, file
        yield named[1], json.loads(file.read_text(encoding="utf-8"))


def excuses() -> dict[str, str]:
    """What may fail, and why."""
    lines = re.findall(
        r"^  - (\S+)(?: # (.+))?$", BASELINE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(lines)


def wanting() -> set[str]:
    """The scenarios that are excused whole."""
    return {excuse for excuse in excuses() if ":" not in excuse}


@suite
@pytest.mark.parametrize("revision", REVISIONS)
def test_all_that_fails_is_excused_and_no_excuse_is_stale(
    run: Callable[[str], Run], revision: str
) -> None:
    done = run(revision)
    assert done.code == 0, done.said


@suite
@pytest.mark.parametrize(
    ("revision", "scenario"),
    [(revision, scenario) for scenario, those in GENERIC.items() for revision in those],
)
def test_what_holds_for_every_server_holds(
    run: Callable[[str], Run], revision: str, scenario: str
) -> None:
    checks = run(revision).checks[scenario]
    wrong = [
        check
        for check in checks
        if check["status"] in {"FAILURE", "WARNING"}
        and f"{scenario}:{check['id']}" not in excuses()
    ]
    assert wrong == []
    assert any(check["status"] == "SUCCESS" for check in checks)


@suite
def test_no_scenario_of_the_suite_is_overlooked() -> None:
    said = conformance("list", "--server").stdout
    there = dict(re.findall(r"^  - (\S+) \[(.+)\]$", said, re.MULTILINE))
    assert there.keys() == {*GENERIC, *wanting(), *EMPTY, *EXTENSIONS}
    for scenario, revisions in GENERIC.items():
        assert there[scenario].split(",") == list(revisions), scenario
    dated = {revision for those in there.values() for revision in those.split(",")}
    assert dated - {"extension"} == set(REVISIONS)


def test_every_excuse_has_a_reason() -> None:
    assert all(excuses().values())
    excused = {excuse.partition(":")[0] for excuse in excuses() if ":" in excuse}
    assert excused <= GENERIC.keys()


def test_the_page_tells_of_every_scenario() -> None:
    told = re.findall(r"`([a-z0-9-]+)`", PAGE.read_text(encoding="utf-8"))
    named = {*GENERIC, *wanting(), *EMPTY, *EXTENSIONS}
    assert sorted(name for name in told if name in named) == sorted(named)
