from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise import searches
from connectwise_time.connectwise.conditions import Where
from connectwise_time.connectwise.wire import Ref, Ticket
from connectwise_time.domain.entries import Billable, LoggedTime, TimeSearch
from connectwise_time.domain.models import Company, Named, Target, TargetKind, TicketSearch

NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)
ENTRY = LoggedTime(
    id=1,
    target=Target(TargetKind.SERVICE_TICKET, 5),
    member=Named(4, "Jo"),
    start=NINE,
    end=NINE,
    hours=1.0,
    company=Named(7, "Acme"),
    work_type=Named(2, "Remote"),
    work_role=Named(3, "Engineer"),
    billable="Billable",
    status="Open",
    notes="Fixed the RELAY",
    sheet=Named(6, "week"),
    updated=NINE,
)


def roomy(where: Where) -> int:
    """URLs that have room for 500 characters of conditions."""
    return 500 - len(str(where))


def test_a_search_becomes_one_query_of_typed_terms() -> None:
    search = TimeSearch(
        members=(4, 4),
        ticket=5,
        company=7,
        work_type=2,
        work_role=3,
        statuses=("Open", "Rejected"),
        billable=(Billable.BILLABLE,),
        unbilled=True,
        text=("relay", 'x"y'),
        since=NINE,
        until=NINE + timedelta(days=1),
    )
    [where] = searches.time_queries(search, roomy)
    assert str(where) == (
        'chargeToId = 5 and (chargeToType = "ServiceTicket" or chargeToType = "ProjectTicket") '
        "and company/id = 7 and workType/id = 2 and workRole/id = 3 "
        'and (status = "Open" or status = "Rejected") and billableOption = "Billable" '
        'and billableOption = "Billable" and invoiceFlag = false '
        "and timeStart >= [2026-11-16T09:00:00Z] and timeStart < [2026-11-17T09:00:00Z] "
        'and notes contains "relay" and notes contains "x" and member/id = 4'
    )


def test_nothing_asked_is_everything() -> None:
    assert list(searches.time_queries(TimeSearch(), roomy)) == [Where()]
    assert searches.check(TimeSearch())(ENTRY)


def test_a_charge_code_is_asked_for_by_its_kind() -> None:
    [where] = searches.time_queries(TimeSearch(charge_code=8), roomy)
    assert str(where) == 'chargeToId = 8 and chargeToType = "ChargeCode"'


def test_many_members_are_asked_for_in_queries_that_stay_short_and_share_nobody() -> None:
    members = tuple(range(1_000_000, 1_000_150))
    queries = list(searches.time_queries(TimeSearch(members=members), roomy))
    assert len(queries) == 3
    assert all(len(str(where)) < 500 for where in queries)


@pytest.mark.parametrize(
    ("search", "other"),
    [
        ({"members": (4, 9)}, {"member": Named(5, "x")}),
        ({"members": (4,)}, {"member": None}),
        ({"ticket": 5}, {"target": Target(TargetKind.CHARGE_CODE, 5)}),
        ({"ticket": 5}, {"target": None}),
        ({"company": 7}, {"company": Named(8, "x")}),
        ({"work_type": 2}, {"work_type": None}),
        ({"work_role": 3}, {"work_role": Named(4, "x")}),
        ({"statuses": ("open",)}, {"status": "Billed"}),
        ({"billable": (Billable.BILLABLE,)}, {"billable": "NoCharge"}),
        ({"unbilled": True}, {"invoiced": True}),
        ({"unbilled": True}, {"billable": "DoNotBill"}),
        ({"text": ("relay", "FIXED")}, {"notes": "fixed"}),
        ({"since": NINE}, {"start": NINE - timedelta(seconds=1)}),
        ({"until": NINE + timedelta(seconds=1)}, {"start": NINE + timedelta(seconds=1)}),
        ({"since": NINE, "until": NINE + timedelta(days=1)}, {"start": None}),
        ({"ids": (9, 1)}, {"id": 2}),
        ({"ids": (9, 1)}, {"id": None}),
        ({"sheets": (6, 5)}, {"sheet": Named(7, "x")}),
        ({"sheets": (6,)}, {"sheet": None}),
        ({"sheets_within": (6, 8)}, {"sheet": Named(9, "x")}),
        ({"sheets_within": (4, 6)}, {"sheet": None}),
        ({"changed_since": NINE}, {"updated": NINE - timedelta(seconds=1)}),
        ({"changed_since": NINE + timedelta(milliseconds=1)}, {"updated": NINE - timedelta(1)}),
    ],
)
def test_our_side_lets_through_what_was_asked_for_and_nothing_else(
    search: dict[str, Any], other: dict[str, Any]
) -> None:
    fits = searches.check(TimeSearch(**search))
    assert fits(ENTRY)
    assert not fits(replace(ENTRY, **other))


def test_an_entry_that_does_not_tell_its_last_change_may_be_new() -> None:
    fits = searches.check(TimeSearch(changed_since=NINE))
    assert fits(replace(ENTRY, updated=None))


def test_sheets_ids_and_changes_are_asked_for_and_only_the_telling_list_is_sent() -> None:
    search = TimeSearch(
        members=(4,), sheets=(6, 5), changed_since=NINE, sheets_within=(5, 6), brief=True
    )
    [where] = searches.time_queries(search, roomy)
    assert str(where) == (
        "lastUpdated >= [2026-11-16T09:00:00Z] and timeSheet/id >= 5 and timeSheet/id <= 6 "
        "and timeSheet/id in (6,5)"
    )
    [where] = searches.time_queries(TimeSearch(members=(4,), sheets=(6, 5), ids=(1,)), roomy)
    assert str(where) == "id = 1"


def test_a_charge_code_fits_by_its_kind() -> None:
    fits = searches.check(TimeSearch(charge_code=8))
    assert fits(replace(ENTRY, target=Target(TargetKind.CHARGE_CODE, 8)))
    assert not fits(ENTRY)


@pytest.mark.parametrize(
    ("search", "small"),
    [
        (TimeSearch(ticket=5), True),
        (TimeSearch(members=(1,), since=NINE, until=NINE + timedelta(days=7)), True),
        (TimeSearch(members=(1,), since=NINE, until=NINE + timedelta(days=8)), False),
        (TimeSearch(members=(1,), since=NINE), False),
        (TimeSearch(since=NINE, until=NINE), False),
        (TimeSearch(members=tuple(range(6)), since=NINE, until=NINE), False),
        (TimeSearch(ids=tuple(range(400))), True),
        (TimeSearch(sheets=tuple(range(20))), True),
        (TimeSearch(sheets=tuple(range(21))), False),
        (TimeSearch(sheets_within=(1, 2)), False),
    ],
)
def test_a_day_of_few_people_is_expected_to_be_one_page(search: TimeSearch, small: bool) -> None:  # noqa: FBT001 - the expectation
    assert searches.probably_small(search) is small


TICKET = Ticket(
    id=5,
    summary="Mail RELAY down",
    company=Ref(id=7),
    owner=Ref(id=1, identifier="boss"),
    resources="jo, bdoe",
    closed_flag=False,
)


def test_a_ticket_search_becomes_a_query() -> None:
    search = TicketSearch(words=("relay", "%"), company=7, resource="Jo")
    assert str(searches.ticket_query(search)) == (
        'company/id = 7 and closedFlag = false and (owner/identifier = "Jo" or resources '
        'contains "Jo") and (summary contains "relay" or company/name contains "relay")'
    )
    assert str(searches.ticket_query(TicketSearch(open=None))) == ""


def test_a_loose_ticket_search_asks_for_how_words_begin_and_end_and_for_companies() -> None:
    search = TicketSearch(words=("relay", "%"), companies=(7, 8), open=None, loosely=True)
    assert str(searches.ticket_query(search)) == (
        '(summary contains "rel" or company/name contains "rel" or summary contains "lay" '
        'or company/name contains "lay" or company/id = 7 or company/id = 8)'
    )


@pytest.mark.parametrize(
    ("search", "fits"),
    [
        (TicketSearch(), True),
        (TicketSearch(words=("nowhere",), loosely=True), True),
        (TicketSearch(words=("nowhere",), loosely=True, company=8), False),
        (TicketSearch(words=("relay", "MAIL")), True),
        (TicketSearch(words=("relay", "other")), False),
        (TicketSearch(company=7, open=None), True),
        (TicketSearch(company=8), False),
        (TicketSearch(open=False), False),
        (TicketSearch(resource="JO"), True),
        (TicketSearch(resource="boss"), True),
        (TicketSearch(resource="doe"), False),
        (TicketSearch(resource=""), False),
    ],
)
def test_a_ticket_fits_by_whole_identifiers_and_parts_of_words(
    search: TicketSearch,
    fits: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert searches.ticket_fits(TICKET, search) is fits


@pytest.mark.parametrize("name", ["Big Design, Inc.", "The BIG-design company", "big (design)"])
def test_a_company_is_asked_for_by_the_words_that_tell_it_from_others(name: str) -> None:
    every, either, _ = searches.company_queries(name)
    assert str(every) == (
        '(name contains "design" or identifier contains "design") and '
        '(name contains "big" or identifier contains "big")'
    )
    assert str(either) == (
        '(name contains "design" or identifier contains "design" or '
        'name contains "big" or identifier contains "big")'
    )


def test_a_name_without_a_word_asks_for_nothing() -> None:
    assert searches.company_queries("%_") == []


def test_an_apostrophe_is_no_word() -> None:
    assert searches.name_words("O'Brien\u2019s Ltd") == ["obriens"]
    assert searches.name_words("The Company") == ["company", "the"]


def test_a_name_that_no_query_can_carry_is_looked_for_among_all() -> None:
    assert searches.company_queries("日本") == [Where()]


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share(name: str, other: str) -> None:
    company = Company(1, other, name)
    assert 0 <= searches.likeness(company, other) <= 1


def test_likeness_overlooks_accents_and_blanks_and_forgives_a_letter() -> None:
    zurich = Company(1, "ZRH", "Zürich Air")
    assert searches.likeness(zurich, "zurichair") == 1
    assert searches.likeness(zurich, "Zurihc Air") > 0.5
    assert searches.likeness(zurich, "Contoso") == 0
    assert searches.likeness(zurich, "") == 0
