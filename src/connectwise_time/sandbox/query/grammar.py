"""Conditions as text → a tree: tokens, precedence and nothing about fields or SQL.

The grammar is connectwise-api.md §4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectwise_time.sandbox.errors import bad_condition

DEEPEST = 60
LONGEST = 20_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<instant>\[[^\[\]]*\])
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<op>!=|<=|>=|=|<|>)
    |(?P<mark>[(),])
    |(?P<word>[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\([\\\"'])")


@dataclass(frozen=True)
class Value:
    """A literal: its kind is how the writer marked it (quotes, brackets, digits, keyword)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """A name, an operator and its values."""

    name: str
    op: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Parts joined by and, or by or."""

    joint: str
    parts: tuple["Node", ...]


Node = Comparison | Group
Token = tuple[str, str]


def parse(conditions: str) -> Node:
    """The tree of some conditions, or ApiFindCondition."""
    return _Parser(tuple(_tokens(conditions))).whole()


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise bad_condition(f"Unexpected character '{text[at]}' at position {at}.")
        at = match.end()
        kind = match.lastgroup or ""
        if kind != "space":
            yield kind, match.group()


class _Parser:
    """Recursive descent over the tokens; AND binds closer than OR."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        if len(tokens) > LONGEST:
            raise bad_condition("The conditions are too long.")
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Node:
        node = self._either(0)
        if self._at < len(self._tokens):
            raise bad_condition(f"Unexpected '{self._tokens[self._at][1]}'.")
        return node

    def _either(self, depth: int) -> Node:
        return self._joined("or", depth)

    def _joined(self, joint: str, depth: int) -> Node:
        parts = [self._part(joint, depth)]
        while self._word() == joint:
            self._at += 1
            parts.append(self._part(joint, depth))
        return parts[0] if len(parts) == 1 else Group(joint, tuple(parts))

    def _part(self, joint: str, depth: int) -> Node:
        return self._joined("and", depth) if joint == "or" else self._single(depth)

    def _single(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise bad_condition("The conditions are nested too deeply.")
        if self._peek() == ("mark", "("):
            self._at += 1
            node = self._either(depth + 1)
            self._mark(")")
            return node
        kind, name = self._next()
        if kind != "word":
            raise bad_condition(f"Expected a name, found '{name}'.")
        op = self._operator()
        return Comparison(name, op, self._listed() if op.endswith("in") else (self._value(),))

    def _operator(self) -> str:
        kind, text = self._next()
        word = text.lower()
        if kind == "op" or word in {"contains", "like", "in"}:
            return word
        if word == "not":
            inner = self._next()[1].lower()
            if inner in {"contains", "like", "in"}:
                return f"not {inner}"
        raise bad_condition(f"Expected an operator, found '{text}'.")

    def _listed(self) -> tuple[Value, ...]:
        self._mark("(")
        values = [self._value()]
        while self._peek() == ("mark", ","):
            self._at += 1
            values.append(self._value())
        self._mark(")")
        return tuple(values)

    def _value(self) -> Value:
        kind, text = self._next()
        word = text.lower()
        if kind == "string":
            return Value("string", _ESCAPE.sub(r"\1", text[1:-1]))
        if kind == "instant":
            return Value("DateTime", text[1:-1])
        if kind == "number":
            return Value("numeric", text)
        if word in {"true", "false"}:
            return Value("boolean", word)
        if word == "null":
            return Value("null", word)
        raise bad_condition(f"Expected a value, found '{text}'.")

    def _mark(self, mark: str) -> None:
        kind, text = self._next()
        if (kind, text) != ("mark", mark):
            raise bad_condition(f"Expected '{mark}', found '{text}'.")

    def _word(self) -> str:
        kind, text = self._peek()
        return text.lower() if kind == "word" else ""

    def _peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "end")

    def _next(self) -> Token:
        token = self._peek()
        if token[0] == "end":
            raise bad_condition("The conditions end too early.")
        self._at += 1
        return token
