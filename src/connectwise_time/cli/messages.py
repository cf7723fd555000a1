r"""What a host's line holds: messages for the SDK, or faults that are answered instead of it.

The SDK drops a line that it cannot read, and whoever wrote it waits for an answer for ever. A half
of an emoji is enough: hosts that cut text send it as `"\ud83d"`, which is JSON, and no Unicode.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from mcp.types import INVALID_REQUEST, PARSE_ERROR, JSONRPCNotification, jsonrpc_message_adapter

# Taken in this order, so that neither an escaped backslash nor a whole pair is taken for a half.
_HALF = re.compile(
    rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a line.

    Attributes:
        messages: What the SDK can read, each a line.
        answers: What the host is told, each a line.
        faults: What was wrong, in our words: a line is a customer's text.
    """

    messages: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    faults: tuple[str, ...] = ()


def read(line: bytes) -> Read:
    """What a line holds: a message, a batch of them (2025-03-26 has batches), or a fault."""
    line = line.replace(b"\r", b" ")  # the SDK would take each for the end of a line
    if _is_message(line):
        return Read((line,))
    if not line.strip():
        return Read()
    whole = _HALF.sub(lambda found: found[1] or rb"\ufffd", line)
    if whole != line and _is_message(whole):
        return Read((whole,))
    try:
        return _parsed(json.loads(whole.decode("utf-8", "replace")))
    except RecursionError:
        return _refused(_id_in(whole), INVALID_REQUEST, "is nested too deeply")
    except ValueError:
        return _refused(None, PARSE_ERROR, "is no JSON")


def _parsed(said: Any) -> Read:
    if not isinstance(said, list):
        return _judged(said)
    if not said:
        return _refused(None, INVALID_REQUEST, "is a batch of nothing")
    return _joined([_judged(part) for part in said])


def _is_message(line: bytes) -> bool:
    try:
        # As the SDK reads it: what is no UTF-8 is replaced, and names are those of the protocol.
        text = line.decode("utf-8", "replace")
        message = jsonrpc_message_adapter.validate_json(text, by_name=False)
        # It takes a request with an id that may not be, such as 1.5, for a notification.
        notified = isinstance(message, JSONRPCNotification) and '"id"' in text
        return not notified or json.loads(text).get("id") is None
    except ValueError:
        return False


def _judged(said: Any) -> Read:
    """What one message that is JSON comes to."""
    line = _line(said)
    if _is_message(line):
        return Read((line,))
    if not isinstance(said, dict):
        return _refused(None, INVALID_REQUEST, "is no object")
    if "method" not in said and ("result" in said or "error" in said):
        return Read(faults=("is an answer that cannot be read",))
    if isinstance(said.get("method"), str) and "id" not in said:
        return Read(faults=("is a notification that cannot be read",))
    return _refused(said.get("id"), INVALID_REQUEST, "is no message of JSON-RPC 2.0")


def _refused(number: Any, code: int, why: str) -> Read:
    """Nobody else would answer it: the host is told so, by its own number where it has one."""
    known = isinstance(number, str | int) and not isinstance(number, bool)
    known = known or (isinstance(number, float) and isfinite(number))
    fault = {"code": code, "message": f"The message {why}, and was not read: send it anew."}
    answer = {"jsonrpc": "2.0", "id": number if known else None, "error": fault}
    return Read(answers=(_line(answer),), faults=(why,))


def _joined(parts: list[Read]) -> Read:
    return Read(
        tuple(line for part in parts for line in part.messages),
        tuple(line for part in parts for line in part.answers),
        tuple(fault for part in parts for fault in part.faults),
    )


def _line(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def _id_in(line: bytes) -> Any:
    """The id of an object that is nested too deeply to be read as a whole."""
    depth, before = 0, (b"", b"")
    for token in _tokens(line):
        depth += (token in (b"{", b"[")) - (token in (b"}", b"]"))
        if depth == 1 and before == (b'"id"', b":"):
            try:
                return json.loads(token)
            except ValueError:
                return None
        before = (before[1], token)
    return None


def _tokens(line: bytes) -> Iterator[bytes]:
    return (found[0] for found in _TOKEN.finditer(line))
