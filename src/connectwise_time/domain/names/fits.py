"""Which names a person's words fit: one rule after the other, the first that fits any decides."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from connectwise_time.domain.names.said import Names, RowT, Said
from connectwise_time.domain.names.spelling import (
    SMALL_WORDS,
    Spelt,
    bound,
    canonical,
    initials,
    joined,
    label_readings,
    merges,
    spellings,
    without_legal_form,
    words_of,
)
from connectwise_time.domain.names.typos import MOST_ERRORS, Slip, slip_of_words, wrong_letters

_FEWEST_LETTERS = 2
_FEWEST_DIGITS = 3
_SHORTEST_LOGIN = 3
_SHORTEST_NAME = 3


class By(IntEnum):
    """The rule by which names fit."""

    EXACT = 1
    PARTS = 2
    TYPING = 3
    NOTHING = 4


def in_parts(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[RowT]:
    """The rows that known short forms mean, or else those that parts and initials fit.

    What a short form means comes before longer words that only begin with it: OT is overtime,
    not other. Initials, and names that have the short form itself, count as much.
    """
    if said.longer:
        meant = [row for row in rows if any(_is_meant(said, name) for name in names(row))]
        if meant:
            rules = (_is_meant, _by_initials, _has_the_words)
            return [row for row in rows if any(rule(said, n) for n in names(row) for rule in rules)]
    if sum(map(len, said.words)) < _FEWEST_LETTERS or _only_a_short_number(said):
        return []
    fits = [row for row in rows if any(_fits_in_parts(said, name) for name in names(row))]
    return _with_rivals(said, fits, rows, names) if said.people and fits else fits


def _with_rivals(
    said: Said, fits: Sequence[RowT], rows: Sequence[RowT], names: Names[RowT]
) -> list[RowT]:
    """The rows, and those that are one letter off where the words only begin names.

    Jon Smith begins Smith-Jones, and yet may be John.
    """
    there = {word for row in fits for label in _labels(row, names) for word in label}
    parts = [word for word in said.words if word not in there]
    if not parts or len(said.words) == 1:
        return list(fits)
    return [
        row
        for row in rows
        if row in fits or any(_nearly(said.words, parts, label) for label in _labels(row, names))
    ]


def _labels(row: RowT, names: Names[RowT]) -> list[Spelt]:
    return [label for name in names(row) for label in spellings(name)]


def _nearly(wanted: Spelt, parts: Sequence[str], label: Spelt) -> bool:
    pairs = [(word, other) for word in parts for other in label if _one_letter_off(word, other)]
    return any(
        _assigned(
            tuple(word for word in wanted if word != part),
            tuple(other for other in label if other != near),
        )
        for part, near in pairs
    )


def _one_letter_off(word: str, other: str) -> bool:
    # Too short to be taken for a typing error, and long enough to be somebody else's name.
    lengths = len(word) >= _SHORTEST_NAME and len(other) >= _SHORTEST_NAME
    letters = word.isalpha() and other.isalpha() and abs(len(word) - len(other)) <= 1
    return lengths and letters and wrong_letters(word, other) == 1


def _only_a_short_number(said: Said) -> bool:
    # A number that is no id would be taken for one of another list.
    return all(w.isdecimal() for w in said.words) and len("".join(said.words)) < _FEWEST_DIGITS


def _is_meant(said: Said, name: str) -> bool:
    labels = [reading for label in spellings(name) for reading in label_readings(label)]
    readings = {joined(label) for label in labels}
    return any(joined(reading) in readings for reading in said.longer)


def _has_the_words(said: Said, name: str) -> bool:
    return set(said.words) <= set(canonical(words_of(name)))


def _by_initials(said: Said, name: str) -> bool:
    letters = "".join(said.words)
    if not letters.isalpha() or (len(said.words) > 1 and any(len(w) > 1 for w in said.words)):
        return False
    words = canonical(words_of(name))
    told = initials(words) | initials(without_legal_form(words)[0])
    if said.people and len(words) > 1:
        told |= {words[0][0] + words[-1][0]}
    return letters in told


def _fits_in_parts(said: Said, name: str) -> bool:
    if _by_initials(said, name):
        return True
    return any(_fits_label(said, label) for label in spellings(name))


def _fits_label(said: Said, label: Spelt) -> bool:
    if said.people:
        return _by_login(said, label) or (begins(said.words, label) and in_order(said, label))
    labels = label_readings(label)
    fits = any(begins(wanted, one) for wanted in (said.words, *said.longer) for one in labels)
    return fits and in_order(said, label)


def _by_login(said: Said, label: Spelt) -> bool:
    """Whether the words are a login made of the name: `jsmith`, `johns`, `smithj`."""
    letters = joined(said.words)
    if len(label) < 2 or len(letters) < _SHORTEST_LOGIN:  # noqa: PLR2004  # a first and a last name
        return False
    first, last = label[0], label[-1]
    whole = joined(label[1:])
    ends = {last, whole}
    made = {first[0] + end for end in ends} | {end + first[0] for end in ends}
    return letters in made | {first + last[0], last + first, first[0] + label[1][0] + last}


def in_order(said: Said, label: Spelt) -> bool:
    """Whether numbers come in the order of the name, and beside letters as they do there.

    Words may come in any order, numbers not: M3 is not 3M, and 7/24 not 24/7.
    """
    numbers = [word for word in said.words if word.isdecimal()]
    called = iter(word for word in label if word.isdecimal())
    if not all(number in called for number in numbers if number in label):
        return False
    return not any(_turned(one, other, label) for one, other in bound(said.text))


def _turned(one: str, other: str, label: Spelt) -> bool:
    """Whether the name has both only in the other order."""
    ones, others = (
        [at for at, word in enumerate(label) if _begins_word(part, word)] for part in (one, other)
    )
    return bool(ones and others) and min(ones) > max(others)


def begins(wanted: Spelt, label: Spelt) -> bool:
    """Whether each of the words begins one of the name's, or is several of them in one."""
    if _assigned(wanted, label):
        return True
    for one, at in merges(label):
        if one[at] in wanted and _assigned(wanted, one):
            return True
    return any(one[at] in label and _assigned(one, label) for one, at in merges(wanted))


def _assigned(wanted: Spelt, label: Spelt) -> bool:
    if not wanted:
        return True
    return any(
        _begins_word(wanted[0], word) and _assigned(wanted[1:], (*label[:at], *label[at + 1 :]))
        for at, word in enumerate(label)
    )


def _begins_word(part: str, word: str) -> bool:
    if part in SMALL_WORDS or part.isdecimal():
        return part == word
    return word.startswith(part)


def slips(said: Said, rows: Sequence[RowT], names: Names[RowT]) -> list[tuple[RowT, Slip]]:
    """The rows that fit but for typing errors, each with its fewest."""
    found = []
    for row in rows:
        labels = _labels(row, names)
        errors = [slip for label in labels if (slip := _slip(said, label) or _misread(said, label))]
        errors = [error for error in errors if error.letters]
        if errors:
            least = min(errors, key=lambda e: (e.letters, not e.clear))
            clear = least.clear and not _said_of_another(said, row, rows, names)
            found.append((row, replace(least, clear=clear)))
    return found


def _said_of_another(said: Said, row: RowT, rows: Sequence[RowT], names: Names[RowT]) -> bool:
    """Whether a word that would be mistyped for this row is one of another row as it is."""
    own = {word for label in _labels(row, names) for word in label}
    others = {
        word for each in rows if each is not row for label in _labels(each, names) for word in label
    }
    return any(word in others - own for word in said.words)


def _slip(said: Said, label: Spelt) -> Slip | None:
    whole = slip_of_words(said.words, label)
    if whole is not None and not in_order(said, label):
        return replace(whole, letters=max(whole.letters, 1), clear=False)
    if whole is not None or len(said.words) == len(label) == 1:
        return whole
    if len(said.words) > len(label):
        return None
    apart = len(said.words) < len(label)
    wanted, called = (("".join(words),) for words in (said.words, label))
    whole = slip_of_words(wanted, called)
    # Written as one, a short word may be quite another: Jamie Fox is not Jamie Doe.
    return whole and replace(whole, clear=whole.clear and whole.letters < MOST_ERRORS and apart)


def _misread(said: Said, label: Spelt) -> Slip | None:
    """Where nothing but its numbers is written otherwise: worth an offer, and never taken."""
    wanted, called = (_numbers_joined(words) for words in (said.words, label))
    fits = any(w.isdecimal() for w in said.words) and begins(wanted, called)
    return Slip(letters=1, clear=False) if fits else None


def _numbers_joined(words: Spelt) -> Spelt:
    found: list[str] = []
    for word in words:
        if found and word.isdecimal() and found[-1].isdecimal():
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)
