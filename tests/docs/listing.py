"""The page of what the server lists, written from what it lists: schemas, effects, answers."""

import json
from collections.abc import Mapping
from typing import Any

from mcp.types import Prompt, Resource, ResourceTemplate, Tool, ToolAnnotations

from connectwise_time.server.tools import SETS

_HEAD = """\
# As the server lists it

What a host reads and a model is shown, word for word. `scripts/snap` writes this page from the
server, and a test compares. What parameters mean, what is refused, and what to do then is told on
the [page of tools](tools.md).
"""
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}


def listing(
    tools: Mapping[str, Tool],
    resources: list[Resource],
    templates: list[ResourceTemplate],
    prompts: Mapping[str, Prompt],
) -> str:
    """The whole page."""
    parts = [_HEAD, "## Tools\n", *map(_tool, tools.values())]
    parts += ["## Resources\n", _resources(resources, templates)]
    parts += ["## Prompts\n", *map(_prompt, prompts.values())]
    return "\n".join(parts).rstrip("\n") + "\n"


def _tool(tool: Tool) -> str:
    assert tool.annotations is not None
    assert tool.output_schema is not None
    sets = ", ".join(f"`{name}`" for name, tools in SETS.items() if tool.name in tools)
    schema = tool.input_schema
    lines = [
        f"### {tool.name}",
        "",
        f"**{tool.title}.** {escaped(tool.description or '')}",
        "",
        f"{_effects(tool.annotations)} In the sets {sets}. [More](tools.md#{tool.name})",
        "",
    ]
    if properties := schema["properties"]:
        lines += ["| Parameter | Takes | Shown to a model |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {takes(schema, name)} | {escaped(part.get('description', ''))} |"
            for name, part in properties.items()
        ]
    else:
        lines.append("It has no parameters.")
    answer = ", ".join(
        f"`{name}` ({_kind(part)})" for name, part in tool.output_schema["properties"].items()
    )
    return "\n".join([*lines, "", f"Answers with {answer}.", ""])


def takes(schema: Mapping[str, Any], parameter: str) -> str:
    """What it may be, and whether it has to be given."""
    required = "; required" if parameter in schema.get("required", ()) else ""
    return f"{_kind(schema['properties'][parameter])}{required}"


def _effects(effects: ToolAnnotations) -> str:
    if effects.read_only_hint:
        return "Reads only."
    told = ["writes"]
    told += ["may take something away"] if effects.destructive_hint else []
    told += ["a call repeated changes nothing more"] if effects.idempotent_hint else []
    return f"{'; '.join(told).capitalize()}."


def _kind(part: Mapping[str, Any]) -> str:
    """What a value may be, in words; a field that has nothing to say is absent, never null."""
    if "enum" in part:
        return "one of " + ", ".join(f"`{word}`" for word in part["enum"])
    if "anyOf" in part:
        return " or ".join(_kind(choice) for choice in part["anyOf"])
    if part.get("type") == "array":
        return f"list, each {_kind(part['items'])}" if "items" in part else "list"
    if "properties" in part:
        return "object of " + ", ".join(f"`{name}`" for name in part["properties"])
    told = _KINDS[part["type"]]
    told += "".join(
        f", {words} {part[key]}"
        for key, words in (("minimum", "from"), ("maximum", "at most"))
        if key in part
    )
    return told + (f", `{json.dumps(part['default'])}` if left out" if "default" in part else "")


def _resources(resources: list[Resource], templates: list[ResourceTemplate]) -> str:
    lines = ["| URI | Title | What it holds | Type |", "|---|---|---|---|"]
    lines += [_resource(str(listed.uri), listed) for listed in resources]
    lines += [_resource(template.uri_template, template) for template in templates]
    return "\n".join([*lines, ""])


def _resource(uri: str, what: Resource | ResourceTemplate) -> str:
    return f"| `{uri}` | {what.title} | {escaped(what.description or '')} | {what.mime_type} |"


def _prompt(prompt: Prompt) -> str:
    lines = [
        f"### {prompt.name}",
        "",
        f"**{prompt.title}.** {escaped(prompt.description or '')}",
        "",
        "| Argument | Meaning |",
        "|---|---|",
    ]
    for part in prompt.arguments or []:
        required = "; required" if part.required else ""
        lines.append(f"| `{part.name}` | {escaped(part.description or '')}{required} |")
    return "\n".join([*lines, ""])


def escaped(text: str) -> str:
    """Text as it is: no part of it is markup."""
    return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*").replace("[", "\\[")
