"""What an entry would bill: every answer follows from what ConnectWise told."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectwise_time.domain.billing.bills import Bill, Bills, bill
from connectwise_time.domain.billing.coverage import Coverage
from connectwise_time.domain.billing.origins import Source
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named

GOLD = Named(1, "Gold")
START = datetime(2026, 11, 20, 14, tzinfo=UTC)
ENTRY = LoggedTime(
    None, None, None, START, None, 1.5, billable="Billable", hourly_rate=125.0, agreement=GOLD
)
COVERS = Coverage(GOLD, covers=True)
BILLED = Bill(Bills.BILLED, 1.5, 125.0)

TOLD: dict[str, tuple[dict[str, Any], Coverage | None, Bill]] = {
    "no agreement": ({}, None, BILLED),
    "another number of hours is billed": (
        {"hours_billed": 2.0}, None, replace(BILLED, hours=2.0),
    ),
    "no rate is told": ({"hourly_rate": None}, None, replace(BILLED, rate=None)),
    "covered": ({"agreement_hours": 1.5}, COVERS, Bill(Bills.COVERED, agreement=GOLD)),
    "covered, and its hours are not told": ({}, COVERS, Bill(Bills.COVERED, agreement=GOLD)),
    "covered within a limit": (
        {}, replace(COVERS, certain=False), Bill(Bills.COVERED_WITHIN_LIMIT, agreement=GOLD),
    ),
    "covered in part": (
        {"agreement_hours": 1.0}, COVERS, Bill(Bills.PARTLY, 0.5, 125.0, GOLD, 1.0),
    ),
    "not covered": ({}, replace(COVERS, covers=False), BILLED),
    "left out": ({}, replace(COVERS, applied=False), BILLED),
    "not known whether it is covered": (
        {}, replace(COVERS, covers=None), Bill(Bills.UNLESS_COVERED, 1.5, 125.0, GOLD),
    ),
    "no charge": (
        {"billable": "NoCharge"}, COVERS,
        Bill(Bills.NOT_BILLED, option="NoCharge", source=Source.YOU),
    ),
    "do not bill": (
        {"billable": "DoNotBill"}, None,
        Bill(Bills.NOT_BILLED, option="DoNotBill", source=Source.YOU),
    ),
    "no option": ({"billable": None}, COVERS, Bill(Bills.NOT_TOLD)),
    "an option that decides nothing": ({"billable": "NoDefault"}, None, Bill(Bills.NOT_TOLD)),
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_a_bill_follows_from_what_was_told(case: str) -> None:
    told, covers, expected = TOLD[case]
    assert bill(replace(ENTRY, **told), covers, Source.YOU) == expected


def test_what_connectwise_did_not_work_out_is_not_certain_unless_nothing_is_charged() -> None:
    assert bill(ENTRY, None, Source.YOU, told=False) == Bill(Bills.NOT_TOLD)
    free = replace(ENTRY, billable="NoCharge")
    assert bill(free, None, Source.STORED, told=False).what is Bills.NOT_BILLED
