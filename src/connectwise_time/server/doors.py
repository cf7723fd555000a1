"""The one frame around every tool: arguments judged in our words, foreseen errors said aloud."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import anyio
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import FuncMetadata
from mcp.types import ToolAnnotations
from pydantic import ValidationError

from connectwise_time.errors import Refused, TimeDeskError, Unavailable
from connectwise_time.server.schemas import JsonSchema, flat_output, trimmed_input
from connectwise_time.server.speaking import misfit, spoken

# Hosts drop an answer that comes later (reliability §0.7); writes end before (desk.operations).
CALL_SECONDS = 44.0
_TOO_LONG = Unavailable(
    "ConnectWise did not answer in time.",
    remedy="Try again in a minute, or ask for less at once. If it was a write, ask"
    " check_operation first what became of it.",
)
_UNREADABLE = Refused(
    "The person was asked, and what their client answered is neither yes nor no.",
    remedy="Nothing was done. Call again to ask once more.",
)


class PlainArguments(FuncMetadata):
    """Arguments as they were given.

    The SDK reads any text that may also be null as JSON first: a company called "null" would be
    no filter at all, and notes such as "[1]" no text. Here only lists may come as JSON text,
    as some hosts send them, or as the one word that they would hold.
    """

    lists: frozenset[str] = frozenset()

    def pre_parse_json(self, data: dict[str, Any]) -> dict[str, Any]:
        """The arguments, lists that came as text made lists."""
        return {
            name: _as_list(value) if name in self.lists and isinstance(value, str) else value
            for name, value in data.items()
        }


def _as_list(text: str) -> Any:
    try:
        listed = json.loads(text)
    except ValueError:
        return [text]
    return listed if isinstance(listed, list) else [text]


class Door(Tool):
    """A tool whose refusals are sentences for the model, and never a library's prose.

    Attributes:
        asks: A person may be asked while it runs.
    """

    asks: bool = False

    async def run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool = False,  # noqa: FBT001, FBT002  # the SDK's signature
    ) -> Any:
        """Run the tool; every foreseen failure becomes a ToolError in our words.

        It answers in time, unless a person is asked meanwhile, which takes as long as it takes:
        those tools divide their time themselves.
        """
        if self.asks:
            return await self._run(arguments, context, convert_result)
        try:
            with anyio.fail_after(CALL_SECONDS):
                return await self._run(arguments, context, convert_result)
        except TimeoutError:
            raise ToolError(spoken(_TOO_LONG)) from None

    async def _run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool,  # noqa: FBT001
    ) -> Any:
        known = self.parameters["properties"]
        if not arguments.keys() <= known.keys():
            # The SDK drops what it does not know: the model would believe that it counted.
            raise ToolError(misfit([{"type": "unknown", "loc": ()}], self.parameters))
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as failure:
            cause = failure.__cause__
            if isinstance(cause, TimeDeskError):
                sandbox = context.request_context.lifespan_context.sandbox
                raise ToolError(spoken(cause, sandbox=sandbox)) from cause
            if isinstance(cause, ValidationError):
                # Not `from cause`: its text holds the arguments, and chains end up in logs.
                raise ToolError(
                    misfit(cause.errors(include_input=False), self.parameters)
                ) from None
            if isinstance(cause, ToolError):
                # Nobody here raises one: the SDK could not read the answer to a question.
                raise ToolError(spoken(_UNREADABLE)) from cause
            raise


def door(
    fn: Callable[..., Any],
    title: str,
    *,
    writes: bool = False,
    destructive: bool = False,
    idempotent: bool = False,
    asks: bool = False,
    meta: Mapping[str, Any] | None = None,
) -> Door:
    """A tool from a function: its docstring, its types, its stated effects."""
    made = Door.from_function(
        fn,
        title=title,
        meta=dict(meta) if meta else None,
        annotations=ToolAnnotations(
            read_only_hint=not writes,
            destructive_hint=destructive,
            idempotent_hint=idempotent or not writes,
        ),
    )
    published: JsonSchema = trimmed_input(made.parameters)
    facts = made.fn_metadata
    plain = PlainArguments(
        arg_model=facts.arg_model,
        output_schema=flat_output(facts.output_schema) if facts.output_schema else None,
        output_model=facts.output_model,
        lists=frozenset(n for n, p in published["properties"].items() if p.get("type") == "array"),
    )
    assert isinstance(made, Door)
    return made.model_copy(
        update={
            "parameters": published,
            "description": " ".join(made.description.split()),
            "fn_metadata": plain,
            "asks": asks,
        }
    )
