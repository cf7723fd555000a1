"""Turn the names in a wish into what they mean, by asking ConnectWise as little as needed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.places import Places
from connectwise_time.desk.ports import Backend
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import (
    Member,
    Named,
    Target,
    TargetKind,
    WorkRole,
    WorkType,
)
from connectwise_time.domain.places import Department, Location
from connectwise_time.domain.planning import Chosen
from connectwise_time.domain.spans import DayFacts
from connectwise_time.domain.when import day_bounds
from connectwise_time.domain.wishes import Wish
from connectwise_time.errors import Refused


class Gathering:
    """Looks up what a wish names."""

    def __init__(
        self, backend: Backend, people: People, catalog: Catalog, calendars: Calendars
    ) -> None:
        self._backend = backend
        self._calendars = calendars
        self._people = people
        self._catalog = catalog
        self._places_of_roles = Places(backend, catalog)

    async def chosen(
        self, wish: Wish, entry: LoggedTime | None = None, *, rules: bool = False
    ) -> Chosen:
        """What the wish's names mean; for a change, beside the entry as it is.

        Args:
            wish: What was said.
            entry: What is changed.
            rules: Also look up whether the ticket takes time.

        Raises:
            Refused: A name fits nothing or several things, or the ticket is another company's.
        """
        charged = await self._target(wish, rules=rules)
        target, company = charged.target, charged.company
        if wish.company is not None:
            company = await self._checked_company(wish.company, target, company, entry)
        named = wish.company is not None or target is not None
        author = wish.member is not None or entry is None
        places = await self._places(wish, entry)
        return Chosen(
            target=target,
            company=company if named and _takes_company(target, entry) else None,
            member=(await self._people.author(wish.member)).named if author else None,
            work_type=await _named(self._catalog.work_type, wish.work_type),
            work_role=places.work_role,
            agreement=await self._agreement(wish, company or (entry.company if entry else None)),
            location=places.location,
            department=places.department,
            ticket=charged.ticket,
            code=charged.code,
        )

    async def _places(self, wish: Wish, entry: LoggedTime | None) -> Chosen:
        """Role, location and department, which go together."""
        found = Chosen(
            work_role=await _named(self._catalog.work_role, wish.work_role),
            location=await _named(self._catalog.location, wish.location),
            department=await _named(self._catalog.department, wish.department),
        )
        if found.work_role or found.location:
            await self._places_of_roles.check(
                found.work_role or (entry.work_role if entry else None),
                found.location or (entry.location if entry else None),
            )
        return found

    async def _target(self, wish: Wish, *, rules: bool) -> Chosen:
        if wish.ticket is not None:
            ticket = await self._catalog.ticket(wish.ticket, rules=rules)
            target = Target(ticket.kind, ticket.id, ticket.summary)
            return Chosen(target, ticket.company, ticket=ticket)
        if wish.charge_code is not None:
            code = await self._catalog.charge_code(wish.charge_code)
            return Chosen(
                Target(TargetKind.CHARGE_CODE, code.id, code.name), code.company, code=code
            )
        if wish.activity is not None:
            activity = await self._catalog.activity(wish.activity)
            target = Target(TargetKind.ACTIVITY, activity.id, activity.name)
            return Chosen(target, activity.company)
        return Chosen()

    async def _checked_company(
        self, words: str, target: Target | None, known: Named | None, entry: LoggedTime | None
    ) -> Named:
        wanted = (await self._catalog.company(words)).named
        if known is None and entry is not None and target is None:
            known = entry.company
        if not _takes_company(target, entry) and known is not None and known.id != wanted.id:
            charged = target.name if target else f"entry {entry.id}" if entry else "it"
            raise Refused(
                f"{wanted.name} is given, but {charged!r} belongs to {known.name}.",
                remedy="Leave company out, or name another ticket.",
            )
        return wanted

    async def _agreement(self, wish: Wish, company: Named | None) -> Named | None:
        if wish.agreement is None:
            return None
        if company is None:
            raise Refused(
                "An agreement is named, but no company whose agreement it is.",
                remedy="Give company as well.",
            )
        return (await self._catalog.agreement(wish.agreement, company.id)).named

    async def day_facts(
        self, author: Member, day: date, zone: ZoneInfo, others: Sequence[datetime] = ()
    ) -> DayFacts:
        """What decides where hours alone are placed on an earlier day.

        Args:
            author: Whose day.
            day: By the author's own clock.
            zone: Of that clock.
            others: When entries end that are to be stored before, on whatever day.
        """
        since, until = day_bounds(day, day + timedelta(days=1), zone)
        search = TimeSearch(members=(author.id,), since=since, until=until, brief=True)
        ends = [end for end in others if since < end <= until]
        async for batch in self._backend.entries(search):
            ends += [end for entry in batch if (end := _ends(entry)) is not None]
        begins = None
        if not ends and author.calendar_id is not None:
            workday = await self._calendars.workday(author.calendar_id, day)
            begins = workday.start if workday else None
        return DayFacts(last_end=max(ends, default=None), work_begins=begins)


async def _named(
    find: Callable[[str], Awaitable[WorkType | WorkRole | Location | Department]],
    words: str | None,
) -> Named | None:
    if not words:
        return None
    found = await find(words)
    return Named(found.id, found.name)


def _takes_company(target: Target | None, entry: LoggedTime | None) -> bool:
    """Whether a company can be chosen: a ticket or an activity brings its own."""
    charged = target or (entry.target if entry else None)
    return charged is None or charged.kind in (TargetKind.CHARGE_CODE, TargetKind.COMPANY)


def _ends(entry: LoggedTime) -> datetime | None:
    if entry.start is None:
        return None
    return entry.end or entry.start + timedelta(hours=entry.hours + entry.deduct)
