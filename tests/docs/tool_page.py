"""The page of tools: what each parameter takes is written into its tables from the schemas."""

import re
from collections.abc import Mapping

from mcp.types import Tool

from docs.listing import takes

_SECTION = re.compile(r"^## (\w+)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `(\w+)` \|(?: .*? \|)? (.*) \|$")
HEAD = "| Parameter | Takes | Meaning |"


def with_what_is_taken(page: str, tools: Mapping[str, Tool]) -> str:
    """The page, with the second column of each table of parameters as the schemas have it."""

    def section(found: re.Match[str]) -> str:
        tool = tools.get(found[1])
        return _filled(found[0], tool) if tool else found[0]

    return _SECTION.sub(section, page)


def without_what_is_taken(page: str) -> str:
    """The page without that column: what people wrote."""
    lines = []
    for line, inside in _marked(page):
        cells = line.split(" | ") if inside else []
        lines.append(" | ".join([cells[0], *cells[2:]]) if cells else line)
    return "\n".join(lines)


def _filled(section: str, tool: Tool) -> str:
    lines = []
    for line, inside in _marked(section):
        if inside and (row := _ROW.match(line)):
            told = takes(tool.input_schema, row[1])
            lines.append(f"| `{row[1]}` | {told} | {line.rsplit(' | ', 1)[1]}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _marked(text: str) -> list[tuple[str, bool]]:
    """Each line, and whether it is a row of a table of parameters."""
    marked, inside = [], False
    for line in text.split("\n"):
        inside = inside and line.startswith("|")
        marked.append((line, inside and not line.startswith("|---")))
        inside = inside or line == HEAD
    return marked
