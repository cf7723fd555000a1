"""Answers as they came, and how their bodies are read as shapes. No I/O."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.refusals import is_page
from connectwise_time.connectwise.retry import http_date
from connectwise_time.connectwise.wire import LARGEST_ID
from connectwise_time.errors import Unavailable

T = TypeVar("T")
W = TypeVar("W")
SANDBOX_HEADER = "x-connectwise-time-sandbox"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: httpx2.Headers
    body: bytes

    @property
    def good(self) -> bool:
        """It is a success (2xx)."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the range that RFC 9110 calls success

    @property
    def from_sandbox(self) -> bool:
        """It says itself that a sandbox gave it."""
        return SANDBOX_HEADER in self.headers

    def skew(self, now: datetime) -> timedelta | None:
        """How far ConnectWise's clock is ahead of ours, None where the answer has no date."""
        told = http_date(self.headers.get("date"))
        return None if told is None else told - now


@cache
def _reader(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


@cache
def _rows_reader(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(list[shape])


def one(answer: Answer, shape: type[W], purpose: Purpose) -> W:
    """The body as one shape; a list of exactly one is that one."""
    found = maybe(answer, shape)
    if found is None:
        raise not_understood(answer, purpose)
    return found


def maybe(answer: Answer, shape: type[W]) -> W | None:
    """The body as one shape, None where it is not that."""
    kind: Any = shape
    try:
        if answer.body.lstrip()[:1] != b"[":
            found: W = _read(_reader(kind), answer.body)
            return found
        listed: list[W] = _read(_rows_reader(kind), answer.body)
    except ValidationError:
        return None
    return listed[0] if len(listed) == 1 else None


def _read(reader: TypeAdapter[Any], body: bytes) -> Any:
    """The body as the reader's shape; odd values count as absent where the shape allows it.

    One surprising field, of dozens that nobody looks at, must not make a stored entry unreadable.
    """
    try:
        return reader.validate_json(body)
    except ValidationError as odd:
        try:
            plain = _sound(json.loads(body))
        except (ValueError, RecursionError):
            raise odd from None
    try:
        return reader.validate_python(plain)
    except ValidationError as odd:
        for fault in odd.errors(include_url=False):
            if fault["type"] == "int_type" and _is_id(fault["input"]):
                _put(plain, fault["loc"], int(fault["input"]))
            else:
                _leave_out(plain, fault["loc"])
    return reader.validate_python(plain)


def _sound(plain: Any) -> Any:
    """The same, with U+FFFD for each half of a character: it could be neither kept nor sent."""
    match plain:
        case str():
            return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case list():
            return [_sound(part) for part in plain]
        case dict():
            return {_sound(name): _sound(value) for name, value in plain.items()}
        case _:
            return plain


def _is_id(said: Any) -> bool:
    """Whether it is an id that was written as a text."""
    digits = isinstance(said, str) and said.isascii() and said.isdigit()
    return digits and len(said) <= len(str(LARGEST_ID)) and int(said) <= LARGEST_ID


def _put(plain: Any, place: tuple[int | str, ...], value: int) -> None:
    *way, last = place
    for step in way:
        plain = plain[step]
    plain[last] = value


def _leave_out(plain: Any, place: tuple[int | str, ...]) -> None:
    """Take out the field at the place: of a row, or of the thing itself."""
    row = plain
    if place and isinstance(place[0], int) and isinstance(plain, list):
        row, place = plain[place[0]], place[1:]
    if place and isinstance(row, dict):
        row.pop(place[0], None)


def many(answer: Answer, shape: type[W], purpose: Purpose) -> list[W]:
    """The body as a list of shapes."""
    kind: Any = shape
    try:
        listed: list[W] = _read(_rows_reader(kind), answer.body)
    except ValidationError as error:
        raise not_understood(answer, purpose) from error
    return listed


def not_understood(answer: Answer, purpose: Purpose) -> Unavailable:
    """The error for a success whose body is not what was asked for."""
    if is_page(answer.body):
        return Unavailable(
            f"A web page came where ConnectWise was asked to {purpose.doing}.",
            remedy="Check the site's address, and that no proxy or login page stands in between.",
        )
    return Unavailable(
        f"ConnectWise was asked to {purpose.doing}; its answer could not be understood.",
        remedy="Try again; if it stays, this version of ConnectWise may differ from what is "
        "known: please report it.",
    )
