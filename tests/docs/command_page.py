"""The page of the command, written from the parser that reads it."""

import argparse
from collections.abc import Iterator

_HEAD = """\
# The command

`scripts/snap` writes this page from the parser that reads the command line, and a test compares.
A bare `connectwise-time` serves over standard input and output.
"""
_TAIL = """\
## How it ends

| Code | Meaning |
|---|---|
| 0 | well |
| 1 | the doctor found a fault, or a call of the demo did not go as it should |
| 2 | a wrong call, or settings that are missing or wrong; standard error tells which |
| 130 | it was interrupted |
| 141 | whoever read its output left |
"""


def command_page(parser: argparse.ArgumentParser) -> str:
    """The whole page."""
    [commands] = [a for a in actions(parser) if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001  # argparse has no public name for it
    parts = [_HEAD, _options(parser)]
    helps = {each.dest: each.help for each in commands._choices_actions}  # noqa: SLF001  # the same
    for name, command in commands.choices.items():
        parts += [f"## {parser.prog} {name}\n", f"{_sentence(helps[name] or '')}\n"]
        parts += [_options(command)]
    return "\n".join([*parts, _TAIL])


def actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """What the parser takes, --help aside."""
    for action in parser._actions:  # noqa: SLF001  # argparse tells it nowhere else
        if not isinstance(action, argparse._HelpAction):  # noqa: SLF001  # the same
            yield action


def _options(parser: argparse.ArgumentParser) -> str:
    lines = [
        f"| `{_spelled(action)}` | {_taken(action)} | {action.help or ''} |"
        for action in actions(parser)
        if action.option_strings
    ]
    if not lines:
        return "It has no options.\n"
    return "\n".join(["| Option | Takes | Meaning |", "|---|---|---|", *lines, ""])


def _spelled(action: argparse.Action) -> str:
    value = action.metavar or ("" if action.nargs == 0 else (action.dest or "").upper())
    return f"{', '.join(action.option_strings)} {value}".strip()


def _taken(action: argparse.Action) -> str:
    if action.choices:
        told = ", ".join(f"`{choice}`" for choice in action.choices)
        usual = f"; `{action.default}` if left out" if action.default else ""
        return f"one of {told}{usual}"
    if action.nargs == 0:
        return "nothing"
    return "a value"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
