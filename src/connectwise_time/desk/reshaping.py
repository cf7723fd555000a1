"""Plan to cut an entry in two, or to join two into one; nothing is written here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.telling import Telling
from connectwise_time.desk.writing import Writing
from connectwise_time.domain import cutting, joining
from connectwise_time.domain.cutting import Cut, check_hours, on_ticket
from connectwise_time.domain.digests import digest
from connectwise_time.domain.entries import Draft, LoggedTime
from connectwise_time.domain.items import one_entry
from connectwise_time.domain.joining import Gap
from connectwise_time.domain.planning import check_changeable, check_takes_time
from connectwise_time.domain.plans import Doing, Item, Kind, Plan
from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.domain.steps import Step
from connectwise_time.domain.when import local_day, local_span
from connectwise_time.errors import Refused


class Reshaping:
    """Makes plans that change how many entries some hours are.

    Args:
        plans: Keeps the plan.
        people: Knows for whom it is done.
        catalog: Knows tickets, and how the tenant rounds.
        writing: Reads the entries.
        telling: Tells them in their member's zone.
        guarding: Knows what is odd about a new entry.
        back: Reads what lies around it.
        clock: Tells the day on which it is said.
    """

    def __init__(
        self,
        plans: Plans,
        *,
        people: People,
        catalog: Catalog,
        writing: Writing,
        telling: Telling,
        guarding: Guarding,
        back: LookingBack,
        clock: Callable[[], datetime],
    ) -> None:
        self._plans = plans
        self._people = people
        self._catalog = catalog
        self._writing = writing
        self._telling = telling
        self._guarding = guarding
        self._back = back
        self._clock = clock

    async def split(self, number: int, cut: Cut, *, ticket: int | None = None) -> Proposed:
        """A plan to cut an entry in two.

        Args:
            number: The entry's id.
            cut: Where.
            ticket: The ticket of the second half, where it is another one.

        Raises:
            Refused: It cannot be cut there, it is locked, or the hours would not stay the same.
        """
        entry, zone = await self._open(number, "cut in two")
        calendar = await self._catalog.weeks.calendar(self._clock(), zone, cut.at)
        first, second = cutting.halves(entry, cut, calendar, zone)
        if ticket is not None:
            found = await self._catalog.ticket(ticket, rules=True)
            check_takes_time(found)
            second = on_ticket(second, found)
        await self._check_hours(entry.hours, (first.hours, second.hours))
        new, shorter = cutting.steps_of(entry, first, second)
        work = new.work
        assert isinstance(work, Draft)
        around = [e for e in await self._back.days_around(work) if e.id != number]
        odd = [found.says for found in await self._guarding.meanwhile(work, around)]
        return await self._propose(
            Doing.SPLIT,
            (
                replace(
                    self._item(second, "new", zone, new), kind=Kind.NEW, id=2, draft=work, status=""
                ),
                self._item(first, "stays", zone, shorter),
            ),
            odd,
        )

    async def merge(self, numbers: Sequence[int], gap: Gap | None) -> Proposed:
        """A plan to join two entries.

        Raises:
            Refused: They are not alike, one is locked, or the hours would not stay the same.
        """
        if len(numbers) != 2:  # noqa: PLR2004  # it is what the tool is for
            raise Refused("Two entries are joined.", remedy="Give the ids of just two.")
        (one, zone), (other, _) = [await self._open(n, "joined") for n in numbers]
        first, second, whole = joining.joined(one, other, gap, zone)
        await self._check_hours(first.hours + second.hours, (whole.hours,))
        longer, gone = joining.steps_of(first, second, whole)
        items = (
            replace(self._item(whole, "becomes", zone, longer), hours=round(first.hours, 4)),
            self._item(second, f"goes into entry {first.id}", zone, gone),
        )
        return await self._propose(Doing.MERGE, items, [])

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

    async def _check_hours(self, before: float, after: tuple[float, ...]) -> None:
        check_hours(before, after, (await self._catalog.tenant()).rounding_hours)

    def _item(self, entry: LoggedTime, what: str, zone: ZoneInfo, step: Step) -> Item:
        assert entry.start is not None
        day = local_day(entry.start, zone).isoformat()
        item = one_entry(replace(entry, id=entry.id or 0), day)
        before = step.before
        return replace(
            item,
            label=f"{what} {local_span(entry.start, entry.end, zone)} · {item.label}",
            step=step,
            zone=zone.key,
            covers=one_entry(before, day).covers if before is not None else (),
            wish=digest(["reshape", what, entry.id]),
        )

    async def _propose(self, doing: Doing, items: tuple[Item, ...], odd: Sequence[str]) -> Proposed:
        me = (await self._people.me()).named
        return await self._plans.propose(Plan(doing, me, items, notices=tuple(odd), whole=True))
