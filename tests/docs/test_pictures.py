"""The pictures show what the server really answers, and nothing that must be fetched."""

import re
from xml.etree import ElementTree as ET

import pytest

from docs.pages import ROOT, published
from pictures.conversations import CONVERSATIONS, Conversation
from pictures.drawing import drawn
from pictures.laying_out import lines_of
from pictures.photographing import SIZE, size_of
from pictures.talking import held

pytestmark = pytest.mark.anyio
FOLDER = ROOT / "docs" / "pictures"
EACH = pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each.name)
SVG = "{http://www.w3.org/2000/svg}"


@EACH
async def test_a_picture_is_what_the_server_answers(conversation: Conversation) -> None:
    turns = await held(conversation)
    picture = (FOLDER / f"{conversation.name}.svg").read_text(encoding="utf-8")
    assert picture == drawn(conversation, turns), "Run scripts/pictures and look at them."
    texts = ET.fromstring(picture).iter(f"{SVG}text")  # noqa: S314  # our own drawing
    seen = " ".join("".join(each.itertext()) for each in texts)
    for turn in turns:
        for word in turn.text.split():
            assert word in seen, f"{conversation.name} does not show {word}"


@EACH
def test_a_picture_needs_nothing_but_itself(conversation: Conversation) -> None:
    picture = (FOLDER / f"{conversation.name}.svg").read_text(encoding="utf-8")
    addresses = re.findall(r"https?://[^\"' ]+", picture)
    assert addresses == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|foreignObject)|@import|url\(|href", picture)


@EACH
def test_a_photograph_has_the_size_that_bundles_show(conversation: Conversation) -> None:
    assert size_of(FOLDER / f"{conversation.name}.png") == SIZE


async def test_every_tool_in_a_picture_is_the_servers() -> None:
    tools = (await published()).tools
    called = {
        tool for each in CONVERSATIONS for part in each.parts for tool, _arguments in part.calls
    }
    assert called <= set(tools)


def test_there_is_no_picture_that_nobody_draws() -> None:
    drawn_ones = {each.name for each in CONVERSATIONS}
    assert {path.stem for path in FOLDER.iterdir()} == drawn_ones


def test_a_table_too_wide_for_its_picture_goes_on_in_the_next_line() -> None:
    lines = lines_of("ticket\tsummary\n#1\tMail relay rejects outgoing messages", 24)
    assert lines == [
        "ticket  summary",
        "#1      Mail relay",
        "        rejects outgoing",
        "        messages",
    ]
    assert max(map(len, lines)) <= 24
