from datetime import UTC, datetime, time
from typing import Any

import pytest

from connectwise_time.connectwise import lookups, wire, wire_settings
from connectwise_time.connectwise.wire import Ref
from connectwise_time.domain.models import (
    Activity,
    Agreement,
    ChargeCode,
    Company,
    Member,
    Named,
    TargetKind,
    Workday,
    WorkRole,
    WorkType,
)


def test_a_member_is_read_with_defaults_and_without_what_is_missing() -> None:
    whole = wire.Member(
        id=1,
        identifier="jo",
        first_name="Jo",
        time_zone=Ref(id=3, name="US Eastern"),
        license_class="A",
        inactive_flag=True,
        work_type=Ref(id=2, name="Remote"),
        work_role=Ref(id=3, name="Engineer"),
        calendar=Ref(id=8),
        daily_capacity=7.5,
        require_start_and_end_time_on_time_entry_flag=True,
    )
    assert lookups.member(whole) == Member(
        1, "jo", "Jo", "US Eastern", active=False, api_only=True, work_type=Named(2, "Remote"),
        work_role=Named(3, "Engineer"), calendar_id=8, daily_capacity=7.5,
        needs_start_and_end=True,
    )  # fmt: skip
    assert lookups.member(wire.Member(id=2, identifier="x")) == Member(2, "x", "x")


def test_tables_are_read() -> None:
    assert lookups.work_type(wire.WorkType(id=1, name="R", bill_time="NoCharge")) == WorkType(
        1, "R", bills_as="NoCharge"
    )
    assert lookups.work_role(wire.WorkRole(id=1, name="E", inactive_flag=True)) == WorkRole(
        1, "E", active=False
    )
    code = wire.ChargeCode(id=1, name="PTO", company=Ref(id=2, name="Us"), time_entry_flag=False)
    assert lookups.charge_code(code) == ChargeCode(1, "PTO", Named(2, "Us"), takes_time=False)
    assert lookups.charge_code(wire.ChargeCode(id=1, name="PTO")).takes_time
    assert lookups.activity(wire.Activity(id=1, name="Call")) == Activity(1, "Call")


@pytest.mark.parametrize(
    ("body", "active"),
    [
        (wire.Company(id=1), True),
        (wire.Company(id=1, status=Ref(id=1, name="Active")), True),
        (wire.Company(id=1, status=Ref(id=2, name="Inactive")), False),
        (wire.Company(id=1, deleted_flag=True), False),
    ],
)
def test_a_company_is_inactive_when_deleted_or_when_its_status_says_so(
    body: wire.Company,
    active: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert lookups.company(body) == Company(1, "", "", active=active)


def test_an_agreement_is_active_until_cancelled_expired_or_made_inactive() -> None:
    assert lookups.agreement(wire.Agreement(id=1, name="A")) == Agreement(1, "A")
    for status in ("Cancelled", "Expired", "Inactive"):
        assert not lookups.agreement(wire.Agreement(id=1, agreement_status=status)).active
    assert not lookups.agreement(wire.Agreement(id=1, cancelled_flag=True)).active


def test_a_ticket_is_read_with_its_people_and_its_last_change() -> None:
    body = wire.Ticket(
        id=5,
        summary="Mail",
        resources="jo; bdoe,",
        owner=Ref(id=1, identifier="boss"),
        _info={"lastUpdated": "2026-11-16T09:00:00Z"},
    )
    found = lookups.ticket(body, TargetKind.PROJECT_TICKET)
    assert (found.kind, found.resources) == (TargetKind.PROJECT_TICKET, ("jo", "bdoe"))
    assert found.updated == datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert lookups.works_on(wire.Ticket(id=1), "jo") is False


@pytest.mark.parametrize(
    ("start", "end", "workday"),
    [
        ("08:00:00", "17:00:00", Workday(time(8), time(17))),
        ("1900-01-01T08:00:00Z", "1900-01-01T17:00:00Z", Workday(time(8), time(17))),
        ("22:00:00", "06:00:00", Workday(time(22), time(6))),
        ("16:00:00", "00:00:00", Workday(time(16), time(0))),
        ("00:00:00", "00:00:00", None),
        (None, "17:00:00", None),
        ("morning", "17:00:00", None),
    ],
)
def test_a_workday_has_hours_or_is_free(
    start: str | None, end: str | None, workday: Workday | None
) -> None:
    calendar = wire_settings.Calendar(tuesday_start_time=start, tuesday_end_time=end)
    assert lookups.workday(calendar, 1) == workday


def test_a_right_has_a_name_and_four_levels() -> None:
    row = wire_settings.SecurityRow(module_function_name="Time Entry", add_level="My")
    assert lookups.levels(row) == ("Time Entry", lookups.Levels("My", "None", "None", "None"))
    described = wire_settings.SecurityRow(module_function_description="Time Entry")
    assert lookups.levels(described)[0] == "Time Entry"


def _set_up(year: int, ends: str, kind: str = "Weekly", of: str = "Both") -> Any:
    return wire_settings.TimePeriodSetup(
        year=year, first_period_end_date=ends, type=kind, period_apply_to=of
    )


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([_set_up(2026, "2026-01-04")], 0),  # a Sunday
        ([_set_up(2026, "2026-01-03T00:00:00Z")], 6),  # a Saturday
        ([_set_up(2025, "2025-01-03"), _set_up(2026, "2026-01-03", "BiWeekly")], 6),
        ([_set_up(2025, "2025-01-03")], 5),  # a Friday; of the year there is none yet
        ([_set_up(2026, "2026-01-31", "Monthly")], 0),
        ([_set_up(2026, "2026-01-03", of="Expense")], 0),
        ([_set_up(2026, "soon")], 0),
        ([], 0),
    ],
)
def test_weeks_begin_behind_the_end_of_a_weekly_period(rows: list[Any], first: int) -> None:
    assert lookups.first_weekday(rows, 2026) == first
