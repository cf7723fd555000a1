"""One way to confirm what moves money: a plan, shown to the person, then carried out as shown.

Where the client can ask its user, the server asks. Where it cannot, a second call that names the
plan carries it out, unless the operator wants a person to be asked (CONNECTWISE_CONFIRM=ask). No
argument by which a model could agree in a person's name exists.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import Enum, auto
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeAlias

import anyio
from mcp.server.elicitation import CancelledElicitation, DeclinedElicitation, ElicitationResult
from mcp.server.mcpserver import Elicit, Resolve
from mcp.types import CallToolResult
from pydantic import BaseModel, Field, StrictBool

from connectwise_time.desk.results import Proposed
from connectwise_time.domain.plans import Doing
from connectwise_time.errors import Refused, Unavailable
from connectwise_time.server.answers.plans import (
    BriefPlan,
    PlanAnswer,
    carried_answer,
    declined_answer,
    proposed_answer,
    question,
    unanswered_answer,
)
from connectwise_time.server.desks import DeskContext, desk_of

P = ParamSpec("P")
PLANNING_SECONDS = 26.0

Planned: TypeAlias = Annotated[CallToolResult, PlanAnswer]
"""What every tool that goes through a plan returns."""
BriefPlanned: TypeAlias = Annotated[CallToolResult, BriefPlan]
"""The same, of which only what the next call needs is published."""


class Agreement(BaseModel):
    """What the person is asked for."""

    agree: StrictBool = Field(
        title="Go ahead", description="Yes: do it as shown. No: change nothing."
    )


class Verdict(Enum):
    """What follows where nobody was asked in this call."""

    GO = auto()
    SHOW = auto()


def planning(propose: Callable[P, Awaitable[Proposed]]) -> Callable[P, Awaitable[Proposed]]:
    """A resolver that makes a plan in time: a call answers within 45 seconds.

    What it takes is taken from the time to carry the plan out, in the same call.
    """

    @wraps(propose)
    async def in_time(*args: P.args, **kwargs: P.kwargs) -> Proposed:
        began = anyio.current_time()
        try:
            with anyio.fail_after(PLANNING_SECONDS):
                proposed = await propose(*args, **kwargs)
        except TimeoutError as error:
            raise Unavailable(
                "Making the plan took too long. Nothing was done.",
                remedy="Try again in a minute, or with fewer entries or timesheets at once.",
            ) from error
        return replace(proposed, took=anyio.current_time() - began)

    return in_time


def asking(propose: Callable[..., Awaitable[Proposed]]) -> Callable[..., Any]:
    """A resolver that asks the person about the plan which `propose` made.

    On protocol 2026-07-28 it runs again in each round, and an answer counts only for the very
    same question: so the question is made from the plan alone.
    """

    async def ask(
        ctx: DeskContext, proposed: Annotated[Proposed, Resolve(propose)], plan: str | None
    ) -> Verdict | Elicit[Agreement]:
        kept = proposed.kept
        if plan is not None and (kept.agreed or not kept.left) and not ctx.input_responses:
            return Verdict.GO  # the person said yes to it before; what is left goes on
        # Whoever was asked in this very call is listened to, whatever another call did meanwhile.
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
        return declined_answer(Proposed(await desk.plans.decline(kept), proposed.sandbox))
    if agreed.data is Verdict.SHOW:
        return proposed_answer(proposed)

    async def progress(ended: int, of: int) -> None:
        await ctx.report_progress(ended, of, f"plan {kept.id}: {ended} of {of}")

    return carried_answer(await desk.carrying.out(kept, progress, spent=proposed.took))


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
