"""Trim the schemas that we publish: what costs a model context and tells it nothing goes."""

from typing import Any

_NOISE = ("title", "minLength", "maxLength", "pattern", "maximum", "minItems", "maxItems")
_KEPT_MAXIMA = 1_000_000
JsonSchema = dict[str, Any]


def trimmed_input(schema: JsonSchema) -> JsonSchema:
    """The schema of a tool's arguments, closed, without titles, nulls and null defaults.

    Bounds that only guard against abuse (lengths, patterns, id ranges) or go without saying (that
    ids and counts begin at 1) are enforced and not published.
    """
    definitions = schema.get("$defs", {})
    properties = {
        name: _trimmed(part, definitions) for name, part in schema.get("properties", {}).items()
    }
    lean: JsonSchema = {"type": "object", "properties": properties}
    if schema.get("required"):
        lean["required"] = schema["required"]
    lean["additionalProperties"] = False
    return lean


def flat_output(schema: JsonSchema) -> JsonSchema:
    """The schema of a tool's answer: names and types only, absent where there is nothing."""
    definitions = schema.get("$defs", {})
    properties = {}
    for name, part in schema.get("properties", {}).items():
        kind = _trimmed(part, definitions).get("type", "string")
        properties[name] = {"type": kind}
    return {"type": "object", "properties": properties}


def _trimmed(part: JsonSchema, definitions: JsonSchema) -> JsonSchema:
    part = _without_null(_followed(part, definitions), definitions)
    lean: JsonSchema = {}
    for key, value in part.items():
        if key in _NOISE and not (key == "maximum" and value < _KEPT_MAXIMA):
            continue
        if (key == "default" and value in (None, False)) or (key, value) == ("minimum", 1):
            continue
        lean[key] = _trimmed(value, definitions) if key == "items" else value
    if "properties" in lean:
        return _inside(lean["properties"], definitions)
    if "enum" in lean:
        description = lean.pop("description", None)
        # An enum's own docstring is for developers; what its argument says is for the model.
        if description and description == part.get("x-said"):
            lean["description"] = description
    lean.pop("x-said", None)
    return lean


def _inside(properties: JsonSchema, definitions: JsonSchema) -> JsonSchema:
    """A thing in a list, whose fields are those of another tool: names and types say enough."""
    fields = {name: _trimmed(part, definitions) for name, part in properties.items()}
    return {
        "type": "object",
        "properties": {name: _bare(part) for name, part in fields.items()},
    }


def _bare(part: JsonSchema) -> JsonSchema:
    lean = {key: part[key] for key in ("type", "anyOf") if key in part}
    return lean | ({"items": _bare(part["items"])} if "items" in part else {})


def _followed(part: JsonSchema, definitions: JsonSchema) -> JsonSchema:
    if "$ref" not in part:
        return {**part, "x-said": part.get("description")}
    named = definitions[part["$ref"].rsplit("/", 1)[-1]]
    said = {key: value for key, value in part.items() if key != "$ref"}
    return {**named, **said, "x-said": part.get("description")}


def _without_null(part: JsonSchema, definitions: JsonSchema) -> JsonSchema:
    if "anyOf" not in part:
        return part
    others = [option for option in part["anyOf"] if option.get("type") != "null"]
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    if len(others) != 1:
        return {**rest, "anyOf": [_trimmed(option, definitions) for option in others]}
    return {**_followed(others[0], definitions), **{k: v for k, v in rest.items() if v is not None}}
