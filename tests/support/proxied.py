"""A proxy with faults between tests and a served sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ssl import SSLContext

from connectwise_time.sandbox import World
from connectwise_time.sandbox.faults import Faults, Proxy, Rule
from support.served import Served


@dataclass(frozen=True)
class Proxied:
    """A proxy that answers at `origin`, before a sandbox."""

    proxy: Proxy
    served: Served

    @property
    def origin(self) -> str:
        return self.proxy.origin

    @property
    def world(self) -> World:
        return self.served.world

    @property
    def faults(self) -> Faults:
        """The rules: `faults.add(Rule(…))` and `faults.clear()` work while it serves."""
        return self.served.world.faults

    def environ(self, key: str = "technician") -> dict[str, str]:
        """The settings with which our programs reach the sandbox through the proxy."""
        return {**self.served.environ(key), "CONNECTWISE_SITE": self.origin}


@contextmanager
def proxied(served: Served, *rules: Rule, tls: SSLContext | None = None) -> Iterator[Proxied]:
    """A proxy before the sandbox on a free port. The rules are the world's, and go with it."""
    faults = served.world.faults
    faults.tls = tls
    faults.add(*rules)
    port = int(served.origin.rpartition(":")[2])
    with Proxy(port, faults) as proxy:
        yield Proxied(proxy, served)
    faults.clear()
