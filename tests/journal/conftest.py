from collections.abc import Iterator
from pathlib import Path

import pytest

from connectwise_time.journal.database import Database


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    """A real file, and little patience."""
    database = Database(folder, patience=0.2)
    yield database
    database.close()
