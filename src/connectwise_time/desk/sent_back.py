"""What was sent back: by whom, when and why, and all of it without knowing the week."""

from collections.abc import Sequence
from dataclasses import replace

from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.desk.results import AllSentBack, SentBack
from connectwise_time.domain.entries import LoggedTime, TimeSearch
from connectwise_time.domain.reasons import reason_now, unmarked_reason
from connectwise_time.domain.sheets import SheetSearch, Step
from connectwise_time.domain.statuses import REJECTED, statuses_said
from connectwise_time.errors import TimeDeskError

_TRAILS = 10
_MOST = 50


class SendingBack:
    """Reads what was sent back."""

    def __init__(self, backend: Backend, people: People, catalog: Catalog) -> None:
        self._backend = backend
        self._people = people
        self._catalog = catalog

    async def everything(self, member: str | None) -> AllSentBack:
        """All of a member's time that was sent back and is not corrected, oldest first.

        Args:
            member: Whose; None for me, "everybody" for all.
        """
        everybody = member is not None and member.strip().casefold() in EVERYBODY
        me = await self._people.me()
        whose = None if everybody else await self._people.find(member) if member else me
        by_entry = (await self._catalog.interface()).decides_by_entry
        search = TimeSearch(
            members=() if whose is None else (whose.id,),
            statuses=statuses_said("rejected", documented=by_entry),
            whole=True,
        )
        found = [entry async for batch in self._backend.entries(search) for entry in batch]
        found.sort(key=lambda e: (e.start is None, e.start and e.start.timestamp(), e.id or 0))
        shown = found[:_MOST]
        ids = tuple(sorted({e.sheet.id for e in found if e.sheet is not None}))
        sheets = await self._backend.sheets(SheetSearch(ids=ids)) if ids else ()
        return AllSentBack(
            whom=whose.name if whose else "everybody",
            entries=tuple(await self._catalog.named(shown)),
            reasons=await self.reasons(shown),
            sheets={sheet.id: sheet for sheet in sheets},
            hours=sum(entry.hours for entry in found),
            more=len(found) - len(shown),
            zone_of=await self._people.zones(),
            sandbox=await self._catalog.is_sandbox(),
        )

    async def reasons(self, entries: Sequence[LoggedTime]) -> tuple[SentBack, ...]:
        """Of those that were sent back: why, by whom and when.

        A sheet that was sent back as a whole has its reason in one entry, which speaks for the
        others of that sheet. Where nobody left our mark, all of an entry's internal notes may be
        the reason.
        """
        back = [e for e in entries if e.status in REJECTED and e.id is not None]
        # Those with notes first, so that what a person reads tells who wrote it.
        first = sorted(back, key=lambda e: not e.internal_notes.strip())[:_TRAILS]
        trails = {entry.id: await self._trail(entry.id or 0) for entry in first}
        told = {e.id: reason_now(e.internal_notes, trails.get(e.id, ())) for e in back}
        speakers: dict[int | None, int] = {}
        for entry in back:
            if told[entry.id] is not None:
                speakers.setdefault(_sheet(entry), entry.id or 0)
        return tuple(
            _sent_back(entry, told[entry.id], trails.get(entry.id, ()), speakers) for entry in back
        )

    async def reason_of(self, entry: LoggedTime) -> SentBack | None:
        """Why an entry was sent back, also where another one of its sheet has the reason.

        None where it was not sent back.
        """
        if entry.status not in REJECTED:
            return None
        beside = [e for e in await self._sent_back_with(entry) if e.id != entry.id]
        told = {each.entry: each for each in await self.reasons([entry, *beside])}
        its = told[entry.id or 0]
        return replace(its, why=told[its.see].why) if its.see in told else its

    async def _sent_back_with(self, entry: LoggedTime) -> Sequence[LoggedTime]:
        """What was sent back of the same sheet; nothing where that cannot be read now."""
        if entry.sheet is None:
            return ()
        search = TimeSearch(sheets=(entry.sheet.id,), statuses=tuple(sorted(REJECTED)), whole=True)
        try:
            return [each async for batch in self._backend.entries(search) for each in batch]
        except TimeDeskError:
            return ()

    async def _trail(self, entry: int) -> Sequence[Step]:
        try:
            return await self._backend.trail(entry)
        except TimeDeskError:  # the trail is a comfort: the rest of the review stands without it
            return ()


EVERYBODY = frozenset({"everybody", "everyone"})
"""Words for all members."""


def _sent_back(
    entry: LoggedTime, why: str | None, trail: Sequence[Step], speakers: dict[int | None, int]
) -> SentBack:
    step = _rejection(trail)
    speaker = speakers.get(_sheet(entry))
    if why is None and speaker is None:
        why = unmarked_reason(entry.internal_notes)
    return SentBack(
        entry=entry.id or 0,
        why=why or "",
        see=speaker if why is None else None,
        by=step.by.name if step and step.by else "",
        at=step.at if step else None,
    )


def _sheet(entry: LoggedTime) -> int | None:
    return entry.sheet.id if entry.sheet is not None else None


def _rejection(trail: Sequence[Step]) -> Step | None:
    """The latest step that sent something back."""
    return next((s for s in reversed(trail) if s.of_status and s.after in REJECTED), None)
