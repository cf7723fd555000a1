"""What doctor tells of rights: of each that the tools in use need, and of no other."""

import re

import pytest

from connectwise_time.cli.rights import (
    CHECKED,
    TIME_ENTRY,
    Use,
    as_told,
    lacking,
    untold,
    verbs_of_entries,
)
from connectwise_time.connectwise.lookups import Levels
from connectwise_time.settings import TOOLSETS
from docs.pages import ROOT, read, rows

KEYS = ROOT / "docs" / "how-to" / "api-keys.md"
VERBS = ("Add", "Edit", "Delete", "Inquire")
COLUMNS = {"technician": 2, "manager": 3, "readonly": 4}
EVERYTHING = Levels("All", "All", "All", "All")
NOTHING = Levels("None", "None", "None", "None")
# The page advises none: ConnectWise decides what is billed.
NOT_NEEDED = {"Time Entry Billable Option"}
LOOKED_AT = frozenset({"review", "approve", "report"})


def role(name: str) -> dict[str, Levels]:
    """A column of the page's table, as ConnectWise tells it."""
    told = {}
    for cells in rows(read(KEYS), "Module"):
        given = dict(re.findall(r"(Add|Edit|Delete|Inquire) (My|All)", cells[COLUMNS[name]]))
        told[cells[1]] = Levels(*(given.get(verb, "None") for verb in VERBS))
    return told


def lines(use: Use, rights: dict[str, Levels]) -> list[str]:
    return list(lacking(as_told(use, rights), rights))


def test_every_right_on_the_page_is_looked_at() -> None:
    named = {cells[1] for cells in rows(read(KEYS), "Module")}
    assert set(CHECKED) == named - NOT_NEEDED


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("technician", Use(TOOLSETS - {"approve"})),
        ("manager", Use(LOOKED_AT)),
        ("readonly", Use(frozenset({"report"}), read_only=True)),
    ],
)
def test_the_roles_of_the_page_suffice_for_what_they_are_for(name: str, use: Use) -> None:
    assert lines(use, role(name)) == []


def test_a_technicians_role_with_all_tools_lacks_one_thing() -> None:
    [told] = lines(Use(TOOLSETS), role("technician"))
    assert told.startswith("Time & Expense > Time Approval: edit is None, My is needed.")
    assert "leaves approve out of CONNECTWISE_TOOLSETS" in told


@pytest.mark.parametrize("name", CHECKED)
def test_a_right_that_is_lacking_is_told_once_or_more_with_what_breaks(name: str) -> None:
    rights = {**dict.fromkeys(CHECKED, EVERYTHING), name: NOTHING}
    told = lines(Use(TOOLSETS), rights)
    assert told
    assert all(f"> {name}: " in line and "Without it" in line for line in told)
    assert lines(Use(TOOLSETS), dict.fromkeys(CHECKED, EVERYTHING)) == []


@pytest.mark.parametrize(
    ("use", "level", "lacks"),
    [
        (Use({"approve"}), "None", True),
        (Use({"approve"}), "My", False),
        (Use({"approve"}, decides_for_another=True), "My", True),
        (Use({"approve"}, decides_for_another=True), "All", False),
        (Use({"approve"}, read_only=True), "None", False),
        (Use({"log", "review", "report", "catch_up"}), "None", False),
        (Use({"approve"}), "a word of tomorrow", False),
    ],
)
def test_approving_needs_its_right_only_where_something_is_approved(
    use: Use, level: str, *, lacks: bool
) -> None:
    rights = dict.fromkeys(CHECKED, EVERYTHING)
    rights["Time Approval"] = Levels("None", level, "None", "None")
    assert bool(lines(use, rights)) == lacks


def test_what_is_not_told_is_named_and_held_against_nobody() -> None:
    assert lines(Use(TOOLSETS), {}) == []
    assert set(untold(Use(TOOLSETS), {})) == set(CHECKED)
    assert untold(Use(TOOLSETS), dict.fromkeys(CHECKED, NOTHING)) == []


@pytest.mark.parametrize(
    ("use", "verbs"),
    [
        (Use(TOOLSETS), ["add", "edit", "delete", "inquire"]),
        (Use({"approve", "report"}), ["edit", "inquire"]),
        (Use({"catch_up"}), ["add", "inquire"]),
        (Use({"report"}), ["inquire"]),
        (Use(TOOLSETS, read_only=True), ["inquire"]),
    ],
)
def test_of_time_entries_only_what_the_tools_do_has_to_be_allowed(
    use: Use, verbs: list[str]
) -> None:
    assert TIME_ENTRY[0] in CHECKED
    assert verbs_of_entries(use) == verbs
