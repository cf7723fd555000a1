"""Stored rows → the vendor's JSON bodies: no nulls, references in full, whole numbers whole.

Bodies are written as text at once: a page of 1000 entries is two megabytes, and most of it is
references that repeat, so each is encoded once and then copied.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted
from typing import Any

from connectwise_time.sandbox.fields import Field, Resource
from connectwise_time.sandbox.labels import Labels, compact
from connectwise_time.sandbox.store import Store, phrase
from connectwise_time.sandbox.tables.words import STATUSES

Encode = Callable[[Any], str | None]
Chosen = Mapping[str, frozenset[str]]  # name → the parts wanted of it; none means all
CHUNK = 1000
NO_PARTS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Bodies:
    """Writes bodies for one caller: their links start with ``base``, statuses are in ``words``.

    ``unseen`` are the properties of time entries that this caller may not see.
    """

    store: Store
    labels: Labels
    base: str
    words: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()

    def one(self, resource: Resource, key: int, chosen: Chosen | None = None) -> str:
        """One body as JSON."""
        return self._texts(resource, [key], chosen).get(key, "null")

    def many(self, resource: Resource, keys: Sequence[int], chosen: Chosen | None = None) -> str:
        """The bodies of these rows as a JSON list, in the order of the keys."""
        texts = self._texts(resource, keys, chosen)
        return f"[{','.join(texts[key] for key in keys if key in texts)}]"

    def _texts(
        self, resource: Resource, keys: Sequence[int], chosen: Chosen | None
    ) -> dict[int, str]:
        unseen = self.unseen if resource.path == "time/entries" else NO_PARTS
        fields = [
            part
            for part in resource.shown
            if (chosen is None or part.name in chosen) and part.name not in unseen
        ]
        encoders = [self._encoder(part, (chosen or {}).get(part.name, NO_PARTS)) for part in fields]
        info = _info_wanted(chosen)
        wanted = ["t.id", *map(expression, fields), *(column for _, column in info)]
        columns = list(dict.fromkeys(wanted))  # several fields may show one column
        places = [columns.index(column) for column in wanted]
        heads = [f'"{part.name}":' for part in fields]
        texts: dict[int, str] = {}
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            where = f"t.id IN ({', '.join('?' * len(some))})"
            statement = ("SELECT", ", ".join(columns), "FROM", resource.table, "AS t WHERE", where)
            found = list(zip(*self.store.all(phrase(*statement), some), strict=True))
            if not found:
                continue
            row_ids, *rest = (found[place] for place in places)
            pieces = list(map(_column, heads, encoders, rest))
            if info:
                named = [
                    _column(f'"{name}":', quoted, values)
                    for (name, _), values in zip(info, rest[len(fields) :], strict=True)
                ]
                pieces.append([f'"_info":{{{_joined(row)}}}' for row in zip(*named, strict=True)])
            bodies = zip(*pieces, strict=True) if pieces else ((),) * len(row_ids)
            texts |= zip(row_ids, (f"{{{_joined(body)}}}" for body in bodies), strict=True)
        return texts

    def _encoder(self, part: Field, parts: frozenset[str]) -> Encode:
        if part.via:
            known, label = self.labels.known(part.target), part.via
            return lambda key: _quoted((known[key] or {}).get(label))
        if part.kind == "reference" and not parts:
            return self.labels.texts(part.target, self.base).__getitem__
        if part.kind == "reference":
            return lambda key: self._some_of(part.target, key, parts)
        if part.kind == "references":
            return lambda keys: self._references(part.target, json.loads(keys))
        if part.options is STATUSES and self.words:
            return lambda status: quoted(self.words[status])
        return ENCODERS.get(part.kind, quoted)

    def _some_of(self, target: str, key: int, parts: frozenset[str]) -> str | None:
        shown = self.labels.reference(target, key, self.base) or {}
        shown = {name: value for name, value in shown.items() if name in parts}
        return compact(shown) if shown else None

    def _references(self, target: str, keys: list[int]) -> str:
        texts = self.labels.texts(target, self.base)
        return f"[{','.join(text for text in map(texts.__getitem__, keys) if text)}]"


def expression(part: Field) -> str:
    """The SQL of a field."""
    return part.sql.format(t="t") if part.sql else f"t.{part.column}"


def _quoted(text: str | None) -> str | None:
    return None if text is None else quoted(text)


def _number(value: float) -> str:
    """Whole numbers come without decimals (connectwise-api.md §2.5 [B])."""
    return repr(int(value)) if value == int(value) else repr(value)


ENCODERS: dict[str, Encode] = {
    "integer": repr,
    "number": _number,
    "flag": lambda value: "true" if value else "false",
    "integers": str,  # stored as JSON
    "custom": str,
}


def _column(head: str, encode: Encode, values: Sequence[Any]) -> list[str | None]:
    """One property of all rows; values repeat, so each different one is encoded once.

    Null properties are left out of responses (connectwise-api.md §2.5 [B]).
    """
    known: dict[Any, str | None] = {None: None}
    for value in set(values) - {None}:
        text = encode(value)
        known[value] = None if text is None else head + text
    return [known[value] for value in values]


def _joined(pieces: Iterable[str | None]) -> str:
    return ",".join(filter(None, pieces))


def _info_wanted(chosen: Chosen | None) -> list[tuple[str, str]]:
    """With ``fields``, ``_info`` comes only if it is named (connectwise-api.md §4 [B])."""
    if chosen is not None and "_info" not in chosen:
        return []
    parts = (chosen or {}).get("_info", NO_PARTS)
    columns = (("lastUpdated", "t.last_updated"), ("updatedBy", "t.updated_by"))
    return [(name, column) for name, column in columns if not parts or name in parts]
