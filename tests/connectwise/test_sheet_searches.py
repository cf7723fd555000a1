from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from connectwise_time.connectwise.conditions import Where
from connectwise_time.connectwise.sheet_searches import fits, queries
from connectwise_time.domain.models import Named
from connectwise_time.domain.sheets import SheetSearch, TimeSheet

MONDAY = date(2026, 11, 16)
SHEET = TimeSheet(6, Named(4, "Jo"), MONDAY, MONDAY + timedelta(days=6), "Open")


def roomy(where: Where) -> int:
    return 500 - len(str(where))


def test_a_search_becomes_one_query_with_a_day_to_spare_at_either_end() -> None:
    search = SheetSearch(
        members=(4, 4),
        statuses=("Open", "Rejected"),
        since=MONDAY,
        until=MONDAY + timedelta(days=7),
        within=(3, 9),
    )
    [where] = queries(search, roomy)
    assert str(where) == (
        '(status = "Open" or status = "Rejected") and id >= 3 and id <= 9 '
        "and dateEnd >= [2026-11-15T00:00:00Z] and dateStart < [2026-11-24T00:00:00Z] "
        "and member/id = 4"
    )
    [where] = queries(replace(search, statuses=(), within=None), roomy, dated=False)
    assert str(where) == "member/id = 4"


def test_nothing_asked_is_everything_and_ids_say_more_than_members() -> None:
    assert list(queries(SheetSearch(), roomy)) == [Where()]
    [where] = queries(SheetSearch(ids=(6, 7), members=(4,)), roomy)
    assert str(where) == "id in (6,7)"
    assert len(list(queries(SheetSearch(members=tuple(range(1000, 1200))), roomy))) == 3


def test_the_first_and_the_last_day_there_are_may_be_asked_for() -> None:
    [where] = queries(SheetSearch(since=date.min, until=date.max), roomy)
    assert "9999-12-31" in str(where)


@pytest.mark.parametrize(
    ("search", "other"),
    [
        ({"ids": (6, 9)}, {"id": 7}),
        ({"members": (4, 9)}, {"member": Named(5, "x")}),
        ({"statuses": ("open",)}, {"status": "Rejected"}),
        ({"since": MONDAY + timedelta(days=6)}, {"last": MONDAY + timedelta(days=5)}),
        ({"until": MONDAY + timedelta(days=1)}, {"first": MONDAY + timedelta(days=1)}),
        ({"within": (6, 6)}, {"id": 5}),
    ],
)
def test_our_side_lets_through_what_was_asked_for_and_nothing_else(
    search: dict[str, Any], other: dict[str, Any]
) -> None:
    assert fits(SHEET, SheetSearch(**search))
    assert not fits(replace(SHEET, **other), SheetSearch(**search))
