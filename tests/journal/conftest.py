from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from connectwise_time.journal.database import Database
from support.sandboxes import NOW


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    """A real file, and little patience."""
    database = Database(folder, patience=0.2)
    yield database
    database.close()
