"""A sandbox on a socket, a proxy before it, and a client of ours behind that."""

from collections.abc import Iterator

import pytest

from connectwise_time.desk import aftermath
from support.proxied import Proxied, proxied
from support.served import Served, served


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def sandbox() -> Iterator[Served]:
    with served() as serving:
        yield serving


@pytest.fixture
def behind(sandbox: Served) -> Iterator[Proxied]:
    """A proxy before the sandbox, as yet without faults."""
    with proxied(sandbox) as between:
        yield between


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost is looked for every half second: absence is proved no earlier, but waited
    for less long than with pauses made for a horizon of minutes."""
    monkeypatch.setattr(aftermath, "_PAUSES", (0.5,) * 80)
