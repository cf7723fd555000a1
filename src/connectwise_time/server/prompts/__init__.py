"""Prompts: the jobs that people start by name, each told in steps with the tools that are there."""

from collections.abc import Awaitable, Callable, Collection

from mcp.server import MCPServer
from mcp.server.mcpserver.prompts.base import Message, Prompt, PromptArgument, UserMessage
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from connectwise_time.server.desks import Desks
from connectwise_time.server.prompts.jobs import Job
from connectwise_time.server.prompts.others_time import APPROVE, UNBILLED
from connectwise_time.server.prompts.own_time import CATCH_UP, FIX, LOG, REVIEW
from connectwise_time.server.prompts.telling import told

JOBS: tuple[Job, ...] = (LOG, CATCH_UP, REVIEW, APPROVE, UNBILLED, FIX)
"""In the order in which they are published."""


def jobs_for(there: Collection[str]) -> list[Job]:
    """The jobs whose tools are there."""
    return [job for job in JOBS if job.needs <= set(there)]


def add_prompts(server: MCPServer[Desks], tools: Collection[str]) -> None:
    """Register a prompt for every job that can be done with these tools."""
    for job in jobs_for(tools):
        server.add_prompt(
            Prompt(
                name=job.name,
                title=job.title,
                description=job.description,
                arguments=[
                    PromptArgument(name=part.name, description=part.description)
                    for part in job.arguments
                ],
                fn=_telling(job, frozenset(tools)),
                context_kwarg=None,
            )
        )


def _telling(job: Job, tools: frozenset[str]) -> Callable[..., Awaitable[Message]]:
    async def fn(**given: str) -> Message:
        known = [part.name for part in job.arguments]
        if not given.keys() <= set(known):
            raise MCPError(
                INVALID_PARAMS, f"There is an unknown argument. Known are: {', '.join(known)}."
            )
        return UserMessage(told(job, given, tools))

    return fn
