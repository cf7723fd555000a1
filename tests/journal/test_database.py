"""The journal's file: nobody else's, on disk before a write is sent, and refused in time."""

# ruff: noqa: ASYNC240  # nothing else waits for the loop of a test

import os
import sqlite3
import stat
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from pydantic_core import PydanticSerializationError

from connectwise_time import house
from connectwise_time.domain.operations import Operation
from connectwise_time.errors import NotConfigured, TimeDeskError, Unavailable
from connectwise_time.journal import private
from connectwise_time.journal.database import Database
from connectwise_time.journal.operations import DiskJournal
from support.operations import DRAFT, SENT, later

pytestmark = pytest.mark.anyio

FILE = "journal.sqlite"
BESIDE = [f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal"]


async def begun(database: Database, operation: Operation = SENT) -> None:
    assert await DiskJournal(database).begin(operation, beside=frozenset()) is None


async def refusal(database: Database, operation: Operation = SENT) -> TimeDeskError:
    """Why nothing may be sent."""
    with pytest.raises((Unavailable, NotConfigured)) as refused:
        await DiskJournal(database).begin(operation, beside=frozenset())
    assert refused.value.remedy
    return refused.value


async def there(folder: Path, operation: Operation = SENT) -> bool:
    """Whether somebody who opens the file finds the operation in it."""
    other = Database(folder)
    try:
        return await DiskJournal(other).find(operation.caller, operation.id) == operation
    finally:
        other.close()


def modes(folder: Path) -> dict[str, int]:
    names = {path.name: path for path in folder.iterdir()} | {".": folder}
    return {name: stat.S_IMODE(path.stat().st_mode) for name, path in names.items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(folder: Path, *statements: str) -> None:
    """A database that somebody else made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(folder / FILE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


async def test_only_its_owner_may_enter(database: Database, folder: Path) -> None:
    with umask(0):
        await begun(database)
        assert modes(folder) == {".": 0o700, FILE: 0o600, BESIDE[0]: 0o600, BESIDE[1]: 0o600}


async def test_what_others_could_read_is_closed_to_them(folder: Path) -> None:
    first = Database(folder)
    await begun(first)
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    second = Database(folder)
    await begun(second, replace(SENT, id="second", work=later(60), fingerprint="other"))
    assert modes(folder) == {".": 0o700, FILE: 0o600, BESIDE[0]: 0o600, BESIDE[1]: 0o600}
    second.close()
    first.close()


async def test_a_folder_that_leads_elsewhere_is_not_followed(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    folder.symlink_to(elsewhere)
    assert isinstance(await refusal(database), NotConfigured)
    assert modes(elsewhere) == {".": 0o755}


@pytest.mark.parametrize("name", [FILE, *BESIDE])
@pytest.mark.parametrize("leads_to", ["a file", "a journal", "nothing"])
async def test_a_file_that_leads_elsewhere_is_not_followed(
    database: Database, folder: Path, tmp_path: Path, name: str, leads_to: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if leads_to == "a journal":
        made(tmp_path / "other", "PRAGMA journal_mode = WAL", "CREATE TABLE mine (its TEXT)")
        (tmp_path / "other" / FILE).rename(elsewhere)
    elif leads_to == "a file":
        elsewhere.write_text("somebody's")
    before = elsewhere.read_bytes() if elsewhere.exists() else None
    folder.mkdir(mode=0o700)
    (folder / name).symlink_to(elsewhere)
    assert isinstance(await refusal(database), NotConfigured)
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == before
    assert (folder / name).is_symlink()


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("name", [FILE, BESIDE[0]])
@pytest.mark.parametrize("what", [a_folder, a_pipe])
async def test_only_an_ordinary_file_is_written_on(
    database: Database, folder: Path, name: str, what: Callable[[Path], None]
) -> None:
    folder.mkdir(mode=0o700)
    what(folder / name)
    assert name in str(await refusal(database))


async def test_a_file_in_place_of_the_folder_is_refused(database: Database, folder: Path) -> None:
    folder.write_text("somebody's")
    assert "Look at" in str(await refusal(database))
    assert folder.read_text() == "somebody's"


async def test_nothing_is_begun_on_a_full_disk_and_it_goes_on_afterwards(
    database: Database, folder: Path
) -> None:
    await begun(database)
    with database.look() as connection:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    large = replace(DRAFT, start=later(60).start, end=later(60).end, notes="x" * 100_000)
    second = replace(SENT, id="second", work=large, fingerprint="other")
    assert "full" in str(await refusal(database, second))
    assert not await there(folder, second)
    await begun(database, second)  # there is room again
    assert await there(folder, second)


async def test_nothing_is_begun_while_another_process_writes_too_long(
    database: Database, folder: Path
) -> None:
    await begun(database)
    second = replace(SENT, id="second", work=later(60), fingerprint="other")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in str(await refusal(database, second))
        assert await DiskJournal(database).find("jamie", "first") == SENT  # reading goes on
        other.execute("ROLLBACK")
    assert not await there(folder, second)
    await begun(database, second)


async def test_many_who_wait_behind_each_other_do_not_wait_for_all(
    database: Database, folder: Path
) -> None:
    await begun(database)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with anyio.fail_after(2):  # one after the other it would be four seconds
            async with anyio.create_task_group() as group:
                for number in range(20):
                    mine = replace(SENT, id=f"{number}", work=later(number + 1))
                    group.start_soon(refusal, database, mine)


async def thread_of_a_change(database: Database) -> int:
    return await database.changed(lambda _: threading.get_ident())


async def test_on_a_quick_disk_no_thread_is_begun_for_a_change(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setattr("connectwise_time.journal.database._QUICK", 60.0)
    await begun(database)
    assert await thread_of_a_change(database) == threading.get_ident()


async def test_on_a_slow_disk_the_loop_goes_on_until_it_is_quick_again(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    slow = "connectwise_time.journal.database._QUICK"
    monkeypatch.setattr(slow, 0.0)
    await begun(database)
    assert await thread_of_a_change(database) != threading.get_ident()
    monkeypatch.setattr(slow, 60.0)
    assert await thread_of_a_change(database) != threading.get_ident()
    assert await thread_of_a_change(database) == threading.get_ident()


async def test_while_another_process_writes_the_loop_goes_on_and_the_change_waits(
    database: Database, folder: Path
) -> None:
    await begun(database)
    second = replace(SENT, id="second", work=later(60), fingerprint="other")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with anyio.create_task_group() as group:
            group.start_soon(begun, database, second)
            await anyio.wait_all_tasks_blocked()  # here nothing goes on where the loop is kept
            other.execute("COMMIT")
    assert await there(folder, second)


async def test_a_change_that_fails_leaves_nothing_of_it_and_nothing_locked(
    monkeypatch: pytest.MonkeyPatch, database: Database, folder: Path
) -> None:
    monkeypatch.setattr("connectwise_time.journal.database._QUICK", 60.0)
    await begun(database)

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM operations")
        raise OverflowError

    with pytest.raises(Unavailable):
        await database.changed(half)
    assert await there(folder)
    await begun(Database(folder, patience=0), replace(SENT, id="second", work=later(60)))


SCHEMA = "CREATE TABLE operations (id TEXT)"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"not a database".ljust(len(whole)),
        lambda whole: whole[:100] + b"\xff" * (len(whole) - 100),
        lambda whole: whole[:5000],
    ],
    ids=["another file", "pages of nonsense", "cut off"],
)
async def test_a_damaged_file_is_kept_as_it_is(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    first = Database(folder)
    await begun(first)
    first.close()
    (folder / FILE).write_bytes(damage((folder / FILE).read_bytes()))
    before = contents(folder)
    database = Database(folder)
    assert "damaged" in (await refusal(database)).remedy
    assert not database.has_unfinished("jamie")
    database.close()
    assert contents(folder)[FILE] == before[FILE]


async def test_an_operation_that_cannot_be_read_stops_writes_and_tells_no_ones_words(
    database: Database,
) -> None:
    await begun(database)
    with database.change() as connection:
        connection.execute("""UPDATE operations SET facts = '{"draft": "their secret"}'""")
    error = await refusal(database, replace(SENT, id="second"))
    assert isinstance(error, Unavailable)
    assert "secret" not in str(error)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
async def test_the_file_of_a_newer_version_is_kept_as_it_is(folder: Path, mode: str) -> None:
    made(folder, f"PRAGMA journal_mode = {mode}", SCHEMA, "PRAGMA user_version = 2")
    before = contents(folder)
    database = Database(folder)
    error = await refusal(database)
    assert "newer version" in error.problem
    assert "Update connectwise-time" in error.remedy
    assert not database.has_unfinished("jamie")
    database.close()
    assert contents(folder) == before


async def test_a_file_that_was_moved_away_is_not_written_on_any_more(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    await begun(database)
    folder.rename(tmp_path / "moved")
    second = replace(SENT, id="second", work=later(60), fingerprint="other")
    await begun(database, second)
    assert await there(folder, second)
    assert await there(tmp_path / "moved")
    assert not await there(tmp_path / "moved", second)


async def test_what_is_unfinished_is_told_without_opening_a_desk(
    database: Database, folder: Path
) -> None:
    assert not database.has_unfinished("jamie")
    assert not folder.exists()
    await begun(database, replace(SENT, due=SENT.began))
    assert Database(folder).has_unfinished("jamie")
    assert not Database(folder).has_unfinished("morgan")


async def test_every_commit_is_synced_and_readers_do_not_wait(database: Database) -> None:
    await begun(database)
    with database.look() as connection:
        asked = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    full = 2
    assert asked == [full, "wal", 1]


async def test_a_folder_that_others_use_too_is_not_taken_from_them(
    database: Database, folder: Path
) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "their notes.txt").write_text("somebody's")
    error = await refusal(database)
    assert isinstance(error, NotConfigured)
    assert "CONNECTWISE_TIME_DATA" in error.remedy
    assert modes(folder)["."] == 0o755
    assert list(contents(folder)) == ["their notes.txt"]
    folder.chmod(0o700)  # closed by its owner
    await begun(database)


@pytest.mark.parametrize(
    "beside",
    [
        *("connectwise-time.toml", "connectwise-time.toml~", ".connectwise-time.toml.swp"),
        *("#connectwise-time.toml#", "journal.sqlite.old"),
    ],
)
async def test_a_folder_made_for_the_file_of_the_house_is_ours(
    database: Database, folder: Path, beside: str
) -> None:
    with umask(0o022):
        folder.mkdir()
        (folder / beside).write_text("[guards]\nday_hours = 10\n")
        await begun(database)
    assert modes(folder)["."] == 0o700
    assert (folder / beside).read_text() == "[guards]\nday_hours = 10\n"


def test_the_file_of_the_house_is_known_by_its_name() -> None:
    assert private.HOUSE == house.FILE


@pytest.mark.parametrize("mode", [0o1777, 0o777, 0o757])
async def test_a_folder_that_everybody_may_write_in_is_not_taken_from_them(
    database: Database, folder: Path, mode: int
) -> None:
    folder.mkdir()
    folder.chmod(mode)
    error = await refusal(database)
    assert isinstance(error, NotConfigured)
    assert "everybody may write in it" in error.problem
    assert "a new one inside" in error.remedy
    assert stat.S_IMODE(folder.stat().st_mode) == mode
    assert list(folder.iterdir()) == []
    inside = Database(folder / "mine")
    await begun(inside)
    assert modes(folder / "mine")["."] == 0o700
    inside.close()


async def test_a_folder_of_somebody_else_is_not_taken_from_them(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    error = await refusal(database)
    assert "somebody else's" in error.problem
    assert modes(folder) == {".": 0o755}


async def test_a_mere_check_changes_no_rights(folder: Path) -> None:
    first = Database(folder)
    await begun(first)
    folder.chmod(0o755)
    (folder / FILE).chmod(0o644)
    check = Database(folder, closes=False)
    assert check.unresolved_of_others("nobody", SENT.site) == 1
    check.close()
    assert (modes(folder)["."], modes(folder)[FILE]) == (0o755, 0o644)
    first.close()


async def test_a_folder_that_cannot_be_looked_into_has_nothing_unfinished(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    def denied(_path: Path, **_options: object) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", denied)
    assert not database.has_unfinished("jamie")


async def test_a_file_that_was_replaced_by_a_link_to_itself_is_not_written_on(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    await begun(database)
    (folder / FILE).rename(tmp_path / "moved")
    (folder / FILE).symlink_to(tmp_path / "moved")
    second = replace(SENT, id="second", work=later(60), fingerprint="other")
    assert isinstance(await refusal(database, second), NotConfigured)


async def test_what_cannot_be_read_leaves_no_ones_words_in_a_traceback(database: Database) -> None:
    await begun(database)
    with database.change() as connection:
        connection.execute("""UPDATE operations SET facts = '{"draft": "their secret"}'""")
    error = await refusal(database, replace(SENT, id="second"))
    assert "secret" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("failure", [OverflowError, ValueError, PydanticSerializationError])
async def test_what_cannot_be_noted_is_told_as_that(
    database: Database, failure: type[Exception]
) -> None:
    def breaks(_connection: sqlite3.Connection) -> None:
        raise failure("their secret")

    await begun(database)
    for work in (database.changed, database.looked, database.glanced):
        with pytest.raises(Unavailable) as refused:
            await work(breaks)
        assert failure.__name__ in str(refused.value)
        assert "secret" not in "".join(traceback.format_exception(refused.value))
    await begun(database, replace(SENT, id="second", work=later(60), fingerprint="other"))
