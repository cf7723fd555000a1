"""`doctor`: check everything that must be right before time can be logged, one line each."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import anyio

from connectwise_time.cli.own_file import judged_names, told_of
from connectwise_time.cli.practice import practice_key
from connectwise_time.cli.rights import (
    TIME_ENTRY,
    as_told,
    lacking,
    levels_of,
    untold,
    use_of,
    verbs_of_entries,
)
from connectwise_time.cli.sandboxes import SandboxProcess, holding_too
from connectwise_time.cli.serving import (
    caller_of,
    credentials_in,
    house_at,
    journal_in,
    machine_zone,
    now,
    quiet_logs,
    unresolved_of_others,
)
from connectwise_time.connectwise import ConnectWise, connect
from connectwise_time.desk.looking_back import doubled
from connectwise_time.domain.house import House
from connectwise_time.domain.models import Member
from connectwise_time.domain.operations import UNRESOLVED, Operation, said
from connectwise_time.domain.proof import LATE
from connectwise_time.domain.zones import zone_named
from connectwise_time.errors import NotAuthorized, TimeDeskError
from connectwise_time.house import FILE
from connectwise_time.settings import TOOLSETS, Settings, optional_settings, unknown_names

_LARGEST_SKEW = timedelta(minutes=2)
_NAMED = 5
_SHOWN = 2


def doctor(environ: Mapping[str, str]) -> int:
    """Print one line for each check; answers 1 if any found a fault."""
    quiet_logs()
    with ExitStack() as running:
        try:
            practice = practice_key(environ)
            settings = _settings(environ, practice, running)
        except TimeDeskError as error:
            _say("FAULT", "settings", f"{error.problem} {error.remedy}")
            return 1
        _say("ok", "settings", _told(settings, practice))
        for name in unknown_names(environ):
            _say("warn", "settings", f"{name} is no setting of this program: is it misspelt?")
        return anyio.run(_examine, settings, practice is not None)


def _settings(environ: Mapping[str, str], practice: str | None, running: ExitStack) -> Settings:
    if practice is None:
        return Settings.from_env(environ)
    # Judged before the sandbox is there, as `serve` does.
    optional_settings(holding_too(environ, practice))
    process = running.enter_context(SandboxProcess.start(practice))
    return Settings.from_env(process.environ(environ))


def _told(settings: Settings, practice: str | None) -> str:
    where = f"{settings.company} at {settings.origin}"
    if practice is not None:
        where = f"SANDBOX: practice data, with the key of {practice}, and no real ConnectWise"
    mode = "read-only" if settings.read_only else "may write"
    only = f", toolsets {', '.join(sorted(settings.toolsets))}"
    return f"{where}, {mode}{'' if settings.toolsets == TOOLSETS else only}"


def _say(verdict: str, what: str, finding: str) -> None:
    print(f"{verdict:5} {what:12} {finding}")


@dataclass(slots=True)
class _Patient:
    settings: Settings
    practice: bool
    backend: ConnectWise
    member: Member | None = None
    house: House = field(default_factory=House)


class _Fault(Exception):
    """A check found something that must be mended; the text says what to do."""


class _Warning(Exception):
    """A check found something that will not keep time from being logged; a line for each text."""


async def _examine(settings: Settings, practice: bool) -> int:  # noqa: FBT001  # by anyio.run
    faults = 0
    async with connect(
        credentials_in(settings), dialect=settings.dialect, read_only=settings.read_only
    ) as backend:
        patient = _Patient(settings, practice, backend)
        for what, check in _CHECKS.items():
            try:
                if well := await check(patient):
                    _say("ok", what, well)
            except _Warning as finding:
                for text in finding.args:
                    _say("warn", what, text)
            except (_Fault, TimeDeskError) as finding:
                faults += 1
                refused = isinstance(finding, NotAuthorized)
                _say("FAULT", "key" if refused else what, " ".join(str(finding).split()))
                if what in ("site", "key"):
                    break
    if faults:
        print("Mend what is marked FAULT and run connectwise-time doctor again.")
    return 1 if faults else 0


async def _house(patient: _Patient) -> str:
    settings = patient.settings
    patient.house = house_at(settings.house, settings.data)
    return told_of(patient.house, settings.house or settings.data / FILE)


async def _names(patient: _Patient) -> str:
    broken, well = await judged_names(patient.house, patient.backend)
    if broken:
        raise _Warning(broken)
    return well


async def _journal(patient: _Patient) -> str:
    settings = patient.settings
    if patient.practice:
        return "in memory: like the practice data, it ends with the server"
    with closing(journal_in(settings, closes=False)) as kept:
        try:
            known = await kept.journal.open(caller_of(settings))
            plans = await kept.ledger.unsettled(caller_of(settings))
            others = await anyio.to_thread.run_sync(unresolved_of_others, settings)
        except TimeDeskError as error:
            if settings.read_only:
                raise _Warning(f"{error} This server only reads, so it does without.") from error
            raise
    told = [f"{o.id} ({said(o.work)})" for o in known if o.state in UNRESOLVED]
    told += [f"plan {kept.id} ({kept.plan.doing})" for kept in plans]
    twice = [doubled(operation) for operation in known if operation.others]
    twice += [
        _late(operation) for operation in known if operation.why == LATE and not operation.others
    ]
    foreign = [f"{others} unresolved of other keys: a server with those looks for them."]
    foreign = foreign if others else []
    if told or twice or foreign:
        lost = (
            f"{len(told)} unresolved, whose answer was lost: {', '.join(told[:_NAMED])}. A running"
            " server looks for them by itself; check_operation tells what became of one."
        )
        raise _Warning(" ".join([*([lost] if told else []), *twice[:_NAMED], *foreign]))
    return f"{settings.data}: of every write it is known what became of it"


def _late(operation: Operation) -> str:
    return (
        f"Operation {operation.id}: {operation.why} It is stored as entry {operation.entry}:"
        " look whether it was logged again meanwhile."
    )


async def _site(patient: _Patient) -> str:
    tenant = await patient.backend.tenant()
    version = f" {tenant.version}" if tenant.version else ""
    sandbox = ", a SANDBOX" if tenant.sandbox else ""
    where = patient.backend.site()
    return f"requests go to {where} (ConnectWise{version}, dialect {tenant.dialect}{sandbox})"


async def _key(patient: _Patient) -> str:
    me = await patient.backend.me()
    return f"accepted, of member {me.identifier}"


async def _member(patient: _Patient) -> str:
    wanted = patient.settings.member
    me = await patient.backend.me()
    if wanted is not None:
        found = await patient.backend.member(wanted)
        if found is None:
            # Clipped: a key that was put there by mistake would stand in what people show around.
            raise _Fault(
                f"CONNECTWISE_MEMBER ({wanted[:_SHOWN]}…, {len(wanted)} characters) is nobody's:"
                " give the identifier that the member logs in with."
            )
        me = found
    if me.api_only and patient.settings.read_only:
        raise _Warning(
            f"{me.identifier} is an API member, which has no time of its own: searches for me find"
            " nothing. To read somebody's as mine, set CONNECTWISE_MEMBER to their identifier."
        )
    if me.api_only:
        raise _Fault(
            f"{me.identifier} is an API member, which has no timesheet:"
            " set CONNECTWISE_MEMBER to the identifier of whose time is logged."
        )
    if not me.active:
        raise _Fault(f"{me.identifier} is inactive: use an active member.")
    patient.member = me
    return f"me is {me.name} ({me.identifier})"


async def _permissions(patient: _Patient) -> str:
    rights = await patient.backend.permissions()
    if rights is None:
        raise _Warning("the key may not read its own rights; they show when they are needed")
    found = levels_of(rights, TIME_ENTRY)
    if found is None:
        raise _Warning("ConnectWise tells nothing about time entries for this key")
    levels = asdict(found)
    key = await patient.backend.me()
    use = use_of(patient.settings, key)
    others = patient.member is not None and patient.member.id != key.id
    enough = ("all",) if others else ("all", "my")
    short = [v for v in verbs_of_entries(use) if levels[v].casefold() not in enough]
    told = ", ".join(f"{name} {level}" for name, level in levels.items())
    if short:
        raise _Fault(
            f"{told}: in the security role of {key.identifier}, Time & Expense > Time Entry, allow "
            f"{', '.join(short)}{' for All, since me is somebody else' if others else ''}."
        )
    return f"time entries: {told}"


async def _rights(patient: _Patient) -> str:
    rights = await patient.backend.permissions()
    if rights is None:
        return ""  # said already
    use = as_told(use_of(patient.settings, await patient.backend.me()), rights)
    unknown = ", ".join(untold(use, rights))
    known = [f"not told by ConnectWise, so not checked: {unknown}"] if unknown else []
    found = [*lacking(use, rights)]
    if found:
        raise _Warning(*found, *known)
    return "; ".join(["all that ConnectWise tells suffice", *known])


async def _clock(patient: _Patient) -> str:
    skew = patient.backend.clock_skew()
    if skew is None:
        raise _Warning("ConnectWise does not tell its time")
    seconds = abs(skew.total_seconds())
    if abs(skew) > _LARGEST_SKEW:
        raise _Fault(
            f"this machine's clock is {seconds:.0f} s off: set it, or times will be wrong."
        )
    return f"within {seconds:.0f} s of ConnectWise's"


async def _zone(patient: _Patient) -> str:
    if patient.settings.zone:
        return (
            f"{patient.settings.zone} (CONNECTWISE_TIMEZONE), now {_local(patient.settings.zone)}"
        )
    name = patient.member.zone if patient.member else None
    known = zone_named(name) if name else None
    if known is not None:
        return f"{known.key} (the member's), now {_local(known.key)}"
    machine = machine_zone().key
    why = f"the member's zone {name!r} is not understood" if name else "no member's zone is known"
    raise _Warning(
        f"{why}, so this machine's ({machine}) is used: set CONNECTWISE_TIMEZONE if that is wrong"
    )


def _local(zone: str) -> str:
    return f"{now().astimezone(ZoneInfo(zone)):%a %H:%M}"


_CHECKS: dict[str, Callable[[_Patient], Awaitable[str]]] = {
    "house": _house,
    "journal": _journal,
    "site": _site,
    "key": _key,
    "member": _member,
    "permissions": _permissions,
    "rights": _rights,
    "names": _names,
    "clock": _clock,
    "time zone": _zone,
}
