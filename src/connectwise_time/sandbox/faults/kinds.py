"""The faults that the sandbox's app plays: each a frozen value, its name as plans spell it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal

from connectwise_time.sandbox.faults.checks import (
    Check,
    Checked,
    Counts,
    Flag,
    MaybeCount,
    MaybeSeconds,
    Mistake,
    Seconds,
    Size,
    one_of,
)
from connectwise_time.sandbox.tables import RESOURCES

GIB = 1 << 30


def _is_plain(value: object) -> bool:
    return type(value) is str and value.isascii() and value.isprintable()


_CODES = {int(status) for status in HTTPStatus if status >= HTTPStatus.OK} - {204, 205, 304}

Code = Annotated[int, Check(lambda v: type(v) is int and v in _CODES, "an HTTP status with a body")]
RetryAfter = Annotated[
    int | str | None,
    Check(
        lambda v: v is None or type(v) is int or _is_plain(v),
        "seconds, or a printable text to send as it is",
    ),
]
Page = Literal["json", "html", "text", "empty"]
Oddity = Literal["truncated", "empty", "without_id", "wrong_type", "html", "null", "wrong_shape"]
Bulk = Literal["sized", "endless", "gzip_bomb"]


@dataclass(frozen=True)
class AppFault(Checked):
    """A fault that the app plays, so that it also works without a socket."""

    name: ClassVar[str]


@dataclass(frozen=True)
class LateCommit(AppFault):
    """The answer is lost now, and what was asked happens later.

    Args:
        after_seconds: So long after the request; nobody needs to ask for it.
        after_requests: When that many more requests have arrived, before the last is answered.
            Without either, when ``Faults.commit_late()`` says so.
        code: The status that is answered now; None never answers.
    """

    name = "late_commit"
    after_seconds: MaybeSeconds = None
    after_requests: MaybeCount = None
    code: Annotated[
        int | None, Check(lambda v: v is None or v in _CODES, "an HTTP status with a body")
    ] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.after_seconds is not None and self.after_requests is not None:
            raise Mistake(
                "after_requests",
                "after_seconds and after_requests are both given.",
                "Give only one of them.",
            )


@dataclass(frozen=True)
class Status(AppFault):
    """Another status than the request deserves, such as 429, 503, 401 or a portal's 200.

    Args:
        code: The HTTP status.
        committed: What was asked happens all the same; only its answer is replaced.
        retry_after: The header's value: seconds, or any text as it is ("-5", "soon").
        retry_date: Instead of it: an HTTP date that many seconds after the world's now.
        body: ``json`` as the vendor writes errors, ``html`` as IIS or a portal does.
    """

    name = "status"
    code: Code
    committed: Flag = False
    retry_after: RetryAfter = None
    retry_date: MaybeSeconds = None
    body: Annotated[Page, one_of("json", "html", "text", "empty")] = "json"


@dataclass(frozen=True)
class OddAnswer(AppFault):
    """The request is served, and its answer keeps its status but has an odd body.

    Args:
        how: ``truncated`` JSON, ``empty``, ``without_id``, ``wrong_type`` (JSON that says it is
            plain text), ``html``, ``null``, or JSON of the ``wrong_shape``.
    """

    name = "odd_answer"
    how: Annotated[
        Oddity,
        one_of("truncated", "empty", "without_id", "wrong_type", "html", "null", "wrong_shape"),
    ]


@dataclass(frozen=True)
class Huge(AppFault):
    """The request is served, and its answer has a huge body, made while it is sent.

    Args:
        how: ``sized`` tells its length, ``endless`` never ends, ``gzip_bomb`` is small on the wire.
        size: Bytes of JSON, unpacked; an endless body ignores it.
        seconds: The pause between two parts of 64 KiB.
    """

    name = "huge"
    how: Annotated[Bulk, one_of("sized", "endless", "gzip_bomb")]
    size: Size = GIB
    seconds: Seconds = 0


@dataclass(frozen=True)
class Slow(AppFault):
    """The right answer, late.

    Args:
        seconds: How late.
        committed: What was asked happens at once; false: only after the wait, even if the
            client has left meanwhile.
    """

    name = "slow"
    seconds: Seconds
    committed: Flag = True


@dataclass(frozen=True)
class Silent(AppFault):
    """No answer, ever; it ends when the client leaves.

    Args:
        committed: What was asked happens all the same.
    """

    name = "silent"
    committed: Flag = False


@dataclass(frozen=True)
class Rows(AppFault):
    """Rows change just before the request is served properly: what happens between two pages.

    Args:
        resource: Whose rows, such as ``time/entries``.
        delete: Ids of rows to remove; what is not there is passed over.
        copy: Ids of rows to store once more, under new ids.
    """

    name = "rows"
    resource: Annotated[
        str, Check(lambda v: v in RESOURCES, "a resource such as time/entries or service/tickets")
    ] = "time/entries"
    delete: Counts = ()
    copy: Counts = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.delete == self.copy == ():
            raise Mistake("", "Nothing changes.", "Give delete or copy, with ids of rows.")
