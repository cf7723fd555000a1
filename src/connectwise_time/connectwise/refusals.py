"""Answers that say no, turned into our errors with every reason kept. Pure."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import ValidationError

from connectwise_time.connectwise.purposes import Purpose
from connectwise_time.connectwise.remote_text import cleaned, quoted
from connectwise_time.connectwise.wire_settings import ErrorBody
from connectwise_time.errors import (
    NotAuthorized,
    NotFound,
    NotPermitted,
    RefusalItem,
    RemoteRefusal,
    RoleNotValid,
    TimeDeskError,
)

_CHECK_KEYS = (
    "Check the company id, the public and private key, and that the keys belong to this site "
    "and are still active (System › Members › API Keys)."
)
_CHECK_CLIENT_ID = (
    "Set the clientId of this integration; one is made at developer.connectwise.com, under "
    "ClientID. It is not one of the keys."
)
_CHECK_SITE = (
    "Check the site's address: its host, and that no proxy or login page stands in between."
)

# What some refusals mean, by words seen on live tenants (peers §0, 6-9; reference §5-§7).
_ABOUT_ENTRIES = {
    r"api-only members": (
        "The keys belong to an API-only member, which has no time of its own: name the member "
        "whose time it is, and give the keys' security role Time Entry: Add = All."
    ),
    r"default work role is not valid": (
        "Name a work role: the default one is not allowed at this location. The member's own "
        "default work role usually is."
    ),
    r"report(?:ing)? periods?": (
        "There is no open time period for that date: choose another date, or ask an "
        "administrator to set up the time period (System › Setup Tables › Time Period Setup)."
    ),
    r"\bperiod\b.*\bclosed\b|\bclosed\b.*\bperiod\b": (
        "Nobody can log time on that date any more: choose another date, or ask an administrator "
        "to allow it (System › Setup Tables › Time Period Setup, the member's days of tolerance)."
    ),
    r"company is inactive|inactive company": (
        "Its company is inactive: charge the time elsewhere, or have the company made active."
    ),
    r"\btime ?sheet\b|\bsheet\b": (
        "That week's timesheet was handed in already: have it sent back (reject_entries) or "
        "reopened (reopen_timesheet), or choose another date."
    ),
}
_ABOUT_US = {
    r"clientid|client id": _CHECK_CLIENT_ID,
    r"cannot route|codebase": "Check that the company id and the site belong together.",
    r"ssl is required": (
        "Use https and the site's API host, which on the cloud begins with `api-`."
    ),
    r"unsupported format": (
        "This is a mistake of this server's making, not yours: report it with the field's name."
    ),
}
_NO_TIME_ON_TARGET = (
    'The ticket\'s status or board may not allow time (its status has "time entry not allowed"), '
    "or the ticket does not exist: look at the ticket, and change its status or choose another."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as ConnectWise put it, before we say what it means.

    Attributes:
        words: Its own sentences, cleaned; empty where the body is no error of ConnectWise's.
        page: The body is a web page, so something other than the API answered.
    """

    status: int
    words: str
    items: tuple[RefusalItem, ...]
    page: bool


def read(status: int, body: bytes) -> Refusal:
    """Take a refusal's body apart, whichever of its shapes it has."""
    try:
        told = ErrorBody.model_validate_json(body)
    except ValidationError:
        return Refusal(status, "", (), page=_is_page(body))
    items = tuple(
        RefusalItem(cleaned(i.field or ""), cleaned(i.message or ""), cleaned(i.code or ""))
        for i in told.errors or ()
        if i is not None
    )
    words = cleaned(told.message or told.code or told.error or "")
    return Refusal(status, words, items, page=False)


def is_page(body: bytes) -> bool:
    """Whether the body is a web page rather than an answer."""
    return _is_page(body)


def _is_page(body: bytes) -> bool:
    return re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<", body[:200]) is not None


def as_error(status: int, body: bytes, purpose: Purpose) -> TimeDeskError:
    """The error that a refusal means, for the purpose it was given to."""
    refusal = read(status, body)
    problem = _problem(refusal, purpose)
    if status == HTTPStatus.NOT_FOUND and not refusal.page:
        return NotFound(
            problem, remedy="It is not there, or these keys may not see it: check what was named."
        )
    kind = _kind(refusal)
    remedy = _remedy(refusal, purpose)
    return kind(problem, remedy=remedy, status=status, items=refusal.items)


def _kind(refusal: Refusal) -> type[RemoteRefusal]:
    about_us = re.search(r"clientid|client id|cannot route|ssl is required", _all_words(refusal))
    if refusal.status == HTTPStatus.UNAUTHORIZED or about_us:
        return NotAuthorized
    if refusal.status == HTTPStatus.FORBIDDEN:
        return NotPermitted
    # The text is the one that was seen (peers §0.7): no code is known for it.
    about_role = re.search(r"work ?role is not valid.* location", _all_words(refusal))
    return RoleNotValid if about_role else RemoteRefusal


def _all_words(refusal: Refusal) -> str:
    return " ".join([refusal.words, *(item.message for item in refusal.items)]).casefold()


def _problem(refusal: Refusal, purpose: Purpose) -> str:
    said = "; ".join(_one(item) for item in refusal.items)
    words = quoted(refusal.words) if refusal.words else ""
    reasons = ": ".join(part for part in (words, said) if part)
    if reasons:
        return f"ConnectWise refused to {purpose.doing} ({refusal.status}): {reasons}."
    if refusal.page:
        return (
            f"A web page ({refusal.status}) came where ConnectWise was asked to {purpose.doing}: "
            "something other than its API answered."
        )
    return f"ConnectWise refused to {purpose.doing} ({refusal.status}) without giving a reason."


def _one(item: RefusalItem) -> str:
    return f"{item.field} {quoted(item.message)}".strip()


def _remedy(refusal: Refusal, purpose: Purpose) -> str:
    words = _all_words(refusal)
    # What an entry is refused for would mislead where a sheet is decided on.
    known = _ABOUT_US if purpose.refused else _ABOUT_ENTRIES | _ABOUT_US
    for pattern, remedy in known.items():
        if re.search(pattern, words):
            return remedy
    if "timeentrynotallowed" in words or any(i.field == "chargeToId" for i in refusal.items):
        return _NO_TIME_ON_TARGET
    if refusal.page or HTTPStatus.MULTIPLE_CHOICES <= refusal.status < HTTPStatus.BAD_REQUEST:
        return _CHECK_SITE
    return _by_status(refusal, purpose)


def _by_status(refusal: Refusal, purpose: Purpose) -> str:
    match refusal.status:
        case HTTPStatus.UNAUTHORIZED:
            return f"{_CHECK_KEYS} {_CHECK_CLIENT_ID}"
        case HTTPStatus.FORBIDDEN:
            return _missing_right(purpose)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return "Nothing was stored: wait a little, then try again."
        case HTTPStatus.CONFLICT:
            return "Someone changed it meanwhile: read it again, then repeat the change."
        case _:
            return _nothing_stored(refusal, purpose)


def _nothing_stored(refusal: Refusal, purpose: Purpose) -> str:
    if purpose.refused:
        return f"Nothing was changed. {purpose.refused}"
    if refusal.items:
        return "Nothing was stored: correct what is named, then try again."
    return "Nothing was stored: correct the request, or look in ConnectWise itself."


def _missing_right(purpose: Purpose) -> str:
    if not purpose.right:
        return "Ask an administrator to widen the security role of these keys' member."
    return (
        "The security role of these keys' member probably lacks a right: ask an administrator "
        f"for {purpose.right}."
    )
