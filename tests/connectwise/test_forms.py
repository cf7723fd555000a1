"""A search asks for what its totals and its own judgement need, and for nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectwise_time.connectwise.forms import form
from connectwise_time.domain.entries import Billable, TimeSearch

NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("search", "fields"),
    [
        ({"members": (4,)}, "id,billableOption,member/id,member/name"),
        ({"company": 4}, "id,billableOption,company/id,company/name"),
        ({"work_type": 4}, "id,billableOption,workType/id,workType/name"),
        ({"work_role": 4}, "id,billableOption,workRole/id,workRole/name"),
        ({"since": NINE}, "id,billableOption,timeStart"),
        ({"until": NINE}, "id,billableOption,timeStart"),
        ({"statuses": ("Open",)}, "id,billableOption,status"),
        ({"billable": (Billable.BILLABLE,)}, "id,billableOption"),
        ({"unbilled": True}, "id,billableOption,invoiceFlag"),
        ({"text": ("mail",)}, "id,billableOption,notes"),
    ],
)
def test_what_a_search_is_judged_by_is_asked_for_too(search: dict[str, Any], fields: str) -> None:
    assert form(TimeSearch(parts=("billable",), **search)).fields == fields


@pytest.mark.parametrize("search", [{"ticket": 4}, {"charge_code": 4}])
def test_a_target_is_asked_for_by_all_that_tells_it(search: dict[str, Any]) -> None:
    fields = form(TimeSearch(parts=("billable",), **search)).fields.split(",")
    assert {"chargeToId", "chargeToType"} <= set(fields)


def test_hours_are_asked_for_with_what_tells_them_where_they_are_left_out() -> None:
    fields = "id,actualHours,timeStart,timeEnd,hoursDeduct"
    assert form(TimeSearch(parts=("hours", "start"))).fields == fields


@pytest.mark.parametrize(
    "search", [{"sheets": (4,)}, {"sheets_within": (4, 5)}, {"changed_since": NINE}]
)
def test_what_is_judged_by_more_than_tables_show_comes_as_ever(search: dict[str, Any]) -> None:
    assert form(TimeSearch(parts=("hours",), **search)) == form(TimeSearch(**search))
