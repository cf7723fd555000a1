"""A sandbox on a socket, and the same behind a proxy, for tests that break them."""

from collections.abc import Iterator

import httpx2
import pytest

from support.hours import client_of
from support.proxied import Proxied, proxied
from support.served import Served, served


@pytest.fixture
def sandbox() -> Iterator[Served]:
    with served() as serving:
        yield serving


@pytest.fixture
def client(sandbox: Served) -> Iterator[httpx2.Client]:
    """A client of the sandbox itself, without the proxy."""
    with client_of(sandbox.origin) as asking:
        yield asking


@pytest.fixture
def behind(sandbox: Served) -> Iterator[Proxied]:
    """A proxy before the sandbox, as yet without faults."""
    with proxied(sandbox) as between:
        yield between
