"""Which rows are called just so: by id, to the letter, or in another spelling of the same words."""

import re
from collections.abc import Sequence

from connectwise_time.domain.said import Names, RowT, Said, take_apart
from connectwise_time.domain.spelling import (
    Spelt,
    joined,
    spellings,
    without_legal_form,
    words_of,
)

_ID = re.compile(r"\s*(#|id\b[\s:=#]*)?\s*(\d{1,10})[\s.,;:!]*", re.IGNORECASE | re.ASCII)
_CHOICE = re.compile(r"\s*#?(\d{1,10})[\s:.,–—-]+(\D.*)", re.ASCII)


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
    if chosen := _as_it_was_offered(said, rows, names):
        return chosen
    for same in (_same_letters, _same_words):
        if found := [row for row in rows if any(same(said, name) for name in names(row))]:
            return found
    return [row for row in rows if _same_but_for_endings(said, list(names(row)))]


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
    return bool(said.words) and any(
        _may_be_joined(said, said.words, label) and joined(said.words) == joined(label)
        for label in spellings(name)
    )


def _may_be_joined(said: Said, words: Spelt, label: Spelt) -> bool:
    # J Smith is anybody whose name begins so, not only who logs in as jsmith.
    return not said.people or len(label) > 1 or len(words) == 1


def _same_but_for_endings(said: Said, names: Sequence[str]) -> bool:
    """Whether it is the same name without an ending; another ending is another company."""
    if said.people:
        return False
    wanted, form = without_legal_form(said.words)
    called = [without_legal_form(label) for name in names for label in spellings(name)]
    forms = frozenset(form for _, forms in called for form in forms)
    agree = not form or not forms or bool(form & forms)
    return bool(wanted) and agree and any(joined(wanted) == joined(rest) for rest, _ in called)
