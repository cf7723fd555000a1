import pytest

from connectwise_time.connectwise.dialects import (
    REMOVED,
    Action,
    Dialect,
    Probe,
    approval,
    approval_of_entries,
    decides_by_entry,
    gives_reason_with_rejection,
    names_company_as_target,
    patch_body,
    rejection,
    statuses,
    submission,
    told_by,
)
from connectwise_time.domain.sheets import Stage


def test_psa_patches_with_operations_and_documented_with_an_object() -> None:
    changes = {"notes": "x", "workType": REMOVED}
    assert patch_body(Dialect.PSA, changes) == [
        {"op": "replace", "path": "notes", "value": "x"},
        {"op": "remove", "path": "workType"},
    ]
    assert patch_body(Dialect.DOCUMENTED, changes) == {"notes": "x", "workType": None}


@pytest.mark.parametrize(
    ("probe", "dialect"),
    [
        (Probe(404, lists_work_types=True), Dialect.DOCUMENTED),
        (Probe(404, lists_work_types=False), Dialect.PSA),
        (Probe(200, lists_work_types=True), Dialect.PSA),
        (Probe(401, lists_work_types=True), Dialect.PSA),
    ],
)
def test_documented_is_only_where_info_is_missing_and_work_types_are_listed(
    probe: Probe, dialect: Dialect
) -> None:
    assert told_by(probe) is dialect


def test_the_dialects_differ_in_statuses_and_in_what_a_create_names() -> None:
    assert len(statuses(Dialect.PSA)) == 12
    assert statuses(Dialect.DOCUMENTED) == ("Open", "Submitted", "Approved", "Rejected", "Billed")
    assert names_company_as_target(Dialect.DOCUMENTED)
    assert not names_company_as_target(Dialect.PSA)


def test_psa_decides_by_sheet_with_actions() -> None:
    assert not decides_by_entry(Dialect.PSA)
    assert submission(Dialect.PSA) == Action("POST", "/submit")
    types = [approval(5, stage).body for stage in Stage]
    assert types == [
        {"id": 5, "approvalType": "Project"},
        {"id": 5, "approvalType": "Tier1Update"},
        {"id": 5, "approvalType": "Tier2Update"},
    ]
    assert rejection(Dialect.PSA, 7, "why") == Action("POST", "/reject", {"id": 7})
    assert not gives_reason_with_rejection(Dialect.PSA)


def test_documented_decides_by_entry_with_statuses() -> None:
    assert decides_by_entry(Dialect.DOCUMENTED)
    assert submission(Dialect.DOCUMENTED) == Action("PATCH", "", {"status": "Submitted"})
    body = {"ids": [7, 8], "operation": {"status": "Approved"}}
    assert approval_of_entries([7, 8]) == Action("POST", "/bulk", body)
    sent = rejection(Dialect.DOCUMENTED, 7, "why")
    assert sent == Action("PATCH", "", {"status": "Rejected", "internalNotes": "why"})
    assert gives_reason_with_rejection(Dialect.DOCUMENTED)
