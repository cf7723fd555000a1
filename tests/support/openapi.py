"""Judge requests by the facts: the vendor's operations and schemas, not our client's idea of them.

The whole document (`reference/openapi-time.json`) lies beside the checkout where the project is
developed; elsewhere the trimmed copy in `tests/contract/facts.json` is used, and a test keeps the
copy equal to the document.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
WHOLE = ROOT.parent / "shared" / "reference" / "openapi-time.json"
TRIMMED = ROOT / "tests" / "contract" / "facts.json"

# What the client may ask: the rest of the document is left out of the trimmed copy.
_KEPT = re.compile(
    r"/(time/(entries|sheets|workTypes|workRoles|chargeCodes|timePeriodSetups"
    r"|ticketstopwatches|activitystopwatches|schedulestopwatches)"
    r"|service/(tickets|boards)|project/(tickets|projects|statuses)|finance/agreements"
    r"|sales/activities|company/companies|schedule/(calendars|holidayLists|entries)"
    r"|system/(info|members|myMembers|mySecurity|myCompany|timeZoneSetups|locations|departments)"
    r")(/|$)"
)
_WRITES = ("post", "put", "patch", "delete")
Json = dict[str, Any]


def trim(document: Json) -> Json:
    """The operations and request schemas that matter, small enough to be kept in the project."""
    paths: Json = {}
    schemas: Json = {}
    for path, operations in document["paths"].items():
        if not _KEPT.match(path):
            continue
        for method, operation in operations.items():
            if method not in ("get", *_WRITES):
                continue
            if method in _WRITES and not re.match(
                r"/time/(entries|sheets|\w+stopwatches)|.*/search$", path
            ):
                continue
            query = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query"]
            kept: Json = {"query": query} if query else {}
            body = _body_schema(operation)
            if body is not None:
                kept["body"] = _plain(body)
                _collect(body, document["components"]["schemas"], schemas)
            paths.setdefault(path, {})[method] = kept
    return {"paths": paths, "schemas": schemas}


def _body_schema(operation: Json) -> Json | None:
    content = operation.get("requestBody", {}).get("content", {})
    return next((part["schema"] for part in content.values()), None)


def _collect(schema: Any, every: Json, kept: Json) -> None:
    for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(schema)):
        if name not in kept:
            kept[name] = _plain(every[name])
            _collect(every[name], every, kept)


def _plain(schema: Any) -> Any:
    """As JSON Schema: closed objects, nullable spelled as a type, no prose."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {
        key: {name: _plain(part) for name, part in value.items()}
        if key == "properties"
        else _plain(value)
        for key, value in schema.items()
        if key not in ("description", "x-source", "nullable", "format", "example")
    }
    if schema.get("nullable") and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
        if "enum" in plain:
            plain["enum"] = [*plain["enum"], None]
    if "properties" in plain:
        plain.setdefault("additionalProperties", False)
    if "$ref" in plain:
        plain["$ref"] = str(plain["$ref"]).replace("#/components/schemas/", "#/schemas/")
    return plain


class Facts:
    """The vendor's operations, to hold requests against."""

    def __init__(self, trimmed: Json) -> None:
        self._schemas = trimmed["schemas"]
        self._operations = [
            (re.compile(re.sub(r"\{\w+\}", r"[^/]+", path) + "$"), path, operations)
            for path, operations in trimmed["paths"].items()
        ]
        # Literal paths before those with parameters: /count is no id.
        self._operations.sort(key=lambda item: item[1].count("{"))

    @classmethod
    def load(cls) -> "Facts":
        """From the whole document where it is there, otherwise from the trimmed copy."""
        if WHOLE.exists():
            return cls(trim(json.loads(WHOLE.read_text())))
        return cls(json.loads(TRIMMED.read_text()))

    def violations(
        self, method: str, path: str, query: str, headers: Json, body: bytes
    ) -> list[str]:
        """What is wrong with a request; empty where it is one that the vendor documents."""
        match = re.search(r"/apis/3\.0(/.*)$", path)
        if match is None:
            return [f"{method} {path}: outside of the API"]
        operation = self._operation(method, match[1])
        if operation is None:
            return [f"{method} {match[1]}: no such operation"]
        wrong = [
            f"{method} {match[1]}: no query parameter {name!r}"
            for name, _ in parse_qsl(query, keep_blank_values=True)
            if name not in operation.get("query", [])
        ]
        if not headers.get("clientid"):
            wrong.append(f"{method} {match[1]}: no clientId")
        return wrong + [f"{method} {match[1]}: {fault}" for fault in self._body(operation, body)]

    def _operation(self, method: str, path: str) -> Json | None:
        for pattern, _, operations in self._operations:
            if pattern.match(path) and method.lower() in operations:
                found: Json = operations[method.lower()]
                return found
        return None

    def _body(self, operation: Json, body: bytes) -> list[str]:
        schema = operation.get("body")
        if schema is None:
            return ["a body where none is documented"] if body else []
        if not body:
            return ["no body"]
        validator = Draft202012Validator({**schema, "schemas": self._schemas})
        return [
            f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
            for fault in validator.iter_errors(json.loads(body))
        ]
