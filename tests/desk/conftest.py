from collections.abc import Iterator

import pytest

from connectwise_time.sandbox import World
from support.sandboxes import a_world


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as opened:
        yield opened
