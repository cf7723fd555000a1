"""Plan to hand a sheet in, to reopen it, or to delete an entry; nothing is written here."""

from dataclasses import replace

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.sheets import Sheets
from connectwise_time.desk.writing import Writing
from connectwise_time.domain.approving import OWN_TIME, check_right, is_own, may_decide
from connectwise_time.domain.items import days_of, one_entry, part_of_sheet, whole_sheet
from connectwise_time.domain.models import Named, Tenant
from connectwise_time.domain.planning import check_changeable
from connectwise_time.domain.plans import Doing, Plan
from connectwise_time.domain.sheets import (
    FilledSheet,
    Reach,
    Stage,
    TimeSheet,
    stage_of,
    undone_by,
    unlocking,
)
from connectwise_time.domain.statuses import (
    HANDED_IN,
    ON_AN_INVOICE,
    REJECTED,
    SUBMITTABLE,
    in_words,
)
from connectwise_time.domain.steps import Step
from connectwise_time.domain.when import local_day
from connectwise_time.errors import Refused


class Proposing:
    """Makes the plans of those whose time it is."""

    def __init__(
        self,
        plans: Plans,
        *,
        people: People,
        catalog: Catalog,
        approvers: Approvers,
        sheets: Sheets,
        writing: Writing,
    ) -> None:
        self._plans = plans
        self._people = people
        self._catalog = catalog
        self._approvers = approvers
        self._sheets = sheets
        self._writing = writing

    async def submit(self, *, timesheet: int | None, period: str | None) -> Proposed:
        """A plan to hand one sheet in.

        Raises:
            Refused: It is empty, was handed in already, or is not one's own and the keys may
                not hand in for others.
        """
        if timesheet is None and period is None:
            sheet = await self._sheets.mine_to_submit()
        else:
            sheet = await self._sheets.one(timesheet=timesheet, period=period)
        [filled] = await self._sheets.filled([sheet])
        _check_submittable(filled)
        others = await self._of_others(sheet.member)
        check_right((await self._approvers.rights()).edit, "hand in", "edit", others=bool(others))
        [looked] = await self._sheets.look_for_a_plan([filled])
        taken = [e for e in filled.entries if e.status in SUBMITTABLE or e.status in REJECTED]
        item = part_of_sheet(filled, taken)
        if rest := len(filled.entries) - len(taken):
            others = [*others, f"{rest} other entries on it wait already or are approved."]
        if next_up := await self._next_up(sheet, filled):
            others = [*others, next_up]
        return await self._plans.propose(
            Plan(
                Doing.SUBMIT,
                (await self._people.me()).named,
                (item,),
                notices=(*others, *(f.says for f in looked.findings if f.rule != "locked_entries")),
            )
        )

    async def _next_up(self, sheet: TimeSheet, filled: FilledSheet) -> str:
        tenant = await self._catalog.tenant()
        if not (tenant.first_tier or tenant.decides_by_entry):
            return ""
        approver = await self._sheets.approver_name(sheet.member.id)
        before = " (project time may wait for its project's approver first)"
        has_projects = any(entry.project for entry in filled.entries)
        whom = approver or "an approver"
        return f"It then waits for {whom}{before if has_projects else ''} and is locked."

    async def _of_others(self, owner: Named | None) -> list[str]:
        """What is said where it is not the caller's own time."""
        if owner is None or owner.id in await self._approvers.own():
            return []
        return [f"This is {owner.name}'s time, not your own."]

    async def reopen(self, timesheet: int) -> Proposed:
        """A plan to take a sheet one step back.

        Raises:
            Refused: It is open already, holds billed time, or is not the caller's to reopen.
        """
        tenant = await self._catalog.tenant()
        if tenant.decides_by_entry:
            raise Refused(
                "This ConnectWise's interface has no way to reopen a timesheet.",
                remedy="Have the entries that must change sent back with reject_entries.",
            )
        sheet = await self._sheets.existing(timesheet)
        [filled] = await self._sheets.filled([sheet])
        _check_reversible(filled)
        notices = await self._of_others(sheet.member)
        first = stage_of(sheet.status) in {Stage.PROJECT, Stage.FIRST}
        cannot_edit = (await self._approvers.rights()).edit in {Reach.MY, Reach.NONE}
        if not first or (notices and cannot_edit):
            await self._check_may_undo(filled, tenant)
        return await self._plans.propose(
            Plan(
                Doing.REOPEN,
                (await self._people.me()).named,
                (whole_sheet(filled),),
                notices=(
                    *notices,
                    "It is open again then, can be changed, and has to be handed in again."
                    if first
                    else "Its last approval is taken back: it waits for that approval again.",
                ),
            )
        )

    async def _check_may_undo(self, filled: FilledSheet, tenant: Tenant) -> None:
        sheet = filled.sheet
        # Before the right to approve: nobody should ask for that in order to undo it for oneself.
        mine = not await self._of_others(sheet.member) and not self._approvers.may_decide_own
        if mine or is_own(sheet.member, await self._approvers.current()):
            raise Refused(
                f"Timesheet {sheet.id} is {in_words(sheet.status)}, and {OWN_TIME}.",
                remedy="Ask whoever approved it to reopen it.",
            )
        approver, stage = await self._approvers.current(), undone_by(sheet.status, tenant)
        deciders = await self._approvers.deciders(filled.entries)
        if not any(may_decide(entry, stage, approver, deciders) for entry in filled.entries):
            raise Refused(
                f"Timesheet {sheet.id} is {in_words(sheet.status)}, and its {stage} is somebody"
                " else's to give and to take back.",
                remedy="Ask whoever approved it to reopen it.",
            )

    async def delete(self, entry: int) -> Proposed:
        """A plan to delete an entry.

        Raises:
            Refused: It was billed or written off.
        """
        found = await self._writing.existing(entry)
        check_changeable(found, "deleted")
        if found.status in HANDED_IN:
            raise Refused(
                f"Entry {entry} cannot be deleted: it is {in_words(found.status)}.",
                remedy=unlocking(found.status),
            )
        shown = await self._writing.shown(found)
        notices = await self._of_others(found.member)
        reach = (await self._approvers.rights()).delete
        check_right(reach, "delete", "delete", others=bool(notices))
        day = local_day(shown.entry.start, shown.zone).isoformat() if shown.entry.start else ""
        return await self._plans.propose(
            Plan(
                Doing.DELETE,
                (await self._people.me()).named,
                # Kept whole, so that it can be stored again.
                (replace(one_entry(shown.entry, day), step=Step(found, None)),),
                notices=tuple(notices),
            )
        )


def _check_submittable(filled: FilledSheet) -> None:
    sheet = filled.sheet
    if not filled.entries:
        raise Refused(
            f"Timesheet {sheet.id} ({days_of(sheet)}) is empty.",
            remedy="Log the time with create_time_entry first.",
        )
    if sheet.status in SUBMITTABLE:
        return
    if sheet.status in REJECTED:
        remedy = (
            "Correct what was sent back with update_time_entry first; review_timesheet says why."
        )
    elif sheet.status in HANDED_IN or sheet.status in ON_AN_INVOICE:
        remedy = "Nothing has to be done; reopen_timesheet takes it back where that is possible."
    else:
        remedy = "This program does not know that status: look in ConnectWise itself."
    raise Refused(
        f"Timesheet {sheet.id} ({days_of(sheet)}) cannot be handed in: it is"
        f" {in_words(sheet.status)}.",
        remedy=remedy,
    )


def _check_reversible(filled: FilledSheet) -> None:
    sheet = filled.sheet
    billed = sheet.status in ON_AN_INVOICE or any(
        entry.status in ON_AN_INVOICE or entry.invoiced for entry in filled.entries
    )
    if billed:
        raise Refused(
            f"Timesheet {sheet.id} ({days_of(sheet)}) holds billed time.",
            remedy="Whoever does the billing must take it off the invoice in ConnectWise first.",
        )
    if sheet.status in SUBMITTABLE or sheet.status in REJECTED:
        raise Refused(
            f"Timesheet {sheet.id} ({days_of(sheet)}) is {in_words(sheet.status)}: it can be"
            " changed as it is.",
            remedy="Correct its entries with update_time_entry.",
        )
