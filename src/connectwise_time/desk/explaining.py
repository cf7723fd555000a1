"""Say what is behind refusals: time that was handed in, and time of other people."""

from collections.abc import Iterator
from contextlib import contextmanager

from connectwise_time.desk.ports import Backend
from connectwise_time.domain.models import Named
from connectwise_time.domain.sheets import Reach, unlocking
from connectwise_time.domain.statuses import HANDED_IN, in_words
from connectwise_time.errors import NotAuthorized, NotPermitted, RemoteRefusal, TimeDeskError


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


async def check_whose(
    backend: Backend, author: Named, refusal: NotPermitted, *, change: bool = False
) -> None:
    """Tell of a refused entry that it is somebody else's time, where these keys may not.

    Args:
        backend: Tells whose keys these are, and what they may do.
        author: Whose time it is.
        refusal: What ConnectWise said.
        change: An entry is given to them that is there already.

    Raises:
        NotPermitted: The same, with the reason.
    """
    try:
        if (await backend.me()).id == author.id:
            return
        rights = await backend.rights()
    except TimeDeskError:  # the refusal itself is worth more than its explanation
        return
    reach, right = (rights.edit, "Edit") if change else (rights.add, "Add")
    if reach not in {Reach.MY, Reach.NONE}:
        return
    verb, done = ("change", "changed") if change else ("log", "logged")
    may = "only their own time" if reach is Reach.MY else "no time"
    raise NotPermitted(
        f"The time of {author.name} was not {done}: these keys may {verb} {may}.",
        remedy=f"Let {author.name} log it, or ask an administrator to give the security role of "
        f"these keys' member Time & Expense › Time Entry: {right} = All.",
        status=refusal.status,
        items=refusal.items,
    ) from refusal
