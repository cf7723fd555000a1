"""Understand several new entries together, judge them beside each other, and plan them as one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from connectwise_time.desk.drafting import Drafted, Drafting
from connectwise_time.desk.guarding import Guarding
from connectwise_time.desk.looking_back import LookingBack
from connectwise_time.desk.operations import Operations
from connectwise_time.desk.people import People
from connectwise_time.desk.plans import Plans
from connectwise_time.desk.ports import Crew
from connectwise_time.desk.repeats import Repeated
from connectwise_time.desk.results import Proposed
from connectwise_time.desk.stacking import Stacking
from connectwise_time.domain.batches import asked_as, beside, by_reason, item_of
from connectwise_time.domain.checks import WARNINGS, Beside, Finding, Timed
from connectwise_time.domain.operations import DUPLICATE, Asked
from connectwise_time.domain.plans import Doing, Item, Plan
from connectwise_time.domain.wishes import Wish, fingerprint
from connectwise_time.errors import Conflict, NotAuthorized, OutcomeUnknown, Refused, RemoteRefusal


@dataclass(slots=True)
class _Sheaf:
    """Wishes, what they were understood as, and why some cannot be; by number, from 1 on.

    Attributes:
        warnings: Names of what could be accepted.
        accepted: What was found and accepted, each by its name and in words.
        stack: Those of which only the length was said, of today.
        room: Where these have room, if they overlap something.
    """

    wishes: Sequence[Wish]
    drafted: dict[int, Drafted] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    warnings: set[str] = field(default_factory=set)
    accepted: dict[int, dict[str, str]] = field(default_factory=dict)
    stack: set[int] = field(default_factory=set)
    room: str = ""

    def drafts(self, *, until: int | None = None) -> list[Beside]:
        """What is understood so far; only of those before that number, if one is given."""
        numbers = [n for n in sorted(self.drafted) if until is None or n < until]
        return [beside(self.drafted[number].draft, number) for number in numbers]


class Batches:
    """Makes plans of new entries.

    Args:
        plans: The caller's plans.
        drafting: Understands one wish.
        operations: Knows what was done a moment ago.
        guarding: Asks what should be asked before time is stored.
        back: Reads what is there.
        people: Whose time it is.
        crew: Looks several things up at once.
    """

    def __init__(
        self,
        plans: Plans,
        *,
        drafting: Drafting,
        operations: Operations,
        guarding: Guarding,
        back: LookingBack,
        people: People,
        crew: Crew,
    ) -> None:
        self._plans = plans
        self._drafting = drafting
        self._operations = operations
        self._guarding = guarding
        self._back = back
        self._people = people
        self._crew = crew
        self._stacking = Stacking(guarding, back, people)

    async def propose(self, wishes: Sequence[Wish], accept: frozenset[str]) -> Proposed:
        """A plan to store all of these.

        Raises:
            Refused: Some cannot be stored as they are: each with its reason.
            Conflict: The same entries were begun a moment ago, and not all of them have ended.
        """
        sheaf = _Sheaf(wishes)
        await self._understand(sheaf)
        items = [await self._item(number, sheaf) for number in sorted(sheaf.drafted)]
        asked = asked_as(items, accept)
        if not sheaf.reasons:
            await self._check_not_begun(asked)
        await self._judge(sheaf, accept)
        if sheaf.stack and "overlap" in sheaf.warnings:
            sheaf.room = await self._stacking.room(sheaf.drafted, sheaf.stack, accept)
        _refuse(sheaf, accept)
        shown = [replace(item, accept=tuple(sheaf.accepted[item.id])) for item in items]
        return await self._plans.propose(
            Plan(
                Doing.LOG,
                (await self._people.me()).named,
                tuple(shown),
                notices=tuple(_notices(sheaf)),
                asked=asked,
            )
        )

    async def _understand(self, sheaf: _Sheaf) -> None:
        """Those with a time of their own first; the others are placed behind what is there."""
        numbers = range(1, len(sheaf.wishes) + 1)
        times = {number: sheaf.wishes[number - 1].times for number in numbers}
        timed = [n for n in numbers if times[n].start or times[n].end]

        async def understand(number: int) -> None:
            wish = sheaf.wishes[number - 1]
            with _noting(sheaf, number):
                sheaf.drafted[number] = await self._drafting.new(
                    wish, thorough=True, beside=sheaf.drafts()
                )

        # The first by itself: what is looked up for it is remembered for the others.
        for number in timed[:1]:
            await understand(number)
        await self._crew.together(timed[1:], understand)
        for number in numbers:
            if number not in timed:
                await understand(number)
        await self._stack(sheaf)

    async def _stack(self, sheaf: _Sheaf) -> None:
        """Of lengths of today the last one ends now, and each where the next one begins."""
        sheaf.stack = {number for number, drafted in sheaf.drafted.items() if drafted.ends_now}
        behind: dict[int, Drafted] = {}
        for number in sorted(sheaf.stack, reverse=True):
            author = sheaf.drafted[number].author.id
            if author in behind:
                del sheaf.drafted[number]
                with _noting(sheaf, number):
                    sheaf.drafted[number] = await self._drafting.new(
                        sheaf.wishes[number - 1], ending=behind[author].draft.start
                    )
            if number in sheaf.drafted:
                behind[author] = sheaf.drafted[number]
        sheaf.stack &= sheaf.drafted.keys()

    async def _item(self, number: int, sheaf: _Sheaf) -> Item:
        drafted = sheaf.drafted[number]
        draft, ticket = drafted.draft, drafted.chosen.ticket
        zone = await self._people.zone_of(draft.member.id)
        company = ticket.company.name if ticket and ticket.company else ""
        wish = fingerprint("log", sheaf.wishes[number - 1])
        return item_of(number, draft, wish, zone, company=company)

    async def _check_not_begun(self, asked: str) -> None:
        begun = await self._plans.begun(asked)
        if begun is not None and (begun.left or begun.unsettled):
            done = len(begun.plan.items) - len(begun.left)
            raise Conflict(
                f"The same entries were begun a moment ago in plan {begun.id}: {done} of"
                f" {len(begun.plan.items)}. Nothing was done now.",
                remedy=f"Call again with plan={begun.id} alone: it goes on where it stopped.",
            )

    async def _judge(self, sheaf: _Sheaf, accept: frozenset[str]) -> None:
        """Beside what is there, and beside those that are to be stored before."""

        async def judge(number: int) -> None:
            with _noting(sheaf, number):
                again = await self._repeated(number, sheaf)
                others = await self._others(sheaf, number)
                found = await self._guarding.of_new(sheaf.drafted[number], others)
                if not any(f.name == DUPLICATE for f in found):
                    found = (*again, *found)
                if number in sheaf.stack:  # moved alone, the others would end where it was
                    found = tuple(
                        replace(f, choices=()) if f.name == "overlap" else f for f in found
                    )
                left = [f for f in found if f.hard or f.name not in accept]
                if left:
                    sheaf.reasons[number] = "\n  ".join(f"{f.name}: {f.told}" for f in left)
                    sheaf.warnings |= {f.name for f in left if not f.hard}
                sheaf.accepted[number] = {f.name: f.says for f in found}

        numbers = sorted(sheaf.drafted)
        for number in numbers[:1]:  # by itself, as it was understood
            await judge(number)
        await self._crew.together(numbers[1:], judge)

    async def _repeated(self, number: int, sheaf: _Sheaf) -> list[Finding]:
        """That the same was done a moment ago, as one of all that there is to ask."""
        asked = Asked(fingerprint("log", sheaf.wishes[number - 1]), None)
        zone = await self._people.zone_of(sheaf.drafted[number].draft.member.id)
        try:
            await self._operations.check_not_done(asked, zone)
        except Repeated as again:
            return [again.found]
        return []

    async def _others(self, sheaf: _Sheaf, number: int) -> list[Timed]:
        """The member's time around an entry: what is stored, and what is to be stored before."""
        draft = sheaf.drafted[number].draft
        stored = await self._back.days_around(draft)
        before = sheaf.drafts(until=number)
        return [*stored, *(other for other in before if other.member.id == draft.member.id)]


@contextmanager
def _noting(sheaf: _Sheaf, number: int) -> Iterator[None]:
    """Why one entry cannot be stored is told with all the others; what keeps all from it is not."""
    try:
        yield
    except NotAuthorized:
        raise
    except (Refused, RemoteRefusal, OutcomeUnknown) as error:
        sheaf.reasons[number] = str(error)


def _notices(sheaf: _Sheaf) -> list[str]:
    """How entries were understood, and what is stored all the same."""
    said = {n: " ".join(drafted.said) for n, drafted in sheaf.drafted.items() if drafted.said}
    accepted = {
        number: " ".join(f"{name}: {says}" for name, says in found.items())
        for number, found in sheaf.accepted.items()
        if found
    }
    return [*by_reason(said), *(f"Accepted: {line}" for line in by_reason(accepted))]


def _refuse(sheaf: _Sheaf, accept: frozenset[str]) -> None:
    if sheaf.reasons:
        passed = [name for name in WARNINGS if name in sheaf.warnings | accept]
        names = ",".join(f'"{name}"' for name in passed)
        meant = f" What the person means as it is goes through with accept=[{names}]."
        told = "\n".join(by_reason(sheaf.reasons))
        raise Refused(
            f"Nothing was done: {len(sheaf.reasons)} of {len(sheaf.wishes)} entries cannot be"
            f" stored as they are.\n{told}",
            remedy="Call again with all of them, these corrected or left out."
            f"{f' {sheaf.room}' if sheaf.room else ''}{meant if sheaf.warnings else ''}",
        )
