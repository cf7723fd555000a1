"""The text of a prompt, of the sentences that the tools and the arguments allow."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from connectwise_time.server.prompts.jobs import Job, Step
from connectwise_time.server.text import one_line

_LONGEST = 2_000


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
