"""The pages that people and assistants read, taken apart, and the server that they speak of."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.types import Prompt, TextContent, Tool

from connectwise_time import settings
from connectwise_time.desk.timedesk import TimeDesk
from connectwise_time.domain.review import RULES
from connectwise_time.server.answers.entries import WrittenAnswer
from connectwise_time.server.app import build_server

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TOOLS = ROOT / "docs" / "reference" / "tools.md"
OVERVIEW = ROOT / "docs" / "reference" / "overview.md"
ANY_CLIENT = ROOT / "docs" / "how-to" / "any-client.md"
SKILLS = sorted((ROOT / "skills").glob("*/SKILL.md"))
_NOT_OURS = {".venv", "node_modules"}


def every_page() -> list[Path]:
    """Every Markdown page of the project."""
    folders = [ROOT, ROOT / ".github", *(ROOT / name for name in ("docs", "skills", "benchmarks"))]
    found = {page for folder in folders[:1] for page in folder.glob("*.md")}
    found |= {page for folder in folders[1:] for page in folder.rglob("*.md")}
    return sorted(page for page in found if not _NOT_OURS & set(page.parts))


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    """How a page is called in the name of a test."""
    return page.relative_to(ROOT).as_posix()


def code_blocks(page: Path) -> list[tuple[str, str]]:
    """Fenced blocks: their language and their text."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", read(page), re.MULTILINE | re.DOTALL)


def targets(page: Path) -> list[str]:
    """Where the page's links and pictures lead, other sites aside."""
    prose = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)", prose) + re.findall(r'<img src="([^"]+)"', prose)
    return [target for target in found if "://" not in target and not target.startswith("mailto:")]


def inline_code(page: Path) -> list[str]:
    """What stands between single backticks, outside of fenced blocks."""
    prose = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the table that begins with that heading."""
    [table] = re.findall(
        rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n?)+)", text, re.MULTILINE
    )
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()
    ]


def first_cells(text: str, heading: str) -> list[str]:
    """Names in backticks in the first column of the tables with that heading."""
    tables = re.findall(
        rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n?)+)", text, re.MULTILINE
    )
    return [
        name for table in tables for name in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    ]


def sections(page: Path) -> dict[str, str]:
    """Text by second-level heading."""
    parts = re.split(r"^## (.+)$", read(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def review_rules() -> list[str]:
    """The names of the rules by which a timesheet is reviewed, in the order of the table."""
    return [rule.name for rule in RULES]


def settings_known() -> set[str]:
    """The full names of the settings that settings.py reads."""
    return set(settings.NAMES)


@dataclass(frozen=True, slots=True)
class Published:
    """What the server lists.

    Attributes:
        uris: Of resources and templates, and what each holds.
        texts: Of prompts, with arguments as a manifest puts them.
    """

    tools: dict[str, Tool]
    uris: dict[str, str]
    prompts: dict[str, Prompt]
    texts: dict[str, str]

    def in_short(self, tool: str) -> str:
        """The first sentence of what it tells a model."""
        return first_sentence(self.tools[tool].description or "")

    def parameters(self, tool: str) -> list[str]:
        properties: dict[str, Any] = self.tools[tool].input_schema["properties"]
        return list(properties)

    def arguments(self, prompt: str) -> list[str]:
        return [part.name for part in self.prompts[prompt].arguments or []]

    def choices(self, parameter: str) -> set[str]:
        """What a parameter, or each of its list, may be; none where that is open."""
        known: set[str] = set()
        for tool in self.tools.values():
            part = tool.input_schema["properties"].get(parameter, {})
            known |= {*part.get("enum", ()), *part.get("items", {}).get("enum", ())}
        return known

    def answer_fields(self, tool: str) -> list[str]:
        schema = self.tools[tool].output_schema
        assert schema is not None
        return list(schema["properties"])

    def words(self) -> set[str]:
        """Every name of a tool, a parameter, an answer field or a choice."""
        known = {*self.tools, *self.prompts, *WrittenAnswer.model_fields}
        for name, tool in self.tools.items():
            known |= {
                *self.parameters(name),
                *self.answer_fields(name),
                *WrittenAnswer.model_fields,
            }
            for part in tool.input_schema["properties"].values():
                for choices in (part, part.get("items", {})):
                    known |= {*choices.get("enum", ()), choices.get("const", "")}
        return known


@asynccontextmanager
async def never() -> AsyncIterator[TimeDesk]:
    """A desk that nobody may open."""
    raise AssertionError("listing opened the desk")
    yield


async def published(*, read_only: bool = False) -> Published:
    """What the server lists, asked as a host asks."""
    async with Client(build_server(never, read_only=read_only)) as client:
        tools = (await client.list_tools()).tools
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
        texts = {}
        for name, prompt in prompts.items():
            given = {part.name: f"${{arguments.{part.name}}}" for part in prompt.arguments or []}
            [message] = (await client.get_prompt(name, given)).messages
            assert isinstance(message.content, TextContent)
            texts[name] = message.content.text
    return Published(
        {tool.name: tool for tool in tools},
        {str(r.uri): r.description or "" for r in resources}
        | {t.uri_template: t.description or "" for t in templates},
        prompts,
        texts,
    )
