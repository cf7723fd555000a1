"""Every number in the prose of the page of tools and of the skills is one of the program's."""

import inspect
import itertools
from typing import Any

import pytest
from pydantic import TypeAdapter

from connectwise_time.cli.serving import _HANDS
from connectwise_time.desk import catching_up, missing
from connectwise_time.desk.finding import GROUPS, GROUPS_BESIDE_ROWS, ROWS
from connectwise_time.desk.seconds import BEGIN_SECONDS
from connectwise_time.desk.sent_back import _TRAILS
from connectwise_time.domain.batches import MOST_ENTRIES
from connectwise_time.domain.decisions import _REJECTS_ENTRIES
from connectwise_time.domain.missing import LEAST
from connectwise_time.domain.operations import AGAIN, KEPT, LONGEST_CALL
from connectwise_time.domain.plans import LASTING
from connectwise_time.domain.reports import AGES
from connectwise_time.domain.reports.asking import MOST_DAYS
from connectwise_time.domain.span_rules import _A_DAY, LONGEST_OVERNIGHT
from connectwise_time.domain.statuses import DOCUMENTED, Status
from connectwise_time.domain.timers import TimerKind, TimerRules
from connectwise_time.domain.wishes import SheetsWish
from connectwise_time.domain.words.durations import _MOST as _LONGEST_WORK
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.journal.memory_plans import _MOST as _PLANS_IN_MEMORY
from connectwise_time.server.answers.operations import _MOST as _TOLD_OPERATIONS
from connectwise_time.server.arguments import FewSheets, Grouping, Ids, Notes, OperationId, Reason
from connectwise_time.server.confirming import PLANNING_SECONDS
from docs import numbers
from docs.pages import SKILLS, TOOLS, published, read, review_rules
from docs.tool_page import without_what_is_taken

HOUR = 3600
TWELVE = (("own", "exactly"), ("status has", "values"), ("It has", "statuses"))
_ID = TypeAdapter(OperationId).json_schema()
_IN_MEMORY = inspect.signature(MemoryJournal).parameters["most"].default
# What is no number of the program's: an example that is worked out, formats, counts of a sentence.
NONE_OF_OURS = (
    "of a day from 8 to 17 with a capacity of 8, eight hours can be missing",
    *("0 takes the break away", "0 discards the stopwatch", "ISO 8601 with Z", "0.875"),
    "100 rows stay under 12,000 characters",  # tests/server/test_search.py
    "The last four counts",
)


def most(kind: Any, what: str = "maxLength") -> str:
    """A bound of a type of arguments, as prose has it."""
    return f"{TypeAdapter(kind).json_schema()[what]:,}"


PHRASES = (
    f"up to {LONGEST_OVERNIGHT.total_seconds() / HOUR:g} hours",
    f"over 0 and at most {_LONGEST_WORK / HOUR:g} hours",
    f"more than {_A_DAY.total_seconds() / HOUR:g} hours",
    f"longer than {_A_DAY.total_seconds() / HOUR:g} h",
    f"on the invoice; at most {most(Notes)} characters",
    f"an id of yours ({_ID['minLength']} to {_ID['maxLength']} letters, digits",
    *(f"{how} {KEPT.days} days" for how in ("kept for", "reaches back")),
    f"the latest {_IN_MEMORY:,} of them",
    f"the latest {_PLANS_IN_MEMORY:,} of them",
    *(f"{how} {numbers.said(AGAIN.seconds // 60)} minutes" for how in ("within", "less than")),
    *(how.format(MOST_ENTRIES) for how in ("1 to {} entries", "more than {} | two calls")),
    f"goes on for more than {numbers.said(int(TimerRules().forgotten_hours))} hours",
    f"one to {numbers.said(int(most(Grouping, 'maxItems')))} of them",
    f"rows; left out: {ROWS}",
    f"of more than {MOST_DAYS} days",
    f"at most {numbers.said(_TRAILS)} of them by whom",
    *(f"{how} {missing.MOST_DAYS} days" for how in ("at most", "more than")),
    *(f"{how} {catching_up.MOST_DAYS} days" for how in ("at most", "more than")),
    f"Less than {LEAST.seconds // 60} minutes is not told",
    f"ids, at most {most(Ids, 'maxItems')}",
    f"has to be corrected, at most {most(Reason)} characters",
    *(
        f"{how} {'.'.join(map(str, _REJECTS_ENTRIES))}"
        for how in ("older than", "from ConnectWise")
    ),
    f"of all {numbers.said(len(TimerKind))} kinds",
    f"expires {LASTING.seconds // 60} minutes after its last use",
    f"Up to {numbers.said(_HANDS)} items are worked on at once",
    f"within {LONGEST_CALL.seconds} s. Making the plan may take {PLANNING_SECONDS:.0f} s",
    f"begun later than {BEGIN_SECONDS:.0f} s after",
    f"its {numbers.said(len(DOCUMENTED))} are the only exact names",
    f"[{numbers.said(len(review_rules()))} rules]",
    f"up to {_TOLD_OPERATIONS} operations and {_TOLD_OPERATIONS} plans",
)


async def counts() -> tuple[str, str]:
    """How many tools there are, and how many of them write."""
    tools = (await published()).tools
    read_only = (await published(read_only=True)).tools
    absent = set(tools) - set(read_only) - {"check_operation"}
    return (
        f"{numbers.said(len(tools)).capitalize()} tools.",
        f"the {numbers.said(len(absent))} that write are absent",
    )


@pytest.mark.anyio
async def test_the_page_of_tools_says_the_numbers_of_the_program_and_no_others() -> None:
    page = without_what_is_taken(read(TOOLS))
    phrases = (*PHRASES, *NONE_OF_OURS, *await counts())
    assert numbers.missing(page, phrases) == []
    assert numbers.unheld(page, phrases) == []


AGED = tuple(f"{first + 1}-{last}" for first, last in itertools.pairwise((-1, *AGES)))
IN_SKILLS = (
    f"up to {LONGEST_OVERNIGHT.total_seconds() / HOUR:g} hours",
    f"then up to {ROWS} rows",
    *(f"{how} {numbers.said(len(Status))} {what}" for how, what in TWELVE),
    f"with {numbers.said(len(DOCUMENTED))} statuses",
    f"there are {numbers.said(len(DOCUMENTED))} statuses",
    *(f"{how} to {numbers.said(int(most(Grouping, 'maxItems')))}" for how in ("by up", "takes up")),
    f"`age` is {', '.join(AGED)} and over {AGES[-1]} days",
    f"what is older than {AGES[1]} days",
    f"the {GROUPS} largest groups, {GROUPS_BESIDE_ROWS} beside rows",
    f"of at most {MOST_DAYS} days",
    f"at most {missing.MOST_DAYS} days",
    f"at most {catching_up.MOST_DAYS} days",
    f"it lasts for {LASTING.seconds // 60} minutes",
    f"up to {most(Reason)} characters",
    f"ConnectWise older than {'.'.join(map(str, _REJECTS_ENTRIES))}",
    f"`limit` ({SheetsWish().limit}, at most {most(FewSheets, 'maximum')})",
)
# Examples, and what a tenant calls things.
EXAMPLES = (
    *("a list of thirty questions", "90 minutes is ` or 1.5, never 90", "Level 2 Tech"),
    *("on the invoice at 0", "capacity 90 % may be billable and 5 % not", "Without the last four"),
    *("Three things to tell with it", "means two hours, not three"),
)


def test_the_skills_say_the_numbers_of_the_program_and_no_others() -> None:
    text = "\n\n".join(numbers.of_a_skill(read(skill)) for skill in SKILLS)
    assert numbers.missing(text, (*IN_SKILLS, *EXAMPLES)) == []
    assert numbers.unheld(text, (*IN_SKILLS, *EXAMPLES)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at most 10 days", []),
        ("at most 100 days", ["at most 100 days"]),
        ("at most 10 days, and ten weeks", ["…, and ten weeks"]),
        ("at most\n10 days of `99` in [it](a-12.md)", []),
    ],
)
def test_a_number_that_nothing_holds_is_found(text: str, found: list[str]) -> None:
    assert numbers.unheld(text, ["at most 10 days"]) == found
