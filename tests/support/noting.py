"""A process of its own that notes one operation under circumstances, and tells what came of it.

python -m support.noting FOLDER CIRCUMSTANCE
"""

import asyncio
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from connectwise_time.errors import TimeDeskError
from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from support.operations import SENT, later

NOBODY = 65534


def tell(what: object) -> None:
    """One line, at once."""
    os.write(1, f"{what}\n".encode())


def noted(database: Database, number: int) -> None:
    """Begin an operation, and tell whether that is noted."""
    operation = replace(SENT, id=f"{number}", fingerprint=f"{number}", work=later(number))
    try:
        known = asyncio.run(DiskJournal(database).begin(operation, beside=frozenset()))
    except TimeDeskError as error:
        tell(error)
    else:
        tell("noted" if known is None else "in the way")


def plain(folder: Path) -> None:
    """Nothing is in its way."""
    noted(Database(folder), 1)


def full(folder: Path) -> None:
    """No file may grow any more; then they may again."""
    database = Database(folder)
    noted(database, 1)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, most))
    noted(database, 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    noted(database, 3)


def read_only(folder: Path) -> None:
    """The file, or its folder, may be read and not written. Root gives its rights up first."""
    first = Database(folder)
    noted(first, 1)
    first.close()
    (folder / "journal.sqlite").chmod(0o400)
    folder.chmod(0o500)
    if os.getuid() == 0:
        for path in (folder / "journal.sqlite", folder):
            os.chown(path, NOBODY, NOBODY)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    second = Database(folder)
    noted(second, 2)


def forked(folder: Path) -> None:
    """A child goes on with its parent's journal."""
    database = Database(folder)
    noted(database, 1)
    with database.look() as mine:
        parents = mine
    if child := os.fork():
        os.waitpid(child, 0)
        noted(database, 3)
        with database.look() as still:
            tell("the parent keeps its own" if still is parents else "another")
    else:
        noted(database, 2)
        with database.look() as its:
            tell("the parent's" if its is parents else "its own")
        os._exit(0)


def beside_itself(folder: Path) -> None:
    """Somebody else in the process looks in, and another process comes and goes."""
    database = Database(folder)
    noted(database, 1)
    tell(Database(folder).has_unfinished("jamie"))
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        os.execv(sys.executable, [sys.executable, "-m", "support.noting", str(folder), "closes"])  # noqa: S606  # ourselves
    noted(database, 3)


def closes(folder: Path) -> None:
    """Note something, and let the file go."""
    database = Database(folder)
    noted(database, 2)
    database.close()


CIRCUMSTANCES: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (plain, full, read_only, forked, beside_itself, closes)
}

if __name__ == "__main__":
    CIRCUMSTANCES[sys.argv[2]](Path(sys.argv[1]))
    os._exit(0)  # nothing is tidied up: the power went
