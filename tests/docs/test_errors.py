"""The page of refusals knows every kind that there is, by the words that the program has for it."""

import inspect
import os
from collections.abc import Iterator

import pytest

from connectwise_time.errors import TimeDeskError
from docs.pages import ROOT, read, rows
from docs.played import played

PAGE = ROOT / "docs" / "reference" / "errors.md"


def kinds(of: type[TimeDeskError]) -> Iterator[type[TimeDeskError]]:
    """Every kind below one, in the order in which they are defined."""
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_kind_is_told_in_the_programs_own_words() -> None:
    ours = [each for each in kinds(TimeDeskError) if each.__module__.startswith("connectwise_time")]
    meanings = {each.__name__: (inspect.getdoc(each) or "").splitlines()[0] for each in ours}
    told = rows(read(PAGE), "Kind")
    assert {name.strip("`"): meaning for name, meaning, _ in told} == meanings
    assert all(remedy for *_, remedy in told)


@pytest.mark.anyio
async def test_the_refusals_on_the_page_are_what_the_server_says() -> None:
    text = read(PAGE)
    told = await played(text, "technician")
    if os.environ.get("SNAP"):
        PAGE.write_text(told, encoding="utf-8")
        return
    assert told == text, "scripts/snap writes docs/reference/errors.md anew"
