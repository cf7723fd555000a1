import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.connectwise import answers, purposes
from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.protocol import instant, last_updated, logged, named
from connectwise_time.connectwise.wire import Ref, TimeEntry
from connectwise_time.domain.entries import LoggedTime, Pane
from connectwise_time.domain.models import Named, Target, TargetKind

RECORDED = b"""{"id":2,"company":{"id":7,"identifier":"BigDesign","name":"Big Design"},
 "chargeToId":69,"chargeToType":"ServiceTicket",
 "member":{"id":4,"identifier":"user10","name":"User Ten"},"locationId":2,"businessUnitId":10,
 "workType":{"id":3,"name":"Regular","_info":{"workType_href":"https://example.com/3"}},
 "workRole":{"id":11,"name":"System Engineer"},"agreement":{"id":3,"name":"Retainer"},
 "timeStart":"2005-05-16T08:00:00Z","timeEnd":"2005-05-16T10:00:00Z","actualHours":2,
 "billableOption":"Billable","notes":"patched","addToDetailDescriptionFlag":true,
 "addToInternalAnalysisFlag":false,"addToResolutionFlag":true,"emailCcFlag":false,
 "hoursBilled":2,"hourlyCost":12.5,"enteredBy":"user10","dateEntered":"2005-05-16T08:00:00Z",
 "invoice":{"id":4,"identifier":"3"},"hourlyRate":100,"aNewField":[{}],
 "ticket":{"id":69,"summary":"Mail relay"},
 "timeSheet":{"id":2,"name":"2005-05-14 to 2005-05-20"},"status":"Billed",
 "_info":{"lastUpdated":"2017-10-17T18:33:20Z","updatedBy":"CONVERSION"}}"""


def read(body: bytes) -> LoggedTime:
    answer = Answer(200, httpx2.Headers(), body)
    return logged(answers.one(answer, TimeEntry, purposes.READ_TIME))


def test_a_recorded_entry_is_read_whole() -> None:
    assert read(RECORDED) == LoggedTime(
        id=2,
        target=Target(TargetKind.SERVICE_TICKET, 69, "Mail relay"),
        member=Named(4, "User Ten"),
        start=datetime(2005, 5, 16, 8, tzinfo=UTC),
        end=datetime(2005, 5, 16, 10, tzinfo=UTC),
        hours=2.0,
        company=Named(7, "Big Design"),
        ticket=Named(69, "Mail relay"),
        work_type=Named(3, "Regular"),
        work_role=Named(11, "System Engineer"),
        billable="Billable",
        agreement=Named(3, "Retainer"),
        notes="patched",
        status="Billed",
        sheet=Named(2, "2005-05-14 to 2005-05-20"),
        invoice=Named(4, "3"),
        invoiced=True,
        hourly_rate=100,
        hours_billed=2,
        add_to=frozenset({Pane.DISCUSSION, Pane.RESOLUTION}),
        entered_by="user10",
        entered=datetime(2005, 5, 16, 8, tzinfo=UTC),
        updated=datetime(2017, 10, 17, 18, 33, 20, tzinfo=UTC),
        location=Named(2, ""),
        department=Named(10, ""),
    )


def test_what_is_left_out_or_null_is_nothing() -> None:
    empty = read(b"{}")
    assert empty == read(b'{"member":null,"notes":null,"actualHours":null,"_info":null}')
    assert (empty.target, empty.member, empty.start, empty.hours) == (None, None, None, 0.0)
    assert (empty.notes, empty.invoiced, empty.add_to) == ("", False, frozenset())


@pytest.mark.parametrize(
    ("entry", "target"),
    [
        ({"chargeToId": 1, "chargeToType": "ProjectTicket", "ticket": {"id": 1, "summary": "S"}},
         Target(TargetKind.PROJECT_TICKET, 1, "S")),
        ({"chargeToId": 1, "chargeToType": "ChargeCode"}, Target(TargetKind.CHARGE_CODE, 1)),
        ({"chargeToId": 1, "chargeToType": "Activity", "activity": {"id": 1, "name": "A"}},
         Target(TargetKind.ACTIVITY, 1, "A")),
        ({"chargeToId": 7, "chargeToType": "Company", "company": {"id": 7, "name": "C"}},
         Target(TargetKind.COMPANY, 7, "C")),
        ({"company": {"id": 7, "name": "C"}}, Target(TargetKind.COMPANY, 7, "C")),
        ({"chargeToType": "Company", "company": {"id": 7}}, Target(TargetKind.COMPANY, 7)),
        ({"chargeToId": 1, "chargeToType": "Somewhere", "company": {"id": 7}}, None),
        ({"chargeToType": "ChargeCode", "company": {"id": 7}}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_what_an_entry_is_charged_to(entry: TimeEntry, target: Target | None) -> None:
    assert logged(entry).target == target


def test_hours_are_worked_out_where_connectwise_does_not_tell_them() -> None:
    entry: TimeEntry = {
        "timeStart": "2026-11-16T08:00:00Z",
        "timeEnd": "2026-11-16T10:00:00Z",
        "hoursDeduct": 0.5,
    }
    assert logged(entry).hours == 1.5


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-16T08:00:00Z", 8),
        ("2026-11-16T08:00:00", 8),
        ("2026-11-16T08:00:00.123Z", 8),
        ("2026-11-16T08:00:00-05:00", 13),
    ],
)
def test_instants_are_in_utc_whatever_way_they_are_written(text: str, hour: int) -> None:
    found = instant(text)
    assert found is not None
    assert (found.hour, found.utcoffset()) == (hour, UTC.utcoffset(None))


@given(st.text(max_size=30) | st.just("0001-01-01T00:00:00+05:00"))
def test_a_text_that_is_no_instant_is_none(text: str) -> None:
    found = instant(text)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00Z", "1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "9999-12-31"]
)
def test_an_instant_that_nobody_means_is_none(text: str) -> None:
    assert instant(text) is None
    assert instant("1900-01-01T00:00:00Z") is not None
    assert instant("2200-12-31T23:59:59Z") is not None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_counts_as_absent(number: str) -> None:
    body = f'{{"id":7,"actualHours":{number},"hoursDeduct":{number},"hourlyRate":{number}}}'
    found = read(body.encode())
    assert (found.id, found.hours, found.deduct, found.hourly_rate) == (7, 0.0, 0.0, None)
    rows = Answer(200, httpx2.Headers(), f'[{{"id":6,"actualHours":1}},{body}]'.encode())
    listed = answers.many(rows, TimeEntry, purposes.READ_TIME)
    assert [logged(row).hours for row in listed] == [1.0, 0.0]


def test_half_a_character_is_replaced_and_a_whole_one_is_kept() -> None:
    found = read(
        rb'{"id":7,"notes":"a\ud800b \ud83d\ude00","internalNotes":"\udc00","actualHours":NaN,'
        rb'"member":{"id":4,"name":"J\udfffo"}}'
    )
    assert (found.notes, found.internal_notes) == ("a\ufffdb \U0001f600", "\ufffd")
    assert (found.member, found.hours) == (Named(4, "J\ufffdo"), 0.0)
    (found.notes + found.internal_notes).encode()


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"id":' + b"9" * 5000])
def test_a_body_that_is_no_json_we_can_read_is_none(body: bytes) -> None:
    assert answers.maybe(Answer(200, httpx2.Headers(), body), TimeEntry) is None


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**70, True, 1.5, "x", "99999999999"])
def test_what_is_no_id_counts_as_absent(number: Any) -> None:
    thing = {"id": number, "name": "N"}
    entry = {"id": 7, "chargeToType": "ServiceTicket", "chargeToId": number}
    found = read(json.dumps({**entry, "member": thing, "workType": thing}).encode())
    assert (found.id, found.target, found.member, found.work_type) == (7, None, None, None)


def test_an_id_in_text_counts() -> None:
    found = read(b'{"id":"7","member":{"id":"2147483647","name":"N"}}')
    assert (found.id, found.member) == (7, Named(2**31 - 1, "N"))


@pytest.mark.parametrize(
    ("told", "mark"),
    [
        ("{0B9CF2B5-3C61-5A6E-8F0E-2F6A2F1F7C11}", "0b9cf2b5-3c61-5a6e-8f0e-2f6a2f1f7c11"),
        ("0b9cf2b53c615a6e8f0e2f6a2f1f7c11", "0b9cf2b5-3c61-5a6e-8f0e-2f6a2f1f7c11"),
        ("A phone's own", "A phone's own"),
        ("", None),
        (None, None),
    ],
)
def test_a_mark_reads_as_it_was_written_whatever_form_it_comes_in(
    told: str | None, mark: str | None
) -> None:
    assert logged({"mobileGuid": told}).marker == mark


@pytest.mark.parametrize("info", [None, {}, {"lastUpdated": 5}, {"lastUpdated": "soon"}])
def test_without_a_readable_date_nothing_says_when_it_was_updated(info: Any) -> None:
    assert last_updated(info) is None


def test_a_reference_is_named_by_whatever_its_kind_carries() -> None:
    assert named(Ref(id=1, name="N", identifier="I")) == Named(1, "N")
    assert named(Ref(id=1, summary="S")) == Named(1, "S")
    assert named(Ref(id=1, identifier="I")) == Named(1, "I")
    assert named(Ref(id=1)) == Named(1, "")
    assert named(Ref(name="N")) is None
    assert named(None) is None
