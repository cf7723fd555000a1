"""Draw all pictures into docs/pictures anew: see CONTRIBUTING.md."""

import sys
from pathlib import Path

import anyio

from pictures.conversations import CONVERSATIONS
from pictures.drawing import drawn
from pictures.photographing import browser, photographed
from pictures.talking import held

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


async def main() -> None:
    """Every conversation as SVG, and as PNG where there is a browser."""
    FOLDER.mkdir(exist_ok=True)
    program = browser()
    for conversation in CONVERSATIONS:
        picture = FOLDER / f"{conversation.name}.svg"
        picture.write_text(drawn(conversation, await held(conversation)), encoding="utf-8")
        if program:
            photographed(program, picture)
    if not program:
        sys.stderr.write("No chromium: the PNGs were left as they are.\n")


if __name__ == "__main__":
    anyio.run(main)
