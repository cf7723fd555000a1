"""Write into a PNG which drawing it was made from, so that neither changes without the other."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SEAL = b"Drawn from"


def sealed(png: bytes, drawing: Path) -> bytes:
    """The PNG with a seal of this drawing and of its own pixels."""
    parts = [(kind, content) for kind, content in _chunks(png) if not _is_seal(kind, content)]
    seal = _SEAL + b"\0" + _digest(parts, drawing).encode()
    parts.insert(len(parts) - 1, (b"tEXt", seal))
    return _SIGNATURE + b"".join(_written(kind, content) for kind, content in parts)


def is_sealed(png: bytes, drawing: Path) -> bool:
    """Whether it carries the seal of this drawing, and of the pixels that it has."""
    return sealed(png, drawing) == png


def _digest(parts: list[tuple[bytes, bytes]], drawing: Path) -> str:
    digest = hashlib.sha256(drawing.read_text(encoding="utf-8").encode())
    for kind, content in parts:
        digest.update(kind + content)
    return digest.hexdigest()


def _is_seal(kind: bytes, content: bytes) -> bool:
    return kind == b"tEXt" and content.startswith(_SEAL + b"\0")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert png.startswith(_SIGNATURE)
    place = len(_SIGNATURE)
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12


def _written(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
