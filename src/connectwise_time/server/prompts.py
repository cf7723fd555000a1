"""Prompts: the jobs that people start by name, each told in steps with the tools that are there."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass

from mcp.server import MCPServer
from mcp.server.mcpserver.prompts.base import Message, Prompt, PromptArgument, UserMessage
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from connectwise_time.server.desks import Desks
from connectwise_time.server.jobs import JOBS, Job, Step
from connectwise_time.server.text import one_line

_LONGEST = 2_000


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


@dataclass(frozen=True, slots=True)
class _Worth:
    """What decides which sentences of a job are said, and what stands in them."""

    tools: Collection[str]
    words: dict[str, str]

    def said(self, steps: Iterable[Step]) -> list[str]:
        return [
            step.text.format(**self.words)
            for step in steps
            if step.tools <= set(self.tools) and (not step.about or step.about in self.words)
        ]


def told(job: Job, given: dict[str, str], tools: Collection[str]) -> str:
    """The text of a prompt: what is wanted, then the steps.

    Args:
        job: What is to be done.
        given: The words for its arguments; those left out or blank are not spoken of, or have
            their default.
        tools: The tools that are there; of others nothing is said.
    """
    words = {part.name: part.usual for part in job.arguments if part.usual}
    # In the steps the words stand in quotation marks, and must not end them.
    cleaned = {name: one_line(text, _LONGEST).replace('"', "'") for name, text in given.items()}
    worth = _Worth(tools, words | {name: text for name, text in cleaned.items() if text})
    wanted = " ".join(worth.said(job.wanted))
    steps = [f"{at}. {text}" for at, text in enumerate(worth.said(job.steps), 1)]
    return "\n".join([wanted, "", *steps])
