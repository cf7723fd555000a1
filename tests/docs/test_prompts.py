"""The page of prompts lists every one as the server has it, and what completes each argument."""

import re

import pytest

from connectwise_time.desk.beginnings import MOST
from connectwise_time.server.prompts import JOBS
from docs.pages import ROOT, first_cells, published, read, rows

PAGE = ROOT / "docs" / "reference" / "prompts.md"


def names_in(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


@pytest.mark.anyio
async def test_the_page_lists_the_prompts_with_arguments_words_and_what_they_need() -> None:
    server = await published()
    told = {
        name.strip("`"): (names_in(arguments), said, names_in(needs))
        for name, arguments, said, needs in rows(read(PAGE), "Prompt")
    }
    needed = {job.name: sorted(job.needs) for job in JOBS}
    assert told == {
        name: (server.arguments(name), prompt.description, needed[name])
        for name, prompt in server.prompts.items()
    }


@pytest.mark.anyio
async def test_the_page_tells_what_completes_every_argument_and_every_template() -> None:
    server = await published()
    told = [name for cells in rows(read(PAGE), "Argument") for name in names_in(cells[0])]
    assert sorted(told) == sorted({part.name for job in JOBS for part in job.arguments})
    assert set(first_cells(read(PAGE), "Resource")) == {uri for uri in server.uris if "{" in uri}
    assert f"At most {MOST} values" in read(PAGE)


def test_the_page_tells_what_is_meant_where_an_argument_is_left_out() -> None:
    usual = {(p.name, p.usual) for job in JOBS for p in job.arguments if p.usual}
    assert usual == {("day", "today"), ("period", "this week"), ("member", "me")}
