"""From a wish to the one entry, or the one change, that it means: looked up, planned, not sent."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from connectwise_time.desk.calendars import Calendars
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.explaining import check_whose
from connectwise_time.desk.gathering import Gathering
from connectwise_time.desk.people import People
from connectwise_time.desk.places import RoleAt
from connectwise_time.desk.ports import Backend, Clock
from connectwise_time.domain.entries import Draft, LoggedTime, Unset
from connectwise_time.domain.models import Member
from connectwise_time.domain.operations import Change
from connectwise_time.domain.planning import (
    Chosen,
    check_changeable,
    check_notes,
    check_one_target,
    check_takes_time,
    check_target_once,
    draft,
    edit,
    says_what_was_done,
)
from connectwise_time.domain.spans import ENDING_NOW, Span, needs_day_facts, place
from connectwise_time.domain.wishes import Wish
from connectwise_time.domain.words.meant import understood
from connectwise_time.errors import (
    NotAuthorized,
    NotFound,
    NotPermitted,
    Refused,
    RemoteRefusal,
    TimeDeskError,
    Unavailable,
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new entry as it was understood.

    Attributes:
        chosen: What its names turned out to mean.
        author: Whose time it is.
        said: What whoever asked should know of how it was understood, a sentence each.
        wish: What was asked for.
        ends_now: Only its length was said, of today.
    """

    draft: Draft
    chosen: Chosen
    author: Member
    said: tuple[str, ...] = ()
    wish: Wish = field(default_factory=Wish)
    ends_now: bool = False

    @property
    def role_at(self) -> RoleAt:
        """The role that is named, and the location: the named one, or else the likely one."""
        ticket, code = self.chosen.ticket, self.chosen.code
        likely = (ticket and ticket.location) or (code and code.location) or self.author.location
        return self.draft.work_role, self.draft.location or likely


@dataclass(frozen=True, slots=True)
class Changed:
    """A change as it was understood; see `Drafted`."""

    change: Change
    chosen: Chosen
    said: tuple[str, ...] = ()
    wish: Wish = field(default_factory=Wish)

    @property
    def role_at(self) -> RoleAt:
        """The role and the location as they would be."""
        before, now = self.change.before, self.change.edit
        return (
            before.work_role if isinstance(now.work_role, Unset) else now.work_role,
            before.location if isinstance(now.location, Unset) else now.location,
        )


class Drafting:
    """Understands wishes."""

    def __init__(
        self,
        backend: Backend,
        people: People,
        catalog: Catalog,
        clock: Clock,
        *,
        calendars: Calendars,
    ) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._gathering = Gathering(backend, people, catalog, calendars)
        self._clock = clock

    async def new(
        self,
        wish: Wish,
        *,
        thorough: bool = False,
        beside: Sequence[Draft] = (),
        ending: datetime | None = None,
    ) -> Drafted:
        """The entry that is meant.

        Args:
            wish: What was said.
            thorough: Also look at what ConnectWise refuses by itself; see `explain`.
            beside: Entries that are to be stored before this one.
            ending: When hours alone of today end, where that is not now.

        Raises:
            Refused: It cannot be read in one way, or must not be stored.
        """
        check_one_target(wish)
        author = await self._people.author(wish.member)
        chosen = await self._gathering.chosen(wish, rules=thorough)
        span = await self._span(wish, author, beside, ending)
        if thorough:
            await self._check_notes(wish)
            if chosen.ticket is not None:
                check_takes_time(chosen.ticket)
        planned = draft(wish, chosen, span)
        placed = [f"Placed {span.said}."] if span.said else []
        return Drafted(
            planned, chosen, author, (*placed, *mail_notice(wish)), wish, span.said == ENDING_NOW
        )

    async def change(self, number: int, wish: Wish) -> Changed:
        """The change that is meant.

        Raises:
            Refused: It cannot be read in one way, or must not be made.
        """
        check_target_once(wish)
        entry = await self.existing(number)
        check_changeable(entry, "changed")
        chosen = await self._gathering.chosen(wish, entry)
        zone = await self._people.zone_of(
            chosen.member.id if chosen.member else entry.member.id if entry.member else None
        )
        now = self._clock()
        calendar = await self._catalog.weeks.calendar(now, zone, *wish.times.words)
        planned = edit(wish, chosen, entry, now=now, zone=zone, calendar=calendar)
        return Changed(Change(number, planned, entry), chosen, tuple(mail_notice(wish)), wish)

    async def explain(self, wish: Wish, refusal: RemoteRefusal, *, new: bool = True) -> None:
        """Tell the rule behind a refusal of ConnectWise's, where one is found.

        What it holds by itself, in few words (a status that takes no time is told as "chargeToId
        is invalid", peers §0), is asked for only then: whoever logs well does not wait for it.

        Args:
            wish: What was said.
            refusal: What ConnectWise said.
            new: It was about a new entry, not a change.

        Raises:
            RemoteRefusal: The same, with the rule.
        """
        if isinstance(refusal, NotPermitted) and new:
            with suppress(Refused, Unavailable):
                author = await self._people.author(wish.member)
                await check_whose(self._backend, author.named, refusal)
        if isinstance(refusal, NotAuthorized | NotPermitted):
            return
        try:
            if new:
                await self._check_notes(wish)
            if wish.ticket is not None:
                check_takes_time(await self._catalog.ticket(wish.ticket, rules=True))
        except Refused as rule:
            raise RemoteRefusal(
                rule.problem, remedy=rule.remedy, status=refusal.status, items=refusal.items
            ) from refusal
        except TimeDeskError:
            return

    async def _check_notes(self, wish: Wish) -> None:
        if not says_what_was_done(wish):
            tenant = await self._catalog.tenant()
            check_notes(wish, requires_notes=tenant.requires_notes)

    async def existing(self, number: int) -> LoggedTime:
        """The entry with that id.

        Raises:
            NotFound: There is none, or the key may not see it.
        """
        entry = await self._backend.entry(number)
        if entry is None:
            raise NotFound(
                f"There is no time entry {number} that this key may see.",
                remedy="Look the entry up with search_time.",
            )
        return entry

    async def _span(
        self, wish: Wish, author: Member, beside: Sequence[Draft], ending: datetime | None
    ) -> Span:
        zone = await self._people.zone(author)
        now = self._clock()
        times = wish.times
        if author.needs_start_and_end and times.start is None and times.end is None:
            raise Refused(
                f"ConnectWise requires start and end from {author.name}.",
                remedy="Say from when to when the work was.",
            )
        calendar = await self._catalog.weeks.calendar(now, zone, *times.words)
        meant = understood(times, calendar, zone)
        day = needs_day_facts(meant, now, zone)
        ends = [draft.end for draft in beside if draft.member.id == author.id]
        facts = await self._gathering.day_facts(author, day, zone, ends) if day else None
        return place(meant, now=now, zone=zone, day=facts, ending=ending)


def mail_notice(wish: Wish) -> list[str]:
    """That mail goes out, where it was asked for."""
    whom = ", ".join(sorted(mail.value for mail in wish.email or ()))
    return [f"ConnectWise is asked to mail: {whom}."] if whom else []
