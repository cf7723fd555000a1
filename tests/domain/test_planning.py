from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectwise_time.domain.entries import UNSET, Billable, Edit, LoggedTime, Mail, Pane
from connectwise_time.domain.models import Named, Target, TargetKind, Ticket
from connectwise_time.domain.planning import (
    Chosen,
    check_changeable,
    check_notes,
    check_one_target,
    check_takes_time,
    draft,
    edit,
    foreseen,
)
from connectwise_time.domain.spans import Span
from connectwise_time.domain.when import iso_utc
from connectwise_time.domain.wishes import Times, Wish, fingerprint
from connectwise_time.errors import Refused

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
JAMIE = Named(1, "Jamie Doe")
TICKET = Target(TargetKind.SERVICE_TICKET, 54321, "Mail relay")
ENTRY = LoggedTime(
    id=7,
    target=TICKET,
    ticket=Named(54321, "Mail relay"),
    member=JAMIE,
    start=datetime(2026, 11, 19, 14, 0, tzinfo=UTC),  # Thursday, 09:00 in New York
    end=datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
    hours=1.5,
    notes="Fixed it",
    status="Open",
)
SPAN = Span(
    datetime(2026, 11, 20, 14, 0, tzinfo=UTC), datetime(2026, 11, 20, 16, 0, tzinfo=UTC), 0.5
)


def edited(wish: Wish, chosen: Chosen | None = None, entry: LoggedTime = ENTRY) -> Edit:
    return edit(wish, chosen or Chosen(), entry, now=NOW, zone=NEW_YORK)


def said(value: object) -> str:
    return iso_utc(value) if isinstance(value, datetime) else repr(value)


@pytest.mark.parametrize(
    "wish", [Wish(), Wish(ticket=1, charge_code="MTNG"), Wish(ticket=1, activity=2)]
)
def test_time_is_charged_to_exactly_one_thing(wish: Wish) -> None:
    with pytest.raises(Refused):
        check_one_target(wish)


def test_one_target_is_fine() -> None:
    check_one_target(Wish(charge_code="MTNG"))


def test_a_ticket_that_takes_no_time_is_refused_with_the_reason() -> None:
    ticket = Ticket(5, TargetKind.SERVICE_TICKET, "x", no_time_because="its board is locked")
    with pytest.raises(Refused, match="#5 takes no time: its board is locked"):
        check_takes_time(ticket)
    check_takes_time(replace(ticket, no_time_because=None))


def test_a_draft_holds_what_was_said_and_leaves_the_rest_to_connectwise() -> None:
    wish = Wish(notes="x", add_to=(Pane.INTERNAL,), email=(Mail.CC,), email_cc="a@b.example")
    planned = draft(wish, Chosen(target=TICKET, member=JAMIE), SPAN)
    assert planned.hours == 1.5
    assert planned.add_to == {Pane.INTERNAL}
    assert planned.email == {Mail.CC}
    assert (planned.billable, planned.work_type, planned.agreement) == (None, None, None)


def test_missing_notes_are_refused_only_where_the_tenant_requires_them() -> None:
    with pytest.raises(Refused, match="requires notes"):
        check_notes(Wish(notes="  "), requires_notes=True)
    check_notes(Wish(notes="Cabling"), requires_notes=True)
    check_notes(Wish(), requires_notes=False)


@pytest.mark.parametrize("status", ["Billed", "WrittenOff", "BilledAgreement"])
def test_a_billed_entry_is_not_touched(status: str) -> None:
    with pytest.raises(Refused, match=f"7 cannot be deleted: it is {status}"):
        check_changeable(replace(ENTRY, status=status), "deleted")


def test_an_entry_on_an_invoice_is_not_touched_whatever_its_status() -> None:
    with pytest.raises(Refused, match="on invoice INV-1"):
        check_changeable(replace(ENTRY, invoice=Named(4, "INV-1")), "changed")


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        (Times(hours=2), "UNSET", "2026-11-19T16:00:00Z"),
        (Times(start="08:30"), "2026-11-19T13:30:00Z", "UNSET"),
        (Times(end="11:00"), "UNSET", "2026-11-19T16:00:00Z"),
        (Times(end="11:00", hours=1), "2026-11-19T15:00:00Z", "2026-11-19T16:00:00Z"),
        (Times(date="2026-11-18"), "2026-11-18T14:00:00Z", "2026-11-18T15:30:00Z"),
        (Times(date="2026-10-30"), "2026-10-30T13:00:00Z", "2026-10-30T14:30:00Z"),
        (
            Times(date="2026-11-18", start="13:00", hours=1),
            "2026-11-18T18:00:00Z",
            "2026-11-18T19:00:00Z",
        ),
        (Times(start="09:00", end="10:30"), "UNSET", "UNSET"),
    ],
    ids=[
        "hours keep the start",
        "a start keeps the end",
        "an end keeps the start",
        "an end and hours move the start",
        "a date keeps the clock",
        "a date keeps the clock over a change of clocks",
        "a date with start and hours",
        "the same times change nothing",
    ],
)
def test_new_times_keep_what_was_not_said(times: Times, start: str, end: str) -> None:
    change = edited(Wish(times=times, notes="changed as well"))
    assert (said(change.start), said(change.end)) == (start, end)


def test_a_deduction_alone_keeps_start_and_end() -> None:
    change = edited(Wish(times=Times(deduct=0.5)))
    assert (change.start, change.end, change.deduct) == (UNSET, UNSET, 0.5)
    assert foreseen(change, ENTRY).hours == 1.0


def test_a_deduction_that_is_there_counts_when_hours_change() -> None:
    broken = replace(ENTRY, deduct=0.5, hours=1.0)
    change = edited(Wish(times=Times(hours=2)), entry=broken)
    assert (said(change.end), change.deduct) == ("2026-11-19T16:30:00Z", UNSET)
    cleared = edited(Wish(times=Times(hours=2), clear=("deduct",)), entry=broken)
    assert (said(cleared.end), cleared.deduct) == ("2026-11-19T16:00:00Z", None)


def test_only_what_is_said_changes() -> None:
    change = edited(Wish(billable=Billable.NO_CHARGE))
    assert change == Edit(billable=Billable.NO_CHARGE)


def test_clearing_empties_a_field() -> None:
    change = edited(Wish(clear=("notes", "deduct")))
    assert change == Edit(notes=None, deduct=None)
    assert foreseen(change, ENTRY).notes == ""


def test_setting_and_clearing_the_same_field_is_refused() -> None:
    with pytest.raises(Refused, match="notes is both given and cleared"):
        edited(Wish(notes="x", clear=("notes",)))


def test_an_edit_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="Nothing is to change"):
        edited(Wish())


def test_an_entry_without_a_start_cannot_get_new_times() -> None:
    with pytest.raises(Refused, match="no start"):
        edited(Wish(times=Times(hours=1)), entry=replace(ENTRY, start=None))


def test_a_move_is_foreseen_with_its_new_ticket() -> None:
    other = Target(TargetKind.SERVICE_TICKET, 5, "Other")
    moved = foreseen(edited(Wish(ticket=5), Chosen(target=other)), ENTRY)
    assert moved.ticket == Named(5, "Other")
    internal = Target(TargetKind.CHARGE_CODE, 1, "MTNG")
    assert foreseen(edited(Wish(), Chosen(target=internal)), ENTRY).ticket is None


def test_the_same_wish_has_the_same_fingerprint_and_another_has_another() -> None:
    wish = Wish(ticket=1, times=Times(hours=1))
    assert fingerprint("log", wish) == fingerprint("log", Wish(ticket=1, times=Times(hours=1)))
    different = {
        fingerprint("log", wish),
        fingerprint("change", wish, 7),
        fingerprint("change", wish, 8),
        fingerprint("log", replace(wish, notes="x")),
        fingerprint("log", replace(wish, times=Times(hours=2))),
    }
    assert len(different) == 5


NIGHT = replace(
    ENTRY,
    start=datetime(2026, 11, 19, 3, 0, tzinfo=UTC),  # Wednesday, 22:00 in New York
    end=datetime(2026, 11, 19, 6, 0, tzinfo=UTC),  # Thursday, 01:00
    hours=3.0,
)


def test_a_new_end_of_a_night_stays_in_that_night() -> None:
    change = edited(Wish(times=Times(end="00:30", hours=2.5)), entry=NIGHT)
    assert (said(change.start), said(change.end)) == ("UNSET", "2026-11-19T05:30:00Z")
    shorter = edited(Wish(times=Times(end="00:30")), entry=NIGHT)
    assert (said(shorter.start), said(shorter.end)) == ("UNSET", "2026-11-19T05:30:00Z")


def test_times_with_their_own_date_move_an_entry() -> None:
    moved = edited(Wish(times=Times(start="2026-11-16T10:00", end="2026-11-16T11:00")))
    assert (said(moved.start), said(moved.end)) == ("2026-11-16T15:00:00Z", "2026-11-16T16:00:00Z")


def test_a_stored_end_to_come_may_stay_or_come_nearer_and_go_no_farther() -> None:
    start, end = datetime(2026, 11, 20, 20, tzinfo=UTC), datetime(2026, 11, 20, 23, tzinfo=UTC)
    booked = replace(NIGHT, start=start, end=end)  # 15:00 to 18:00
    assert edited(Wish(times=Times(deduct=0.5)), entry=booked).deduct == 0.5
    assert said(edited(Wish(times=Times(end="17:00")), entry=booked).end) == "2026-11-20T22:00:00Z"
    with pytest.raises(Refused, match="ends 19:00, and it is 16:05"):
        edited(Wish(times=Times(end="19:00")), entry=booked)


def test_addresses_alone_send_nothing_and_are_refused() -> None:
    with pytest.raises(Refused, match="email_cc alone"):
        edited(Wish(email_cc="a@b.example"))


def test_an_entry_that_is_only_flagged_as_invoiced_is_not_touched() -> None:
    with pytest.raises(Refused, match="cannot be deleted"):
        check_changeable(replace(ENTRY, invoiced=True), "deleted")
