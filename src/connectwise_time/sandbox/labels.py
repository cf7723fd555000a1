"""What a reference shows of the thing it points at, read once and kept until something changes."""

import json
from typing import Any

from connectwise_time.sandbox.references import TARGETS
from connectwise_time.sandbox.store import Row, Store, phrase

MANY = 50_000


def compact(body: Row | list[Row]) -> str:
    """JSON without a superfluous byte."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


class Labels:
    """A cache over the store: references repeat on every row of a page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._edition = -1
        self._known: dict[tuple[str, int], Row | None] = {}
        self._texts: dict[tuple[str, str, int], str | None] = {}

    def of(self, kind: str, key: int) -> Row | None:
        """Every label of one thing, the unshown ones too; None when there is no such thing."""
        self._refresh()
        if (kind, key) not in self._known:
            self._known[kind, key] = self._read(kind, key)
        return self._known[kind, key]

    def reference_text(self, kind: str, key: int, base: str) -> str | None:
        """The reference as JSON, ready to be copied into bodies."""
        self._refresh()
        if (base, kind, key) not in self._texts:
            shown = self.reference(kind, key, base)
            self._texts[base, kind, key] = compact(shown) if shown else None
        return self._texts[base, kind, key]

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

    def _refresh(self) -> None:
        if self._edition != self._store.edition or len(self._texts) > MANY:
            self._edition = self._store.edition
            self._known.clear()
            self._texts.clear()

    def _read(self, kind: str, key: int) -> Row | None:
        target = TARGETS[kind]
        wanted = ", ".join(f'{sql} AS "{name}"' for name, sql in target.expressions.items())
        where = "r.id = ?" + (f" AND {target.where}" if target.where else "")
        rows = self._store.rows(
            phrase("SELECT", wanted, "FROM", target.table, "AS r WHERE", where), (key,)
        )
        return rows[0] if rows else None

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
