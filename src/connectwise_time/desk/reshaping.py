"""Plan to cut an entry in two, or to join two into one; nothing is written here."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from connectwise_time.desk.approvers import Approvers
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.guarding import Guarding, judged
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.sent_back import SendingBack
from connectwise_time.desk.telling import Telling
from connectwise_time.desk.writing import Writing
from connectwise_time.domain import cutting, joining
from connectwise_time.domain.billing.reshaped import billed_otherwise
from connectwise_time.domain.checks import refusal
from connectwise_time.domain.cutting import Cut, on_ticket, stored_hours
from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.items import counted, one_entry
from connectwise_time.domain.joining import Gap
from connectwise_time.domain.planning import check_changeable, check_takes_time
from connectwise_time.domain.plans import Doing, Item, Kind, Plan
from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.domain.steps import Step, draft_of
from connectwise_time.domain.when import local_span
from connectwise_time.errors import Refused, TimeDeskError


class Reshaping:
    """Makes plans that change how many entries some hours are.

    Args:
        backend: Works out what parts would be billed.
        plans: Keeps the plan.
        people: Knows for whom it is done.
        approvers: Knows what the keys may do.
        catalog: Knows tickets, and how the tenant rounds.
        writing: Reads the entries.
        telling: Tells them in their member's zone.
        guarding: Knows what is odd about a new entry.
        sending_back: Knows why time was sent back.
        clock: Tells the day on which it is said.
    """

    def __init__(
        self,
        backend: Backend,
        plans: Plans,
        *,
        people: People,
        approvers: Approvers,
        catalog: Catalog,
        writing: Writing,
        telling: Telling,
        guarding: Guarding,
        sending_back: SendingBack,
        clock: Callable[[], datetime],
    ) -> None:
        self._backend = backend
        self._plans = plans
        self._people = people
        self._approvers = approvers
        self._catalog = catalog
        self._writing = writing
        self._telling = telling
        self._guarding = guarding
        self._sending_back = sending_back
        self._clock = clock

    async def split(
        self,
        number: int,
        cut: Cut,
        *,
        ticket: int | None = None,
        accept: frozenset[str] = frozenset(),
    ) -> Proposed:
        """A plan to cut an entry in two.

        Args:
            number: The entry's id.
            cut: Where.
            ticket: The ticket of the second half, where it is another one.
            accept: Warnings about the second half that the person has dismissed.

        Raises:
            Refused: It cannot be cut there, it is locked, the hours would not stay the same, or
                what is new in the second half is to be asked about.
        """
        entry, zone = await self._open(number, "cut in two")
        calendar = await self._catalog.weeks.calendar(self._clock(), zone, cut.at)
        first, second = cutting.halves(entry, cut, calendar, zone)
        elsewhere = await self._catalog.ticket(ticket, rules=True) if ticket is not None else None
        if elsewhere is not None:
            check_takes_time(elsewhere)
            second = on_ticket(second, elsewhere, cut)
        first, second = await self._as_stored(entry.hours, first, second)
        new, shorter = cutting.steps_of(entry, first, second)
        work = new.work
        assert isinstance(work, Draft)
        found = await self._guarding.of_part(work, entry, without={number}, ticket=elsewhere)
        asked = cut.asks_about(elsewhere=elsewhere is not None)
        if refused := refusal([f for f in found if f.hard or f.name in asked], accept):
            raise refused
        odd = [*judged(found), *await self._billed([entry], [first, second])]
        odd += await self._objected([entry], "cut in two")
        item = self._item(second, "", zone, new)
        items = (
            replace(item, kind=Kind.NEW, id=1, draft=work, status=""),
            self._item(first, "stays", zone, shorter),
        )
        return await self._propose(Doing.SPLIT, items, odd)

    async def merge(self, numbers: Sequence[int], gap: Gap | None) -> Proposed:
        """A plan to join two entries.

        Raises:
            Refused: They are not alike, one is locked, or the hours would not stay the same.
        """
        if len(numbers) != 2:  # noqa: PLR2004  # it is what the tool is for
            raise Refused("Two entries are joined.", remedy="Give the ids of just two.")
        (one, zone), (other, _) = [await self._open(n, "joined") for n in numbers]
        first, second, whole = joining.joined(one, other, gap, zone)
        [whole] = await self._as_stored(first.hours + second.hours, whole)
        longer, gone = joining.steps_of(first, second, whole)
        items = (
            self._item(whole, "becomes", zone, longer),
            self._item(second, f"goes into entry {first.id},", zone, gone),
        )
        pair = {entry.id for entry in (first, second) if entry.id is not None}
        found = await self._guarding.of_part(whole, first, without=pair)
        # Of hours that were judged when they were logged, only where they lie is new.
        odd = [finding.says for finding in found if finding.name == "overlap"]
        odd += await self._billed([first, second], [whole])
        odd += await self._objected([first, second], "joined")
        return await self._propose(Doing.MERGE, items, odd)

    async def _open(self, number: int, doing: str) -> tuple[LoggedTime, ZoneInfo]:
        """An entry that may be changed, and its member's zone."""
        found = await self._writing.existing(number)
        check_changeable(found, doing)
        if found.status in HANDED_IN:
            raise Refused(
                f"Entry {number} cannot be {doing}: it is {in_words(found.status)}.",
                remedy=unlocking(found.status),
            )
        shown = await self._telling.shown(found)
        return shown.entry, shown.zone

    async def _objected(self, entries: Sequence[LoggedTime], done: str) -> list[str]:
        """That a rejection is not seen any more afterwards, and what it said."""
        told = []
        for entry in entries:
            back = await self._sending_back.reason_of(entry)
            if back is None:
                continue
            by = f" by {back.by}" if back.by else ""
            why = f': "{back.why}"' if back.why else ""
            told.append(
                f"Once it is {done}, entry {entry.id} counts as corrected: correct also what was"
                f" objected to. It was sent back{by}{why}"
            )
        return told

    async def _billed(self, before: Sequence[LoggedTime], after: Sequence[LoggedTime]) -> list[str]:
        """What is billed otherwise than it was, where ConnectWise works that out beforehand."""
        worked: list[LoggedTime] = []
        with suppress(TimeDeskError):
            would = [await self._backend.preview(draft_of(part)) for part in after]
            worked = [] if any(each.untold for each in would) else [each.entry for each in would]
        return billed_otherwise(before, worked)

    async def _as_stored(self, before: float, *parts: LoggedTime) -> list[LoggedTime]:
        """The parts with the hours that this tenant's rounding makes of them."""
        step = (await self._catalog.tenant()).rounding_hours
        hours = stored_hours(before, tuple(part.hours for part in parts), step)
        return [replace(part, hours=each) for part, each in zip(parts, hours, strict=True)]

    def _item(self, entry: LoggedTime, what: str, zone: ZoneInfo, step: Step) -> Item:
        assert entry.start is not None
        item = one_entry(replace(entry, id=entry.id or 0), "")
        before, span = step.before, local_span(entry.start, entry.end, zone)
        return replace(
            counted(item, step, whole=True),
            label=f"{what} {span} · {item.label}".strip(),
            step=step,
            zone=zone.key,
            covers=one_entry(before, "").covers if before is not None else (),
            wish=digest(["reshape", what, entry.id]),
        )

    async def _propose(self, doing: Doing, items: tuple[Item, ...], odd: Sequence[str]) -> Proposed:
        for item in items:
            assert item.step is not None
            await self._approvers.check_may(item.step)
        me = (await self._people.me()).named
        return await self._plans.propose(Plan(doing, me, items, notices=tuple(odd), whole=True))
