"""The trimmed copy of the vendor's document is what is left of the document itself."""

import json

import pytest

from support.openapi import TRIMMED, WHOLE, Facts, trim

HEADERS = {"clientid": "x"}


@pytest.mark.skipif(not WHOLE.exists(), reason="the whole document is not beside this checkout")
def test_the_copy_equals_the_trimmed_document() -> None:
    assert json.loads(TRIMMED.read_text()) == trim(json.loads(WHOLE.read_text()))


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/time/entries", "conditions=id=1&pageSize=10", b""),
        ("POST", "/time/entries", "", b'{"timeStart":"2026-11-20T14:00:00Z","workType":{"id":5}}'),
        ("PATCH", "/time/entries/5", "", b'[{"op":"replace","path":"notes","value":"x"}]'),
        ("DELETE", "/time/entries/5", "", b""),
        ("GET", "/system/info/members/jdoe", "", b""),
    ],
)
def test_what_the_vendor_documents_is_no_violation(
    method: str, path: str, query: str, body: bytes
) -> None:
    copy = Facts(json.loads(TRIMMED.read_text()))
    assert copy.violations(method, f"/v4_6_release/apis/3.0{path}", query, HEADERS, body) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", "/time/entries/bulk", "", b"{}"),
        ("POST", "/time/entries/5/copy", "", b""),
        ("PATCH", "/time/sheets/5", "", b'{"status":"Submitted"}'),
        ("PATCH", "/time/entries/5", "", b'{"notes":"x"}'),
        ("GET", "/time/entries", "filter=x", b""),
        ("POST", "/time/entries", "", b'{"timeStart":"x","bogus":1}'),
        ("POST", "/time/entries", "", b'{"timeStart":"x","actualHours":"1.5"}'),
        ("POST", "/time/entries", "", b"{}"),
        ("POST", "/time/entries", "", b""),
        ("DELETE", "/time/entries/5", "", b"{}"),
        ("GET", "/time/stopwatches", "", b""),
    ],
)
def test_what_the_vendor_does_not_document_is_one(
    method: str, path: str, query: str, body: bytes
) -> None:
    copy = Facts(json.loads(TRIMMED.read_text()))
    assert copy.violations(method, f"/v4_6_release/apis/3.0{path}", query, HEADERS, body)


def test_a_request_without_a_client_id_or_outside_of_the_api_is_a_violation() -> None:
    copy = Facts(json.loads(TRIMMED.read_text()))
    assert copy.violations("GET", "/v4_6_release/apis/3.0/time/entries", "", {}, b"")
    assert copy.violations("GET", "/elsewhere", "", HEADERS, b"")
