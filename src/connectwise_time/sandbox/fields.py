"""The words in which a resource is declared: its fields, their kinds, and where each is stored."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

Kind = Literal[
    "integer",
    "number",
    "text",
    "flag",
    "instant",  # a moment, kept as YYYY-MM-DDTHH:MM:SSZ, so that text order is time order
    "day",  # a date in a plain string
    "uuid",
    "choice",
    "reference",
    "integers",  # a JSON list of numbers
    "references",  # a JSON list of ids of one kind of thing
    "custom",  # customFields: a JSON list of objects
]

TALKING_KINDS = frozenset({"text", "uuid"})
STORAGE = {"integer": "INTEGER", "flag": "INTEGER", "reference": "INTEGER", "number": "REAL"}


@dataclass(frozen=True)
class Field:
    """One property of a vendor body.

    ``target`` names the kind of thing that a reference points at (see references.py). With ``via``
    the field is a label of the thing that ``column`` points at, read when asked and never stored.
    With ``sql`` it is worked out by the database; ``{t}`` stands for the row's table.
    """

    name: str
    kind: Kind
    column: str
    options: tuple[str, ...] = ()
    target: str = ""
    maximum: int | None = None
    required: bool = False
    writable: bool = True
    hidden: bool = False
    via: str = ""
    sql: str = ""

    @property
    def stored(self) -> bool:
        """Whether the field has a column of its own."""
        return not (self.via or self.sql)


@dataclass(frozen=True)
class Resource:
    """One kind of record: where it is served, how it is stored, what it is made of."""

    path: str
    schema: str
    singular: str
    title: str
    table: str
    fields: tuple[Field, ...]
    where: str = ""
    parent: str = ""
    module: str = ""
    owner: str = ""
    indexes: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields that a client sees."""
        return {field.name: field for field in self.fields if not field.hidden}

    @cached_property
    def every_field(self) -> dict[str, Field]:
        """All fields, the hidden ones too."""
        return {field.name: field for field in self.fields}

    @cached_property
    def shown(self) -> tuple[Field, ...]:
        """The fields of a body, in order."""
        return tuple(field for field in self.fields if not field.hidden)


def snake(name: str) -> str:
    """TimeEntry's ``hoursDeduct`` is the column ``hours_deduct``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def integer(name: str, **more: Any) -> Field:
    """A whole number."""
    return _field(name, "integer", **more)


def number(name: str, **more: Any) -> Field:
    """A number; whole ones are shown without decimals."""
    return _field(name, "number", **more)


def text(name: str, **more: Any) -> Field:
    """A string, with ``maximum`` the longest."""
    return _field(name, "text", **more)


def flag(name: str, **more: Any) -> Field:
    """True or false."""
    return _field(name, "flag", **more)


def flags(*names: str) -> tuple[Field, ...]:
    """Several flags."""
    return tuple(flag(name) for name in names)


def texts(*names: str) -> tuple[Field, ...]:
    """Several strings."""
    return tuple(text(name) for name in names)


def numbers(*names: str) -> tuple[Field, ...]:
    """Several numbers."""
    return tuple(number(name) for name in names)


def instant(name: str, **more: Any) -> Field:
    """A moment in UTC."""
    return _field(name, "instant", **more)


def day(name: str, **more: Any) -> Field:
    """A date in a plain string."""
    return _field(name, "day", **more)


def choice(name: str, options: tuple[str, ...], **more: Any) -> Field:
    """One of the vendor's enumerations."""
    return _field(name, "choice", options=options, **more)


def reference(name: str, target: str = "", **more: Any) -> Field:
    """A reference, stored as the id in ``<name>_id``."""
    more.setdefault("column", snake(name) + "_id")
    return _field(name, "reference", target=target or name, **more)


def label(name: str, column: str, target: str, via: str) -> Field:
    """A text that belongs to the thing that ``column`` points at, e.g. a ticket's board."""
    return Field(name, "text", column, target=target, via=via, writable=False)


def computed(field: Field) -> Field:
    """The same field, but the server fills it in and ignores what a client sends."""
    return replace(field, writable=False)


def _field(name: str, kind: Kind, **more: Any) -> Field:
    more.setdefault("column", snake(name))
    return Field(name, kind, **more)
