"""A JSON body → values for columns, or every flaw at once; knows types, not business rules."""

import json
import math
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from connectwise_time.sandbox.errors import Flaw, Refusal, invalid, not_converted
from connectwise_time.sandbox.fields import Field, Resource
from connectwise_time.sandbox.labels import Labels
from connectwise_time.sandbox.references import TARGETS

INT32 = 2**31
# An offset and milliseconds are both refused (connectwise-api.md §7 "Dates" [B]).
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def decoded(raw: bytes, kind: str) -> Any:
    """The JSON in a request. What is no JSON fails to convert (connectwise-api.md §6: 500)."""
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")  # lone surrogates
    except (ValueError, RecursionError):
        shown = raw[:40].decode("utf-8", "replace")
        raise not_converted(shown, kind, "") from None
    return found


def intake(resource: Resource, body: Any, labels: Labels) -> dict[str, Any]:
    """Column → value for every writable property that the body names."""
    if not isinstance(body, dict):
        raise not_converted(body, resource.schema, "")
    values: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for name, value in body.items():
        part = resource.by_name.get(name)
        if name == "_info":
            continue
        if part is None:
            raise unknown_member(name, resource.schema)
        _take(part, value, labels, values, flaws)
    if flaws:
        raise invalid(resource.singular, *flaws)
    return values


def unknown_member(name: str, schema: str) -> Refusal:
    """Json.NET's sentence, seen live for FilterValues; for time entries it is assumed [?]."""
    message = f"Could not find member '{name}' on object of type '{schema}'"
    return Refusal(400, "InvalidObject", message)


def _take(
    part: Field, value: Any, labels: Labels, values: dict[str, Any], flaws: list[Flaw]
) -> None:
    if value is None:
        stored = None
    elif part.kind == "reference":
        stored = _referred(part, value, labels, flaws)
    else:
        stored = _typed(part, value, flaws)
    # Two names may mean one column (locationId and location): a null never hides the other.
    if part.writable and not (stored is None and part.column in values):
        values[part.column] = stored


def _typed(part: Field, value: Any, flaws: list[Flaw]) -> Any:
    if not _is_of(part, value):
        raise not_converted(value, part.kind, part.name)
    if part.kind == "instant" and not _is_moment(value):
        message = f"Unsupported format applied to {part.name}"
        flaws.append(Flaw("UnsupportedFormat", message, part.name))
        return None
    if part.maximum and part.kind == "text" and len(value) > part.maximum:
        message = f"The field {part.name} must be a string with a maximum length of {part.maximum}."
        flaws.append(Flaw("MaxLengthField", message, part.name))
    return json.dumps(value) if part.kind == "custom" else value


def _is_of(part: Field, value: Any) -> bool:  # noqa: PLR0911  # one line per kind
    match part.kind:
        case "integer":
            return type(value) is int and abs(value) < INT32
        case "number":
            return type(value) in {int, float} and math.isfinite(value) and abs(value) < INT32
        case "flag":
            return isinstance(value, bool)
        case "choice":
            return value in part.options if part.writable else isinstance(value, str)
        case "uuid":
            return isinstance(value, str) and _is_uuid(value)
        case "custom":
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)
        case _:
            return isinstance(value, str)


def _referred(part: Field, value: Any, labels: Labels, flaws: list[Flaw]) -> int | None:
    """``{id}``, ``{identifier}`` or ``{name}`` (connectwise-api.md §7 "PATCH")."""
    if not isinstance(value, dict):
        raise not_converted(value, "Reference", part.name)
    target = TARGETS[part.target]
    names = [name for name, _ in target.labels if name in {"identifier", "name", "summary"}]
    for name in ("id", *names):
        said = value.get(name)
        if said is None:
            continue
        key = _key(part, name, said, labels)
        if key is None:
            field = f"{part.name}/{name}"
            flaws.append(Flaw("NotFound", f"{target.title} {said} not found", field))
        return key
    return None


def _key(part: Field, name: str, said: Any, labels: Labels) -> int | None:
    path = f"{part.name}.{name}"
    if name == "id":
        if type(said) is not int or abs(said) >= INT32:
            raise not_converted(said, "integer", path)
        return said if labels.of(part.target, said) else None
    if not isinstance(said, str):
        raise not_converted(said, "string", path)
    return labels.find(part.target, name, said)


def _is_moment(value: str) -> bool:
    if not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _no_constant(name: str) -> Any:
    raise ValueError(name)
