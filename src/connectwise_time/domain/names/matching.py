"""A person's words for a thing → the one row that they mean, or a refusal with the choices."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from connectwise_time.domain.names.exact import exactly, has_wildcard, with_another_ending
from connectwise_time.domain.names.fits import By, in_parts, slips
from connectwise_time.domain.names.nearest import nearest
from connectwise_time.domain.names.said import (
    Names,
    Naming,
    Row,
    RowT,
    Said,
    says_nothing,
    take_apart,
)
from connectwise_time.domain.names.spelling import canonical, joined, words_of
from connectwise_time.errors import AliasBroken, Ambiguous, NotFound, Refused

__all__ = [
    "By",
    "Match",
    "Naming",
    "Row",
    "Ways",
    "alias_key",
    "choose",
    "listed",
    "match",
    "words_of",
]

_MOST_CHOICES = 12
_MOST_OFFERED = 50
_BETWEEN = re.compile(r"[,;/|+&]|\band\b|\bor\b", re.IGNORECASE)
Aliases = Mapping[str, str]
"""Names of the tenant's own, by `alias_key`, and what each stands for."""


@dataclass(frozen=True)
class Match(Generic[RowT]):
    """The row that is meant, and by which rule."""

    row: RowT
    by: By


@dataclass(frozen=True)
class Ways(Generic[RowT]):
    """How rows of one kind are named.

    Attributes:
        what: What a row is called, such as "work type".
        names: The names of a row, the first one shown.
        usable: Whether a row may be used for new time.
        unusable: Why not, to follow the row's name.
        naming: What kind of things they are.
    """

    what: str
    names: Names[RowT] = lambda row: (row.name,)
    usable: Callable[[RowT], bool] = lambda _row: True
    unusable: str = "is inactive"
    naming: Naming = Naming.THINGS


def choose(
    wanted: str,
    rows: Sequence[RowT],
    *,
    what: str,
    names: Names[RowT] = lambda row: (row.name,),
    usable: Callable[[RowT], bool] = lambda _row: True,
    unusable: str = "is inactive",
    naming: Naming = Naming.THINGS,
    aliases: Aliases | None = None,
) -> RowT:
    """The one row that is meant; see `match`."""
    ways = Ways(what, names, usable, unusable, naming)
    return match(wanted, rows, ways, aliases).row


def match(
    wanted: str, rows: Sequence[RowT], ways: Ways[RowT], aliases: Aliases | None = None
) -> Match[RowT]:
    """The one row that is meant (words.md, "Names").

    An id or an exact name wins; then the tenant's aliases; then known short forms, parts and
    initials; then one or two typing errors. What fits by one rule is never looked for by the next.

    Args:
        wanted: A name, part of one, or an id as text.
        rows: Everything there is, unusable rows too, so that naming one is explained.
        ways: How these rows are named.
        aliases: The tenant's own names.

    Raises:
        NotFound: Nothing fits; the remedy lists the nearest, or what there is.
        Ambiguous: Several fit; the remedy lists them with ids.
        Refused: Only something unusable fits, or it is no name of one thing.
    """
    said = take_apart(wanted, ways.naming)
    if fits := exactly(said, rows, ways.names):
        return Match(_one(said, fits, rows, ways), By.EXACT)
    if (target := (aliases or {}).get(alias_key(wanted))) is not None:
        return Match(_aliased(wanted, target, rows, ways), By.EXACT)
    _check_one_name(said, rows, ways)
    _check_ending(said, rows, ways)
    if fits := in_parts(said, rows, ways.names):
        return Match(_one(said, fits, rows, ways), By.PARTS)
    return Match(_but_for_typing(said, rows, ways), By.TYPING)


def alias_key(text: str) -> str:
    """What makes two spellings of an alias the same."""
    return joined(canonical(words_of(text)))


def listed(rows: Iterable[Row], most: int = _MOST_CHOICES) -> str:
    """Rows as choices: `5 Remote, 7 Emergency Remote`."""
    return _in_order(sorted(rows, key=lambda row: row.name.casefold()), most)


def _in_order(rows: Sequence[RowT], most: int, names: Names[RowT] | None = None) -> str:
    """Rows as choices; where two have one name, each with its other names too."""
    shown = [_clean(row.name) for row in rows]
    told = []
    for row, name in zip(rows[:most], shown, strict=False):
        others = [_clean(n) for n in (names(row) if names else ()) if n != row.name]
        twin = shown.count(name) > 1 and others
        told.append(f"{row.id} {name}" + (f" ({', '.join(others)})" if twin else ""))
    text = ", ".join(told)
    return text if len(rows) <= most else f"{text} and {len(rows) - most} more"


def _clean(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:80]


def _quoted(said: Said) -> str:
    return f'"{_clean(said.text)}"'


def _one(said: Said, fits: Sequence[RowT], rows: Sequence[RowT], ways: Ways[RowT]) -> RowT:
    """The usable one of the rows that fit."""
    match [row for row in fits if ways.usable(row)]:
        case [only]:
            return only
        case []:
            raise Refused(
                f"The {ways.what} {_clean(fits[0].name)} {ways.unusable}.",
                remedy=_remedy(said, rows, ways),
            )
        case several:
            raise _several(several, ways)


def _several(rows: Sequence[RowT], ways: Ways[RowT]) -> Ambiguous:
    in_order = sorted(rows, key=lambda row: (row.name.casefold(), row.id))
    return Ambiguous(
        f"More than one {ways.what} fits.",
        remedy=f"Ask which is meant: {_in_order(in_order, _MOST_OFFERED, ways.names)}.",
    )


def _aliased(wanted: str, target: str, rows: Sequence[RowT], ways: Ways[RowT]) -> RowT:
    """What an alias of the tenant's stands for: by id or exact name, and nothing less."""
    meant = take_apart(target, ways.naming)
    fits = exactly(meant, rows, ways.names)
    if [row for row in fits if ways.usable(row)]:
        return _one(meant, fits, rows, ways)
    why = f"{ways.unusable}" if fits else "does not exist"
    raise AliasBroken(
        f'"{_clean(wanted)}" stands for the {ways.what} "{_clean(target)}", which {why}.',
        remedy="Correct the alias in your file connectwise-time.toml (CONNECTWISE_TIME_FILE). "
        f"Meanwhile {_remedy(meant, rows, ways, use='use one of')}",
    )


def _check_one_name(said: Said, rows: Sequence[RowT], ways: Ways[RowT]) -> None:
    if says_nothing(said):
        raise Refused(
            f"The {ways.what} is not named.", remedy=f"Give the {ways.what} by name or id."
        )
    if has_wildcard(said):
        raise Refused(
            f"{_quoted(said)} has a wildcard, which could mean several.",
            remedy=f"Give the {ways.what} by name or id. {_remedy(said, rows, ways)}",
        )
    parts = [take_apart(part, ways.naming) for part in _BETWEEN.split(said.text)]
    if ways.naming is Naming.PEOPLE or len(parts) == 1 or not all(part.words for part in parts):
        return
    each = [exactly(replace(part, text=part.text.strip()), rows, ways.names) for part in parts]
    if all(each) and len(named := {row.id: row for fits in each for row in fits}) > 1:
        raise _several(list(named.values()), ways)


def _check_ending(said: Said, rows: Sequence[RowT], ways: Ways[RowT]) -> None:
    """No company is called so but for its ending: Acme Inc is neither Acme Corp nor Acme Tools."""
    others = with_another_ending(said, rows, ways.names)
    if near := [row for row in others if ways.usable(row)]:
        fits = [row for row in in_parts(said, rows, ways.names) if ways.usable(row)]
        remedy = _remedy(said, rows, ways, [*near, *(row for row in fits if row not in near)])
        raise NotFound(f"No {ways.what} fits {_quoted(said)}.", remedy=remedy)


def _but_for_typing(said: Said, rows: Sequence[RowT], ways: Ways[RowT]) -> RowT:
    """The one row that is meant beyond doubt, although something was mistyped."""
    if len(joined(said.words)) > 1:
        found = slips(said, rows, ways.names)
        fewest = min((slip.letters for _, slip in found), default=0)
        usable = [(row, slip) for row, slip in found if ways.usable(row)]
        match usable:
            case [(only, slip)] if slip.clear and slip.letters == fewest:
                return only
            case [_, _, *_]:
                raise _several([row for row, _ in usable], ways)
        near = [row for row, _ in usable]
    else:
        near = []
    raise NotFound(f"No {ways.what} fits {_quoted(said)}.", remedy=_remedy(said, rows, ways, near))


def _remedy(
    said: Said,
    rows: Sequence[RowT],
    ways: Ways[RowT],
    near: Sequence[RowT] = (),
    use: str = "Use one of",
) -> str:
    """What there is, what is nearest first."""
    usable = [row for row in rows if ways.usable(row)]
    if not usable:
        return f"ConnectWise has no {ways.what} to choose."
    if near:
        is_meant = _in_order(near, _MOST_CHOICES, ways.names)
        others = [row for row in usable if row not in near]
        more = f" Others: {nearest_listed(said, others, ways)}." if others else ""
        return f"Ask whether {is_meant} is meant.{more}"
    return f"{use}: {nearest_listed(said, usable, ways)}."


def nearest_listed(said: Said, rows: Sequence[RowT], ways: Ways[RowT]) -> str:
    """All rows by name where they are few, otherwise the nearest ones first."""
    if len(rows) <= _MOST_CHOICES:
        return listed(rows)
    return _in_order(nearest(said, rows, ways.names), _MOST_CHOICES, ways.names)
