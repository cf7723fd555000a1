"""A plan of faults from a TOML file, or a refusal that names the place and what to write."""

import ssl
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from connectwise_time.sandbox.faults import kinds, limits, toxics
from connectwise_time.sandbox.faults.checks import Checked, Mistake, fields_of
from connectwise_time.sandbox.faults.places import Places
from connectwise_time.sandbox.faults.plan import Faults
from connectwise_time.sandbox.faults.rules import Fault, Rule

Table = Mapping[str, Any]
_Made = TypeVar("_Made", bound=Checked)
FAULTS: dict[str, type[Fault]] = {
    kind.name: kind
    for kind in (
        *(kinds.LateCommit, kinds.Status, kinds.OddAnswer, kinds.Huge),
        *(kinds.Slow, kinds.Silent, kinds.Rows),
        *(toxics.Refuse, toxics.ResetBeforeRead, toxics.CloseIdle),
        *(toxics.ResetBeforeForward, toxics.ResetAfterCommit, toxics.Blackhole),
        *(toxics.Truncate, toxics.WrongLength, toxics.Drip, toxics.Garbage),
    )
}
CHOICES = tuple(name for name in fields_of(Rule) if name != "fault")


def read_faults(path: Path) -> Faults:
    """Read a plan. Paths in it are relative to the file.

    Raises:
        Mistake: The file cannot be read, or a value in it cannot be; it names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        plan = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Mistake("", f"{path.name} is no TOML: {error}.", "Mend that place.") from error
    except (OSError, ValueError) as error:
        problem = f"{path.name} cannot be read ({type(error).__name__})."
        raise Mistake("", problem, "Give a readable file in TOML.") from error
    places = Places(path.name, text)
    with places.named(""):
        _only(plan, ("seed", "limit", "tls", "rule"))
        seed = plan.get("seed", 0)
        if type(seed) is not int:
            raise Mistake("seed", f"seed is {seed!r}.", "Give a whole number.")
        rules = plan.get("rule", [])
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            raise Mistake("rule", "rule is not a list of tables.", "Begin each with [[rule]].")
        hidden, shown = (_table(plan, name) for name in ("limit", "tls"))
    with places.named("limit"):
        limit = _limit(hidden) if hidden is not None else None
    with places.named("tls"):
        tls = _tls(shown, path.parent) if shown is not None else None
    made = []
    for number, rule in enumerate(rules, start=1):
        with places.named("rule", number):
            made.append(_rule(rule))
    return Faults(*made, limit=limit, seed=seed, tls=tls)


def _rule(table: Table) -> Rule:
    kind = FAULTS[_word(table, "fault", FAULTS)]
    own = fields_of(kind)
    _only(table, ("fault", *CHOICES, *own))
    fault = _make(kind, {name: table[name] for name in own if name in table})
    return _make(Rule, {"fault": fault, **{name: table[name] for name in CHOICES if name in table}})


def _limit(table: Table) -> limits.AnyLimit:
    kind = limits.LIMITS[_word(table, "kind", limits.LIMITS)]
    _only(table, ("kind", *fields_of(kind)))
    return _make(kind, {name: value for name, value in table.items() if name != "kind"})


def _tls(table: Table, folder: Path) -> ssl.SSLContext:
    _only(table, ("certificate", "key"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate, key = (folder / str(table.get(name, "")) for name in ("certificate", "key"))
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one, too
        problem = f"The certificate cannot be loaded ({type(error).__name__})."
        raise Mistake(
            "", problem, "Give certificate and key: PEM files beside this one."
        ) from error
    return context


def _table(plan: Table, name: str) -> Table | None:
    found: Table | None = plan.get(name)
    if found is not None and not isinstance(found, dict):
        raise Mistake(name, f"{name} is no table.", f"Write its fields below [{name}].")
    return found


def _word(table: Table, name: str, known: Collection[str]) -> str:
    word = table.get(name)
    if not isinstance(word, str) or word not in known:
        problem = f"{name} is missing." if word is None else f"{name} is {word!r}."
        raise Mistake(name, problem, f"Give one of {', '.join(known)}.")
    return word


def _only(table: Table, known: Collection[str]) -> None:
    for name in table:
        if name not in known:
            raise Mistake(name, f"{name} is unknown here.", f"There are {', '.join(known)}.")


def _make(kind: type[_Made], values: Table) -> _Made:
    # Lists are lists in TOML; the values they become are frozen.
    frozen = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    for part in fields(kind):
        if part.default is MISSING and part.name not in frozen:
            raise Mistake(part.name, f"{part.name} is missing.", "Give it.")
    return kind(**frozen)
