"""What an answer, or its absence, means for a write and for a question: one table, no I/O.

Source: reliability §2.2. For writes only what proves that nothing was stored counts as such; all
else is UNKNOWN, also a 500 that reads like the caller's mistake.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from ssl import SSLError
from typing import TypeAlias

import httpx2


class Fate(StrEnum):
    """What became of a write."""

    DONE = "done"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


class Failure(StrEnum):
    """How an exchange failed where no whole answer came."""

    QUEUED = "waited in our own queue"
    CONNECT = "no connection"
    INSECURE = "the certificate was not accepted"
    POOL = "no free connection"
    TIMEOUT = "no answer in time"
    BROKEN = "the connection broke"
    TOO_BIG = "the answer was too big"
    OTHER = "something unforeseen"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer came.

    Attributes:
        complete: Its body could be read and says what was asked for, such as the new id.
    """

    status: int
    complete: bool = True


Event: TypeAlias = Answered | Failure

_BEFORE_THE_FIRST_BYTE = frozenset(
    {Failure.QUEUED, Failure.CONNECT, Failure.INSECURE, Failure.POOL}
)
_WORTH_ASKING_AGAIN = frozenset({Failure.CONNECT, Failure.POOL, Failure.TIMEOUT, Failure.BROKEN})
_BUSY = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


def fate(event: Event) -> Fate:
    """What became of a write."""
    if isinstance(event, Failure):
        return Fate.NOT_SENT if event in _BEFORE_THE_FIRST_BYTE else Fate.UNKNOWN
    match event.status // 100:
        case 2:
            return Fate.DONE if event.complete else Fate.UNKNOWN
        case 3:
            return Fate.REFUSED
        case 4 if event.status != HTTPStatus.REQUEST_TIMEOUT:
            return Fate.REFUSED
        case _:
            return Fate.UNKNOWN


def may_ask_again(event: Event) -> bool:
    """Whether the same question may succeed soon. Only ever asked about GETs."""
    if isinstance(event, Failure):
        return event in _WORTH_ASKING_AGAIN
    return event.status in _BUSY


def failure_of(error: Exception) -> Failure:
    """How an exchange failed, by what the HTTP library raised."""
    match error:
        case httpx2.ConnectError():
            return Failure.INSECURE if _about_certificates(error) else Failure.CONNECT
        case httpx2.ConnectTimeout():
            return Failure.CONNECT
        case httpx2.PoolTimeout():
            return Failure.POOL
        case httpx2.TimeoutException() | TimeoutError():
            return Failure.TIMEOUT
        case httpx2.NetworkError() | httpx2.RemoteProtocolError():
            return Failure.BROKEN
        case _:
            return Failure.OTHER


def _about_certificates(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
