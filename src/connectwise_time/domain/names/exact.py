"""Which rows are called just so: by id, to the letter, or in another spelling of the same words."""

import re
from collections.abc import Sequence
from enum import Enum

from connectwise_time.domain.names.said import Names, RowT, Said, take_apart
from connectwise_time.domain.names.spelling import (
    Spelt,
    canonical,
    joined,
    without_legal_form,
    words_of,
)

_ID = re.compile(r"\s*(#|id\b[\s:=#]*)?\s*(\d{1,10})[\s.,;:!]*", re.IGNORECASE | re.ASCII)
_CHOICE = re.compile(r"\s*#?(\d{1,10})[\s:.,–—-]+(\D.*)", re.ASCII)
_WILDCARD = re.compile(r"[*%]|\?(?=\w)")


class Ending(Enum):
    """How the ending of a company's name compares with the one that was said, if any."""

    AGREES = "agrees"
    DIFFERS = "differs"


def exactly(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    """The rows that are called so: by id, to the letter, then in another spelling."""
    number, only_id = _number(said.text)
    ids = [row for row in rows if number is not None and row.id == number]
    if only_id:
        return ids
    plain = said.text.strip().casefold()
    literal = [row for row in rows if any(plain == n.strip().casefold() for n in names(row))]
    if ids or literal:
        return [row for row in rows if row in ids or row in literal]
    if _WILDCARD.search(said.text):
        return []
    if chosen := _as_it_was_offered(said, rows, names):
        return chosen
    for same in (_same_letters, _same_words):
        if found := [row for row in rows if any(same(said, name) for name in names(row))]:
            return found
    return [row for row in rows if _ending_of(said, list(names(row))) is Ending.AGREES]


def with_another_ending(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    """The companies whose name differs from what was said in nothing but the ending."""
    return [row for row in rows if _ending_of(said, list(names(row))) is Ending.DIFFERS]


def has_wildcard(said: Said) -> bool:
    """Whether it could mean several on purpose."""
    return _WILDCARD.search(said.text) is not None


def _number(text: str) -> tuple[int | None, bool]:
    """The id that was said, and whether it can be nothing else."""
    found = _ID.fullmatch(text)
    if found is None or (found[2] != "0" and found[2].startswith("0")):
        return None, False
    return int(found[2]), bool(found[1])


def _as_it_was_offered(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    """`5 Remote`, `3 John Smith (jsmith)`, `John Smith (jsmith)`: as choices are written."""
    found = _CHOICE.fullmatch(said.text)
    number, rest = (found[1], take_apart(found[2], said.naming)) if found else ("", said)
    return [
        row
        for row in rows
        if (str(row.id) == number and any(_same_words(rest, name) for name in names(row)))
        or (number in {"", str(row.id)} and _same_words(rest, _whole_label(row, names)))
    ]


def _whole_label(row: RowT, names: Names[RowT]) -> str:
    return " ".join(names(row)) if len(set(names(row))) > 1 else ""


def _same_letters(said: Said, name: str) -> bool:
    words, label = words_of(said.text), words_of(name)
    return bool(words) and _may_be_joined(said, words, label) and joined(words) == joined(label)


def _same_words(said: Said, name: str) -> bool:
    label = canonical(words_of(name))
    joinable = bool(said.words) and _may_be_joined(said, said.words, label)
    return joinable and joined(said.words) == joined(label)


def _may_be_joined(said: Said, words: Spelt, label: Spelt) -> bool:
    # J Smith is anybody whose name begins so, not only who logs in as jsmith.
    return not said.people or len(label) > 1 or len(words) == 1


def _ending_of(said: Said, names: Sequence[str]) -> Ending | None:
    """How the endings of one name compare; None where the rest differs."""
    wanted, form = without_legal_form(said.words)
    called = [without_legal_form(canonical(words_of(name))) for name in names]
    same = any(joined(wanted) == joined(rest) for rest, _ in called)
    if said.people or not wanted or not same:
        return None
    forms = frozenset(form for _, forms in called for form in forms)
    agrees = not form or not forms or bool(form & forms)
    return Ending.AGREES if agrees else Ending.DIFFERS
