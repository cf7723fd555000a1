"""What a preview says beside the entry: rounding, decisions taken over, the pair used last."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.billing.previews import (
    LastUsed,
    Overridden,
    is_offer,
    is_rounding,
    last_used,
    overridden,
    overrides_settings,
    rounding,
)
from connectwise_time.domain.billing.workings import as_changed, as_drafted, as_foreseen, as_new
from connectwise_time.domain.entries import Billable, Draft, Edit, LoggedTime
from connectwise_time.domain.models import Named, Target, TargetKind, Ticket, WorkType

START = datetime(2026, 11, 20, 14, tzinfo=UTC)
TICKET = Target(TargetKind.SERVICE_TICKET, 5, "Mail")
OTHER = Target(TargetKind.SERVICE_TICKET, 6, "Printer")
JAMIE, ACME = Named(1, "Jamie"), Named(7, "Acme")
GOLD, SILVER = Named(1, "Gold"), Named(2, "Silver")
DRAFT = Draft(TICKET, JAMIE, START, START + timedelta(hours=1))
ENTRY = LoggedTime(
    id=9,
    target=TICKET,
    member=JAMIE,
    start=START,
    end=START + timedelta(hours=1),
    hours=1.0,
    company=ACME,
    work_type=Named(5, "Remote"),
    work_role=Named(2, "Level 2"),
    billable="Billable",
    agreement=GOLD,
    hourly_rate=125.0,
)


def test_hours_are_rounded_where_other_hours_are_stored_than_were_said() -> None:
    assert rounding(1.4, 1.4, 0.25) is None
    assert rounding(1 / 3, 0.33, 0.01) is None
    found = rounding(1.4, 1.5, 0.25)
    assert found is not None
    assert (found.said, found.to, found.step) == (1.4, 1.5, 0.25)


@pytest.mark.parametrize(
    ("said", "stored", "step", "is_so"),
    [
        (1.4, 1.5, 0.25, True),
        (1.4, 1.25, 0.25, True),
        (1.4, 1.75, 0.25, False),
        (1.4, 1.45, 0.25, False),
        (1.4, 1.5, 0.0, False),
    ],
)
def test_only_the_tenants_steps_explain_other_hours(
    said: float,
    stored: float,
    step: float,
    is_so: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert is_rounding(said, stored, step) is is_so


@given(
    said=st.floats(0.02, 24, allow_nan=False),
    step=st.sampled_from([0.01, 0.1, 0.25, 0.5, 1.0]),
)
def test_whatever_is_rounded_to_a_step_is_rounding(said: float, step: float) -> None:
    assert is_rounding(said, round(round(said / step) * step, 2), step)


OVERRIDES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[Overridden, ...]]] = {
    "nothing is decided": ({}, {"billable": "NoCharge"}, ()),
    "another option": (
        {"billable": Billable.BILLABLE},
        {"billable": "NoCharge"},
        (Overridden("billable", "NoCharge", "Billable"),),
    ),
    "the same option": ({"billable": Billable.BILLABLE}, {}, ()),
    "no option of its own": ({"billable": Billable.NO_DEFAULT}, {"billable": "NoCharge"}, ()),
    "another agreement": (
        {"agreement": GOLD},
        {"agreement": SILVER},
        (Overridden("agreement", "Silver", "Gold"),),
    ),
    "an agreement instead of none": (
        {"agreement": GOLD},
        {"agreement": None},
        (Overridden("agreement", "", "Gold"),),
    ),
    "the same agreement": ({"agreement": GOLD}, {}, ()),
}


@pytest.mark.parametrize("case", OVERRIDES)
def test_a_decision_that_is_taken_over_is_told(case: str) -> None:
    said, otherwise, expected = OVERRIDES[case]
    assert overridden(replace(DRAFT, **said), ENTRY, replace(ENTRY, **otherwise)) == expected


SETTINGS: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "nothing is decided": ({}, {"bills_as": "DoNotBill"}, ()),
    "the ticket says otherwise": (
        {"billable": Billable.BILLABLE},
        {"bills_as": "DoNotBill"},
        ("The ticket says DoNotBill; you set Billable.",),
    ),
    "the ticket has no say": ({"billable": Billable.BILLABLE}, {"bills_as": "NoDefault"}, ()),
    "the work type says otherwise": (
        {"billable": Billable.BILLABLE, "work_type": Named(4, "Travel")},
        {"bills_as": "NoDefault"},
        ("The work type Travel says NoCharge; you set Billable.",),
    ),
    "the ticket has another agreement": (
        {"agreement": GOLD},
        {"agreement": SILVER},
        ("The ticket's agreement is Silver; you set Gold.",),
    ),
    "the ticket has that agreement": ({"agreement": GOLD}, {"agreement": GOLD}, ()),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_setting_that_is_contradicted_is_told_without_asking(case: str) -> None:
    said, brings, expected = SETTINGS[case]
    ticket = Ticket(5, TargetKind.SERVICE_TICKET, "Mail", **brings)
    types = [WorkType(4, "Travel", bills_as="NoCharge")]
    assert overrides_settings(replace(DRAFT, **said), ticket, None, types) == expected


def used(number: int, target: Target, kind: int) -> LoggedTime:
    return replace(ENTRY, id=number, target=target, work_type=Named(kind, f"Type {kind}"))


def test_the_newest_on_the_same_ticket_is_offered_before_a_newer_one_elsewhere() -> None:
    newest_first = [used(3, OTHER, 8), used(2, TICKET, 6), used(1, TICKET, 7)]
    days = {number: date(2026, 11, number) for number in (1, 2, 3)}
    role = Named(2, "Level 2")
    pair = last_used(newest_first, days, ENTRY)
    assert pair == LastUsed(Named(6, "Type 6"), role, date(2026, 11, 2), here=True)
    pair = last_used(newest_first[:1], days, ENTRY)
    assert pair == LastUsed(Named(8, "Type 8"), role, date(2026, 11, 3), here=False)
    assert last_used([replace(ENTRY, work_role=None)], {9: date(2026, 11, 1)}, ENTRY) is None
    assert last_used([], {}, ENTRY) is None


def test_the_pair_that_comes_anyway_is_no_offer() -> None:
    pair = LastUsed(Named(5, "Remote"), Named(2, "Level 2"), date(2026, 11, 1), here=True)
    assert not is_offer(pair, ENTRY)
    assert is_offer(pair, replace(ENTRY, work_role=None))


def test_a_changed_entry_is_asked_about_with_all_that_stays() -> None:
    draft = as_new(replace(ENTRY, notes="x"), Edit(notes="x"))
    assert draft is not None
    assert (draft.work_type, draft.agreement, draft.billable) == (
        ENTRY.work_type,
        GOLD,
        Billable.BILLABLE,
    )
    assert (draft.notes, draft.company) == ("x", None)


def test_a_moved_entry_gets_its_agreement_anew_unless_one_is_named() -> None:
    moved = replace(ENTRY, target=OTHER)
    draft = as_new(moved, Edit(target=OTHER))
    assert draft is not None
    assert draft.agreement is None
    draft = as_new(moved, Edit(target=OTHER, agreement=GOLD))
    assert draft is not None
    assert draft.agreement == GOLD


def test_an_entry_with_hours_alone_ends_where_they_do() -> None:
    draft = as_new(replace(ENTRY, end=None, hours=1.5, deduct=0.5), Edit(notes="x"))
    assert draft is not None
    assert (draft.end - draft.start, draft.hours) == (timedelta(hours=2), 1.5)


@pytest.mark.parametrize("lacking", ["start", "member", "target"])
def test_what_lacks_something_cannot_be_asked_about(lacking: str) -> None:
    without: dict[str, Any] = {lacking: None}
    assert as_new(replace(ENTRY, **without), Edit(notes="x")) is None


def test_a_rate_that_was_set_by_hand_survives_what_it_does_not_follow_from() -> None:
    told = replace(ENTRY, hourly_rate=150.0, hours_billed=2.0)
    by_hand = replace(ENTRY, hourly_rate=99.0)
    assert as_changed(by_hand, told, Edit(notes="x")).hourly_rate == 99.0
    assert as_changed(by_hand, told, Edit(work_role=Named(3, "x"))).hourly_rate == 150.0
    assert as_changed(by_hand, told, Edit(notes="x")).hours_billed == 2.0


def test_what_connectwise_would_decide_anew_is_not_shown_as_it_was() -> None:
    was = replace(ENTRY, hours_billed=1.0)
    longer = as_foreseen(was, Edit(end=START + timedelta(hours=2)))
    assert (longer.hours_billed, longer.hourly_rate, longer.agreement) == (None, 125.0, GOLD)
    assert as_foreseen(was, Edit(work_role=Named(3, "x"))).hourly_rate is None
    moved = as_foreseen(was, Edit(target=OTHER))
    assert (moved.company, moved.agreement) == (None, None)
    assert as_foreseen(was, Edit(target=OTHER, agreement=SILVER)).agreement == GOLD
    assert as_foreseen(was, Edit(notes="x")) == was


def test_what_a_draft_says_is_all_that_is_known_of_it() -> None:
    known = as_drafted(replace(DRAFT, location=Named(2, "London"), billable=Billable.NO_CHARGE))
    assert (known.id, known.location, known.billable) == (None, Named(2, "London"), "NoCharge")
    assert (known.work_type, known.agreement, known.hourly_rate) == (None, None, None)
