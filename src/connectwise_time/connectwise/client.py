"""ConnectWise, in people's words: what the desk needs of it, joined from its parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus

import anyio
import httpx2

from connectwise_time.connectwise import answers, purposes, wire_settings
from connectwise_time.connectwise.approving import Approving
from connectwise_time.connectwise.auth import Credentials
from connectwise_time.connectwise.dialects import Choice, decides_by_entry
from connectwise_time.connectwise.exchange import Exchange, Means, Rules
from connectwise_time.connectwise.people import People
from connectwise_time.connectwise.pools import Pools
from connectwise_time.connectwise.protocol import named
from connectwise_time.connectwise.refusals import as_error
from connectwise_time.connectwise.requests import get
from connectwise_time.connectwise.schedules import Schedules
from connectwise_time.connectwise.site import Site
from connectwise_time.connectwise.tables import Tables
from connectwise_time.connectwise.terms import TermsOf
from connectwise_time.connectwise.ticket_traces import TicketTraces
from connectwise_time.connectwise.timers import Timers
from connectwise_time.connectwise.together import both, result
from connectwise_time.domain.models import Tenant

# What a key without the right to see it, or a ConnectWise without the service, answers.
_UNTOLD = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class ConnectWise(People, Tables, TermsOf, TicketTraces, Schedules, Approving, Timers):
    """A ConnectWise PSA: satisfies `desk.ports.Backend`.

    Nothing is remembered but where the API is, which dialect it speaks, and for five minutes
    which boards and statuses take no time.
    """

    def __repr__(self) -> str:
        return f"ConnectWise({self.site()!r})"

    def site(self) -> str:
        """Where requests go."""
        return self._exchange.origin

    def clock_skew(self) -> timedelta | None:
        """How far ConnectWise's clock is ahead of ours, by the last answer; None if unknown."""
        return self._exchange.skew

    def present(self) -> datetime:
        """The present by ConnectWise's clock, as its last answer told it and time went on since."""
        return self._exchange.present()

    def told_time(self) -> datetime | None:
        """The same, None as long as no answer of ConnectWise told its time."""
        return self._exchange.told_time()

    async def is_sandbox(self) -> bool:
        """Whether a sandbox answers. It is asked only where it has answered nothing yet."""
        if self._exchange.sandbox is None:
            with self._exchange.patience():
                await self._site.info()
        return bool(self._exchange.sandbox)

    async def interface(self) -> Tenant:
        """What is spoken to, without its rules. Nothing is asked where the dialect is known."""
        with self._exchange.patience():
            dialect = await self._site.dialect()
        return Tenant(dialect=dialect.value, sandbox=bool(self._exchange.sandbox))

    async def tenant(self) -> Tenant:
        """The tenant's dialect, version and rules for time.

        Rules that these keys may not see are taken to be none, but for one approval of time.
        """
        with self._exchange.patience():
            dialect = await self._site.dialect()
            told, settings = await both(self._version(), self._time_rules())
            version, rules = result(told), result(settings)
            tiers = not decides_by_entry(dialect)  # documented knows one approval
        return Tenant(
            dialect=dialect.value,
            version=version,
            sandbox=bool(self._exchange.sandbox),
            requires_notes=bool(rules.require_time_note_flag),
            first_tier=not tiers or rules.tier1_approval_flag is not False,
            second_tier=tiers and bool(rules.tier2_approval_flag),
            rounding_hours=rules.rounding_factor or 0.0,
            internal_company=named(rules.internal_company),
        )

    async def _version(self) -> str:
        answer = await self._site.info()
        if answer.status in _UNTOLD:
            return ""
        if not answer.good:
            raise as_error(answer.status, answer.body, purposes.CONNECT)
        return answers.one(answer, wire_settings.Info, purposes.CONNECT).version or ""

    async def _time_rules(self) -> wire_settings.TimeExpense:
        answer = await self._ask(get("/system/myCompany/timeExpense", purposes.TENANT))
        if answer.status in _UNTOLD:
            return wire_settings.TimeExpense()
        if not answer.good:
            raise as_error(answer.status, answer.body, purposes.TENANT)
        found = answers.maybe(answer, wire_settings.TimeExpense)
        return found or wire_settings.TimeExpense()


@asynccontextmanager
async def connect(
    credentials: Credentials,
    *,
    dialect: Choice = "auto",
    read_only: bool = False,
    transport: httpx2.AsyncBaseTransport | None = None,
    concurrency: int = 10,
    deadline: float = 40.0,
    means: Means | None = None,
) -> AsyncIterator[ConnectWise]:
    """A client for as long as it is open. Opening it sends nothing.

    Args:
        credentials: Whose keys, and for which site.
        dialect: `auto` finds out which one is spoken, when it is first needed.
        read_only: Refuse everything but GETs before it is sent.
        transport: Used instead of connections of our own, and left open at the end.
        concurrency: Questions at once.
        deadline: Seconds for a question with its repetitions, or for a write.
        means: Clocks, sleep and chance, which tests replace.
    """
    failed: Exception | None = None
    rules = Rules(read_only=read_only, deadline=deadline, concurrency=concurrency)
    pools = Pools(transport, concurrency)
    # Before the task group, which would wrap what goes wrong here.
    exchange = Exchange(credentials, pools, rules, means or Means())
    async with pools, anyio.create_task_group() as group:
        try:
            yield ConnectWise(exchange, Site(exchange, credentials, dialect), group)
        except Exception as error:  # noqa: BLE001 - raised again below, whatever it is
            failed = error
        finally:
            group.cancel_scope.cancel()
    # Raised here, because a task group would wrap it, and the caller could not catch it by type.
    if failed is not None:
        raise failed
