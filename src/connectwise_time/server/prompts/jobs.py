"""What a prompt is made of: a job, its arguments, and the steps in which it is done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """An argument of a prompt: words, as a person says them; none has to be given.

    Attributes:
        usual: What is meant where it is left out; empty where it is then not spoken of.
    """

    name: str
    description: str
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence or two, said where these tools are there and that argument was given."""

    text: str
    tools: frozenset[str] = frozenset()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A prompt, in the words of the person who starts it.

    Attributes:
        needs: The tools without which it cannot be done, so that it is not offered.
        wanted: What the person asks for.
        steps: How it is done.
    """

    name: str
    title: str
    description: str
    arguments: tuple[Part, ...]
    needs: frozenset[str]
    wanted: tuple[Step, ...]
    steps: tuple[Step, ...]


def needing(*tools: str) -> frozenset[str]:
    """The tools that something needs."""
    return frozenset(tools)


THIS_WEEK = Part(
    "period", "Which days: this week, last week, november. This week if left out", "this week"
)
AGREE = (
    "If the answer is a plan, show me all of it, and only after my yes call again with its `plan`"
    " alone"
)
