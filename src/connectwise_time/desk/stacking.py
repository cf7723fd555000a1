"""Lengths of today in one call: one behind the other, or where there is room for all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from connectwise_time.desk.drafting import Drafted
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.people import People
from connectwise_time.domain.batches import beside
from connectwise_time.domain.checks import WARNINGS, Timed
from connectwise_time.domain.stacking import free, moved

_FULL = "That day has no room for all that end now: give them another date, or start and end."


class Stacking:
    """Finds room for entries of which only the length was said, where they would overlap."""

    def __init__(self, guarding: Guarding, back: LookingBack, people: People) -> None:
        self._guarding = guarding
        self._back = back
        self._people = people

    async def room(
        self, drafted: Mapping[int, Drafted], stack: Collection[int], accept: Collection[str]
    ) -> str:
        """Times that pass for all of a stack together; empty where it can stay as it is.

        Args:
            drafted: All entries of the call, by number.
            stack: Which of them end now, or where the next one begins.
            accept: Warnings that do not count.
        """
        told = []
        for author in sorted({drafted[number].author.id for number in stack}):
            theirs = {n: d for n, d in drafted.items() if d.author.id == author}
            told.append(await self._of_one(theirs, [n for n in theirs if n in stack], accept))
        return " ".join(filter(None, told))

    async def _of_one(
        self, theirs: Mapping[int, Drafted], stack: Sequence[int], accept: Collection[str]
    ) -> str:
        drafts = {number: theirs[number].draft for number in stack}
        stored = await self._back.days_around(drafts[max(stack)])
        others = [beside(d.draft, number) for number, d in theirs.items() if number not in stack]
        zone = await self._people.zone(theirs[max(stack)].author)
        placed = free(drafts, [*stored, *others], zone)
        if placed is None:
            return _FULL
        if all((drafts[n].start, drafts[n].end) == placed[n] for n in stack):
            return ""
        chosen = {n: _placed(theirs[n], where, zone) for n, where in placed.items()}
        asked = await self._asked(chosen, [*stored, *others])
        if not asked <= set(WARNINGS):
            return _FULL
        passed = ",".join(f'"{name}"' for name in WARNINGS if name in asked | set(accept))
        with_it = f" and accept=[{passed}]" if asked - set(accept) else ""
        return f"Room for all that end now: {_told(chosen)}{with_it}."

    async def _asked(self, chosen: Mapping[int, Drafted], around: Sequence[Timed]) -> set[str]:
        """What would be asked about them there: names of guards, also of those that only stop."""
        asked: set[str] = set()
        for number, drafted in chosen.items():
            others = [beside(d.draft, n) for n, d in chosen.items() if n != number]
            found = await self._guarding.of_new(drafted, [*around, *others])
            asked |= {finding.name for finding in found}
        return asked


def _placed(drafted: Drafted, where: tuple[datetime, datetime], zone: ZoneInfo) -> Drafted:
    """The entry as it would be understood if it were asked for there."""
    day, start, end = moved(where, zone)
    times = replace(drafted.wish.times, date=day, start=start, end=end)
    draft = replace(drafted.draft, start=where[0], end=where[1])
    return replace(drafted, draft=draft, wish=replace(drafted.wish, times=times))


def _told(chosen: Mapping[int, Drafted]) -> str:
    return "; ".join(
        f'entry {number} with date="{times.date}", start="{times.start}", end="{times.end}"'
        for number, times in ((n, drafted.wish.times) for n, drafted in chosen.items())
    )
