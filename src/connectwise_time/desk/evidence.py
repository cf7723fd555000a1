"""Look up what explains an entry: its agreement's terms, what others bring, what was used last."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from connectwise_time.desk.ports import Backend, Crew
from connectwise_time.domain.billing.coverage import Terms
from connectwise_time.domain.billing.origins import Brings
from connectwise_time.domain.billing.workings import WorkedOut
from connectwise_time.domain.entries import Draft, LoggedTime, TimeSearch
from connectwise_time.domain.models import ChargeCode, Member, TargetKind, Ticket
from connectwise_time.errors import TimeDeskError

_LATELY = 50
_BILLING = frozenset({"billable", "agreement"})
_PAIR = frozenset({"work_type", "work_role"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is previewed.

    Attributes:
        said: Names of the parts that whoever asked named.
        kept: Names of the parts that stay as they are stored.
    """

    draft: Draft
    said: frozenset[str]
    kept: frozenset[str] = frozenset()
    ticket: Ticket | None = None
    code: ChargeCode | None = None
    author: Member | None = None


@dataclass(slots=True)
class Found:
    """What was looked up beside the entry; None for what was not, or could not be."""

    terms: Terms | None = None
    board: Brings | None = None
    project: Brings | None = None
    otherwise: WorkedOut | None = None
    lately: Sequence[LoggedTime] | None = None


class Evidence:
    """Looks up what explains entries."""

    def __init__(self, backend: Backend, crew: Crew) -> None:
        self._backend = backend
        self._crew = crew

    async def about(self, asked: Question, entry: LoggedTime) -> Found:
        """All that explains the entry, at once. What cannot be read is not told."""
        found = Found()

        async def put(ask: tuple[str, Callable[[], Awaitable[Any]]]) -> None:
            name, look = ask
            with suppress(TimeDeskError):
                setattr(found, name, await look())

        await self._crew.together(list(self._questions(asked, entry).items()), put)
        if found.otherwise and found.otherwise.untold:
            found.otherwise = None
        return found

    def _questions(
        self, asked: Question, entry: LoggedTime
    ) -> Mapping[str, Callable[[], Awaitable[Any]]]:
        backend, ticket, taken = self._backend, asked.ticket, asked.said & _BILLING
        questions: dict[str, Callable[[], Awaitable[Any]]] = {}
        agreement = entry.agreement or (ticket.agreement if ticket else None)
        if agreement:
            questions["terms"] = partial(backend.terms, agreement.id)
        if ticket and ticket.board:
            questions["board"] = partial(backend.board, ticket.board.id)
        if ticket and ticket.project:
            questions["project"] = partial(backend.project, ticket.project.id)
        if taken:
            otherwise = replace(
                asked.draft,
                billable=None if "billable" in taken else asked.draft.billable,
                agreement=None if "agreement" in taken else asked.draft.agreement,
            )
            questions["otherwise"] = partial(backend.preview, otherwise)
        search = None if (asked.said | asked.kept) & _PAIR else _alike(entry)
        if search:
            questions["lately"] = partial(backend.latest, search, _LATELY)
        return questions


def _alike(entry: LoggedTime) -> TimeSearch | None:
    """The time of the same member on the same charge code, or else for the same company."""
    if entry.member is None or entry.target is None:
        return None
    members = (entry.member.id,)
    if entry.target.kind is TargetKind.CHARGE_CODE:
        return TimeSearch(members=members, charge_code=entry.target.id, brief=True)
    if entry.company is None:
        return None
    return TimeSearch(members=members, company=entry.company.id, brief=True)
