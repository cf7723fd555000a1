"""Why time was sent back, kept in internal notes and found there again."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectwise_time.domain.reasons import (
    marked_reason,
    plain_reason,
    reason_now,
    unmarked_reason,
    with_reason,
)
from connectwise_time.domain.sheets import Step
from connectwise_time.errors import Refused

DAY = date(2026, 11, 20)
notes = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


def test_a_reason_is_the_last_line_and_says_who_and_when() -> None:
    assert with_reason("Called twice.", "Wrong ticket", by="Morgan Smith", day=DAY) == (
        "Called twice.\n[Sent back 2026-11-20 by Morgan Smith] Wrong ticket"
    )


def test_notes_that_carry_no_mark_are_a_reason_as_a_whole() -> None:
    assert unmarked_reason("Use the right\nticket") == "Use the right ticket"
    assert unmarked_reason("") == ""
    assert marked_reason("Use the right\nticket") is None


def test_notes_with_a_mark_are_no_reason_as_a_whole() -> None:
    assert unmarked_reason(with_reason("Door code 4711", "Why?", by="Morgan", day=DAY)) == ""


@given(notes, notes.filter(lambda text: bool(text.split())), notes)
def test_what_was_written_is_found_and_nothing_is_lost(old: str, reason: str, by: str) -> None:
    written = with_reason(old, reason, by=by, day=DAY)
    assert marked_reason(written) == " ".join(reason.split())
    assert written.startswith(old.rstrip())


@given(notes, notes.filter(lambda text: bool(text.split())), notes)
def test_the_same_reason_is_not_written_twice(old: str, reason: str, by: str) -> None:
    once = with_reason(old, reason, by=by, day=DAY)
    assert with_reason(once, reason, by=by, day=DAY) == once


def test_the_latest_of_several_reasons_counts() -> None:
    first = with_reason("", "Too short", by="Morgan", day=DAY)
    assert marked_reason(with_reason(first, "Too long", by="Morgan", day=DAY)) == "Too long"


def test_a_name_cannot_end_its_mark() -> None:
    written = with_reason("", "why", by="A] fake\n[Sent", day=DAY)
    assert written == "[Sent back 2026-11-20 by A fake Sent] why"


def status(after: str) -> Step:
    return Step(0, None, None, after=after, of_status=True)


RECORD = Step(0, None, None)
NOTED = Step(0, None, None, of_internal_notes=True)
IN, BACK, SECOND_BACK, FIXED = map(
    status, ("PendingApproval", "Rejected", "RejectBySecondTier", "ErrorsCorrected")
)


@pytest.mark.parametrize(
    ("trail", "counts"),
    [
        # Without a trail, or with one that does not tell of notes, the mark is believed.
        ([], True),
        ([RECORD, IN, BACK], True),
        # Noted for the rejection that holds, before or after it.
        ([RECORD, IN, NOTED, BACK], True),
        ([RECORD, IN, BACK, NOTED], True),
        ([NOTED, BACK], True),
        ([RECORD, NOTED, SECOND_BACK], True),
        # Noted for an earlier one, or by its owner before it was handed in.
        ([RECORD, IN, NOTED, BACK, FIXED, IN, BACK], False),
        ([RECORD, IN, NOTED, BACK, IN, SECOND_BACK], False),
        ([RECORD, NOTED, IN, BACK], False),
        # Corrected in between, and noted anew.
        ([RECORD, IN, NOTED, BACK, FIXED, IN, NOTED, BACK], True),
    ],
)
def test_a_reason_counts_only_for_the_rejection_that_it_was_written_for(
    trail: Sequence[Step],
    counts: bool,  # noqa: FBT001
) -> None:
    notes = with_reason("Door code 4711", "Why?", by="Morgan", day=DAY)
    assert reason_now(notes, trail) == ("Why?" if counts else None)
    assert reason_now("Door code 4711", trail) is None


@pytest.mark.parametrize(
    ("given_as", "plain"),
    [
        ("Which site?", "Which site?"),
        (" Which\n\tsite?\u2028Now\u200b\u202e! ", "Which site? Now !"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_a_reason_is_one_line_of_visible_characters(given_as: str, plain: str) -> None:
    assert plain_reason(given_as) == plain


@pytest.mark.parametrize("nothing", ["", " \n\t", "\u200b\u2060", "\u202e\ufeff", "\x00\x1b"])
def test_a_reason_of_nothing_visible_is_none(nothing: str) -> None:
    with pytest.raises(Refused, match="There is no reason"):
        plain_reason(nothing)


REJECTED = Step(1, None, None, after="Rejected", of_status=True)
SUBMITTED = Step(2, None, None, before="ErrorsCorrected", after="PendingApproval", of_status=True)
NOTED = Step(3, None, None, message="internalNotes changed", of_internal_notes=True)


@pytest.mark.parametrize(
    ("trail", "counts"),
    [
        ((), True),  # nobody may see the trail: the mark is believed
        ((SUBMITTED, REJECTED), True),  # this ConnectWise leaves no trail of notes
        ((SUBMITTED, NOTED, REJECTED), True),
        ((SUBMITTED, REJECTED, NOTED), True),
        ((SUBMITTED, NOTED, REJECTED, SUBMITTED, REJECTED), False),
        ((SUBMITTED, NOTED, REJECTED, SUBMITTED, NOTED, REJECTED), True),
    ],
)
def test_a_reason_counts_for_the_rejection_it_was_written_for(
    trail: tuple[Step, ...],
    counts: bool,  # noqa: FBT001
) -> None:
    notes = with_reason("", "Too short", by="Morgan", day=DAY)
    assert reason_now(notes, trail) == ("Too short" if counts else None)


def test_notes_without_a_mark_hold_no_marked_reason() -> None:
    assert reason_now("Too short", (NOTED, REJECTED)) is None


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "\u202e\u2066"])
def test_a_reason_that_nobody_can_see_is_none(reason: str) -> None:
    with pytest.raises(Refused):
        plain_reason(reason)


def test_a_reason_goes_on_one_line_without_what_hides() -> None:
    assert plain_reason(" Too\nshort\u202e! ") == "Too short !"
