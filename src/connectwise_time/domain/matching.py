"""A person's words for a thing → the one row that they mean, or a refusal with the choices."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from connectwise_time.errors import Ambiguous, NotFound, Refused

_MOST_CHOICES = 12
_FEWEST_LETTERS = 2
# words.md, "Names" 1: legal forms are optional.
_LEGAL_FORMS = frozenset(
    (
        *("ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated"),
        *("limited", "llc", "llp", "lp", "ltd", "plc", "pty", "sa"),
    )
)


class Row(Protocol):
    """What can be chosen by name."""

    @property
    def id(self) -> int:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...


RowT = TypeVar("RowT", bound=Row)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, without case, accents, quotes and punctuation (words.md, "Names" 1)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’‘`\"“”]", "", plain).replace("&", " and ")
    return tuple(re.findall(r"[^\W_]+", plain))


def choose(
    wanted: str,
    rows: Sequence[RowT],
    *,
    what: str,
    names: Callable[[RowT], Iterable[str]] = lambda row: (row.name,),
    usable: Callable[[RowT], bool] = lambda _row: True,
    unusable: str = "is inactive",
) -> RowT:
    """The one row that is meant.

    An exact name or an id wins; otherwise every word must begin a word of the name.

    Args:
        wanted: A name, part of one, or an id as text.
        rows: Everything there is, unusable rows too, so that naming one is explained.
        what: What a row is called, such as "work type".
        names: The names of a row, the first one shown.
        usable: Whether a row may be used for new time.
        unusable: Why not, to follow the row's name.

    Raises:
        NotFound: Nothing fits; the remedy lists what there is.
        Ambiguous: Several fit; the remedy lists them with ids.
        Refused: Only something unusable fits.
    """
    named = words_of(wanted)
    if not named or set(named) <= _LEGAL_FORMS:
        raise Refused(f"The {what} is not named.", remedy=f"Give the {what} by name or id.")
    exact = [row for row in rows if _is_exactly(wanted, named, row, names(row))]
    fits = exact or [row for row in rows if any(_begins(named, name) for name in names(row))]
    match [row for row in fits if usable(row)]:
        case [only]:
            return only
        case []:
            raise _nothing(fits, rows, what=what, usable=usable, unusable=unusable)
        case several:
            raise Ambiguous(
                f"More than one {what} fits.", remedy=f"Ask which is meant: {listed(several)}."
            )


def listed(rows: Iterable[Row], most: int = _MOST_CHOICES) -> str:
    """Rows as choices: `5 Remote, 7 Emergency Remote`."""
    rows = sorted(rows, key=lambda row: row.name.casefold())
    text = ", ".join(f"{row.id} {_clean(row.name)}" for row in rows[:most])
    return text if len(rows) <= most else f"{text} and {len(rows) - most} more"


def _clean(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:80]


def _is_exactly(wanted: str, named: tuple[str, ...], row: RowT, names: Iterable[str]) -> bool:
    if wanted.strip().removeprefix("#") == str(row.id):
        return True
    return any(_joined(named) == _joined(words_of(name)) for name in names) or any(
        _essence(named) == _essence(words_of(name)) for name in names
    )


def _joined(words: tuple[str, ...]) -> str:
    return "".join(words)


def _essence(words: tuple[str, ...]) -> str:
    return "".join(w for w in words if w not in _LEGAL_FORMS) or _joined(words)


def _begins(named: tuple[str, ...], name: str) -> bool:
    if sum(map(len, named)) < _FEWEST_LETTERS:
        return False
    there = list(words_of(name))
    for word in sorted((w for w in named if w not in _LEGAL_FORMS), key=len, reverse=True):
        found = next((w for w in there if w.startswith(word)), None)
        if found is None:
            return False
        there.remove(found)
    return True


def _nothing(
    fits: Sequence[RowT],
    rows: Sequence[RowT],
    *,
    what: str,
    usable: Callable[[RowT], bool],
    unusable: str,
) -> Refused:
    choices = listed(row for row in rows if usable(row))
    remedy = f"Use one of: {choices}." if choices else f"ConnectWise has no {what} to choose."
    if fits:
        return Refused(f"The {what} {_clean(fits[0].name)} {unusable}.", remedy=remedy)
    return NotFound(f"No {what} fits.", remedy=remedy)
