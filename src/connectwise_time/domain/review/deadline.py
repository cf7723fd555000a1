"""The sheet should be handed in now, or should have been."""

from collections.abc import Iterator
from datetime import timedelta

from connectwise_time.domain.review.facts import Case, Found, Rule
from connectwise_time.domain.statuses import REJECTED, SUBMITTABLE

DEADLINE_IS_NEAR = timedelta(days=1)


def _passed(case: Case) -> Iterator[Found]:
    sheet = case.filled.sheet
    if _is_pending(case) and sheet.deadline and case.around.today > sheet.deadline:
        first = "Correct it and submit it" if sheet.status in REJECTED else "Submit it now"
        remedy = f"{first} (submit_timesheet)."
        yield Found(f"It was due on {sheet.deadline:%a %Y-%m-%d}.", remedy=remedy)


def _near(case: Case) -> Iterator[Found]:
    deadline = case.filled.sheet.deadline
    if _is_pending(case) and deadline:
        first = deadline - DEADLINE_IS_NEAR
        if first <= case.around.today <= deadline:
            yield Found(f"It is due on {deadline:%a %Y-%m-%d}.")


def _is_pending(case: Case) -> bool:
    return case.filled.sheet.status in SUBMITTABLE | REJECTED


DEADLINE_PASSED = Rule(
    "deadline_passed",
    "it can be submitted, and the deadline is over",
    "",
    "Submit it now (submit_timesheet).",
    _passed,
)
DEADLINE_NEAR = Rule(
    "deadline_near",
    "it can be submitted, and is due today or tomorrow",
    "",
    "Submit it with submit_timesheet.",
    _near,
)
