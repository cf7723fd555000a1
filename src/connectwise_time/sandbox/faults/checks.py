"""Values of a plan that check themselves: a wrong one is refused with what to give instead."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, get_type_hints

LONGEST = 86_400.0


class Mistake(ValueError):
    """A value that a plan cannot have.

    Attributes:
        field: Which field of the rule; empty where it is the whole rule or file.
        problem: What is wrong, as a sentence.
        remedy: What to write instead, as a sentence.
    """

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Check:
    """What a field takes, as a test and in words ("a whole number from 1 on")."""

    fits: Callable[[Any], bool]
    wanted: str


@dataclass(frozen=True)
class Checked:
    """A frozen value whose annotated fields are checked when it is made.

    Raises:
        Mistake: A field has a value that it cannot have.
    """

    def __post_init__(self) -> None:
        for name, check in _checks(type(self)).items():
            value = getattr(self, name)
            if not check.fits(value):
                raise Mistake(name, f"{name} is {value!r}.", f"Give {check.wanted}.")


def fields_of(kind: type[Checked]) -> tuple[str, ...]:
    """The names of the fields that a plan may give."""
    return tuple(part.name for part in fields(kind))


def listed(value: Any) -> tuple[Any, ...]:
    """One value or several, as a tuple."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _checks(kind: type[Checked]) -> dict[str, Check]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: part
        for name, hint in hints.items()
        for part in getattr(hint, "__metadata__", ())
        if isinstance(part, Check)
    }


def one_of(*words: str) -> Check:
    """A word of these."""
    return Check(lambda value: value in words, f"one of {', '.join(words)}")


def _is_number(value: Any, least: float, most: float) -> bool:
    return type(value) in {int, float} and least <= value <= most


def _is_whole(value: Any, least: int, most: float = float("inf")) -> bool:
    return type(value) is int and least <= value <= most


def _or_none(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


def _each(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: all(map(fits, listed(value)))


def _is_span(value: Any) -> bool:
    return _is_number(value, 0, LONGEST)


_SPAN = f"a number of seconds from 0 to {LONGEST:.0f}"
Seconds = Annotated[float, Check(_is_span, _SPAN)]
MaybeSeconds = Annotated[float | None, Check(_or_none(_is_span), f"{_SPAN}, or leave it out")]
Positive = Annotated[float, Check(lambda v: _is_number(v, 1e-6, 1e9), "a number above 0")]
Share = Annotated[float, Check(lambda v: _is_number(v, 0, 1), "a number from 0 to 1")]
Count = Annotated[int, Check(lambda v: _is_whole(v, 1), "a whole number from 1 on")]
Size = Annotated[int, Check(lambda v: _is_whole(v, 0), "a whole number of bytes from 0 on")]
MaybeCount = Annotated[
    int | None, Check(_or_none(lambda v: _is_whole(v, 1)), "a whole number from 1 on")
]
Counts = Annotated[
    int | tuple[int, ...],
    Check(_each(lambda v: _is_whole(v, 1)), "a whole number from 1 on, or a list of them"),
]
Flag = Annotated[bool, Check(lambda v: type(v) is bool, "true or false")]
Text = Annotated[str, Check(lambda v: type(v) is str, "a text")]
