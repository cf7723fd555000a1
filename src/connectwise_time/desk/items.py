"""Do the items of a plan that nobody else began, and what follows a refusal or a lost answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from connectwise_time.desk.acts import act
from connectwise_time.desk.ports import Backend, Crew
from connectwise_time.desk.seconds import LEAST_SECONDS, READ_BACK_SECONDS, WRITE_SECONDS
from connectwise_time.desk.share import Share
from connectwise_time.domain.plans import Doing, Ended, Item, ItemOutcome
from connectwise_time.errors import Busy, TimeDeskError, Unavailable

Reads: TypeAlias = Callable[
    [Doing, Mapping[Item, ItemOutcome], float], Awaitable[dict[str, ItemOutcome]]
]
"""What became of items, by key, as they read now, in so many seconds at most."""


class Items:
    """Does what one call does of a plan on sheets and entries.

    Args:
        backend: ConnectWise.
        share: Where it is noted.
        read: Reads items back.
        crew: Does several at once.
        changed: Keys of what looks different from what the plan was made on.
        seconds: So long items are begun.
    """

    def __init__(
        self,
        backend: Backend,
        share: Share,
        *,
        read: Reads,
        crew: Crew,
        changed: frozenset[str],
        seconds: float,
    ) -> None:
        self._backend = backend
        self._share = share
        self._read = read
        self._crew = crew
        self._changed = changed
        self._seconds = seconds
        self._until = 0.0

    async def one_by_one(self, items: Sequence[Item]) -> None:
        """Each with a write of its own, several at once."""
        self._until = self._crew.seconds() + self._seconds
        await self._crew.work(items, self._one, seconds=self._seconds)
        self._share.check()

    async def all_at_once(self, items: Sequence[Item]) -> None:
        """All with one write, which tells what became of each."""
        seconds = max(LEAST_SECONDS, self._seconds)
        self._until = self._crew.seconds() + seconds
        await self._crew.work([items], self._together, seconds=seconds)
        self._share.check()

    async def _begin(self, item: Item) -> bool:
        return await self._share.begin(item, changed=item.key in self._changed)

    async def _one(self, item: Item) -> None:
        share = self._share
        if share.is_stopped or not await self._begin(item):
            return
        try:
            is_over = await self._tried(item) or await self._tried(item, again=True)
        except Exception:
            await share.broke_off([item])
            raise
        if is_over and item.key in share.acted:
            await share.tell_progress()

    async def _tried(self, item: Item, *, again: bool = False) -> bool:
        """Whether that was all; otherwise it may be tried once more, now."""
        try:
            await act(self._backend, self._share.kept.plan, item)
        except Unavailable as error:
            return not await self._not_taken([item], error, again=again)
        except TimeDeskError as error:
            await self._share.end(item, error)
        else:
            await self._share.end(item, None)
        return True

    async def _together(self, items: Sequence[Item]) -> None:
        """All entries with one call, which tells what became of each."""
        share, begun = self._share, []
        for item in items:
            if share.is_stopped or self._crew.seconds() >= self._until + LEAST_SECONDS:
                break
            if await self._begin(item):
                begun.append(item)
        if not begun:
            return
        try:
            if again := await self._tried_together(begun):
                await self._tried_together(again, again=True)
        except Exception:
            await share.broke_off([item for item in begun if item.key not in share.acted])
            raise
        await share.tell_progress()

    async def _tried_together(
        self, items: Sequence[Item], *, again: bool = False
    ) -> Sequence[Item]:
        """Those that may be tried once more, now."""
        # What is left of the time to begin, and what the last write always gets.
        within = max(LEAST_SECONDS, self._until + WRITE_SECONDS - self._crew.seconds())
        refused = await self._backend.approve_entries([item.id for item in items], within=within)
        not_taken = []
        why: Unavailable | None = None
        for item in items:
            error = refused.get(item.id)
            if isinstance(error, Unavailable):
                not_taken.append(item)
                why = error
            else:
                await self._share.end(item, error)
        return await self._not_taken(not_taken, why, again=again) if why else []

    async def _not_taken(
        self, items: Sequence[Item], error: Unavailable, *, again: bool
    ) -> Sequence[Item]:
        """Give back what was not taken, or wait as long as it was asked for.

        Something on the way may say 429 about what was carried out: so that is looked at.

        Returns:
            Those that may be tried once more, now.
        """
        left = list(items)
        fits = False
        if isinstance(error, Busy):
            then = self._crew.seconds() + error.seconds + READ_BACK_SECONDS
            fits = not again and not self._share.is_stopped and then <= self._until
            if fits:
                await self._crew.pause(error.seconds)
            if error.sent:
                seen = await self._seen(items)
                fits = fits and seen is not None
                for item in [item for item in items if seen and item.key in seen]:
                    left.remove(item)
                    await self._share.note(item, (seen or {})[item.key])
        if fits and not self._share.is_stopped:
            return left
        for item in left:
            self._share.out_of_reach = error
            await self._share.give_back(item)
        return []

    async def _seen(self, items: Sequence[Item]) -> dict[str, ItemOutcome] | None:
        """What was carried out all the same, or changed; None where that could not be asked."""
        seconds = min(READ_BACK_SECONDS, self._until + WRITE_SECONDS - self._crew.seconds())
        lost = dict.fromkeys(items, ItemOutcome(Ended.UNKNOWN))
        if seconds <= 0:
            return None
        try:
            seen = await self._read(self._share.kept.plan.doing, lost, seconds)
        except TimeDeskError:
            return None
        return {key: outcome for key, outcome in seen.items() if outcome.ended is Ended.DONE}
