"""Completions: what an argument of a prompt or of a resource's URI may be, while it is typed."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeAlias

import anyio
from mcp.server import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from connectwise_time.desk.beginnings import Offer, worded
from connectwise_time.desk.completing import Completing
from connectwise_time.errors import TimeDeskError
from connectwise_time.server.desks import Desks
from connectwise_time.server.prompts.jobs import Job
from connectwise_time.server.text import one_line

_SECONDS = 5.0
"""Longer than that nobody waits for a word that he may type himself."""
_LONGEST_WORDS = 200

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
DAYS = (
    *("today", "yesterday", "day before yesterday"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
PERIODS = (
    *("this week", "last week", "today", "yesterday", "this month", "last month"),
    *("last 7 days", "last 14 days", "last 30 days", "last 90 days"),
    *("this quarter", "last quarter", "this year", "last year", "since monday"),
    *("q1", "q2", "q3", "q4"),
    *_MONTHS,
)
"""Words that docs/reference/when.md promises; many more are read."""

_Asked: TypeAlias = Callable[[Completing, str], Awaitable[Offer]]
_KNOWN: Mapping[str, Sequence[str]] = {"day": DAYS, "period": PERIODS}
"""What is known without asking ConnectWise, by the argument's name."""
_ASKED: Mapping[str, _Asked] = {
    "charge_code": Completing.charge_codes,
    "company": Completing.companies,
    "member": Completing.members,
    "status": Completing.statuses,
    "ticket": Completing.tickets,
    "work_role": Completing.work_roles,
    "work_type": Completing.work_types,
}
_IDS: Mapping[str, _Asked] = {
    "connectwise://tickets/{id}": Completing.ticket_ids,
    "connectwise://time-entries/{id}": Completing.entry_ids,
    "connectwise://timesheets/{id}": Completing.sheet_ids,
}


def add_completions(server: MCPServer[Desks], desks: Desks, jobs: Collection[Job]) -> None:
    """Complete the arguments of these jobs' prompts, and the ids in resource templates."""
    arguments = {(job.name, part.name) for job in jobs for part in job.arguments}

    async def complete(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,  # noqa: ARG001  # the SDK's signature
    ) -> Completion:
        name, typed = argument.name, argument.value
        offer = Offer()
        if len(typed) > _LONGEST_WORDS:
            pass
        elif isinstance(ref, ResourceTemplateReference):
            if name == "id" and ref.uri in _IDS:
                offer = await _told(desks, _IDS[ref.uri], typed)
        elif (ref.name, name) in arguments:
            known = _KNOWN.get(name)
            offer = worded(typed, known) if known else await _told(desks, _ASKED[name], typed)
        return Completion(values=[one_line(value) for value in offer.values], has_more=offer.more)

    # The SDK leaves this decorator without types.
    server.completion()(complete)  # type: ignore[no-untyped-call]


async def _told(desks: Desks, asked: _Asked, typed: str) -> Offer:
    """What ConnectWise has for it; nothing where it cannot be asked now, or takes too long."""
    with anyio.move_on_after(_SECONDS):
        try:
            desk = await desks.desk()
            return await asked(desk.completing, typed)
        except TimeDeskError:
            # A list of choices is a comfort: what is wrong will be told by the tool itself.
            return Offer()
    return Offer()
