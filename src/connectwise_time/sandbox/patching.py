"""JSON Patch as the vendor reads it: which properties an array of operations would change."""

from typing import Any

from connectwise_time.sandbox.errors import Refusal, not_converted
from connectwise_time.sandbox.fields import Resource
from connectwise_time.sandbox.intake import unknown_member


def changes_in(resource: Resource, operations: Any) -> dict[str, Any]:
    """Property → new value (None for remove), in the order of the operations.

    A plain object fails to deserialise (connectwise-api.md §1 [A/B]). Sub-paths such as
    ``company/identifier`` answer 200 without effect (§7 [A]), so they change nothing.
    """
    if not isinstance(operations, list):
        raise _unreadable(operations, "List<PatchOperation>")
    changes: dict[str, Any] = {}
    for index, operation in enumerate(operations):
        name, value = _read(operation, index)
        if "/" in name:
            continue
        if name not in resource.by_name:
            raise unknown_member(name, resource.schema)
        changes[name] = value
    return changes


def plain_changes(body: Any, schema: str) -> dict[str, Any]:
    """The documented dialect's PATCH: a plain object, and no array."""
    if not isinstance(body, dict):
        raise _unreadable(body, schema)
    return body


def _unreadable(body: Any, kind: str) -> Refusal:
    refusal = not_converted(body, kind, "")
    return Refusal(400, refusal.code, refusal.message)


def _read(operation: Any, index: int) -> tuple[str, Any]:
    if not isinstance(operation, dict):
        raise not_converted(operation, "PatchOperation", f"[{index}]")
    op, path = operation.get("op"), operation.get("path")
    if not isinstance(op, str) or not isinstance(path, str) or not path.strip("/"):
        raise Refusal(400, "InvalidObject", f"Operation {index} needs an op and a path.")
    if op not in {"add", "replace", "remove"}:
        raise Refusal(400, "InvalidObject", f"'{op}' is not a supported operation.")
    return path.removeprefix("/"), None if op == "remove" else operation.get("value")
