from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.cursors import cursor_behind, place_in
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Named
from connectwise_time.domain.statuses import Status, statuses_said
from connectwise_time.domain.summary import GroupBy, Tally, group_of, place_of
from connectwise_time.errors import NotFound, Refused

SYDNEY, NEW_YORK = ZoneInfo("Australia/Sydney"), ZoneInfo("America/New_York")
START = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


def zone_of(number: int | None) -> ZoneInfo:
    return SYDNEY if number == 2 else NEW_YORK


def entry(number: int, hours: float = 1.0, *, minutes: int = 0, **more: object) -> LoggedTime:
    fields: dict[str, object] = {
        "target": None,
        "member": Named(1, "Jamie"),
        "billable": "Billable",
        "end": None,
    }
    return LoggedTime(
        id=number,
        start=START + timedelta(minutes=minutes),
        hours=hours,
        **{**fields, **more},  # type: ignore[arg-type]  # a table of test fields
    )


def test_the_day_of_an_entry_is_the_day_of_whoever_did_the_work() -> None:
    there = entry(1, member=Named(2, "Olivia"))
    assert group_of(there, GroupBy.DAY, zone_of)[1] == "2026-11-21 Sat"
    assert group_of(entry(2), GroupBy.DAY, zone_of)[1] == "2026-11-20 Fri"


@pytest.mark.parametrize(
    ("by", "group"),
    [
        (GroupBy.MEMBER, "Jamie"),
        (GroupBy.COMPANY, "Contoso"),
        (GroupBy.TICKET, "#5 Mail"),
        (GroupBy.WORK_TYPE, ""),
        (GroupBy.BILLABLE, "Billable"),
        (GroupBy.STATUS, "Open"),
    ],
)
def test_an_entry_falls_into_the_group_of_its_name(by: GroupBy, group: str) -> None:
    row = entry(1, company=Named(1, "Contoso"), ticket=Named(5, "Mail"), status="Open")
    assert group_of(row, by, zone_of)[1] == group


def test_people_of_the_same_name_are_told_apart() -> None:
    tally = Tally(zone_of, GroupBy.MEMBER)
    tally.add([entry(1, member=Named(5, "Chris")), entry(2, 2, member=Named(6, "Chris"))])
    assert {name: group.hours for name, group in tally.groups.items()} == {
        "Chris (5)": 1,
        "Chris (6)": 2,
    }


def test_totals_tell_the_billable_share() -> None:
    tally = Tally(zone_of, GroupBy.BILLABLE)
    tally.add([entry(1, 3), entry(2, 1, billable="DoNotBill")])
    assert (tally.totals.entries, tally.totals.hours) == (2, 4)
    assert tally.totals.billable_share == 0.75
    assert {name: group.hours for name, group in tally.groups.items()} == {
        "Billable": 3,
        "DoNotBill": 1,
    }
    assert Tally(zone_of).totals.billable_share is None


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(0, 20))
def test_the_earliest_entries_are_kept_in_order(minutes: list[int], keep: int) -> None:
    rows = [entry(i, minutes=m) for i, m in enumerate(minutes, 1)]
    tally = Tally(zone_of, keep=keep)
    tally.add(rows)
    assert tally.earliest == sorted(rows, key=place_of)[:keep]
    assert tally.totals.entries == len(rows)


def test_a_cursor_goes_on_where_it_stopped_in_the_same_search_only() -> None:
    search = TimeSearch(members=(1,), since=START)
    cursor = cursor_behind((START, 7), search)
    assert place_in(cursor, search) == (START, 7)
    with pytest.raises(Refused, match="another search"):
        place_in(cursor, TimeSearch(members=(2,), since=START))


@given(st.text(max_size=60))
def test_whatever_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        place_in(text, TimeSearch())


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("open", {"Open"}),
        ("Submitted", {"PendingApproval", "PendingProjectApproval"}),
        ("ready to bill", {"ReadyToBill"}),
        ("writtenoff", {"WrittenOff"}),
    ],
)
def test_a_status_is_understood_by_its_word_or_exactly(words: str, statuses: set[str]) -> None:
    assert set(statuses_said(words)) == statuses


@pytest.mark.parametrize("words", ["submitted", "Approved", "billed"])
def test_the_documented_dialect_has_the_five_words_themselves(words: str) -> None:
    assert statuses_said(words, documented=True) == (words.capitalize(),)


def test_an_unknown_status_lists_those_of_the_dialect() -> None:
    with pytest.raises(NotFound, match="Use one of Open, Submitted, Approved, Rejected, Billed"):
        statuses_said("ready to bill", documented=True)


def test_an_unknown_status_lists_the_valid_ones() -> None:
    with pytest.raises(NotFound) as refusal:
        statuses_said("finished")
    assert all(status in refusal.value.remedy for status in Status)
