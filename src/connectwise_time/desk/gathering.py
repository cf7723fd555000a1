"""Turn the names in a wish into what they mean, by asking ConnectWise as little as needed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.models import Member, Named, Target, TargetKind
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

    async def chosen(self, wish: Wish, entry: LoggedTime | None = None) -> Chosen:
        """What the wish's names mean; for a change, beside the entry as it is.

        Raises:
            Refused: A name fits nothing or several things, or the ticket is another company's.
        """
        target, company = await self._target(wish)
        if wish.company is not None:
            company = await self._checked_company(wish.company, target, company, entry)
        named = wish.company is not None or target is not None
        author = wish.member is not None or entry is None
        return Chosen(
            target=target,
            company=company if named and _takes_company(target, entry) else None,
            member=(await self._people.author(wish.member)).named if author else None,
            work_type=(
                (await self._catalog.work_type(wish.work_type)).named if wish.work_type else None
            ),
            work_role=(
                (await self._catalog.work_role(wish.work_role)).named if wish.work_role else None
            ),
            agreement=await self._agreement(wish, company or (entry.company if entry else None)),
        )

    async def _target(self, wish: Wish) -> tuple[Target | None, Named | None]:
        if wish.ticket is not None:
            ticket = await self._catalog.chargeable_ticket(wish.ticket)
            return Target(ticket.kind, ticket.id, ticket.summary), ticket.company
        if wish.charge_code is not None:
            code = await self._catalog.charge_code(wish.charge_code)
            return Target(TargetKind.CHARGE_CODE, code.id, code.name), code.company
        if wish.activity is not None:
            activity = await self._catalog.activity(wish.activity)
            return Target(TargetKind.ACTIVITY, activity.id, activity.name), activity.company
        return None, None

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

    async def day_facts(self, author: Member, day: date, zone: ZoneInfo) -> DayFacts:
        """What decides where hours alone are placed on an earlier day."""
        since, until = day_bounds(day, day + timedelta(days=1), zone)
        search = TimeSearch(members=(author.id,), since=since, until=until, brief=True)
        ends: list[datetime] = []
        async for batch in self._backend.entries(search):
            ends += [end for entry in batch if (end := _ends(entry)) is not None]
        begins = None
        if not ends and author.calendar_id is not None:
            workday = await self._calendars.workday(author.calendar_id, day)
            begins = workday.start if workday else None
        return DayFacts(last_end=max(ends, default=None), work_begins=begins)


def _takes_company(target: Target | None, entry: LoggedTime | None) -> bool:
    """Whether a company can be chosen: a ticket or an activity brings its own."""
    charged = target or (entry.target if entry else None)
    return charged is None or charged.kind in (TargetKind.CHARGE_CODE, TargetKind.COMPANY)


def _ends(entry: LoggedTime) -> datetime | None:
    if entry.start is None:
        return None
    return entry.end or entry.start + timedelta(hours=entry.hours + entry.deduct)
