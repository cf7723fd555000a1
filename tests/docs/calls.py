"""Tool calls as pages write them, `search_time(member="me", limit=5)`, taken apart."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs.pages import code_blocks, inline_code, name_of

_CALL = re.compile(r"^([a-z]+(?:_[a-z]+)+)\((.*)\)$", re.DOTALL)
# A call that does not fit is shown with the refusal that says so.
_BEGUN = re.compile(
    r"^[a-z]+(?:_[a-z]+)+\(.*?\)$(?!\n   ✗ Nothing was done)", re.MULTILINE | re.DOTALL
)
# As JSON writes what Python writes otherwise.
_JSON = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call on a page: which tool, and with which arguments."""

    page: str
    tool: str
    arguments: dict[str, Any]


def written_calls(page: Path) -> list[WrittenCall]:
    """Every call on a page that names its arguments, in sentences and in blocks."""
    shown = inline_code(page)
    for kind, text in code_blocks(page):
        if kind == "text":
            shown += _BEGUN.findall(text)
    found = [_CALL.match(text) for text in shown]
    return [
        WrittenCall(name_of(page), match[1], arguments_in(match[2]))
        for match in found
        if match and ("=" in match[2] or not match[2])
    ]


def arguments_in(text: str) -> dict[str, Any]:
    """The arguments between the parentheses of a call."""
    call = ast.parse(f"f({text})", mode="eval").body
    assert isinstance(call, ast.Call)
    return {each.arg: _value(each.value) for each in call.keywords if each.arg is not None}


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name):
            return _JSON[name]
        case ast.List(elts=parts):
            return [_value(part) for part in parts]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {_value(key): _value(value) for key, value in pairs if key is not None}
        case _:
            return ast.literal_eval(node)
