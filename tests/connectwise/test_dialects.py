import pytest

from connectwise_time.connectwise.dialects import (
    REMOVED,
    Dialect,
    Probe,
    names_company_as_target,
    patch_body,
    statuses,
    told_by,
)


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
