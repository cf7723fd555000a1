"""Show an entry as it would be, worked out by ConnectWise, and say why it would be so."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.drafting import Changed, Drafted
from connectwise_time.desk.evidence import Evidence, Question
from connectwise_time.desk.explaining import check_whose, explaining
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend, Crew
from connectwise_time.domain.billing.bills import bill
from connectwise_time.domain.billing.coverage import Coverage, Terms, coverage
from connectwise_time.domain.billing.moves import (
    Moved,
    as_brought,
    at_hand,
    left_alone,
    moved,
    told,
)
from connectwise_time.domain.billing.origins import PARTS, Source
from connectwise_time.domain.billing.previews import (
    Explained,
    LastUsed,
    decides_billing,
    is_offer,
    last_used,
    overridden,
    overrides_settings,
    rounding,
)
from connectwise_time.domain.billing.sayings import Saying, came_from
from connectwise_time.domain.billing.workings import (
    WorkedOut,
    as_changed,
    as_drafted,
    as_foreseen,
    as_new,
)
from connectwise_time.domain.entries import UNSET, Draft, LoggedTime
from connectwise_time.domain.models import Target, TargetKind
from connectwise_time.domain.planning import foreseen
from connectwise_time.domain.when import local_day
from connectwise_time.errors import NotPermitted, TimeDeskError

_DECIDED = (*PARTS, "billable")
_MAY_NOT_ASK = "these keys may not ask it to; it may refuse to store this for the same reason"
_LACKS = "it lacks a start, a member or what it is charged to"


@dataclass(frozen=True, slots=True)
class Previewed:
    """An entry as it would be.

    Attributes:
        said: What whoever asked should know of it, a sentence each.
    """

    entry: LoggedTime
    explained: Explained
    said: tuple[str, ...] = ()


class Previewing:
    """Asks ConnectWise what an entry would be, and looks up why. Nothing is written.

    Args:
        backend: ConnectWise.
        people: Knows zones.
        catalog: Knows work types, roles and the tenant's rules.
        crew: Looks several things up at once.
    """

    def __init__(self, backend: Backend, people: People, catalog: Catalog, crew: Crew) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog
        self._evidence = Evidence(backend, crew)

    async def new(self, drafted: Drafted) -> Previewed:
        """A new entry as it would be.

        Raises:
            RemoteRefusal: ConnectWise would not store it.
        """
        draft, chosen = drafted.draft, drafted.chosen
        said = frozenset(part for part in _DECIDED if _has(draft, part))
        asked = Question(draft, said, frozenset(), chosen.ticket, chosen.code, drafted.author)
        worked = await self._worked_out(draft, new=True)
        if not worked.untold:
            return await self._explained(asked, worked.entry)
        company = draft.company or (chosen.ticket.company if chosen.ticket else None)
        return _untold(asked, replace(worked.entry, company=company), worked.untold)

    async def change(self, changed: Changed) -> Previewed:
        """A changed entry as it would be.

        Raises:
            RemoteRefusal: ConnectWise would not store it.
        """
        edit, chosen = changed.change.edit, changed.chosen
        after = foreseen(edit, changed.change.before)
        draft = as_new(after, edit)
        given = frozenset(part for part in _DECIDED if getattr(edit, part) is not UNSET)
        if draft is None:
            lacking = Explained(bill=bill(after, None, None, told=False))
            return Previewed(after, lacking, (_not_worked_out(_LACKS),))
        decided = frozenset(part for part in _DECIDED if _has(draft, part))
        asked = Question(draft, given & decided, decided - given, chosen.ticket, chosen.code)
        with explaining(changed.change.before.status):
            worked = await self._worked_out(draft, given=edit.member is not UNSET)
        if worked.untold:
            known = as_foreseen(after, edit)
            company = known.company or (chosen.ticket.company if chosen.ticket else None)
            would = _untold(asked, replace(known, company=company), worked.untold)
            return _with(would, move_of(changed, known))
        entry = as_changed(after, worked.entry, edit)
        would = await self._explained(await self._with_hosts(asked), entry)
        return _with(would, await self._move(changed, draft, entry))

    async def _move(self, changed: Changed, draft: Draft, entry: LoggedTime) -> Moved | None:
        """What a moved entry keeps, beside what ConnectWise would fill in for its new target."""
        target, parts = changed.change.edit.target, _left_alone(changed)
        if not parts or not isinstance(target, Target):
            return None
        with suppress(TimeDeskError):
            worked = await self._backend.preview(as_brought(draft, parts))
            if not worked.untold:
                return moved(target, parts, entry, told(worked.entry), sure=True)
        return move_of(changed, entry)

    async def overriding(self, drafted: Drafted) -> tuple[str, ...]:
        """What the entry decides otherwise than settings that are known without asking."""
        draft, chosen = drafted.draft, drafted.chosen
        # Named, it was looked up in that table a moment ago.
        work_types = await self._catalog.work_types() if draft.work_type else ()
        return overrides_settings(draft, chosen.ticket, chosen.code, work_types)

    async def _worked_out(
        self, draft: Draft, *, new: bool = False, given: bool = False
    ) -> WorkedOut:
        """What ConnectWise makes of a new entry, or of one that is given to somebody."""
        try:
            return await self._backend.preview(draft)
        except NotPermitted as refusal:
            if new or given:
                await check_whose(self._backend, draft.member, refusal, change=given)
            if decides_billing(draft) and await self._may_ask(replace(draft, billable=None)):
                raise  # the right that is missing is the one to choose how it is billed
            return WorkedOut(as_drafted(draft), _MAY_NOT_ASK)

    async def _may_ask(self, draft: Draft) -> bool:
        with suppress(NotPermitted):
            await self._backend.preview(draft)
            return True
        return False

    async def _with_hosts(self, asked: Question) -> Question:
        """With the member, and the ticket that the entry is on, where these have a say in it."""
        target, me = asked.draft.target, await self._people.me()
        if asked.said | asked.kept >= frozenset(_DECIDED):
            return asked
        asked = replace(asked, author=me if me.id == asked.draft.member.id else None)
        on_ticket = target.kind in {TargetKind.SERVICE_TICKET, TargetKind.PROJECT_TICKET}
        if asked.ticket or not on_ticket:
            return asked
        with suppress(TimeDeskError):
            return replace(asked, ticket=await self._catalog.ticket(target.id))
        return asked

    async def _explained(self, asked: Question, entry: LoggedTime) -> Previewed:
        found = await self._evidence.about(asked, entry)
        tenant = await self._catalog.tenant()
        zone = await self._people.zone_of(asked.draft.member.id)
        saying = Saying(
            said=asked.said,
            kept=asked.kept,
            ticket=asked.ticket,
            code=asked.code,
            project=found.project,
            terms=found.terms if entry.agreement else None,
            board=found.board,
            author=asked.author,
            work_types=tuple(await self._catalog.work_types()),
        )
        otherwise = found.otherwise
        sources = came_from(entry, saying)
        covers = _coverage(asked, entry, found.terms, zone)
        explained = Explained(
            bill=bill(entry, covers, sources.get("billable")),
            came_from=sources,
            coverage=covers,
            rounded=rounding(asked.draft.hours, entry.hours, tenant.rounding_hours),
            overridden=overridden(asked.draft, entry, otherwise.entry) if otherwise else (),
            last_used=await self._offer(entry, found.lately or (), zone),
        )
        return Previewed(entry, explained)

    async def _offer(
        self, entry: LoggedTime, lately: Sequence[LoggedTime], zone: ZoneInfo
    ) -> LastUsed | None:
        """The pair that was used last, where it is another one, and may be used today."""
        if not lately:
            return None
        types = {row.id for row in await self._catalog.work_types() if row.active}
        roles = {row.id for row in await self._catalog.work_roles() if row.active}
        usable = [
            one
            for one in lately
            if one.work_type and one.work_type.id in types
            if one.work_role and one.work_role.id in roles
        ]
        days = {one.id: local_day(one.start, zone) for one in usable if one.id and one.start}
        pair = last_used(usable, days, entry)
        return pair if pair and is_offer(pair, entry) else None


def move_of(changed: Changed, entry: LoggedTime) -> Moved | None:
    """What a moved entry keeps, beside what its new target itself says that it brings."""
    target, parts = changed.change.edit.target, _left_alone(changed)
    if not parts or not isinstance(target, Target):
        return None
    return moved(target, parts, entry, at_hand(changed.chosen), sure=False)


def _left_alone(changed: Changed) -> tuple[str, ...]:
    return left_alone(changed.change.edit, changed.change.before)


def _with(would: Previewed, move: Moved | None) -> Previewed:
    return replace(would, explained=replace(would.explained, moved=move))


def _has(draft: Draft, part: str) -> bool:
    """Whether the draft decides a part itself."""
    return decides_billing(draft) if part == "billable" else getattr(draft, part) is not None


def _coverage(
    asked: Question, entry: LoggedTime, terms: Terms | None, zone: ZoneInfo
) -> Coverage | None:
    left_out = asked.ticket.agreement if asked.ticket else None
    agreement = entry.agreement or left_out
    if agreement is None or entry.start is None:
        return None
    return coverage(agreement, terms, entry, local_day(entry.start, zone))


def _untold(asked: Question, entry: LoggedTime, why: str) -> Previewed:
    """What we know ourselves, where ConnectWise does not work it out."""
    known = dict.fromkeys(sorted(asked.kept), Source.STORED) | dict.fromkeys(
        sorted(asked.said), Source.YOU
    )
    billing = bill(entry, None, known.get("billable"), told=False)
    return Previewed(entry, Explained(came_from=known, bill=billing), (_not_worked_out(why),))


def _not_worked_out(why: str) -> str:
    return f"ConnectWise did not work this out: {why}. What it fills in by itself is not shown."
