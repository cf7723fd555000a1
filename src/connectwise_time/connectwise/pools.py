"""Connections: a pool for questions, and a fresh connection for every write."""

from types import TracebackType
from typing import Self

import httpx2

_IDLE_SECONDS = 30.0


class Pools:
    """Opened at first use, so that starting is fast; closed together.

    A write never goes out on a connection that was idle: the server may be closing it at that
    moment, and the write's fate would be unknown without need (reliability §0.3).

    Args:
        given: Used for everything instead, and left open: whoever opened it closes it.
    """

    def __init__(self, given: httpx2.AsyncBaseTransport | None, connections: int) -> None:
        self._given = given
        self._connections = connections
        self._reads: httpx2.AsyncHTTPTransport | None = None
        self._writes: httpx2.AsyncHTTPTransport | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        for pool in (self._reads, self._writes):
            if pool is not None:
                await pool.aclose()

    @property
    def reads(self) -> httpx2.AsyncBaseTransport:
        """For questions: connections are kept and used again."""
        if self._given is not None:
            return self._given
        if self._reads is None:
            kept = httpx2.Limits(
                max_connections=self._connections,
                max_keepalive_connections=self._connections,
                keepalive_expiry=_IDLE_SECONDS,
            )
            self._reads = httpx2.AsyncHTTPTransport(trust_env=False, limits=kept)
        return self._reads

    @property
    def writes(self) -> httpx2.AsyncBaseTransport:
        """For writes: no connection is used twice."""
        if self._given is not None:
            return self._given
        if self._writes is None:
            fresh = httpx2.Limits(max_keepalive_connections=0)
            self._writes = httpx2.AsyncHTTPTransport(trust_env=False, limits=fresh)
        return self._writes
