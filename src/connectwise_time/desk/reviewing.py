"""Look sheets over: gather what the rules need, in few questions, and let them judge."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Clock
from connectwise_time.desk.working import Working
from connectwise_time.domain.models import Agreement, WorkType
from connectwise_time.domain.review import Around, Review, Worth, review
from connectwise_time.domain.sheets import FilledSheet
from connectwise_time.domain.working import WorkingTime
from connectwise_time.errors import TimeDeskError


class Reviewing:
    """Looks sheets over.

    What cannot be looked up is found fault with by no rule: the rest of the review stands.
    """

    def __init__(
        self,
        *,
        people: People,
        catalog: Catalog,
        calendars: Calendars,
        working: Working,
        clock: Clock,
        worth: Worth,
    ) -> None:
        self._people = people
        self._catalog = catalog
        self._calendars = calendars
        self._working = working
        self._clock = clock
        self._worth = worth

    async def look(
        self, sheets: Sequence[FilledSheet], *, whole_today: bool = False
    ) -> list[Review]:
        """Sheets looked over, each in its member's days, in the same order.

        Args:
            sheets: With all their entries.
            whole_today: Of today all is expected, also what is still to come: for plans, after
                which a sheet takes no more, and which ask the same at any minute.
        """
        agreements = await self._agreements(sheets)
        types = {row.id: row for row in await self._work_types()}
        tenant = await self._catalog.tenant()
        found = []
        for filled in sheets:
            number = filled.sheet.member.id
            zone = await self._people.zone_of(number)
            around = Around(
                zone=zone,
                now=_at_its_end(self._clock(), zone) if whole_today else self._clock(),
                requires_notes=tenant.requires_notes,
                working=await self._working_time(number),
                agreements=agreements,
                work_types=types,
                worth=self._worth,
            )
            named = tuple(await self._catalog.named(filled.entries))
            found.append(review(FilledSheet(filled.sheet, named), around))
        return found

    async def _working_time(self, member: int) -> WorkingTime | None:
        try:
            return await self._working.expected_of(member)
        except TimeDeskError:
            return None

    async def _work_types(self) -> Sequence[WorkType]:
        try:
            return await self._catalog.work_types()
        except TimeDeskError:
            return ()

    async def _agreements(self, sheets: Sequence[FilledSheet]) -> dict[int, Agreement]:
        ids = {e.agreement.id for f in sheets for e in f.entries if e.agreement is not None}
        if "agreement_ended" in self._worth.off:
            return {}
        try:
            return await self._calendars.agreements_among(ids)
        except TimeDeskError:
            return {}


def _at_its_end(now: datetime, zone: ZoneInfo) -> datetime:
    """The last minute of today."""
    return datetime.combine(now.astimezone(zone).date(), time(23, 59), tzinfo=zone)
