"""What a reference shows of the thing it points at, read once and kept until something changes."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from connectwise_time.sandbox.references import TARGETS
from connectwise_time.sandbox.store import Row, Store, phrase

V = TypeVar("V")
MANY = 200  # kinds × bases that clients used


def compact(body: Row | list[Row]) -> str:
    """JSON without a superfluous byte."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


class Remembered(dict[int, V]):
    """Values by id, each read when it is first asked for."""

    def __init__(self, read: Callable[[int], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: int) -> V:
        value = self[key] = self._read(key)
        return value


class Labels:
    """A cache over the store: references repeat on every row of a page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._edition = -1
        self._known: dict[str, Remembered[Row | None]] = {}
        self._texts: dict[tuple[str, str], Remembered[str | None]] = {}

    def known(self, kind: str) -> Remembered[Row | None]:
        """By id, every label of the things of one kind, the unshown labels too."""
        self._refresh()
        if kind not in self._known:
            self._known[kind] = Remembered(partial(self._read, kind))
        return self._known[kind]

    def texts(self, kind: str, base: str) -> Remembered[str | None]:
        """By id, the references to things of one kind as JSON, ready to be copied into bodies."""
        self._refresh()
        if (kind, base) not in self._texts:
            self._texts[kind, base] = Remembered(partial(self._text, kind, base))
        return self._texts[kind, base]

    def of(self, kind: str, key: int) -> Row | None:
        """Every label of one thing; None when there is no such thing."""
        return self.known(kind)[key]

    def find(self, kind: str, label: str, value: str) -> int | None:
        """The lowest id whose label is this text, letter case aside."""
        target = TARGETS[kind]
        where = f"{target.expressions[label]} = ? COLLATE NOCASE"
        where += f" AND {target.where}" if target.where else ""
        rows = self._store.all(
            phrase("SELECT MIN(r.id) FROM", target.table, "AS r WHERE", where), (value,)
        )
        found: int | None = rows[0][0]
        return found

    def reference(self, kind: str, key: int, base: str) -> Row | None:
        """``{id, identifier|name, _info: {x_href}}`` (connectwise-api.md §2.5 [B])."""
        known = self.of(kind, key)
        if known is None:
            return None
        target = TARGETS[kind]
        shown: dict[str, Any] = {"id": key}
        for name, _ in target.labels:
            if known[name] is not None:
                shown[name] = bool(known[name]) if name.endswith("Flag") else known[name]
        shown["_info"] = {f"{target.word}_href": f"{base}/{target.href}/{key}"}
        return shown

    def _refresh(self) -> None:
        if self._edition != self._store.edition or len(self._texts) > MANY:
            self._edition = self._store.edition
            self._known.clear()
            self._texts.clear()

    def _text(self, kind: str, base: str, key: int) -> str | None:
        shown = self.reference(kind, key, base)
        return compact(shown) if shown else None

    def _read(self, kind: str, key: int) -> Row | None:
        target = TARGETS[kind]
        wanted = ", ".join(f'{sql} AS "{name}"' for name, sql in target.expressions.items())
        where = "r.id = ?" + (f" AND {target.where}" if target.where else "")
        rows = self._store.rows(
            phrase("SELECT", wanted, "FROM", target.table, "AS r WHERE", where), (key,)
        )
        return rows[0] if rows else None
