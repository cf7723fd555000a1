"""One way to confirm what moves money: a plan, shown to the person, then carried out as shown.

Where the client can ask its user, the server asks. Where it cannot, a second call that names the
plan carries it out, unless the operator wants a person to be asked (CONNECTWISE_CONFIRM=ask). No
argument by which a model could agree in a person's name exists.
"""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Annotated, Any, TypeAlias

from mcp.server.elicitation import CancelledElicitation, DeclinedElicitation, ElicitationResult
from mcp.server.mcpserver import Elicit, Resolve
from mcp.types import CallToolResult
from pydantic import BaseModel, Field

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing
from connectwise_time.errors import Refused
from connectwise_time.server.answers.plans import (
    PlanAnswer,
    carried_answer,
    declined_answer,
    proposed_answer,
    question,
    unanswered_answer,
)
from connectwise_time.server.desks import DeskContext, desk_of

Planned: TypeAlias = Annotated[CallToolResult, PlanAnswer]
"""What every tool that goes through a plan returns."""


class Agreement(BaseModel):
    """What the person is asked for."""

    agree: bool = Field(title="Go ahead", description="Yes: do it as shown. No: change nothing.")


class Verdict(Enum):
    """What follows where nobody was asked in this call."""

    GO = auto()
    SHOW = auto()


def asking(propose: Callable[..., Awaitable[Proposed]]) -> Callable[..., Any]:
    """A resolver that asks the person about the plan which `propose` made.

    On protocol 2026-07-28 it runs again in each round, and an answer counts only for the very
    same question: so the question is made from the plan alone.
    """

    async def ask(
        ctx: DeskContext, proposed: Annotated[Proposed, Resolve(propose)], plan: str | None
    ) -> Verdict | Elicit[Agreement]:
        kept = proposed.kept
        if plan is not None and (kept.agreed or not kept.left):
            return Verdict.GO  # the person said yes to it before; what is left goes on
        if _can_ask(ctx):
            return Elicit(question(kept.plan), Agreement)
        if ctx.request_context.lifespan_context.must_ask:
            raise Refused(
                "Somebody must be asked before this is done (CONNECTWISE_CONFIRM=ask), and this"
                " client cannot ask its user. Nothing was done.",
                remedy="Do it in a client that supports elicitation, or in ConnectWise itself.",
            )
        return Verdict.SHOW if plan is None else Verdict.GO

    return ask


def _can_ask(ctx: DeskContext) -> bool:
    capabilities = ctx.client_capabilities
    elicitation = capabilities.elicitation if capabilities is not None else None
    # A bare {} is the older way to declare forms.
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


async def confirmed(
    ctx: DeskContext, proposed: Proposed, agreed: ElicitationResult[Any]
) -> CallToolResult:
    """Carry the plan out if it was agreed to; otherwise say how things are."""
    desk = await desk_of(ctx)
    kept = proposed.kept
    if isinstance(agreed, CancelledElicitation):
        return unanswered_answer(proposed)
    if isinstance(agreed, DeclinedElicitation) or agreed.data == Agreement(agree=False):
        await desk.plans.decline(kept.id)
        return declined_answer(proposed)
    if agreed.data is Verdict.SHOW:
        return proposed_answer(proposed)

    async def progress(ended: int, of: int) -> None:
        await ctx.report_progress(ended, of, f"plan {kept.id}: {ended} of {of}")

    return carried_answer(await desk.carrying.out(kept, progress))


async def found_again(ctx: DeskContext, plan: str, doing: Doing, **others: Any) -> Proposed:
    """The plan that is named, alone.

    Raises:
        Refused: Something else is given beside it: a plan is carried out as it was shown.
    """
    given = [name for name, value in others.items() if value is not None]
    if given:
        raise Refused(
            f"A plan is carried out as it was shown: {', '.join(given)} cannot change it.",
            remedy="Give plan alone, or leave plan out to make a new one.",
        )
    return await (await desk_of(ctx)).plans.again(plan, doing)
