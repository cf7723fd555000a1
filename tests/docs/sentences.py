"""What the program can say: the strings of its source, with … where a value is filled in."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from docs.pages import ROOT

SOURCE = ROOT / "src" / "connectwise_time"
_VALUE = "…"
# What in a quotation stands for any value: an ellipsis, a number or a time, a key of a stopwatch.
_ANY = re.compile(r'"…"|…|\bN\b|\bticket-\d+\b|\d[\d:]*(?:–\d[\d:]*)?')


def can_be_said(quoted: str) -> bool:
    """Whether something that the program says begins so, or has these words in it in this order."""
    parts = [part.strip() for part in _ANY.split(quoted)]
    pattern = re.compile(".*?".join(re.escape(part) for part in parts if part))
    return any(pattern.search(sentence) for sentence in _sentences())


@cache
def _sentences() -> list[str]:
    found: list[str] = []
    for module in SOURCE.rglob("*.py"):
        if "sandbox" not in module.relative_to(SOURCE).parts:
            found += _of(ast.parse(module.read_text(encoding="utf-8")))
    return found


def _of(tree: ast.AST) -> Iterator[str]:
    documented = {id(text) for text in _docstrings(tree)}
    for node in ast.walk(tree):
        if id(node) in documented:
            continue
        if isinstance(node, ast.Call):
            remedies = [word.value for word in node.keywords if word.arg == "remedy"]
            for remedy in remedies:
                yield " ".join(_text(part) for part in (*node.args, remedy))
        elif isinstance(node, (ast.JoinedStr, ast.Constant)):
            yield _text(node)


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    return _VALUE
