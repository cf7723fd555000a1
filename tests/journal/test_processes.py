"""Several processes on one file: exactly one of many equal calls goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from connectwise_time.domain.operations import State
from connectwise_time.domain.plans import Doing, Item, Kind, Plan
from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from connectwise_time.journal.plans import DiskPlans
from support.operations import MORGAN
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

PROCESSES, COPIES, ROUNDS = 2, 25, 5
TESTS = Path(__file__).parent.parent


@contextmanager
def copies(folder: Path, what: str) -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that are ready to do it, each many times at once."""
    command = [sys.executable, "-m", "support.copies", str(folder), what, str(COPIES)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=TESTS,
                    env=environ,
                )
            )
            for _ in range(PROCESSES)
        ]
        assert [said(each) for each in started] == ["ready"] * PROCESSES
        yield started
        for each in started:
            assert each.stdin is not None
            each.stdin.close()


def said(process: "subprocess.Popen[str]") -> object:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def all_at_once(processes: list["subprocess.Popen[str]"], name: str) -> list[object]:
    """How many went on, in each process."""
    for each in processes:
        assert each.stdin is not None
        each.stdin.write(f"{name}\n")
        each.stdin.flush()
    return [said(each) for each in processes]


async def test_one_of_fifty_equal_calls_in_two_processes_is_sent(folder: Path) -> None:
    with copies(folder, "begin") as processes:  # the file is made at the first round
        for number in range(ROUNDS):
            went = all_at_once(processes, str(number))
            assert sorted(went, key=str) == [0, 1]
    database = Database(folder)
    known = [await DiskJournal(database).find("jamie", str(n)) for n in range(ROUNDS)]
    database.close()
    assert [each.state if each else None for each in known] == [State.SENDING] * ROUNDS


async def test_an_item_of_a_plan_is_claimed_by_one_of_fifty_in_two_processes(
    folder: Path,
) -> None:
    items = tuple(
        Item(Kind.SHEET, number, MORGAN, "a week", "PendingApproval") for number in range(ROUNDS)
    )
    database = Database(folder)
    plans = DiskPlans(database, lambda: NOW)
    kept = await plans.keep(Plan(Doing.APPROVE, MORGAN, items), "morgan")
    with copies(folder, "claim") as processes:
        for item in items:
            went = all_at_once(processes, f"{kept.id} {item.key}")
            assert sorted(went, key=str) == [0, 1]
    after = await plans.look(kept.id, "morgan")
    database.close()
    assert after is not None
    assert after.started == {item.key for item in items}
