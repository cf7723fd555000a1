"""The vendor's refusals: their HTTP status, their codes and their shape on the wire."""

import json
from dataclasses import dataclass
from typing import Any

HINT = (
    "String values should be enclosed with double or single quotes; DateTime values should be "
    "enclosed in square brackets; numbers should consist of only digits, and optionally a decimal "
    "point and a negation sign; boolean values should be indicated with the keywords true or "
    "false; null values should be indicated by the keyword null."
)

CLIP = 60

_IIS_PAGE = """\
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\r
<html xmlns="http://www.w3.org/1999/xhtml">\r
<head>\r
<title>{title}</title>\r
</head>\r
<body>\r
<h1>Server Error</h1>\r
<h2>{title}</h2>\r
</body>\r
</html>\r
"""


def iis_page(title: str) -> str:
    """What IIS says where the API behind it has no say."""
    return _IIS_PAGE.format(title=title)


IIS_NOT_FOUND = iis_page("404 - File or directory not found.")
IIS_URL_TOO_LONG = iis_page("414 - Request-URI Too Long")


@dataclass(frozen=True)
class Flaw:
    """One line of ``errors``: what is wrong with one field."""

    code: str
    message: str
    field: str


class Refusal(Exception):  # a refusal is an answer, not a failure of ours
    """An answer in the vendor's error shape; raised anywhere below the routes."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        flaws: tuple[Flaw, ...] = (),
        resource: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.flaws = flaws
        self.resource = resource

    def body(self) -> bytes:
        """Pretty-printed with CRLF; ``errors`` may be null (connectwise-api.md §6 [B])."""
        lines = [
            {
                "code": flaw.code,
                "message": flaw.message,
                "resource": self.resource,
                "field": flaw.field,
            }
            for flaw in self.flaws
        ]
        answer = {"code": self.code, "message": self.message, "errors": lines or None}
        return pretty(answer)


def pretty(answer: Any) -> bytes:
    """JSON as the vendor writes errors."""
    return json.dumps(answer, indent=2, ensure_ascii=False).replace("\n", "\r\n").encode()


def invalid(resource: str, *flaws: Flaw) -> Refusal:
    """400 InvalidObject with a line for every flaw."""
    return Refusal(400, "InvalidObject", f"{resource} object is invalid", flaws, resource)


def missing(field: str) -> Flaw:
    """A required field that is not there."""
    return Flaw("MissingRequiredField", f"The {field} field is required.", field)


def not_converted(value: Any, kind: str, path: str) -> Refusal:
    """A value that the server cannot read into the field's type: 500, and the client's mistake.

    connectwise-api.md §6 [B]: 500 ConnectWiseApi "Error converting value … Path '…'".
    """
    shown = json.dumps(value, ensure_ascii=True, default=str)
    shown = shown if len(shown) <= CLIP else shown[:CLIP] + "…"
    message = f"Error converting value {shown} to type '{kind}'. Path '{path}', line 1, position 1."
    return Refusal(500, "ConnectWiseApi", message)


def bad_condition(message: str) -> Refusal:
    """400 for conditions and orderBy."""
    return Refusal(400, "ApiFindCondition", message)


def wrong_type(expected: str, got: str) -> Refusal:
    """The server's own sentence (connectwise-api.md §4 [B])."""
    return bad_condition(f"Expected a {expected} value, not a {got}. {HINT}")


def unknown_name(name: str) -> Refusal:
    """A name that conditions or orderBy do not know."""
    return bad_condition(f"{name} is not a recognized name.")


def not_found(title: str, key: int | str) -> Refusal:
    """404 for an unknown id; the exact text is assumed [?]."""
    return Refusal(404, "NotFound", f"{title} {key} not found")


def forbidden() -> Refusal:
    """403 for what the member's role does not let it do."""
    return Refusal(403, "Security", "You do not have security permission to perform this action.")
