"""Reading an answer's body within a bound, so that no answer can fill the memory."""

import zlib
from collections.abc import AsyncIterator

import httpx2

LARGEST = 32 * 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class TooBig(Exception):
    """The answer is larger than any answer of ConnectWise's should be."""


class Unreadable(Exception):
    """The answer is packed in a way that we did not ask for, or badly."""


async def whole(response: httpx2.Response, largest: int = LARGEST) -> bytes:
    """The whole body, unpacked.

    The HTTP library would unpack too, but a packed piece at a time: 64 kB of zeros become 64 MB
    before anybody can say stop. Here unpacking itself is bounded.

    Raises:
        TooBig: It is larger than `largest`, packed or unpacked.
        Unreadable: It is packed otherwise than by gzip, or broken.
    """
    if _declared(response) > largest:
        raise TooBig
    if response.is_stream_consumed:  # an answer made in memory, as transports of tests do
        return response.content
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding == "gzip":
        return await _gunzipped(response.aiter_raw(), largest)
    if coding != "identity":
        raise Unreadable
    return await _joined(response.aiter_raw(), largest)


def _declared(response: httpx2.Response) -> int:
    told = response.headers.get("content-length", "0")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0  # noqa: PLR2004 - longer numbers are no lengths


async def _joined(pieces: AsyncIterator[bytes], largest: int) -> bytes:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > largest:
            raise TooBig
    return bytes(body)


async def _gunzipped(pieces: AsyncIterator[bytes], largest: int) -> bytes:
    unpacker, body, packed = zlib.decompressobj(_GZIP), bytearray(), 0
    try:
        async for piece in pieces:
            # What unpacks to nothing, or comes after the end, would not be stopped otherwise.
            packed += len(piece)
            if packed > largest:
                raise TooBig
            if piece and unpacker.eof:
                raise Unreadable
            body += unpacker.decompress(piece, largest + 1 - len(body))
            if len(body) > largest:
                raise TooBig
    except zlib.error as error:
        raise Unreadable from error
    if not unpacker.eof:
        raise Unreadable
    return bytes(body)
