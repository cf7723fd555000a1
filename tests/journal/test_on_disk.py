"""What is on disk when a process may send, and what becomes of it when things go wrong."""

# ruff: noqa: ASYNC240  # nothing else waits for the loop of a test

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from connectwise_time.domain.operations import State
from connectwise_time.domain.plans import Doing, Item, Kind, Plan
from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from connectwise_time.journal.plans import DiskPlans
from support.operations import MORGAN, SENT, done
from support.sandboxes import NOW

pytestmark = pytest.mark.anyio

TESTS = Path(__file__).parent.parent
FILES = ("journal.sqlite", "journal.sqlite-wal")


def told(folder: Path, circumstance: str, *before: str) -> list[str]:
    """What a process told that noted something and ended without tidying up."""
    ran = subprocess.run(
        [*before, sys.executable, "-m", "support.noting", str(folder), circumstance],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()


async def numbers(folder: Path) -> list[int]:
    """Which operations somebody finds who opens the file afterwards."""
    database = Database(folder)
    journal = DiskJournal(database)
    found = [n for n in range(5) if await journal.find("jamie", str(n)) is not None]
    database.close()
    return found


def as_it_is_now(folder: Path, elsewhere: Path) -> Path:
    """The files, but not the shared memory, which goes with the power."""
    elsewhere.mkdir(mode=0o700)
    for name in FILES:
        shutil.copyfile(folder / name, elsewhere / name)
    return elsewhere


async def test_when_begin_returns_the_intent_is_in_the_files(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    journal = DiskJournal(database)
    await journal.begin(SENT, beside=frozenset())
    begun = Database(as_it_is_now(folder, tmp_path / "begun"))
    assert await DiskJournal(begun).find("jamie", "first") == SENT
    await journal.end(done(SENT))
    ended = Database(as_it_is_now(folder, tmp_path / "ended"))
    assert await DiskJournal(ended).find("jamie", "first") == done(SENT)
    begun.close()
    ended.close()


async def test_the_power_goes_while_the_next_one_is_noted(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    journal = DiskJournal(database)
    await journal.begin(SENT, beside=frozenset())
    whole = (folder / FILES[1]).stat().st_size
    await journal.end(replace(SENT, state=State.UNKNOWN))
    later = (folder / FILES[1]).stat().st_size
    assert later > whole
    for cut in range(whole, later, 512):  # a disk writes sectors, and may stop after any
        copy = as_it_is_now(folder, tmp_path / f"cut at {cut}")
        os.truncate(copy / FILES[1], cut)
        cut_off = Database(copy)
        assert await DiskJournal(cut_off).find("jamie", "first") == SENT
        cut_off.close()


async def test_when_claim_returns_the_item_is_in_the_files(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    plans = DiskPlans(database, lambda: NOW)
    item = Item(Kind.SHEET, 7, MORGAN, "a week", "PendingApproval")
    kept = await plans.keep(Plan(Doing.APPROVE, MORGAN, (item,)), "morgan")
    assert await plans.claim(kept.id, item.key)
    other = Database(as_it_is_now(folder, tmp_path / "copy"))
    assert not await DiskPlans(other, lambda: NOW).claim(kept.id, item.key)
    other.close()


def traced(folder: Path, log: Path) -> list[str]:
    """The system calls, up to the line that says that it is noted."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: nothing else shows when the disk was asked to sync")
    calls = "trace=write,pwrite64,ftruncate,fsync,fdatasync"
    try:
        assert told(folder, "plain", strace, "-f", "-y", "-e", calls, "-o", str(log)) == ["noted"]
    except subprocess.CalledProcessError as error:
        pytest.skip(f"strace may not trace here: {error.stderr[-200:]}")
    lines = log.read_text().splitlines()
    [end] = [number for number, line in enumerate(lines) if "write(1<" in line and "noted" in line]
    return lines[:end]


def test_before_begin_returns_the_disk_was_asked_to_keep_what_was_written(
    folder: Path, tmp_path: Path
) -> None:
    calls = traced(folder, tmp_path / "calls")
    unsynced: set[str] = set()
    written = set()
    for call in calls:
        found = re.search(
            r"(write|pwrite64|fsync|fdatasync)\(\d+<([^>]*journal\.sqlite[^>]*)>", call
        )
        if found is None or found[2].endswith("-shm"):
            continue
        written.add(Path(found[2]).name)
        (unsynced.discard if "sync" in found[1] else unsynced.add)(found[2])
    assert "journal.sqlite-wal" in written
    assert unsynced == set()


async def test_a_process_that_was_killed_after_begin_left_it_noted(folder: Path) -> None:
    assert told(folder, "plain") == ["noted"]
    assert await numbers(folder) == [1]


async def test_nothing_is_begun_while_no_file_may_grow(folder: Path) -> None:
    first, second, third = told(folder, "full")
    assert (first, third) == ("noted", "noted")
    assert "nothing is written without it" in second
    assert "is the disk full" in second
    assert await numbers(folder) == [1, 3]


async def test_nothing_is_begun_in_what_may_only_be_read() -> None:
    with TemporaryDirectory() as name:  # not below pytest's own, which only root may enter
        Path(name).chmod(0o711)
        folder = Path(name) / "kept"
        first, second = told(folder, "read_only")
        assert first == "noted"
        assert "nothing is written without it" in second
        assert "is it read-only" in second
        assert folder.stat().st_mode & 0o777 == 0o500
        folder.chmod(0o700)
        (folder / FILES[0]).chmod(0o600)
        assert await numbers(folder) == [1]


async def test_a_forked_child_opens_the_file_for_itself(folder: Path) -> None:
    lines = told(folder, "forked")
    assert lines == ["noted", "noted", "its own", "noted", "the parent keeps its own"]
    assert await numbers(folder) == [1, 2, 3]


async def test_looking_in_beside_an_open_journal_loses_nothing_of_it(folder: Path) -> None:
    assert told(folder, "beside_itself") == ["noted", "False", "noted", "noted"]
    assert await numbers(folder) == [1, 2, 3]
