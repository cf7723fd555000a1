"""What all answers share: two faces made from one, names on one line, and who is a sandbox."""

from typing import Any

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from connectwise_time.domain.models import Named
from connectwise_time.server.text import one_line

SANDBOX = "SANDBOX: practice data, nothing reaches a real ConnectWise."
TABLE_CHARACTERS = 10_000
"""Of a table: with heading and totals, and with tabs and line breaks escaped in the structured
face, 100 rows stay under 12,000 characters in both."""


class Reference(BaseModel):
    """A thing with its id and name."""

    id: int
    name: str


def reference(named: Named | None) -> dict[str, Any] | None:
    """A thing with its id and name, as typed facts."""
    return {"id": named.id, "name": one_line(named.name, 100)} if named else None


def both_faces(
    model: type[BaseModel], facts: dict[str, Any], lines: list[str], *, sandbox: bool
) -> CallToolResult:
    """The answer as text and as typed facts that carry the text too."""
    if sandbox:
        lines = [SANDBOX, *lines]
    text = "\n".join(line for line in lines if line)
    answer = model(**facts, sandbox=sandbox or None, text=text)
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=answer.model_dump(mode="json", exclude_none=True),
    )


def name_of(named: Named | None) -> str:
    """The name on one line; empty where there is none."""
    return one_line(named.name, 100) if named else ""


def counted(things: int, one: str, many: str | None = None) -> str:
    """`1 ticket`, `2 tickets`."""
    return f"{things} {one if things == 1 else many or f'{one}s'}"
