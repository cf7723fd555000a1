"""Nobody's notes are made up: what examples store is what the person said before, in whole."""

import re

import pytest

from docs.pages import ROOT, read
from pictures.conversations import CONVERSATIONS, Conversation

_NOTES = re.compile(r'notes="((?:[^"\\]|\\.)*)"')
_SAID = re.compile(r"^> (.+)$", re.MULTILINE)


def plainly(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


@pytest.mark.parametrize("name", ["technician", "manager"])
def test_a_tutorial_stores_what_was_said(name: str) -> None:
    page = read(ROOT / "docs" / "tutorials" / f"{name}.md")
    for found in _NOTES.finditer(page):
        said = [plainly(words) for words in _SAID.findall(page[: found.start()])]
        assert any(plainly(found[1]) in words for words in said), found[1]


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each.name)
def test_a_picture_stores_what_was_said(conversation: Conversation) -> None:
    said = ""
    for part in conversation.parts:
        said += f" {plainly(part.sentence)}"
        for _tool, arguments in part.calls:
            assert plainly(arguments.get("notes", "")) in said
