"""Statuses in people's words, and back."""

import pytest

from connectwise_time.domain.statuses import (
    DOCUMENTED,
    Status,
    how_far,
    in_words,
    means_unbilled,
    statuses_said,
    waits_for_bill,
    word_of,
)
from connectwise_time.errors import NotFound


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("open", {"Open"}),
        ("Submitted", {"PendingApproval", "PendingProjectApproval"}),
        ("approved", {"ApprovedByTierOne", "ApprovedByTierTwo", "ReadyToBill"}),
        ("rejected", {"Rejected", "RejectBySecondTier"}),
        ("corrected", {"ErrorsCorrected"}),
        ("billed", {"Billed", "BilledAgreement"}),
        ("written-off", {"WrittenOff"}),
        (
            "waiting for approval",
            {"PendingApproval", "PendingProjectApproval", "ApprovedByTierOne"},
        ),
        ("Waiting for  Billing", {"ApprovedByTierTwo", "ReadyToBill"}),
    ],
)
def test_a_persons_word_means_these_statuses(words: str, statuses: set[str]) -> None:
    assert set(statuses_said(words)) == statuses


@pytest.mark.parametrize("status", Status)
def test_every_exact_status_is_understood_and_has_a_word_that_leads_back(status: Status) -> None:
    # "rejected" and "billed" are words too, which mean one status more.
    assert status.value in statuses_said(status.value.upper())
    assert status.value in statuses_said(word_of(status))
    assert in_words(status) == f"{word_of(status)} ({status.value})"


@pytest.mark.parametrize("status", DOCUMENTED)
def test_the_documented_statuses_are_their_own_words(status: str) -> None:
    assert statuses_said(status.lower(), documented=True) == (status,)
    assert word_of(status) == status.lower()


def test_waiting_has_a_meaning_in_the_documented_dialect_too() -> None:
    assert statuses_said("waiting for approval", documented=True) == ("Submitted",)
    assert statuses_said("waiting for billing", documented=True) == ("Approved",)


@pytest.mark.parametrize(("documented", "some"), [(False, "PendingApproval"), (True, "Submitted")])
def test_an_unknown_status_is_refused_with_the_valid_ones(documented: bool, some: str) -> None:  # noqa: FBT001
    with pytest.raises(NotFound) as refused:
        statuses_said("pending", documented=documented)
    for word in (some, "unbilled", "waiting for billing"):
        assert word in refused.value.remedy


def test_unbilled_is_said_like_a_status_and_is_none() -> None:
    assert means_unbilled("Unbilled")
    assert not means_unbilled("billed")


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("unbilled", True),
        ("Waiting for billing", True),
        ("waiting_for_billing", True),
        ("ReadyToBill", True),
        ("waiting for approval", False),
        ("billed", False),
        ("open", False),
    ],
)
def test_what_waits_for_its_bill_is_known_by_its_words(words: str, waits: bool) -> None:  # noqa: FBT001
    assert waits_for_bill(words) is waits


def test_no_status_has_no_words() -> None:
    assert in_words(None) == ""
    assert word_of(None) == ""


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("Open\nApproved", "OpenApproved"),
        ("Billed\u2028(Open), 3 others\t\x1b[2J", "BilledOpen 3 others2J"),
        ("Wait\u202eing\u200b", "Waiting"),
        ("x" * 99, "x" * 40),
        ("Sent to Peppol_2", "Sent to Peppol_2"),
    ],
)
def test_a_status_that_we_do_not_know_is_one_plain_word_of_ours(told: str, plain: str) -> None:
    assert in_words(told) == f"{plain.lower()} ({plain})"
    assert word_of(told) == plain.lower()


def test_time_goes_one_way_to_the_invoice() -> None:
    way = [
        {"Open", "Rejected", "ErrorsCorrected", "RejectBySecondTier"},
        {"PendingProjectApproval"},
        {"PendingApproval", "Submitted"},
        {"ApprovedByTierOne"},
        {"ApprovedByTierTwo"},
        {"ReadyToBill", "Approved"},
        {"Billed", "WrittenOff", "BilledAgreement"},
    ]
    for step, statuses in enumerate(way):
        assert {how_far(status) for status in statuses} == {step}
    assert set().union(*way) == {*Status, *DOCUMENTED}


@pytest.mark.parametrize("unknown", [None, "", "open", "SentToPeppol"])
def test_nobody_knows_how_far_time_in_an_unknown_status_is(unknown: str | None) -> None:
    assert how_far(unknown) is None
