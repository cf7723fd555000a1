"""Whether an agreement covers work: a row for each reason why it does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connectwise_time.domain.billing.coverage import Limit, Terms, coverage
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Agreement, Named

GOLD = Named(4, "Gold")
DAY = date(2026, 11, 20)
REMOTE, ENGINEER = Named(5, "Remote"), Named(4, "Engineer")
ENTRY = LoggedTime(
    id=None,
    target=None,
    member=None,
    start=None,
    end=None,
    hours=1.5,
    work_type=REMOTE,
    work_role=ENGINEER,
    billable="Billable",
    agreement=GOLD,
)
AGREEMENT = Agreement(4, "Gold", since=date(2026, 1, 1), covers_time=True, status="Active")
TERMS = Terms(AGREEMENT)


def agreed(**changes: Any) -> Terms:
    return replace(TERMS, agreement=replace(AGREEMENT, **changes))


AGAINST: dict[str, tuple[Terms, str]] = {
    "it has not begun": (agreed(since=date(2026, 11, 21)), "begins on 2026-11-21"),
    "it has ended": (agreed(until=date(2026, 11, 19)), "ended on 2026-11-19"),
    "it was cancelled that day": (agreed(cancelled=DAY), "was cancelled on 2026-11-20"),
    "it is cancelled, and not told since when": (
        agreed(active=False, status="Cancelled", until=date(2027, 1, 1)),
        "is cancelled",
    ),
    "it is inactive": (agreed(active=False, status="Inactive"), "is inactive"),
    "it has expired, and not told when": (agreed(active=False, status="Expired"), "is expired"),
    "it is not active, and not told why": (agreed(active=False, status=None), "is not active"),
    "it does not cover time": (agreed(covers_time=False), "does not cover time"),
    "it excludes the work type": (
        replace(TERMS, excluded_types=frozenset({5})),
        "excludes the work type Remote",
    ),
    "it excludes the work role": (
        replace(TERMS, excluded_roles=frozenset({4})),
        "excludes the work role Engineer",
    ),
}


@pytest.mark.parametrize("case", AGAINST)
def test_an_agreement_does_not_cover_work_where(case: str) -> None:
    terms, why = AGAINST[case]
    found = coverage(GOLD, terms, ENTRY, DAY)
    assert (found.covers, found.why, found.applied) == (False, why, True)


COVERS: dict[str, Terms] = {
    "nothing speaks against it": TERMS,
    "it began that day": agreed(since=DAY),
    "it ends that day": agreed(until=DAY),
    "it is cancelled from the next day on": agreed(active=False, cancelled=date(2026, 11, 21)),
    "it had not expired yet on that day": agreed(
        active=False, status="Expired", until=date(2026, 11, 25)
    ),
    "it excludes other work": replace(
        TERMS, excluded_types=frozenset({6}), excluded_roles=frozenset({5})
    ),
}


@pytest.mark.parametrize("case", COVERS)
def test_an_agreement_covers_work_where(case: str) -> None:
    found = coverage(GOLD, COVERS[case], ENTRY, DAY)
    assert (found.covers, found.why, found.applied) == (True, "", True)


@pytest.mark.parametrize("billable", ["DoNotBill", "NoCharge"])
def test_there_is_nothing_to_cover_in_what_is_not_billed(billable: str) -> None:
    found = coverage(GOLD, TERMS, replace(ENTRY, billable=billable), DAY)
    assert (found.covers, found.why) == (False, f"is not billed ({billable})")


def test_what_is_not_told_is_not_known() -> None:
    assert coverage(GOLD, None, ENTRY, DAY).covers is None
    assert coverage(GOLD, agreed(covers_time=None), ENTRY, DAY).covers is None


def test_an_agreement_that_was_left_out_covers_nothing_and_says_why() -> None:
    left_out = replace(ENTRY, agreement=None)
    found = coverage(GOLD, agreed(until=date(2026, 11, 19)), left_out, DAY)
    assert (found.covers, found.why, found.applied) == (False, "ended on 2026-11-19", False)
    found = coverage(GOLD, TERMS, left_out, DAY)
    assert (found.covers, found.why, found.applied) == (None, "", False)


LIMITED = replace(TERMS, limit=Limit(10, "Hours", "CalendarMonth"))


@pytest.mark.parametrize(
    ("billed", "taken", "left", "covers", "why"),
    [
        (None, None, None, True, "is limited to 10 hours per calendar month"),
        (1.5, 1.5, 0.0, True, "is limited to 10 hours per calendar month"),
        (1.5, 1.0, 0.5, True, "takes 1 h of it; 0.5 h are billed"),
        (1.5, 0.0, 1.5, False, "takes none of it, within 10 hours per calendar month"),
    ],
)
def test_what_connectwise_takes_from_a_limit_is_told_and_what_is_left_is_not_invented(
    billed: float | None,
    taken: float | None,
    left: float | None,
    covers: bool,  # noqa: FBT001 - the expectation
    why: str,
) -> None:
    entry = replace(ENTRY, hours_billed=billed, agreement_hours=taken, invoice_hours=left)
    found = coverage(GOLD, LIMITED, entry, DAY)
    assert found.covers is covers
    assert found.why.startswith(why)


def test_without_a_limit_untold_hours_prove_nothing() -> None:
    entry = replace(ENTRY, hours_billed=1.5, agreement_hours=0.0, invoice_hours=1.5)
    assert coverage(GOLD, TERMS, entry, DAY).covers is True


def test_an_agreement_that_has_no_hours_at_all_takes_none() -> None:
    entry = replace(ENTRY, hours_billed=1.5, agreement_hours=0.0, invoice_hours=1.5)
    found = coverage(GOLD, replace(TERMS, unlimited=False), entry, DAY)
    assert (found.covers, found.why) == (False, "takes none of it: it has no hours")


def test_a_limit_that_may_be_overrun_covers_what_goes_beyond_it() -> None:
    terms = replace(TERMS, limit=Limit(2, "Hours", may_be_overrun=True))
    found = coverage(GOLD, terms, ENTRY, DAY)
    assert (found.covers, found.why) == (True, "is limited to 2 hours, and may be overrun")
