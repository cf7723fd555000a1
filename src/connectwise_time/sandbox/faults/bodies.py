"""Bodies that no client hopes for: pages, odd JSON, and bodies too large to hold."""

import zlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from connectwise_time.sandbox.errors import Refusal, iis_page
from connectwise_time.sandbox.faults.kinds import Huge, Oddity, Page

JSON = "application/json; charset=utf-8"
HTML = "text/html"
PLAIN = "text/plain; charset=utf-8"
PART = 64 << 10
_CODES = {401: "Unauthorized", 403: "Security", 404: "NotFound", 429: "TooManyRequests"}
# One field, so that whoever reads it as a stream of JSON tokens has to hold it as well.
_OPENS, _FILLS, _CLOSES = b'{"id": 1, "notes": "', b"x", b'"}'


class Body(NamedTuple):
    """Bytes and what they say they are; no type for an empty body."""

    content: bytes
    kind: str


def page(form: Page, code: int) -> Body:
    """What a status carries."""
    phrase = HTTPStatus(code).phrase
    match form:
        case "json":
            refusal = Refusal(code, _CODES.get(code, "ConnectWiseApi"), f"{phrase}.")
            return Body(refusal.body(), JSON)
        case "html":
            return Body(iis_page(f"{code} - {phrase}").encode(), HTML)
        case "text":
            return Body(phrase.encode(), PLAIN)
        case "empty":
            return Body(b"", "")


def odd(how: Oddity, content: bytes, kind: str) -> Body:
    """An answer's body made odd."""
    bodies: dict[Oddity, Body] = {
        "truncated": Body(content[: len(content) // 2], kind),
        "empty": Body(b"", kind),
        # Another name of the same length: the rest stays byte by byte what it was.
        "without_id": Body(content.replace(b'"id"', b'"ix"', 1), kind),
        "wrong_type": Body(content, PLAIN),
        "html": Body(iis_page("200 - OK").encode(), HTML),
        "null": Body(b"null", kind),
        "wrong_shape": Body(b'["done"]', kind),
    }
    return bodies[how]


def parts(fault: Huge) -> Iterator[bytes]:
    """A huge body, a part at a time; nothing larger is ever held."""
    plain = _endless() if fault.how == "endless" else _sized(max(fault.size, _SMALLEST))
    return _packed(plain) if fault.how == "gzip_bomb" else plain


def length(fault: Huge) -> int | None:
    """The content-length of a huge body, where one is told."""
    return max(fault.size, _SMALLEST) if fault.how == "sized" else None


_SMALLEST = len(_OPENS) + len(_CLOSES)


def _endless() -> Iterator[bytes]:
    yield _OPENS
    while True:
        yield _FILLS * PART


def _sized(size: int) -> Iterator[bytes]:
    whole, rest = divmod(size - _SMALLEST, PART)
    yield _OPENS
    for _ in range(whole):
        yield _FILLS * PART
    yield _FILLS * rest + _CLOSES


def _packed(plain: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    for part in plain:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()
