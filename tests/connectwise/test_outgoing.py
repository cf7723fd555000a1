from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from connectwise_time.connectwise.dialects import Dialect
from connectwise_time.connectwise.outgoing import edit_changes, entry_body, stamp
from connectwise_time.domain.billing.workings import as_drafted
from connectwise_time.domain.entries import Billable, Draft, Edit, Mail, Pane
from connectwise_time.domain.models import Named, Target, TargetKind

START = datetime(2026, 11, 16, 9, 0, 0, 999, tzinfo=UTC)
TICKET = Target(TargetKind.SERVICE_TICKET, 5, "Mail")
JO = Named(1, "Jo")


def draft(target: Target = TICKET, **more: Any) -> Draft:
    return Draft(target, JO, START, START + timedelta(hours=1), **more)


def test_instants_go_out_in_whole_seconds_of_utc() -> None:
    new_york = START.astimezone(timezone(timedelta(hours=-5)))
    assert stamp(new_york) == "2026-11-16T09:00:00Z"


def test_a_bare_draft_says_only_what_it_knows() -> None:
    assert entry_body(draft(), Dialect.PSA) == {
        "chargeToId": 5,
        "chargeToType": "ServiceTicket",
        "member": {"id": 1},
        "timeStart": "2026-11-16T09:00:00Z",
        "timeEnd": "2026-11-16T10:00:00Z",
    }


def test_a_full_draft_says_all_with_references_as_ids() -> None:
    full = draft(
        deduct=0.25,
        company=Named(9, "Acme"),
        work_type=Named(2, "Remote"),
        work_role=Named(3, "Engineer"),
        billable=Billable.NO_CHARGE,
        agreement=Named(4, "Gold"),
        notes="fixed",
        internal_notes="hidden",
        add_to=frozenset({Pane.DISCUSSION, Pane.INTERNAL, Pane.RESOLUTION}),
        email=frozenset({Mail.RESOURCE, Mail.CONTACT, Mail.CC}),
        email_cc="a@example.com",
    )
    body = entry_body(full, Dialect.PSA)
    assert "company" not in body, "a ticket has a company of its own"
    assert {name: body[name] for name in body if name not in entry_body(draft(), Dialect.PSA)} == {
        "hoursDeduct": 0.25,
        "workType": {"id": 2},
        "workRole": {"id": 3},
        "agreement": {"id": 4},
        "billableOption": "NoCharge",
        "notes": "fixed",
        "internalNotes": "hidden",
        "addToDetailDescriptionFlag": True,
        "addToInternalAnalysisFlag": True,
        "addToResolutionFlag": True,
        "emailResourceFlag": True,
        "emailContactFlag": True,
        "emailCcFlag": True,
        "emailCc": "a@example.com",
    }


def test_a_copy_is_mailed_only_when_asked() -> None:
    assert "emailCc" not in entry_body(draft(email_cc="a@example.com"), Dialect.PSA)


def test_internal_time_names_its_company_when_given() -> None:
    code = Target(TargetKind.CHARGE_CODE, 8)
    assert "company" not in entry_body(draft(code), Dialect.PSA)
    assert entry_body(draft(code, company=Named(9, "Acme")), Dialect.PSA)["company"] == {"id": 9}


def test_time_on_a_company_names_it_as_target_only_where_that_is_required() -> None:
    company = draft(Target(TargetKind.COMPANY, 9))
    psa, documented = (entry_body(company, dialect) for dialect in Dialect)
    assert psa["company"] == documented["company"] == {"id": 9}
    assert "chargeToId" not in psa
    assert (documented["chargeToId"], documented["chargeToType"]) == (9, "Company")


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (Edit(), {}),
        (Edit(target=TICKET), {"chargeToId": 5, "chargeToType": "ServiceTicket"}),
        (
            Edit(target=Target(TargetKind.CHARGE_CODE, 8), company=Named(9, "Acme")),
            {"chargeToId": 8, "chargeToType": "ChargeCode", "company": {"id": 9}},
        ),
        (
            Edit(target=Target(TargetKind.COMPANY, 9)),
            {"chargeToId": 9, "chargeToType": "Company", "company": {"id": 9}},
        ),
        (Edit(company=Named(9, "Acme")), {"company": {"id": 9}}),
        (Edit(company=None), {"company": None}),
        (Edit(member=JO), {"member": {"id": 1}}),
        (Edit(start=START), {"timeStart": "2026-11-16T09:00:00Z"}),
        (Edit(end=START), {"timeEnd": "2026-11-16T09:00:00Z"}),
        (Edit(deduct=0.5), {"hoursDeduct": 0.5}),
        (Edit(deduct=None), {"hoursDeduct": 0}),
        (Edit(work_type=Named(2, "x"), work_role=None), {"workType": {"id": 2}, "workRole": None}),
        (Edit(agreement=None), {"agreement": None}),
        (Edit(billable=Billable.BILLABLE), {"billableOption": "Billable"}),
        (Edit(notes=None, internal_notes="x"), {"notes": "", "internalNotes": "x"}),
        (Edit(email_cc=None), {"emailCc": ""}),
        (Edit(email=frozenset({Mail.CONTACT})), {"emailContactFlag": True}),
        (Edit(email=frozenset()), {}),
        (
            Edit(add_to=frozenset({Pane.INTERNAL})),
            {
                "addToDetailDescriptionFlag": False,
                "addToInternalAnalysisFlag": True,
                "addToResolutionFlag": False,
            },
        ),
    ],
)
def test_an_edit_changes_what_it_names_and_nothing_else(
    edit: Edit, changes: dict[str, Any]
) -> None:
    assert edit_changes(edit) == changes


def test_a_draft_can_stand_in_for_a_preview() -> None:
    shown = as_drafted(draft(billable=Billable.BILLABLE, deduct=0.5, notes="x"))
    assert (shown.id, shown.hours, shown.billable, shown.notes) == (None, 0.5, "Billable", "x")
    assert as_drafted(draft()).billable is None
