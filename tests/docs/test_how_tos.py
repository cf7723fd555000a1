"""The how-tos: what they have people write is understood, and what they count is so."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectwise_time.connectwise import purposes
from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.domain.checks import GUARDS, Thresholds
from connectwise_time.domain.house import AliasTable
from connectwise_time.domain.review import RULES, Worth
from connectwise_time.domain.timers import TimerRules
from connectwise_time.errors import NotConfigured
from connectwise_time.house import house_said
from connectwise_time.settings import TOOLSETS, Settings
from docs.pages import ROOT, code_blocks, published, read, rows

FOLDER = ROOT / "docs" / "how-to"
KEYS = FOLDER / "api-keys.md"
RULES_PAGE = FOLDER / "aliases-and-rules.md"
SECRETS = {
    name.upper() for name, field in Settings.model_fields.items() if field.annotation is SecretStr
}


def servers(page: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each server that a page configures, with the whole file that it stands in."""
    files = [json.loads(text) for kind, text in code_blocks(page) if kind == "json"]
    return [
        (server, file)
        for file in files
        for server in (file.get("mcpServers") or file["servers"]).values()
    ]


@pytest.mark.parametrize("host", ["vs-code", "cursor", "any-client"])
def test_the_page_shows_practice_data_first_and_then_what_settings_need(host: str) -> None:
    (practice, _), (own, _), *_ = servers(FOLDER / f"{host}.md")
    assert practice["args"] == ["serve", "--sandbox"]
    assert "env" not in practice
    assert own["args"] == ["serve"]
    filled = {
        name: "filled-in" if value.startswith(("$", "…")) else value
        for name, value in own["env"].items()
    }
    assert Settings.from_env(filled).origin == "https://na.myconnectwise.net"


@pytest.mark.parametrize(("host", "left"), [("vs-code", "${input:"), ("cursor", "${env:")])
def test_no_key_stands_in_the_file_and_one_that_was_not_filled_in_is_named(
    host: str, left: str
) -> None:
    _, (own, file) = servers(FOLDER / f"{host}.md")
    given = {name.removeprefix("CONNECTWISE_"): value for name, value in own["env"].items()}
    assert all(given[name].startswith(left) for name in SECRETS)
    asked = {each["id"] for each in file.get("inputs", []) if each["password"]}
    assert asked == set(re.findall(r"\$\{input:([\w-]+)\}", json.dumps(own)))
    with pytest.raises(NotConfigured, match="CONNECTWISE_PRIVATE_KEY holds a placeholder"):
        Settings.from_env(own["env"])


def test_the_table_of_rights_has_each_right_that_a_request_needs() -> None:
    told = {f"{module} › {action}" for module, action, *_ in rows(read(KEYS), "Module")}
    needed = {
        right
        for purpose in vars(purposes).values()
        if isinstance(purpose, Purpose)
        for right in re.findall(r"([A-Z][\w& ]+ › [A-Z]\w+(?: [A-Z]\w+)*)", purpose.right)
    }
    billing_rights = {"Time & Expense › Time Entry Billable Option", "Finance › Billing View Time"}
    assert told == needed | billing_rights


def test_who_only_reports_needs_no_right_but_to_look() -> None:
    for module, action, _, _, reports, *_ in rows(read(KEYS), "Module"):
        assert not re.search("Add|Edit|Delete", reports), (module, action)


def test_the_file_of_the_house_is_read_as_its_remarks_say() -> None:
    [(_, example)] = [block for block in code_blocks(RULES_PAGE) if block[0] == "toml"]
    house = house_said(example)
    assert house.guards == Thresholds(
        day_hours=10, outside_minutes=60, off=frozenset({"weak_notes"})
    )
    assert house.findings == Worth(
        days_late=5, missing_minutes=30, capacity_hours=7.5, off=frozenset({"late_entry"})
    )
    assert house.reports.ages == (14, 30, 60)
    assert house.timers == TimerRules(forgotten_hours=8)
    usual = {**vars_of(Thresholds()), **vars_of(Worth()), **vars_of(TimerRules())}
    said = dict(
        re.findall(r"^(\w+) = [\d.]+\s+#.*?;? ?([\d.]+) if nothing is said", example, re.MULTILINE)
    )
    assert {name: float(number) for name, number in said.items()} == {
        name: float(usual[name]) for name in said
    }
    assert len(said) == 6
    assert house.called(AliasTable.WORK_TYPE)


def vars_of(rules: Any) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in rules.__dataclass_fields__}


@pytest.mark.anyio
async def test_the_page_on_reading_names_just_the_tools_that_stay() -> None:
    [told] = re.findall(r"^- What stays: (.*)\.$", read(FOLDER / "read-only.md"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", told)) == set((await published(read_only=True)).tools)


def test_the_sets_that_are_recommended_are_understood() -> None:
    for _, setting in rows(read(FOLDER / "toolsets.md"), "Who"):
        for sets in re.findall(r"CONNECTWISE_TOOLSETS=([\w,]+)", setting):
            assert set(sets.split(",")) <= TOOLSETS


def test_the_explanations_count_guards_and_findings_as_there_are() -> None:
    decides = read(ROOT / "docs" / "explanation" / "how-it-decides.md")
    hard = sum(guard.hard for guard in GUARDS)
    numbers = {3: "three", 12: "Twelve", 16: "sixteen"}
    assert f"[{numbers[len(GUARDS)]} of them](../reference/guards.md)" in decides
    assert f"{numbers[hard]} hard stops" in decides
    assert f"[{numbers[len(RULES)]} rules]" in read(ROOT / "docs" / "tutorials" / "manager.md")
    assert f"{numbers[len(RULES)]} kinds of findings" in read(ROOT / "README.md")
