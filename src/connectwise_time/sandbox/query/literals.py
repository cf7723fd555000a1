"""Literals of conditions → values for the database, or the server's sentence about their type."""

import re
from datetime import datetime

from connectwise_time.sandbox.errors import bad_condition, wrong_type
from connectwise_time.sandbox.query.grammar import Value
from connectwise_time.sandbox.query.operands import Operand

Bound = str | int | float

EXPECTED = {
    "integer": "numeric",
    "number": "numeric",
    "flag": "boolean",
    "instant": "DateTime",
    "text": "string",
    "uuid": "string",
    "choice": "string",
}
BIGGEST = 2**63
MOST_DIGITS = 19
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?Z?)?", re.ASCII)
_SINGLE = re.compile(r"\[(.)\]", re.DOTALL)
_CLASS = re.compile(r"\[[^\]]+\]", re.DOTALL)


def bound(operand: Operand, value: Value) -> Bound:
    """The value that goes to the database, once its type fits the name's."""
    expected = EXPECTED.get(operand.kind)
    if operand.kind == "day":  # a plain string in the schema, a date in the database
        expected = "string" if value.kind == "string" else "DateTime"
    if expected and value.kind != expected:
        raise wrong_type(expected, value.kind)
    if value.kind == "numeric":
        return _number(value.text)
    if value.kind == "boolean":
        return int(value.text == "true")
    if value.kind == "DateTime":
        return _moment(value.text, dates_only=operand.kind == "day")
    if value.kind == "null":
        raise wrong_type(expected or "string", "null")
    return value.text


def _number(text: str) -> Bound:
    if "." not in text and len(text) <= MOST_DIGITS and abs(int(text)) < BIGGEST:
        return int(text)
    return float(text)


def _moment(text: str, *, dates_only: bool) -> str:
    """UTC moments and bare dates. Offsets and fractions of seconds are refused [?]."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise bad_condition(f"'{text}' is not a valid DateTime value.")
    day, minutes, seconds = match.groups()
    moment = f"{day}T{minutes or '00:00'}{seconds or ':00'}Z"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        raise bad_condition(f"'{text}' is not a valid DateTime value.") from None
    return day if dates_only and moment.endswith("T00:00:00Z") else moment


def containing(text: str) -> str:
    """The LIKE pattern of ``contains``, wildcards taken as they are."""
    return f"%{_literal(text)}%"


def needs_classes(pattern: str) -> bool:
    """Whether a pattern has a class of several characters, such as ``[a-f]``."""
    return bool(_CLASS.search(_SINGLE.sub("", pattern)))


def like_pattern(pattern: str) -> str:
    """``*`` and ``%`` match anything, ``[x]`` is x itself (connectwise-api.md §4)."""
    parts = _SINGLE.split(pattern)
    return "".join(
        _literal(part) if index % 2 else _literal(part, "\\").replace("*", "%")
        for index, part in enumerate(parts)
    )


def class_pattern(pattern: str) -> str:
    """The same pattern as a regular expression, for SQL Server's ``[a-f]`` and ``[^a-f]``."""
    out: list[str] = []
    for part in re.findall(r"\[[^\]]+\]|.", pattern, re.DOTALL):
        if len(part) > 1:
            out.append(_class(part[1:-1]))
        else:
            out.append({"*": ".*", "%": ".*", "_": "."}.get(part) or re.escape(part))
    return "".join(out)


def _class(inner: str) -> str:
    """The inside of ``[…]``: ranges low-high, anything else as it is, ^ first negates."""
    negated = inner[0] == "^" and len(inner) > 1
    members: list[str] = []
    for part in re.findall(r".-.|.", inner[negated:], re.DOTALL):
        low, high = re.escape(part[0]), re.escape(part[-1])
        is_range = len(part) > 1 and part[0] <= part[-1]
        members.append(f"{low}-{high}" if is_range else "".join(map(re.escape, part)))
    return f"[{'^' if negated else ''}{''.join(members)}]"


def _literal(text: str, special: str = "\\%_") -> str:
    return "".join(f"\\{c}" if c in special else c for c in text)
