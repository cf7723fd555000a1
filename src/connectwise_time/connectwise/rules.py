"""What holds for all requests of a client."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all requests.

    Attributes:
        deadline: Seconds for one question with its repetitions, or for one write.
        concurrency: Requests at once, at the most.
    """

    read_only: bool = False
    deadline: float = 40.0
    concurrency: int = 10
