"""docs/how-to/api-keys.md: with the rights that its table gives, and no others, the work is done.

The sandbox knows the rights that are published, and no tenant's own.
"""

import re

import pytest

from connectwise_time.sandbox import World
from docs.pages import ROOT, read, rows
from docs.played import REFUSAL, Shown, a_player, shown_on

pytestmark = pytest.mark.anyio
KEYS = ROOT / "docs" / "how-to" / "api-keys.md"
TUTORIALS = ROOT / "docs" / "tutorials"
COLUMNS = {"technician": 2, "manager": 3, "readonly": 4}
JAMIE, MORGAN, RITA = 1, 2, 9
# What the sandbox calls otherwise.
ITS_WORDS = {"Company Maintenance": "Companies", "Sales Activity": "Activities"}
VERBS = ("Add", "Edit", "Delete", "Inquire")
REPORTS = (
    'search_time(period="last week", group_by="member", measures=["utilization", "amount"])',
    'search_time(unbilled=true, group_by=["company", "age"], measures=["billed"])',
    'search_time(work_type="remote", company="contoso ltd", period="last week")',
    'list_timesheets(member="everybody", period="last week")',
    "review_timesheet(timesheet=2)",
    'find_missing_time(member="everybody", period="last week")',
    'find_tickets(text="contoso mail relay")',
)


def give_only(world: World, member: int, key: str) -> None:
    """That member's role is what the table says for it."""
    given = {}
    for cells in rows(read(KEYS), "Module"):
        levels = dict(re.findall(r"(Add|Edit|Delete|Inquire) (My|All)", cells[COLUMNS[key]]))
        given[ITS_WORDS.get(cells[1], cells[1])] = levels
    for row in world.rows("system/mySecurity"):
        if row["member"]["id"] == member:
            levels = given.get(row["moduleFunctionName"], {})
            fields = {f"{verb.lower()}Level": levels.get(verb, "None") for verb in VERBS}
            world.set_field("system/mySecurity", row["id"], **fields)


@pytest.mark.parametrize(("key", "member"), [("technician", JAMIE), ("manager", MORGAN)])
async def test_with_the_least_rights_the_tutorial_goes_as_it_should(key: str, member: int) -> None:
    async with a_player() as player:
        give_only(player.world, member, key)
        for shown in shown_on(read(TUTORIALS / f"{key}.md"), key):
            told = await player.play(shown)
            assert told.startswith(REFUSAL) == shown.answer.startswith(REFUSAL), told


@pytest.mark.parametrize("call", REPORTS)
async def test_with_the_rights_to_report_whatever_is_asked_is_told(call: str) -> None:
    async with a_player() as player:
        give_only(player.world, RITA, "readonly")
        told = await player.play(Shown("readonly", 0, call, ""))
    assert not told.startswith(REFUSAL), told
    assert "may not see" not in told, told
