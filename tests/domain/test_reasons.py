"""Why time was sent back, kept in internal notes and found there again."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.reasons import reason_in, with_reason

DAY = date(2026, 11, 20)
notes = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def test_a_reason_is_the_last_line_and_says_who_and_when() -> None:
    assert with_reason("Called twice.", "Wrong ticket", by="Morgan Smith", day=DAY) == (
        "Called twice.\n[Sent back 2026-11-20 by Morgan Smith] Wrong ticket"
    )


def test_notes_that_carry_no_mark_are_a_reason_as_a_whole() -> None:
    assert reason_in("Use the right\nticket") == "Use the right ticket"
    assert reason_in("") == ""


@given(notes, notes.filter(lambda text: bool(text.split())), notes)
def test_what_was_written_is_found_and_nothing_is_lost(old: str, reason: str, by: str) -> None:
    written = with_reason(old, reason, by=by, day=DAY)
    assert reason_in(written) == " ".join(reason.split())
    assert written.startswith(old.rstrip())


@given(notes, notes.filter(lambda text: bool(text.split())), notes)
def test_the_same_reason_is_not_written_twice(old: str, reason: str, by: str) -> None:
    once = with_reason(old, reason, by=by, day=DAY)
    assert with_reason(once, reason, by=by, day=DAY) == once


def test_the_latest_of_several_reasons_counts() -> None:
    first = with_reason("", "Too short", by="Morgan", day=DAY)
    assert reason_in(with_reason(first, "Too long", by="Morgan", day=DAY)) == "Too long"


def test_a_name_cannot_end_its_mark() -> None:
    written = with_reason("", "why", by="A] fake\n[Sent", day=DAY)
    assert written == "[Sent back 2026-11-20 by A fake Sent] why"
