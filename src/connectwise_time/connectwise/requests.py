"""What is asked, before it is sent: a method, a path, parameters and a purpose. Pure."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from connectwise_time.connectwise.conditions import Where
from connectwise_time.connectwise.purposes import Purpose

PAGE = 1000
"""Rows a page: ConnectWise's largest (reference §4, "Paging")."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the API; the path is relative to the API's own."""

    method: str
    path: str
    purpose: Purpose
    params: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def target(self) -> str:
        """The path with the parameters, as it stands in the URL."""
        return f"{self.path}?{_query(self.params)}" if self.params else self.path

    def at_page(self, page: int) -> "Request":
        """The same question for another page."""
        return replace(self, params={**self.params, "page": str(page)})


def _query(params: dict[str, str]) -> str:
    # These stay plain: RFC 3986 (§3.4) allows it, and the URL of a list of ids is a third shorter.
    return urlencode(params, safe=",/:()")


def get(path: str, purpose: Purpose, *, fields: str = "") -> Request:
    """Ask for one thing."""
    return Request("GET", path, purpose, {"fields": fields} if fields else {})


def rows(
    path: str,
    purpose: Purpose,
    where: Where | None = None,
    *,
    fields: str = "",
    order: str = "id asc",
    size: int = PAGE,
) -> Request:
    """Ask for a page of rows, in an order, because unordered pages overlap (reference §4)."""
    params = {"orderBy": order, "pageSize": str(size)}
    if where is not None and where.terms:
        params["conditions"] = str(where)
    if fields:
        params["fields"] = fields
    return Request("GET", path, purpose, params)


def count(path: str, purpose: Purpose, where: Where) -> Request:
    """Ask how many rows there are."""
    params = {"conditions": str(where)} if where.terms else {}
    return Request("GET", f"{path}/count", purpose, params)
