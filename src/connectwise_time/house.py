"""The file of the house (TOML), read once into a frozen value; what it does not know is an error.

    [aliases.work_type]
    phone = "Remote"

The pages names, guards, findings, reports and timers in docs/reference tell what may stand in it.
A new table is a new reader in `_READERS`.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from connectwise_time.domain.checks import GUARDS, WARNINGS, Thresholds
from connectwise_time.domain.house import AliasTable, House, ReportRules
from connectwise_time.domain.names.matching import Aliases, alias_key
from connectwise_time.domain.reports import AGES
from connectwise_time.domain.review import RULES, Worth
from connectwise_time.domain.timers import TimerRules
from connectwise_time.errors import NotConfigured

FILE = "connectwise-time.toml"
"""Its name in the data folder."""
_PAGES = {
    "has guards": "docs/reference/guards.md",
    "has findings": "docs/reference/findings.md",
    "has reports": "docs/reference/reports.md",
    "has timers": "docs/reference/timers.md",
}
_LARGEST = 64 * 1024
_LONGEST = 200


def read_house(path: Path, *, needed: bool) -> House:
    """What the file says.

    Args:
        path: Where it is.
        needed: It was named, so that it must be there; otherwise a missing one says nothing.

    Raises:
        NotConfigured: It cannot be read, or says something that it may not; where is said.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        if not needed:
            return House()
        raise _wrong(path, "is not there") from None
    except OSError as error:
        raise _wrong(path, f"cannot be read ({error.strerror})") from None
    if len(content) > _LARGEST:
        raise _wrong(path, "is larger than 64 KB")
    try:
        return house_said(content.decode("utf-8-sig"))  # editors on Windows write the mark
    except UnicodeDecodeError as error:
        raise _wrong(path, f"is not UTF-8 (byte {error.start})") from None
    except ValueError as fault:
        raise _wrong(path, str(fault)) from None


def _wrong(path: Path, why: str) -> NotConfigured:
    page = next(
        (page for said, page in _PAGES.items() if why.startswith(said)), "docs/reference/names.md"
    )
    return NotConfigured(
        f"Your file {path} {why}.",
        remedy=f"Correct it ({page} shows what it may say), or have CONNECTWISE_TIME_FILE name"
        " another.",
    )


def house_said(text: str) -> House:
    """What the text of a file says.

    Raises:
        ValueError: It is no TOML, or says something that it may not: "has …", with its line.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"is no TOML: {str(fault).rstrip('.')}") from None
    except ValueError as fault:
        line = _line_of(str(fault), text)
        raise ValueError(f"has a number of too many digits (line {line})") from None
    except RecursionError:
        raise ValueError("is no TOML: it is nested too deeply") from None
    try:
        return _house(said)
    except ValueError as fault:
        raise ValueError(f"{fault} (line {_line_of(str(fault), text)})") from None


def _house(said: Mapping[str, Any]) -> House:
    _check_keys(said, _READERS, "")
    return House(**{name: _READERS[name](value) for name, value in said.items()})


def _line_of(fault: str, text: str) -> int:
    """The line with which a fault comes into the text: tomllib does not tell where a value stands.

    It is the first one without which the lines before it are read without that fault. Lines that
    end inside of a value, or before something that belongs to it, are judged with the next ones.
    """
    lines = text.split("\n")

    def has_it(count: int) -> bool:
        for end in range(count, len(lines)):
            told = _fault_in("\n".join(lines[:end]) + "\n")
            if told in {None, fault}:
                return told == fault
        return True

    return bisect_left(range(1, len(lines)), x=True, key=has_it) + 1


def _fault_in(text: str) -> str | None:
    try:
        _house(tomllib.loads(text))
    except ValueError as fault:
        return str(fault)
    return None


def _check_keys(said: Mapping[str, Any], known: Mapping[str, Any], inside: str) -> None:
    unknown = [key for key in said if key not in known]
    if unknown:
        named = ", ".join(f"{inside}{_shown(key)}" for key in unknown)
        raise ValueError(f"has {named}, which is unknown: known are {', '.join(known)}")


def _shown(text: object) -> str:
    return repr(text if len(str(text)) <= _LONGEST else f"{str(text)[:_LONGEST]}…").strip("'")


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"has {name}, which must be a table")  # noqa: TRY004  # as all its faults
    return value


def _aliases(value: object) -> dict[AliasTable, Aliases]:
    tables = _table(value, "aliases")
    _check_keys(tables, {table.value: table for table in AliasTable}, "aliases.")
    return {AliasTable(name): _names(table, f"aliases.{name}") for name, table in tables.items()}


def _names(value: object, where: str) -> Aliases:
    names: dict[str, str] = {}
    spelt: dict[str, str] = {}
    for alias, target in _table(value, where).items():
        key, at = alias_key(alias), f"{where}.{_shown(alias)}"
        if len(key) < 2 or key.isdecimal() or len(alias) > _LONGEST:  # noqa: PLR2004  # as any name
            raise ValueError(f"has {at}: an alias has a word of two letters or more")
        if not _is_target(target):
            raise ValueError(f"has {at}, which must stand for a name or an id")
        if key in names:
            raise ValueError(f"has {at}, which is the same as {where}.{_shown(spelt[key])}")
        names[key], spelt[key] = str(target), alias
    return names


def _is_target(target: object) -> bool:
    if isinstance(target, str):
        return bool(target.strip()) and len(target) <= _LONGEST
    return type(target) is int and target > 0


def _guards(value: object) -> Thresholds:
    """`day_hours`, `outside_minutes`, and `false` for a warning that is not to be given."""
    said = _table(value, "guards")
    for stop in (guard.name for guard in GUARDS if guard.hard and guard.name in said):
        raise ValueError(f"has guards.{stop}, a hard stop, which cannot be turned off")
    return Thresholds(**_bounds(said, "guards", _BOUNDS, WARNINGS))


def _findings(value: object) -> Worth:
    """Bounds, and `false` for a rule that is to find nothing."""
    said = _table(value, "findings")
    return Worth(**_bounds(said, "findings", _WORTH, [rule.name for rule in RULES]))


def _timers(value: object) -> TimerRules:
    """From where on a stopwatch counts as forgotten."""
    return TimerRules(**_numbers(_table(value, "timers"), "timers", _TIMERS))


def _bounds(
    said: Mapping[str, Any],
    where: str,
    bounds: Mapping[str, tuple[float, float]],
    switches: Collection[str],
) -> dict[str, Any]:
    """Numbers within bounds as they are said, and in `off` the names that are said to be false."""
    numbers = _numbers(said, where, bounds, switches)
    for name in switches:
        if not isinstance(said.get(name, True), bool):
            raise ValueError(f"has {where}.{name}, which must be true or false")  # noqa: TRY004  # as all
    return {**numbers, "off": frozenset(name for name in switches if said.get(name) is False)}


def _numbers(
    said: Mapping[str, Any],
    where: str,
    bounds: Mapping[str, tuple[float, float]],
    others: Collection[str] = (),
) -> dict[str, float]:
    """Numbers within bounds as they are said; `others` is what else may be said there."""
    _check_keys(said, {name: name for name in (*bounds, *others)}, f"{where}.")
    for name, (least, most) in bounds.items():
        number = said.get(name, least)
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError(f"has {where}.{name}, which must be a number")  # noqa: TRY004  # as all
        if not least <= number <= most:
            raise ValueError(f"has {where}.{name}, which must be from {least:g} to {most:g}")
    return {name: said[name] for name in bounds if name in said}


def _reports(value: object) -> ReportRules:
    """`ages`: the last day of each age but the last, each later than the one before."""
    said = _table(value, "reports")
    _check_keys(said, {"ages": AGES}, "reports.")
    ages = said.get("ages", list(AGES))
    if not isinstance(ages, list) or not 1 <= len(ages) <= _MOST_AGES:
        raise ValueError(f"has reports.ages, which must be a list of 1 to {_MOST_AGES} numbers")
    if not all(type(days) is int and 0 <= days <= _OLDEST for days in ages):
        raise ValueError(f"has reports.ages, whose days must be whole numbers up to {_OLDEST}")
    if ages != sorted(set(ages)):
        raise ValueError("has reports.ages, which must be in order, each but once")
    return ReportRules(tuple(ages))


_MOST_AGES, _OLDEST = 10, 3650
_TIMERS = {"forgotten_hours": (1.0, 24.0)}
_BOUNDS = {"day_hours": (1.0, 24.0), "outside_minutes": (0.0, 720.0)}
_WORTH = {
    "days_late": (0.0, 365.0),
    "missing_minutes": (0.0, 480.0),
    "capacity_hours": (0.0, 24.0),
}
_READERS: dict[str, Callable[[object], Any]] = {
    "aliases": _aliases,
    "guards": _guards,
    "findings": _findings,
    "reports": _reports,
    "timers": _timers,
}
