"""The vendor's document: where it lies beside the checkout, all requests of these tests fit it."""

from typing import TYPE_CHECKING

import httpx2
import pytest

from connectwise_time.connectwise.wire import TimeEntry

if TYPE_CHECKING:
    from connectwise.conftest import Document


@pytest.fixture
def spec(document: "Document | None") -> "Document":
    if document is None:
        pytest.skip(
            "openapi-time.json is not beside the checkout: requests are not held against it"
        )
    return document


def test_time_entries_have_exactly_the_vendors_62_fields(spec: "Document") -> None:
    known = spec.spec["components"]["schemas"]["TimeEntry"]["properties"]
    assert set(TimeEntry.__annotations__) == set(known)
    assert len(TimeEntry.__annotations__) == 62


@pytest.mark.parametrize(
    "request_",
    [
        httpx2.Request("GET", "http://x/v4_6_release/apis/3.0/time/entry"),
        httpx2.Request("PUT", "http://x/v4_6_release/apis/3.0/time/entries"),
        httpx2.Request("GET", "http://x/v4_6_release/apis/3.0/time/entries?order=id"),
        httpx2.Request("POST", "http://x/v4_6_release/apis/3.0/time/entries", json={"start": "x"}),
        httpx2.Request(
            "PATCH",
            "http://x/v4_6_release/apis/3.0/time/entries/1",
            json=[{"op": 1, "path": "notes"}],
        ),
    ],
    ids=["path", "verb", "parameter", "field", "operation"],
)
def test_a_request_that_does_not_fit_is_noticed(spec: "Document", request_: httpx2.Request) -> None:
    with pytest.raises(Exception, match=r"no such path|takes no|unknown|is not of type"):
        spec.check(request_)
