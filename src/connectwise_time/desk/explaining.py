"""Where ConnectWise refuses to touch time that was handed in, say what unlocks it."""

from collections.abc import Iterator
from contextlib import contextmanager

from connectwise_time.domain.sheets import unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.errors import NotAuthorized, NotPermitted, RemoteRefusal


@contextmanager
def explaining(status: str | None) -> Iterator[None]:
    """A refusal inside gets the remedy that fits the entry's status.

    Raises:
        RemoteRefusal: As it came, or with another remedy.
    """
    try:
        yield
    except (NotAuthorized, NotPermitted):
        raise
    except RemoteRefusal as refusal:
        if status not in HANDED_IN:
            raise
        raise RemoteRefusal(
            refusal.problem,
            remedy=f"The entry is {in_words(status)}. {unlocking(status)}",
            status=refusal.status,
            items=refusal.items,
        ) from refusal
