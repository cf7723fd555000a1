"""Which rows of the answer, in which order, with which properties, and the Link to the rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from connectwise_time.sandbox.bodies import Chosen
from connectwise_time.sandbox.errors import bad_condition
from connectwise_time.sandbox.query.operands import Meaning

DEFAULT_SIZE = 25
MOST = 1000
_INT32 = 2**31
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Page numbers from 1, or forward-only from a row's id (connectwise-api.md §4 "Paging")."""

    number: int
    size: int
    after: int | None

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return (self.number - 1) * self.size


def wanted_page(query: Mapping[str, str], headers: Mapping[str, str]) -> Page:
    """The page that a request asks for."""
    size = min(_whole(query, "pageSize", DEFAULT_SIZE), MOST)  # more is silently capped [B]
    forward = headers.get("pagination-type", "").strip().lower() == "forward-only"
    after = _whole(query, "pageId", 0, lowest=0) if forward else None
    return Page(1 if forward else _whole(query, "page", 1), size, after)


def order(text: str, meaning: Meaning) -> str:
    """``timeStart desc, id asc``. Equal rows come by id, so that pages never overlap."""
    parts = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, way = item.partition(" ")
        way = way.strip().lower() or "asc"
        if way not in {"asc", "desc"}:
            raise bad_condition(f"'{item}' is not a valid order.")
        operand = meaning(name)
        if not operand.order or operand.kind == "reference":
            raise bad_condition(f"{name} is a reference; name one of its properties.")
        case = " COLLATE NOCASE" if operand.kind == "text" else ""
        parts.append(f"{operand.order}{case} {way.upper()}")
    return ", ".join([*parts, "t.id ASC"])


def chosen_fields(text: str) -> Chosen | None:
    """``id,company/name,_info``; names that do not exist are dropped (§4 [?])."""
    chosen: dict[str, frozenset[str]] = {}
    for name in filter(None, (part.strip() for part in text.split(","))):
        head, _, tail = name.partition("/")
        before = chosen.get(head)
        if not tail or before == frozenset():
            chosen[head] = frozenset()
        else:
            chosen[head] = (before or frozenset()) | {tail.partition("/")[0]}
    return chosen or None


def links(url: str, query: Mapping[str, str], page: Page, total: int) -> str:
    """first, prev, next, last; those that do not apply are left out (§4 "Paging")."""
    last = max(1, -(-total // page.size))
    ways: dict[str, int] = {}
    if page.number > 1:
        ways |= {"first": 1, "prev": min(page.number - 1, last)}
    if page.number < last:
        ways |= {"next": page.number + 1, "last": last}
    return ", ".join(
        _link(url, {**query, "pageSize": page.size, "page": number}, way)
        for way, number in ways.items()
    )


def forward_link(url: str, query: Mapping[str, str], page: Page, last_id: int | None) -> str:
    """Always there; with a pageId as long as there is more (§4 "Paging" [A])."""
    rest = {name: value for name, value in query.items() if name not in {"page", "pageId"}}
    more = {} if last_id is None else {"pageId": last_id}
    return _link(url, {**rest, "pageSize": page.size, **more}, "next")


def _link(url: str, query: Mapping[str, str | int], way: str) -> str:
    return f'<{url}?{urlencode(query, quote_via=quote)}>; rel="{way}"'


def _whole(query: Mapping[str, str], name: str, default: int, lowest: int = 1) -> int:
    text = query.get(name, "").strip()
    if not text:
        return default
    number = int(text) if _WHOLE.fullmatch(text) else -1
    if not lowest <= number < _INT32:
        raise bad_condition(f"{name} must be a whole number from {lowest}.")
    return number
