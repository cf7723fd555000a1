"""A process of its own that does the same as others at the same time, on one journal.

python -m support.copies FOLDER begin|claim COPIES: at each line `NAME...` it does it in so many
tasks at once, and says how many of them may go on.
"""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from connectwise_time.journal.plans import DiskPlans
from support.operations import SENT, later
from support.sandboxes import NOW


async def begins(database: Database, name: str) -> bool:
    """Begins the operation of that name; each is on work of its own."""
    operation = replace(SENT, id=name, fingerprint=name, work=later(int(name)))
    return await DiskJournal(database).begin(operation, beside=frozenset()) is None


async def claims(database: Database, name: str) -> bool:
    """Claims `PLAN KEY`."""
    plan, _, key = name.partition(" ")
    return await DiskPlans(database, lambda: NOW).claim(plan, key)


async def main(folder: str, what: str, copies: int) -> None:
    """Until its input ends."""
    database = Database(Path(folder))
    does = {"begin": begins, "claim": claims}[what]
    print(json.dumps("ready"), flush=True)  # noqa: T201  # to the test
    for line in sys.stdin:
        went = await asyncio.gather(*(does(database, line.strip()) for _ in range(copies)))
        print(json.dumps(sum(went)), flush=True)  # noqa: T201  # to the test
    database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
