"""F19 and F20: without a journal that can be written and read, nothing is sent."""

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from connectwise_time.journal import database
from support.calls import Caller
from support.promised import CLEAN, OPERATION, Scene, a_scene, an_hour

pytestmark = pytest.mark.anyio

NEWER = 99


async def nothing_is_written(scene: Scene, call: Caller, *why: str) -> None:
    """Each way of writing is refused with the reason, and reading goes on."""
    number = scene.elsewhere()
    there = scene.world.entries()
    scene.world.requests.clear()
    for tool, wish in (
        ("create_time_entry", an_hour(operation_id=OPERATION)),
        ("create_time_entry", an_hour()),
        ("update_time_entry", {"entry": number, "notes": "Changed"}),
        ("delete_time_entry", {"entry": number}),
    ):
        told = await call.refused(tool, **wish)
        assert any(reason in told for reason in why), told
        assert "nothing" in told.casefold()
    assert (await call("get_time_entry", entry=number))["entry"] == number
    assert (await call("search_time", period="this month"))["entries"] >= 0
    await call("find_tickets", text="mail")
    assert {request.method for request in scene.world.requests} == {"GET"}
    assert scene.world.entries() == there


@contextmanager
def locked(scene: Scene) -> Iterator[None]:
    with closing(sqlite3.connect(scene.file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


async def test_f19_while_somebody_else_locks_the_journal_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "Database", partial(database.Database, patience=0.1))
    with a_scene(tmp_path) as scene:
        async with scene.somebody() as call:
            await call("check_operation")  # makes the file
            with locked(scene):
                await nothing_is_written(scene, call, "locked")
            await call("create_time_entry", **an_hour(operation_id=OPERATION))
        assert len(scene.new()) == 1


async def test_f19_where_the_journal_has_no_folder_nothing_is_sent(tmp_path: Path) -> None:
    with a_scene(tmp_path) as scene:
        scene.data.write_text("a file")
        async with scene.somebody() as call:
            await nothing_is_written(scene, call, "journal", "folder")
        assert scene.data.read_text() == "a file"
        scene.data.unlink()


async def test_f19_on_a_full_disk_nothing_is_sent(tmp_path: Path) -> None:
    with a_scene(tmp_path) as scene:
        # No byte can be written to any file: what a full disk comes to.
        command = f"ulimit -f 0; exec {sys.executable} -m connectwise_time"
        full = StdioServerParameters(
            command="/bin/sh", args=["-c", command], env={**CLEAN, **scene.environ()}
        )
        async with Client(full) as client:
            await nothing_is_written(scene, Caller(client), "journal cannot be used")


@pytest.mark.parametrize("trouble", ["not a database", "damaged", "newer"])
async def test_f20_a_journal_that_cannot_be_understood_is_kept_byte_for_byte(
    tmp_path: Path, trouble: str
) -> None:
    with a_scene(tmp_path) as scene:
        if trouble == "not a database":
            scene.data.mkdir(mode=0o700)
            scene.file.write_bytes(b"These are notes, and no journal.\n" * 500)
        else:
            async with scene.somebody() as call:
                await call("create_time_entry", **an_hour("08:00"))
            with closing(sqlite3.connect(scene.file, isolation_level=None)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if trouble == "newer":
                    connection.execute("PRAGMA journal_mode = DELETE")
                    connection.execute(f"PRAGMA user_version = {NEWER}")
        if trouble == "damaged":
            scene.file.write_bytes(damaged(scene.file.read_bytes()))
        # What the journal knew of it cannot be read any more.
        scene.foreign |= {row["id"] for row in scene.new()}
        was = digest(scene)
        async with scene.somebody() as call:
            why = "newer version" if trouble == "newer" else "journal cannot be used"
            await nothing_is_written(scene, call, why)
            assert why in await call.refused("check_operation")
        assert digest(scene) == was
        scene.file.rename(tmp_path / "kept")


def damaged(file: bytes) -> bytes:
    """Its first page is as it was, and all the others are gone."""
    return file[:4096] + b"\xff" * (len(file) - 4096)


def digest(scene: Scene) -> str:
    return hashlib.sha256(scene.file.read_bytes()).hexdigest()
