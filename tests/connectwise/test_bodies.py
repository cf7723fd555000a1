import gzip
from collections.abc import AsyncIterator

import httpx2
import pytest

from connectwise_time.connectwise.bodies import TooBig, Unreadable, whole


class Pieces(httpx2.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


def response(*pieces: bytes, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(200, headers=named, stream=Pieces(*pieces))


@pytest.mark.anyio
async def test_a_body_is_read_whole_packed_or_not() -> None:
    packed = gzip.compress(b"hello", mtime=0)
    assert await whole(response(b"hel", b"lo")) == b"hello"
    assert await whole(response(packed[:9], packed[9:], content_encoding="gzip")) == b"hello"
    assert await whole(httpx2.Response(200, content=b"hello")) == b"hello"


@pytest.mark.anyio
@pytest.mark.parametrize("told", ["11", "9" * 30])
async def test_a_body_that_is_too_big_is_refused(told: str) -> None:
    with pytest.raises(TooBig):
        await whole(response(b"x" * 11, content_length=told), 10)


@pytest.mark.anyio
async def test_a_small_packet_that_unpacks_to_much_is_refused_before_it_does() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    with pytest.raises(TooBig):
        await whole(response(bomb, content_encoding="gzip"), 1_000_000)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "coding"),
    [(b"x", "br"), (b"no gzip", "gzip"), (gzip.compress(b"hello", mtime=0)[:-3], "gzip")],
)
async def test_a_body_packed_otherwise_or_badly_is_unreadable(body: bytes, coding: str) -> None:
    with pytest.raises(Unreadable):
        await whole(response(body, content_encoding=coding))


@pytest.mark.anyio
async def test_what_unpacks_to_nothing_or_follows_the_end_is_not_taken_in_for_ever() -> None:
    head, empty_block = gzip.compress(b"", mtime=0)[:10], b"\0\0\0\xff\xff"
    with pytest.raises(TooBig):
        await whole(response(head, *[empty_block] * 300, content_encoding="gzip"), 1_000)
    packed = gzip.compress(b"hello", mtime=0)
    with pytest.raises(Unreadable):
        await whole(response(packed, b"more", content_encoding="gzip"))
