"""The pictures show what the server really answers, and nothing that must be fetched."""

import base64
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from connectwise_time.server.icon import ICON
from docs.pages import ROOT, published
from pictures.conversations import CONVERSATIONS, Conversation
from pictures.drawing import drawn
from pictures.laying_out import lines_of
from pictures.photographing import SIZE, size_of
from pictures.sealing import is_sealed
from pictures.talking import held

pytestmark = pytest.mark.anyio
FOLDER = ROOT / "docs" / "pictures"
EACH = pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each.name)
ASSETS = ROOT / "assets"
PHOTOGRAPHS = [*sorted(FOLDER.glob("*.png")), ASSETS / "icon.png"]
SHAPES = {
    "rect": ("width", "height", "rx"),
    "circle": ("cx", "cy", "r", "stroke-width"),
    "path": ("d", "stroke-width"),
}
# The marks of a clock's quarters are left out of the small one.
TICKS = {("path", "#fff")}
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


@pytest.mark.parametrize("picture", PHOTOGRAPHS, ids=lambda each: each.stem)
def test_a_photograph_was_made_from_the_drawing_beside_it(picture: Path) -> None:
    how = "scripts/icon" if picture.parent == ASSETS else "scripts/pictures"
    assert is_sealed(picture.read_bytes(), picture.with_suffix(".svg")), f"Run {how}, and look."


def test_other_pixels_and_another_drawing_break_the_seal() -> None:
    first, second = (path.read_bytes() for path in PHOTOGRAPHS[:2])
    assert not is_sealed(second, PHOTOGRAPHS[0].with_suffix(".svg"))
    middle = len(first) // 2
    touched = first[:middle] + bytes([first[middle] ^ 1]) + first[middle + 1 :]
    assert not is_sealed(touched, PHOTOGRAPHS[0].with_suffix(".svg"))


def test_the_icon_that_hosts_show_is_the_drawing_in_small() -> None:
    small = icon_parts(base64.b64decode(ICON.src.partition(",")[2]).decode())
    large = icon_parts((ASSETS / "icon.svg").read_text(encoding="utf-8"))
    assert small.keys() == large.keys() - TICKS
    for what, numbers in small.items():
        assert numbers == [pytest.approx(number / 16, abs=0.26) for number in large[what]], what


def icon_parts(drawing: str) -> dict[tuple[str, str], list[float]]:
    """The numbers of each shape, by its name and its colour."""
    parts = {}
    for shape in ET.fromstring(drawing).iter():  # noqa: S314  # our own drawing
        name = shape.tag.removeprefix(SVG)
        if name in SHAPES:
            colour = shape.get("stroke", shape.get("fill", ""))
            told = " ".join(shape.get(part, "0") for part in SHAPES[name])
            parts[name, colour] = [float(n) for n in re.findall(r"-?[0-9.]+", told)]
    return parts


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
