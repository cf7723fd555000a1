"""Who decides about whose time, and what of a sheet one approval takes."""

from dataclasses import replace
from datetime import date

import pytest

from connectwise_time.domain.approving import (
    OWN_TIME,
    SOMEBODY_ELSE,
    WHOSE,
    Approver,
    Deciders,
    NotNow,
    Turn,
    is_ones_desk,
    may_decide,
    projects_of,
    turn_of,
)
from connectwise_time.domain.decisions import rejectable, stays_behind, told_left_out, why_not
from connectwise_time.domain.entries import LoggedTime
from connectwise_time.domain.models import Named
from connectwise_time.domain.sheets import FilledSheet, Reach, Stage, TimeSheet, earliest_stage

JAMIE, MORGAN, NORA, PAULA = (
    Named(1, "Jamie"),
    Named(2, "Morgan"),
    Named(3, "Nora"),
    Named(4, "Paula"),
)
DECIDERS = Deciders(of_member={1: 2, 2: 3, 3: None}, of_project={9: 4})
SHEET = TimeSheet(7, JAMIE, date(2026, 11, 16), date(2026, 11, 22), "PendingApproval")


def an_entry(number: int, status: str, project: int | None = None) -> LoggedTime:
    return LoggedTime(
        id=number,
        target=None,
        member=JAMIE,
        start=None,
        end=None,
        hours=1,
        status=status,
        project=Named(project, "P") if project else None,
    )


def approver(who: Named, reach: Reach | None = Reach.MY, *, may_own: bool = False) -> Approver:
    return Approver(who, frozenset({who.id}), reach, may_decide_own=may_own)


def filled(*statuses: str, project: int | None = None) -> FilledSheet:
    entries = tuple(an_entry(n, status, project) for n, status in enumerate(statuses, 1))
    return FilledSheet(SHEET, entries)


def taken(sheet: FilledSheet, who: Approver) -> list[int | None]:
    turn = turn_of(sheet, who, DECIDERS)
    assert isinstance(turn, Turn), turn
    return [entry.id for entry in turn.taken]


@pytest.mark.parametrize(
    ("stage", "who"), [(Stage.FIRST, MORGAN), (Stage.SECOND, NORA), (Stage.PROJECT, PAULA)]
)
def test_each_stage_waits_for_one_person(stage: Stage, who: Named) -> None:
    entry = an_entry(1, "PendingApproval", project=9)
    able = [
        p for p in (JAMIE, MORGAN, NORA, PAULA) if may_decide(entry, stage, approver(p), DECIDERS)
    ]
    assert able == [who]


def test_whoever_may_approve_everybody_may_at_every_stage() -> None:
    entry = an_entry(1, "PendingApproval", project=9)
    assert all(may_decide(entry, s, approver(NORA, Reach.ALL), DECIDERS) for s in Stage)


def test_a_right_that_is_not_told_counts_as_possible_and_none_as_none() -> None:
    entry = an_entry(1, "PendingApproval")
    assert may_decide(entry, Stage.FIRST, approver(PAULA, None), DECIDERS)
    assert not may_decide(entry, Stage.FIRST, approver(MORGAN, Reach.NONE), DECIDERS)


@pytest.mark.parametrize("reach", [Reach.ALL, Reach.MY, None])
def test_ones_own_time_is_for_somebody_else(reach: Reach | None) -> None:
    turn = turn_of(filled("PendingApproval"), approver(JAMIE, reach), DECIDERS)
    assert turn == NotNow(OWN_TIME)
    allowed = approver(JAMIE, Reach.ALL, may_own=True)
    assert taken(filled("PendingApproval"), allowed) == [1]


def test_the_members_whom_the_keys_act_for_count_as_oneself() -> None:
    both = replace(approver(MORGAN, Reach.ALL), own=frozenset({1, 2}))
    assert turn_of(filled("PendingApproval"), both, DECIDERS) == NotNow(OWN_TIME)


@pytest.mark.parametrize("waiting", ["PendingApproval", "PendingProjectApproval"])
def test_ones_own_time_that_waits_in_anothers_sheet_makes_it_somebody_elses(waiting: str) -> None:
    mine = replace(an_entry(2, waiting), member=NORA)
    sheet = FilledSheet(SHEET, (an_entry(1, "PendingApproval"), mine))
    boss = approver(NORA, Reach.ALL)
    assert turn_of(sheet, boss, DECIDERS) == NotNow(OWN_TIME)
    assert rejectable(sheet, boss, DECIDERS) == NotNow(OWN_TIME)
    assert not is_ones_desk(sheet, boss, DECIDERS)
    settled = FilledSheet(SHEET, (sheet.entries[0], replace(mine, status="ReadyToBill")))
    assert taken(settled, boss) == [1]
    assert rejectable(settled, boss, DECIDERS) == [sheet.entries[0]]


@pytest.mark.parametrize("reach", [Reach.ALL, Reach.MY, None])
@pytest.mark.parametrize("may_own", [True, False])
def test_nobody_decides_about_an_entry_whose_member_is_not_told(
    reach: Reach | None, *, may_own: bool
) -> None:
    nobodys = replace(an_entry(2, "PendingApproval"), member=None)
    sheet = FilledSheet(SHEET, (an_entry(1, "PendingApproval"), nobodys))
    boss = approver(MORGAN, reach, may_own=may_own)
    assert not may_decide(nobodys, Stage.FIRST, boss, DECIDERS)
    assert why_not(nobodys, boss, DECIDERS, open_too=False) == WHOSE
    assert turn_of(sheet, boss, DECIDERS) == NotNow(WHOSE)
    assert rejectable(sheet, boss, DECIDERS) == NotNow(WHOSE)


def test_where_approvers_are_not_told_whoever_has_the_right_may_try() -> None:
    untold = Deciders(told=False)
    sheet = filled("PendingApproval")
    assert isinstance(turn_of(sheet, approver(PAULA, Reach.MY), untold), Turn)
    assert is_ones_desk(sheet, approver(PAULA, Reach.MY), untold)
    assert isinstance(turn_of(sheet, approver(PAULA, Reach.NONE), untold), NotNow)
    assert turn_of(sheet, approver(JAMIE, Reach.MY), untold) == NotNow(OWN_TIME)


def test_whoever_is_waited_for_is_told_by_id() -> None:
    turn = turn_of(filled("PendingProjectApproval", project=9), approver(MORGAN), DECIDERS)
    assert turn == NotNow(f"it waits for the project approval of {SOMEBODY_ELSE}", PAULA.id)


def test_what_stays_behind_is_told_in_three_groups() -> None:
    sheet = filled(
        "PendingProjectApproval",
        "PendingApproval",
        "PendingApproval",
        "Rejected",
        "Open",
        "ErrorsCorrected",
        "ReadyToBill",
        project=9,
    )
    turn = turn_of(sheet, approver(PAULA), DECIDERS)
    assert isinstance(turn, Turn)
    name = "timesheet 7 (Jamie, 2026-11-16 to 2026-11-22)"
    assert stays_behind(turn) == [
        f"{name}: 1 entry stays behind, sent back, until it is corrected.",
        f"{name}: 2 entries stay behind, waiting for somebody else.",
        f"{name}: 2 entries stay behind, not handed in.",
    ]


@pytest.mark.parametrize(("many", "rest"), [(0, 0), (1, 0), (10, 0), (11, 1), (99, 89)])
def test_what_is_left_out_is_told_one_by_one_up_to_ten(many: int, rest: int) -> None:
    told = told_left_out([f"entry {n}: why" for n in range(many)])
    assert told[:10] == [f"Left out: entry {n}: why." for n in range(min(many, 10))]
    assert told[10:] == ([f"And {rest} more are left out."] if rest else [])


def test_the_earliest_stage_comes_first_and_takes_only_what_waits_for_it() -> None:
    sheet = filled("PendingApproval", "PendingProjectApproval", "Open", project=9)
    assert taken(sheet, approver(PAULA)) == [2]
    assert isinstance(turn_of(sheet, approver(MORGAN), DECIDERS), NotNow)


def test_time_that_was_sent_back_stays_behind() -> None:
    turn = turn_of(filled("Rejected", "PendingApproval"), approver(MORGAN), DECIDERS)
    assert isinstance(turn, Turn)
    assert [e.id for e in turn.taken] == [2]
    assert [e.id for e in turn.rest] == [1]


@pytest.mark.parametrize("status", ["Open", "ReadyToBill", "Billed", "Rejected"])
def test_where_nothing_waits_nothing_is_approved(status: str) -> None:
    turn = turn_of(filled(status), approver(NORA, Reach.ALL), DECIDERS)
    assert isinstance(turn, NotNow)
    assert "nothing of it waits" in turn.why


def test_a_desk_holds_what_waits_for_that_very_person() -> None:
    sheet = filled("PendingApproval")
    assert is_ones_desk(sheet, approver(MORGAN, Reach.ALL), DECIDERS)
    assert not is_ones_desk(sheet, approver(NORA, Reach.ALL), DECIDERS)


def test_projects_count_only_while_their_approver_is_waited_for() -> None:
    entries = [
        an_entry(1, "PendingProjectApproval", 9),
        an_entry(2, "PendingApproval", 8),
        an_entry(3, "PendingProjectApproval"),
    ]
    assert projects_of(entries) == {9}


def test_stages_come_in_their_order() -> None:
    assert earliest_stage(["ApprovedByTierOne", "PendingApproval"]) is Stage.FIRST
    assert earliest_stage(["Submitted"]) is Stage.FIRST
    assert earliest_stage(["Open", None]) is None
