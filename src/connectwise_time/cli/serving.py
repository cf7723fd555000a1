"""`serve`: join settings, client, desk and server, and speak MCP over stdio or HTTP."""

import gc
import hashlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import anyio
from mcp.server import MCPServer

from connectwise_time.cli import host
from connectwise_time.cli.practice import KEYS, practice_key
from connectwise_time.cli.sandboxes import SandboxProcess, holding_too
from connectwise_time.crew import Crew
from connectwise_time.desk.approvers import HouseRules
from connectwise_time.desk.ports import Journal, PlanLedger
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.house import House
from connectwise_time.house import FILE, read_house
from connectwise_time.server.app import build_server
from connectwise_time.server.desks import Desks
from connectwise_time.settings import Settings, optional_settings, unknown_names

if TYPE_CHECKING:
    from connectwise_time.connectwise import Credentials

# As in `connectwise.auth`, which takes time to import before anything is asked.
_CLOUD = (".myconnectwise.net", ".connectwisedev.com")
_PORTS = {"https": 443, "http": 80}
_HANDS = 10
"""Things that a plan does at once: the cap of the client too."""


def serve(
    environ: Mapping[str, str],
    *,
    sandbox: bool,
    key: str | None = None,
    port: int | None = None,
) -> int:
    """Serve over stdio until standard input ends, or over HTTP until a signal.

    Args:
        environ: Where settings come from.
        sandbox: Serve on practice data, also where the settings do not ask for them.
        key: Whose practice key is used on practice data; None for the one that the site names.
        port: Of 127.0.0.1, 0 for any, where it is HTTP; None for stdio.

    Raises:
        NotConfigured: Settings are missing or wrong; the sandbox is never taken instead.
    """
    quiet_logs()
    for name in unknown_names(environ):
        logging.getLogger(__name__).warning("%s is no setting of this program", name)
    practice = KEYS[0] if sandbox else practice_key(environ)
    if practice is not None:
        return _serve_on_sandbox(environ, key or practice, port)
    settings = Settings.from_env(environ)
    house = house_at(settings.house, settings.data)
    _run(
        build_server(
            lambda: open_desk(settings, journal_in(settings), house),
            read_only=settings.read_only,
            must_ask=settings.confirm == "ask",
            toolsets=settings.toolsets,
            unfinished=lambda: has_unfinished(settings),
        ),
        port,
    )
    return 0


def _serve_on_sandbox(environ: Mapping[str, str], key: str, port: int | None) -> int:
    # Judged before the sandbox is there, so that a wrong setting is said at once.
    known = optional_settings(holding_too(environ, key))
    house = house_at(known["house"], known["data"])
    with SandboxProcess.start(key) as process:

        @asynccontextmanager
        async def open_on_sandbox() -> AsyncIterator[TimeDesk]:
            ready = await anyio.to_thread.run_sync(process.environ, environ)
            settings = Settings.from_env(ready)
            async with open_desk(settings, journal_for_practice(), house) as desk:
                yield desk

        _run(
            build_server(
                open_on_sandbox,
                read_only=known["read_only"],
                sandbox=True,
                must_ask=known["confirm"] == "ask",
                toolsets=known["toolsets"],
            ),
            port,
        )
    return 0


def _run(server: MCPServer[Desks], port: int | None) -> None:
    gc.enable()  # it was off while everything that stays was made
    gc.freeze()
    if port is None:
        leaving = host.claim()
        server.run("stdio")
        if leaving.code:
            raise KeyboardInterrupt
        return
    from connectwise_time.cli.over_http import run_over_http

    run_over_http(server, port)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where operations and plans are kept, and what lets them go."""

    journal: Journal
    ledger: PlanLedger
    close: Callable[[], None]


def journal_in(settings: Settings, *, closes: bool = True) -> Kept:
    """On disk: shared with every other process that has the same folder.

    Args:
        settings: Which folder.
        closes: What others may enter is closed to them; a mere check leaves it as it is.
    """
    from connectwise_time.journal.database import Database
    from connectwise_time.journal.operations import DiskJournal
    from connectwise_time.journal.plans import DiskPlans

    database = Database(settings.data, closes=closes)
    return Kept(DiskJournal(database), DiskPlans(database, going_on()), database.close)


def journal_for_practice() -> Kept:
    """In memory: like the practice data, it ends with the process."""
    from connectwise_time.journal.memory import MemoryJournal
    from connectwise_time.journal.memory_plans import MemoryPlans

    return Kept(MemoryJournal(), MemoryPlans(going_on()), lambda: None)


def has_unfinished(settings: Settings) -> bool:
    """Whether something is unresolved since an earlier time."""
    from connectwise_time.journal.database import Database

    return Database(settings.data).has_unfinished(caller_of(settings))


def unresolved_of_others(settings: Settings) -> int:
    """How many operations on the same site are unresolved that were sent with other keys.

    Raises:
        TimeDeskError: The journal cannot be read.
    """
    from connectwise_time.journal.database import Database

    site = site_of(settings.origin, settings.company)
    with closing(Database(settings.data, closes=False)) as database:
        return database.unresolved_of_others(caller_of(settings), site)


@asynccontextmanager
async def open_desk(
    settings: Settings, kept: Kept, house: House | None = None
) -> AsyncIterator[TimeDesk]:
    """The desk on the ConnectWise that the settings name."""
    # Not at the top: the client's models take time to build, and a host that only lists the
    # tools should not wait for them.
    from connectwise_time.connectwise import connect

    with closing(kept):
        async with connect(
            credentials_in(settings),
            dialect=settings.dialect,
            read_only=settings.read_only,
            concurrency=_HANDS,
        ) as backend:
            yield TimeDesk(
                backend,
                kept.journal,
                kept.ledger,
                Crew(_HANDS),
                clock=now,
                new_id=lambda: str(uuid4()),
                caller=caller_of(settings),
                site=site_of(settings.origin, settings.company),
                horizon=timedelta(seconds=settings.horizon),
                rules=HouseRules(settings.self_approval, settings.approver),
                house=house,
                me=settings.member,
                my_zone=ZoneInfo(settings.zone) if settings.zone else None,
                machine_zone=machine_zone(),
            )


def house_at(named: Path | None, data: Path) -> House:
    """What the house's file says: the one that is named, or one in the data folder.

    Raises:
        NotConfigured: It is wrong, or was named and is not there.
    """
    return read_house(named or data / FILE, needed=named is not None)


def caller_of(settings: Settings) -> str:
    """Whose plans and operations these are, so that no other key, member or tenant finds them."""
    site = site_of(settings.origin, settings.company)
    whose = (site, settings.public_key.get_secret_value(), settings.member, settings.approver)
    return hashlib.sha256(repr(whose).encode()).hexdigest()


def site_of(origin: str, company: str) -> str:
    """The ConnectWise and the company in which something is done, however they are spelt.

    Two spellings of one site that counted as two would send the same work twice.
    """
    parts = urlsplit(origin)
    scheme, host = parts.scheme.casefold(), (parts.hostname or "").casefold().rstrip(".")
    if host.endswith(_CLOUD):  # the `api-` twin of a cloud host answers for the same site
        host = host.removeprefix("api-")
    host = f"[{host}]" if ":" in host else host
    port = parts.port if parts.port != _PORTS.get(scheme) else None
    where = f"{scheme}://{host}" if port is None else f"{scheme}://{host}:{port}"
    return f"{company.strip().casefold()} at {where}"


def credentials_in(settings: Settings) -> "Credentials":
    """Whose keys the settings hold, and for which site."""
    from connectwise_time.connectwise import Credentials

    return Credentials(
        origin=settings.origin,
        company=settings.company,
        public_key=settings.public_key,
        private_key=settings.private_key,
        client_id=settings.client_id,
    )


def now() -> datetime:
    """The present: the only place that asks the machine's clock for the desk."""
    return datetime.now(UTC)


def going_on() -> Callable[[], datetime]:
    """The present, and how time goes on from there: setting the clock makes no plan expire."""
    began, at = now(), monotonic()
    return lambda: began + timedelta(seconds=monotonic() - at)


def machine_zone() -> ZoneInfo:
    """The machine's time zone; UTC where it does not tell one by name."""
    import tzlocal

    try:
        return ZoneInfo(tzlocal.get_localzone_name())
    except Exception:  # noqa: BLE001  # tzlocal raises whatever the platform's files and registry make it raise
        return ZoneInfo("UTC")


def quiet_logs() -> None:
    """Warnings and errors only, to stderr: httpx2 would log every URL with its conditions."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    for name in ("httpx2", "httpcore2", "mcp"):
        logging.getLogger(name).setLevel(logging.WARNING)
