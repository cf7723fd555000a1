from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectwise_time.domain.billing.workings import as_drafted
from connectwise_time.domain.entries import Billable, Draft, Edit, LoggedTime, Mail, Pane
from connectwise_time.domain.models import Named, Target, TargetKind
from connectwise_time.domain.reading_back import ignored_of_draft, ignored_of_edit, plausible

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
TICKET = Target(TargetKind.SERVICE_TICKET, 5)
ACME = Named(9, "Acme")
DRAFT = Draft(
    TICKET,
    Named(1, "Jo"),
    START,
    START + timedelta(minutes=20),
    deduct=0.0,
    work_type=Named(2, "Remote"),
    billable=Billable.BILLABLE,
    notes="fixed\nit",
    add_to=frozenset({Pane.DISCUSSION}),
)
STORED = replace(as_drafted(DRAFT), id=7, hours=0.33)


def test_what_reads_back_as_sent_is_not_reported() -> None:
    others = replace(
        STORED,
        target=replace(TICKET, name="Mail"),
        member=Named(1, "Jo Doe"),
        notes="fixed \r\nit\r\n",
        add_to=frozenset({Pane.DISCUSSION, Pane.INTERNAL}),
        start=START.replace(microsecond=5),
    )
    assert ignored_of_draft(DRAFT, others) == ()


@pytest.mark.parametrize(
    ("stored", "ignored"),
    [
        ({"target": None}, ("target",)),
        ({"target": Target(TargetKind.PROJECT_TICKET, 5)}, ("target",)),
        ({"member": Named(2, "Jo")}, ("member",)),
        ({"start": datetime(1900, 1, 1, tzinfo=UTC)}, ("start",)),
        ({"end": None}, ("end",)),
        ({"deduct": 0.25}, ("deduct",)),
        ({"hours": 0.5}, ("hours",)),
        ({"work_type": None}, ("work_type",)),
        ({"billable": "DoNotBill"}, ("billable",)),
        ({"notes": "other"}, ("notes",)),
        ({"add_to": frozenset({Pane.INTERNAL})}, ("add_to",)),
    ],
)
def test_what_reads_back_otherwise_is_reported_by_our_name(
    stored: dict[str, Any], ignored: tuple[str, ...]
) -> None:
    assert ignored_of_draft(DRAFT, replace(STORED, **stored)) == ignored


def test_leaving_the_billing_to_connectwise_cannot_be_ignored() -> None:
    open_ = replace(DRAFT, billable=Billable.NO_DEFAULT)
    assert ignored_of_draft(open_, STORED) == ()


def test_a_company_as_target_is_known_by_its_id() -> None:
    wish = replace(DRAFT, target=Target(TargetKind.COMPANY, 9))
    on_company = replace(STORED, target=Target(TargetKind.COMPANY, 9), company=ACME)
    assert ignored_of_draft(wish, on_company) == ()
    assert ignored_of_draft(wish, replace(STORED, company=ACME)) == ("target",)


def test_the_company_counts_for_internal_time_only() -> None:
    code = Target(TargetKind.CHARGE_CODE, 8)
    internal = replace(DRAFT, target=code, company=ACME)
    assert ignored_of_draft(internal, replace(STORED, target=code)) == ("company",)
    assert ignored_of_draft(replace(DRAFT, company=ACME), STORED) == ()


@pytest.mark.parametrize(
    ("edit", "stored", "ignored"),
    [
        (Edit(), {}, ()),
        (Edit(notes=None), {"notes": ""}, ()),
        (Edit(notes=None), {"notes": "still"}, ("notes",)),
        (Edit(work_type=None), {"work_type": None}, ()),
        (Edit(work_type=None), {}, ("work_type",)),
        (Edit(deduct=None), {"deduct": 0.0}, ()),
        (Edit(add_to=frozenset()), {}, ("add_to",)),
        (Edit(email=frozenset({Mail.CC}), email_cc="a@example.com"), {}, ()),
        (Edit(end=START, start=START), {"end": START}, ()),
    ],
)
def test_an_edit_is_held_against_what_reads_back(
    edit: Edit, stored: dict[str, Any], ignored: tuple[str, ...]
) -> None:
    entry: LoggedTime = replace(STORED, **stored)
    assert ignored_of_edit(edit, entry) == ignored


ON_ACME = replace(DRAFT, target=Target(TargetKind.COMPANY, ACME.id), company=ACME)
HALF = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("draft", "told", "can_be"),
    [
        (DRAFT, {}, True),
        (DRAFT, {"member": None, "start": None, "target": None}, True),
        (DRAFT, {"end": None, "notes": "", "hours": 9.0, "work_type": None}, True),
        (DRAFT, {"start": START + HALF}, True),
        (DRAFT, {"start": START - HALF}, True),
        (DRAFT, {"start": START + HALF + timedelta(seconds=1)}, False),
        (DRAFT, {"start": START - HALF - timedelta(seconds=1)}, False),
        (DRAFT, {"member": Named(2, "Jo")}, False),
        (DRAFT, {"target": Target(TargetKind.SERVICE_TICKET, 6)}, False),
        (DRAFT, {"target": Target(TargetKind.PROJECT_TICKET, 5)}, False),
        (ON_ACME, {}, True),
        (ON_ACME, {"company": None}, True),
        (ON_ACME, {"company": Named(8, "Other")}, False),
        (ON_ACME, {"target": TICKET}, False),
    ],
)
def test_an_entry_can_be_what_came_of_a_draft_unless_it_says_otherwise(
    draft: Draft,
    told: dict[str, Any],
    can_be: bool,  # noqa: FBT001
) -> None:
    entry = replace(as_drafted(draft), id=7, **told)
    assert plausible(draft, entry) is can_be
    assert plausible(draft, entry, "a mark") is can_be
    assert plausible(draft, replace(entry, marker="another"), "a mark") is can_be
    assert plausible(draft, replace(entry, marker="a mark"), "a mark")
