"""The desk of a child, on a journal that all children share, and one that keeps no journal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from connectwise_time.cli.serving import journal_in, open_desk
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.checks import WARNINGS, Thresholds
from connectwise_time.domain.house import House
from connectwise_time.domain.operations import DUPLICATE, Operation
from connectwise_time.journal.memory import MemoryJournal
from connectwise_time.sandbox import CREDENTIALS
from connectwise_time.settings import Settings


class Forgetful(MemoryJournal):
    """A journal that notes nothing, so that it knows nothing."""

    async def begin(self, operation: Operation, *, beside: frozenset[str]) -> Operation | None:
        """Nothing is noted, and nothing is in the way."""

    async def end(self, operation: Operation) -> Operation:
        """Nothing is noted."""
        return operation


# Nothing is asked but whether it is there already: what kills hit are writes, not look-ups.
QUIET = House(guards=Thresholds(off=frozenset(WARNINGS) - {DUPLICATE}))


@dataclass(frozen=True)
class Office:
    """Where desks are opened.

    Attributes:
        origin: Of ConnectWise.
        data: The folder that all share.
        horizon: Seconds.
        journal: Writes are noted.
    """

    origin: str
    data: Path
    horizon: float
    journal: bool = True

    def environ(self, key: str = "technician") -> dict[str, str]:
        """The settings in the words of the environment."""
        company, public_key, private_key, client_id = CREDENTIALS[key]
        return {
            "CONNECTWISE_SITE": self.origin,
            "CONNECTWISE_COMPANY": company,
            "CONNECTWISE_PUBLIC_KEY": public_key,
            "CONNECTWISE_PRIVATE_KEY": private_key,
            "CONNECTWISE_CLIENT_ID": client_id,
            "CONNECTWISE_TIME_DATA": str(self.data),
            "CONNECTWISE_DIALECT": "psa",
            "CONNECTWISE_HORIZON": str(self.horizon),
        }

    def settings(self, key: str = "technician") -> Settings:
        """The settings."""
        return Settings.from_env(self.environ(key))

    @asynccontextmanager
    async def desk(self, key: str = "technician") -> AsyncIterator[TimeDesk]:
        """A desk, as `serve` opens it."""
        settings = self.settings(key)
        kept = journal_in(settings)
        if not self.journal:
            kept = replace(kept, journal=Forgetful())
        async with open_desk(settings, kept, QUIET) as desk:
            yield desk
