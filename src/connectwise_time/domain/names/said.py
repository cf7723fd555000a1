"""What a person's words for a thing are, and what can be named by them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from connectwise_time.domain.names.spelling import (
    LEGAL_FORMS,
    SMALL_WORDS,
    Spelt,
    canonical,
    joined,
    longer_readings,
    words_of,
)

_SHORTEST_FORM = 3
_ADDRESS = re.compile(r"\s*([^\s@+]+)(?:\+[^\s@]*)?@[^\s@]+\s*")


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
Names = Callable[[RowT], Iterable[str]]


class Naming(StrEnum):
    """What kind of things the names are of: each kind has ways of its own."""

    THINGS = "things"
    PEOPLE = "people"
    FIRMS = "firms"


@dataclass(frozen=True, slots=True)
class Said:
    """A person's words for a thing, taken apart once for all rows.

    Attributes:
        text: The words as they were given; of an e-mail address of a person, its local part.
        words: Its words in their one spelling.
        longer: What they mean where known short forms were said.
        naming: What is looked for.
    """

    text: str
    words: Spelt
    longer: tuple[Spelt, ...] = ()
    naming: Naming = Naming.THINGS

    @property
    def people(self) -> bool:
        """People are looked for: logins are made of their names."""
        return self.naming is Naming.PEOPLE


def take_apart(text: str, naming: Naming = Naming.THINGS) -> Said:
    """The words of a person's text for a thing."""
    people = naming is Naming.PEOPLE
    address = _ADDRESS.fullmatch(text) if people else None
    text = address.group(1) if address else text
    words = canonical(words_of(text))
    letters = ("".join(words),) if all(len(word) == 1 for word in words) else words
    return Said(text, words, () if people else longer_readings(letters), naming)


def says_nothing(said: Said) -> bool:
    """Whether it names nothing: no word that tells, or nothing but a company's legal form."""
    words = set(said.words) - SMALL_WORDS
    if not words or said.people:
        return not words
    # Two letters may be a legal form and the initials of a role.
    short = said.naming is Naming.THINGS and len(joined(said.words)) < _SHORTEST_FORM
    return words <= LEGAL_FORMS and not short
