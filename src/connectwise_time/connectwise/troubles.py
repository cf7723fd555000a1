"""Exchanges that brought no usable answer, turned into our errors. Pure."""

from datetime import datetime, timedelta

from connectwise_time.connectwise.answers import Answer
from connectwise_time.connectwise.limiter import NotNow
from connectwise_time.connectwise.outcomes import Answered, Event, Failure, Fate, fate
from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.refusals import as_error, read
from connectwise_time.connectwise.remote_text import quoted
from connectwise_time.errors import Busy, OutcomeUnknown, ReadOnly, TimeDeskError, Unavailable

_LOOK = "Look in ConnectWise whether it is there before it is sent again."
_FAR = 86_400.0
_HAPPENED = {
    Failure.QUEUED: "too much else was under way",
    Failure.CONNECT: "no connection could be made",
    Failure.INSECURE: "its certificate was not accepted",
    Failure.POOL: "no connection came free",
    Failure.TIMEOUT: "no answer came in time",
    Failure.BROKEN: "the connection broke",
    Failure.TOO_BIG: "its answer was far larger than any that ConnectWise gives",
    Failure.OTHER: "its answer could not be read",
}
_REMEDIES = {
    Failure.CONNECT: "Check the site's address and the network, then try again.",
    Failure.INSECURE: "Check the site's address, and the certificate it shows: nothing was sent.",
    Failure.TOO_BIG: "Check that the site's address leads to ConnectWise.",
}


def read_only(purpose: Purpose) -> ReadOnly:
    """The error for what this client is not to send."""
    return ReadOnly(
        f"This server is read-only: it will not {purpose.doing}.",
        remedy="Do it in ConnectWise itself, or start the server without read-only.",
    )


def unavailable(
    event: Event, purpose: Purpose, asked: float | None, now: datetime, body: bytes = b""
) -> Unavailable:
    """The error for a question that stays without an answer; Busy where it is known for how long.

    Args:
        event: What came, or how nothing came.
        purpose: What was asked for.
        now: The present, for telling when to try again.
        asked: Seconds for which ConnectWise asked to be left alone, None where it did not.
        body: What came instead of an answer; only an error's own words are quoted from it.
    """
    happened = _happened(event, body)
    problem = f"ConnectWise was asked to {purpose.doing}, but {happened}."
    remedy = _REMEDIES.get(event) if isinstance(event, Failure) else None
    if asked is not None:
        return Busy(problem, remedy=_when(asked, now), seconds=asked)
    return Unavailable(problem, remedy=remedy or _when(asked, now))


def not_now(why: NotNow, purpose: Purpose, now: datetime, *, is_write: bool) -> Busy:
    """The error for what was not sent, because ConnectWise is left alone for now.

    Args:
        why: For how long, and whether it failed or asked for it.
        purpose: What was asked for.
        now: The present, for telling when to try again.
        is_write: It was to change something.
    """
    happened = (
        "it has only failed for a while, and is left alone"
        if why.failing
        else "it has asked to be left alone"
    )
    doing = f"was to {purpose.doing}" if is_write else f"was to be asked to {purpose.doing}"
    problem = f"ConnectWise {doing}, but {happened}: nothing was sent."
    return Busy(problem, remedy=_when(why.seconds, now), seconds=why.seconds)


def not_taken(purpose: Purpose, seconds: float, now: datetime) -> Busy:
    """The error for a write that was refused because there are too many requests (429)."""
    problem = (
        f"ConnectWise was told to {purpose.doing}, but it takes no more requests for now (429): "
        "nothing was stored."
    )
    return Busy(problem, remedy=_when(seconds, now), seconds=seconds, sent=True)


def _happened(event: Event, body: bytes) -> str:
    if isinstance(event, Failure):
        return _HAPPENED[event]
    if event.status == 429:  # noqa: PLR2004 - an HTTP status is its own name
        return "it takes no more requests for now (429)"
    words = read(event.status, body).words
    said = f": {quoted(words)}" if words else ""
    return f"it failed on its side ({event.status}){said}"


def _when(asked: float | None, now: datetime) -> str:
    if asked is None:
        return "Try again in a minute."
    if asked > _FAR:
        return "It asks to be left alone for more than a day: try again then, or ask its operator."
    moment = now + timedelta(seconds=asked)
    return f"Try again in {round(asked)} seconds, after {moment:%H:%M:%S} UTC."


def of_write(event: Event, answer: Answer | None, purpose: Purpose) -> TimeDeskError | None:
    """The error that a write's outcome means; None where it is done."""
    match fate(event):
        case Fate.DONE:
            return None
        case Fate.REFUSED if answer is not None:
            return as_error(answer.status, answer.body, purpose)
        case Fate.NOT_SENT if isinstance(event, Failure):
            remedy = _REMEDIES.get(event, "Try again.")
            return Unavailable(
                f"ConnectWise was to {purpose.doing}, but {_HAPPENED[event]}: nothing was sent.",
                remedy=remedy,
            )
        case _:
            return _unknown(event, answer, purpose)


def _unknown(event: Event, answer: Answer | None, purpose: Purpose) -> OutcomeUnknown:
    if isinstance(event, Answered) and event.status // 100 == 2:  # noqa: PLR2004 - success
        happened = "its answer was not what ConnectWise answers when it has stored something"
    else:
        happened = _happened(event, answer.body if answer else b"")
    return unknown(purpose, happened)


def unknown(purpose: Purpose, happened: str) -> OutcomeUnknown:
    """The error for a write that went out, and of which nobody knows what became."""
    return OutcomeUnknown(
        f"ConnectWise was told to {purpose.doing}, but {happened}: it may or may not be stored.",
        remedy=purpose.look or _LOOK,
    )
