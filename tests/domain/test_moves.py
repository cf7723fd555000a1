"""A moved entry keeps what its old target brought: what differs is told, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectwise_time.domain.billing.moves import Differs, Moved, left_alone, moved
from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.entries import Billable, Edit, LoggedTime
from connectwise_time.domain.models import Named, Target, TargetKind

TICKET = Target(TargetKind.SERVICE_TICKET, 5, "Mail")
ADMIN = Target(TargetKind.CHARGE_CODE, 3, "ADMIN")
REGULAR, ADMINISTRATIVE = Named(1, "Regular"), Named(7, "Administrative")
ENTRY = LoggedTime(
    9, TICKET, None, datetime(2026, 11, 20, tzinfo=UTC), None, 1.0, work_type=REGULAR,
    billable="Billable",
)  # fmt: skip
ALL = ("work_type", "work_role", "billable")
KEEPS = Moved(ADMIN, keeps=("Regular", "Billable"))


@pytest.mark.parametrize(
    ("edit", "parts"),
    [
        (Edit(target=ADMIN), ALL),
        (Edit(target=ADMIN, work_type=None), ("work_role", "billable")),
        (Edit(target=ADMIN, billable=Billable.NO_DEFAULT), ("work_type", "work_role")),
        (Edit(target=TICKET), ()),
        (Edit(notes="x"), ()),
    ],
)
def test_a_move_leaves_alone_what_it_does_not_name(edit: Edit, parts: tuple[str, ...]) -> None:
    assert left_alone(edit, ENTRY) == parts


@pytest.mark.parametrize(
    ("brings", "sure", "expected"),
    [
        (
            Brings(ADMINISTRATIVE, bills_as="DoNotBill"),
            False,
            Moved(
                ADMIN,
                (
                    Differs("work_type", "Administrative", "Regular"),
                    Differs("billable", "DoNotBill", "Billable"),
                ),
            ),
        ),
        (Brings(work_role=REGULAR), True, Moved(ADMIN, (Differs("work_role", "Regular", ""),))),
        (Brings(REGULAR, bills_as="Billable"), True, None),
        (Brings(REGULAR, bills_as="NoDefault"), False, KEEPS),
        (Brings(), False, KEEPS),
    ],
)
def test_what_the_new_target_brings_otherwise_is_told(
    brings: Brings,
    sure: bool,  # noqa: FBT001
    expected: Moved | None,
) -> None:
    assert moved(ADMIN, ALL, ENTRY, brings, sure=sure) == expected


def test_where_nothing_is_kept_nothing_is_said() -> None:
    bare = replace(ENTRY, work_type=None, billable=None)
    assert moved(ADMIN, ALL, bare, Brings(), sure=False) is None
