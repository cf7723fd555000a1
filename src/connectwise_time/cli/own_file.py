"""What the doctor tells of the house's file: what it sets, and which names stand for nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeAlias

from connectwise_time.cli.serving import machine_zone, now
from connectwise_time.desk.catalog import Catalog
from connectwise_time.desk.people import People
from connectwise_time.desk.ports import Backend
from connectwise_time.domain.checks import Thresholds
from connectwise_time.domain.house import AliasTable, House
from connectwise_time.domain.review import Worth
from connectwise_time.domain.timers import TimerRules
from connectwise_time.errors import AliasBroken, Ambiguous, NotFound, TimeDeskError

_NAMED = 5
_Bounds: TypeAlias = Thresholds | Worth | TimerRules
_Lookups: TypeAlias = dict[
    AliasTable, tuple[Callable[[], Awaitable[Sequence[Any]]] | None, Callable[..., Awaitable[Any]]]
]


def told_of(house: House, where: Path) -> str:
    """What the file says: how many names for each list, and what is set otherwise than usual."""
    told = [f"{len(names)} for {table.value}" for table, names in house.aliases.items() if names]
    names = f"names of your own: {', '.join(told)}" if told else "no names of your own"
    guards = _otherwise("guards", house.guards, Thresholds())
    findings = _otherwise("findings", house.findings, Worth())
    timers = _otherwise("timers", house.timers, TimerRules())
    return f"{names} in your file {where}{guards}{findings}{timers}"


def _otherwise(what: str, set_here: _Bounds, usual: _Bounds) -> str:
    """The bounds that are not the usual ones, and what is turned off."""
    bounds = [part.name for part in fields(set_here) if part.name != "off"]
    told = [
        f"{name} {getattr(set_here, name):g} (usually {getattr(usual, name):g})"
        for name in bounds
        if getattr(set_here, name) != getattr(usual, name)
    ]
    told += [f"{name} off" for name in sorted(getattr(set_here, "off", ()))]
    return f"; {what}: {', '.join(told)}" if told else ""


async def judged_names(house: House, backend: Backend) -> tuple[str, str]:
    """What is wrong with the names, by the rules of the desk; and what to tell if nothing is."""
    broken, unseen = await _broken(house, _lookups(house, backend))
    more = [f"And {len(broken) - _NAMED} more."] if broken[_NAMED:] else []
    but = f"; not looked at: {', '.join(unseen)}" if unseen else ""
    return (
        " ".join([*broken[:_NAMED], *more, "Correct them in your file."] if broken else []),
        f"names of your own stand for what there is{but}" if house.aliases else "",
    )


async def _broken(house: House, lookups: _Lookups) -> tuple[list[str], list[str]]:
    broken: list[str] = []
    unseen: list[str] = []
    for table, names in house.aliases.items():
        listed, find = lookups.get(table, (_nothing, _nothing))
        try:
            if listed is not None and not await listed():
                unseen.append(table.value)
                continue
            for alias, target in names.items():
                broken += await _fault(find, alias, f'the {table.value} "{target}"')
        except TimeDeskError:  # these keys may not see it, or not now
            unseen.append(table.value)
    return broken, unseen


def _lookups(house: House, backend: Backend) -> _Lookups:
    """How a name of each list is looked up, but for agreements: those are a company's."""
    catalog = Catalog(backend, now, house)
    people = People(
        backend,
        now,
        me=None,
        my_zone=None,
        machine_zone=machine_zone(),
        aliases=house.called(AliasTable.MEMBER),
    )
    return {
        AliasTable.WORK_TYPE: (catalog.work_types, catalog.work_type),
        AliasTable.WORK_ROLE: (catalog.work_roles, catalog.work_role),
        AliasTable.CHARGE_CODE: (catalog.charge_codes, catalog.charge_code),
        AliasTable.MEMBER: (people.everybody, lambda words: people.find(words, for_new=True)),
        AliasTable.COMPANY: (None, catalog.company),
        AliasTable.LOCATION: (None, catalog.location),
        AliasTable.DEPARTMENT: (None, catalog.department),
    }


async def _nothing(*_: object) -> tuple[()]:
    return ()


async def _fault(find: Callable[..., Awaitable[Any]], alias: str, meant: str) -> list[str]:
    try:
        await find(alias)
    except AliasBroken as fault:
        return [fault.problem]
    except (NotFound, Ambiguous) as fault:
        return [f'"{alias}" stands for {meant}: {fault.problem}']
    return []
