"""The tutorials, played: every answer that they show is what the server says."""

import os

import pytest

from docs.pages import ROOT, name_of, read
from docs.played import played

pytestmark = pytest.mark.anyio
PAGES = {"technician": "technician", "manager": "manager"}
FOLDER = ROOT / "docs" / "tutorials"


@pytest.mark.parametrize(("page", "key"), PAGES.items(), ids=str)
async def test_every_answer_on_the_page_is_what_the_server_says(page: str, key: str) -> None:
    file = FOLDER / f"{page}.md"
    text = read(file)
    told = await played(text, key)
    if os.environ.get("SNAP"):
        file.write_text(told, encoding="utf-8")
        return
    assert told == text, f"scripts/snap writes {name_of(file)} anew"
