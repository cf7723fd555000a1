"""What a plan means for the invoice, with the approvals that a tenant asks for."""

from itertools import product

import pytest

from connectwise_time.domain.consequences import consequence
from connectwise_time.domain.models import Tenant
from connectwise_time.domain.plans import Doing, Item, Kind
from connectwise_time.domain.sheets import Stage

BEFORE_APPROVAL = "It is handed in for approval; nothing is billed before that."
APPROVED = "Approved time is ready to bill at once."
P_FIRST = (
    "After the project approval it waits for the first approval; nothing is billed before that."
)
P_SECOND = (
    "After the project approval it waits for the second approval; nothing is billed before that."
)
P_READY = "After the project approval it is ready to bill at once."
F_SECOND = (
    "After the first approval it waits for the second approval; nothing is billed before that."
)
F_READY = "After the first approval it is ready to bill at once."
GONE = (
    "The hours are gone and are never billed. undo_time_change with the id of this plan stores them"
    " again, as new entries."
)
TIERS = tuple(product((True, False), repeat=2))


def a_tenant(*, first: bool, second: bool, by_entry: bool = False) -> Tenant:
    dialect = "documented" if by_entry else "psa"
    return Tenant(dialect, first_tier=first, second_tier=second)


def items(*stages: Stage | None) -> list[Item]:
    return [Item(Kind.SHEET, n, None, "", "", stage=stage) for n, stage in enumerate(stages, 1)]


@pytest.mark.parametrize(
    ("first", "second", "stages", "told"),
    [
        (True, False, [Stage.PROJECT], P_FIRST),
        (True, True, [Stage.PROJECT], P_FIRST),
        (False, True, [Stage.PROJECT], P_SECOND),
        (False, False, [Stage.PROJECT], P_READY),
        (True, False, [Stage.FIRST], F_READY),
        (True, True, [Stage.FIRST], F_SECOND),
        (False, True, [Stage.FIRST], F_SECOND),
        (False, False, [Stage.FIRST], F_READY),
        *((first, second, [Stage.SECOND], APPROVED) for first, second in TIERS),
        # Several stages in one plan are each told once, in the order in which they come.
        (True, True, [Stage.SECOND, Stage.FIRST, Stage.FIRST], f"{F_SECOND} {APPROVED}"),
        (True, False, [Stage.FIRST, Stage.PROJECT], f"{P_FIRST} {F_READY}"),
        # Single entries have no stages: that is the one approval of the documented dialect.
        (True, True, [None, None], APPROVED),
    ],
)
def test_an_approval_leads_where_the_tenants_tiers_have_it(
    first: bool,  # noqa: FBT001
    second: bool,  # noqa: FBT001
    stages: list[Stage | None],
    told: str,
) -> None:
    tenant = a_tenant(first=first, second=second)
    assert consequence(Doing.APPROVE, items(*stages), tenant) == told


@pytest.mark.parametrize(("first", "second"), TIERS)
@pytest.mark.parametrize("by_entry", [True, False])
def test_handing_in_is_ready_to_bill_at_once_only_where_no_approval_is_asked_for(
    *, first: bool, second: bool, by_entry: bool
) -> None:
    told = consequence(
        Doing.SUBMIT, items(None), a_tenant(first=first, second=second, by_entry=by_entry)
    )
    if first or second or by_entry:
        assert told == BEFORE_APPROVAL
    else:
        assert told == "No approval is asked for here: it is ready to bill at once."


@pytest.mark.parametrize(
    ("doing", "told"),
    [
        (Doing.REJECT, "It is not billed until it is corrected, handed in again and approved."),
        (Doing.REOPEN, "It is not billed until it is approved again."),
        (Doing.DELETE, GONE),
    ],
)
@pytest.mark.parametrize(("first", "second"), TIERS)
def test_a_step_back_means_the_same_everywhere(
    *, first: bool, second: bool, doing: Doing, told: str
) -> None:
    assert consequence(doing, items(None), a_tenant(first=first, second=second)) == told
