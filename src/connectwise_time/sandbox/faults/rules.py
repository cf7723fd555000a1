"""Which requests a fault befalls, and how often: decided by counting and by a seed."""

import random
import re
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from connectwise_time.sandbox.faults.checks import (
    Check,
    Checked,
    Count,
    Counts,
    Flag,
    MaybeCount,
    Mistake,
    Share,
    Text,
    listed,
)
from connectwise_time.sandbox.faults.kinds import AppFault
from connectwise_time.sandbox.faults.toxics import ConnectionFault, Refuse, WireFault

Fault = AppFault | WireFault | ConnectionFault
_BASE = re.compile(r"^/v\w+/apis/3\.0(?=/)")
_OF_REQUESTS = ("method", "path", "query", "ids", "reused")
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Asked(NamedTuple):
    """A request as rules see it; ``path`` starts after the API's base, e.g. /time/entries."""

    method: str
    path: str
    query: str = ""
    reused: bool = False


def below_base(path: str) -> str:
    """The path without the API's base, whatever its codebase."""
    return _BASE.sub("", path)


@dataclass(frozen=True)
class Rule(Checked):
    """A fault, the requests that it fits, and which of those it befalls.

    Args:
        fault: What happens.
        method: A verb or several; empty for all.
        path: Below the API's base; ``*`` stands for anything but a slash, ``**`` for anything.
        query: A text that the query has to contain, as it is sent.
        ids: One of these numbers has to be a part of the path.
        reused: Only requests on a connection that already served one.
        nth: Of the requests that fit only the n-th, or these; from 1.
        since: Only from this one on.
        every: Only every k-th.
        probability: Only so many of them, by the plan's seed.
        times: At most so often; None for no end.

    Raises:
        Mistake: A value cannot be, or a connection's fault is to look at requests.
    """

    fault: Fault
    method: Annotated[
        str | tuple[str, ...],
        Check(
            lambda v: v == "" or all(one in _VERBS for one in listed(v)),
            f"a verb of {', '.join(_VERBS)}, or a list of them",
        ),
    ] = ""
    path: Annotated[
        str,
        Check(
            lambda v: type(v) is str and v.startswith(("/", "**")),
            "a path below the API's base such as /time/entries/*",
        ),
    ] = "**"
    query: Text = ""
    ids: Counts = ()
    reused: Flag = False
    nth: Counts = ()
    since: Count = 1
    every: Count = 1
    probability: Share = 1.0
    times: MaybeCount = None

    def __post_init__(self) -> None:
        super().__post_init__()
        match self.fault:
            case Refuse():
                self._must_leave(*_OF_REQUESTS, "nth", "every", "probability", "times")
            case ConnectionFault():
                self._must_leave(*_OF_REQUESTS)
            case AppFault():
                self._must_leave("reused")
            case _:
                pass

    def _must_leave(self, *names: str) -> None:
        for name in names:
            if getattr(self, name) != type(self).__dataclass_fields__[name].default:
                problem = f"{self.fault.name} cannot be chosen by {name}."
                raise Mistake(name, problem, f"Leave {name} out.")


class Counted:
    """A rule in use: how many requests fitted, and how many it befell."""

    def __init__(self, rule: Rule, seed: str) -> None:
        self.rule = rule
        self.fitted = 0
        self.befell = 0
        self._path = _pattern(rule.path)
        self._luck = random.Random(seed)  # noqa: S311  # has to be the same every time

    def chooses(self, asked: Asked | None) -> bool:
        """Count a request (None: a connection), and say whether it is one to suffer."""
        if asked is not None and not self._fits(asked):
            return False
        rule = self.rule
        self.fitted += 1
        # Drawn for each that fits: which ones suffer does not depend on the other conditions.
        spared = self._luck.random() >= rule.probability
        return (
            (rule.nth == () or self.fitted in listed(rule.nth))
            and self.fitted >= rule.since
            and self.fitted % rule.every == 0
            and (rule.times is None or self.befell < rule.times)
            and not spared
        )

    def _fits(self, asked: Asked) -> bool:
        rule = self.rule
        return (
            (rule.method == "" or asked.method in listed(rule.method))
            and self._path.fullmatch(asked.path) is not None
            and rule.query in asked.query
            and (rule.ids == () or _names(asked.path, rule.ids))
            and (asked.reused or not rule.reused)
        )


def _names(path: str, ids: int | tuple[int, ...]) -> bool:
    return not {str(key) for key in listed(ids)}.isdisjoint(path.split("/"))


def _pattern(path: str) -> re.Pattern[str]:
    stands_for = {"**": ".*", "*": "[^/]*"}
    parts = re.split(r"(\*\*|\*)", path)
    return re.compile("".join(stands_for.get(part) or re.escape(part) for part in parts))
