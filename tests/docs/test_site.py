"""The built site: every page is there, leads somewhere, and asks no other host for anything."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs.pages import ROOT, every_page, name_of
from docs.site import SITE, built_pages, opened

pytestmark = pytest.mark.skipif(
    not (SITE / "index.html").exists(), reason="the site is not built: run scripts/docs"
)
SECTIONS = ("tutorials", "how-to", "reference", "explanation", "decisions")


def elsewhere(address: str) -> bool:
    """Whether an address leaves the site."""
    return bool(urlsplit(address).netloc) or address.startswith("//")


@pytest.mark.parametrize("page", every_page(), ids=name_of)
def test_every_page_is_on_the_site(page: Path) -> None:
    assert (SITE / page.relative_to(ROOT)).with_suffix(".html").exists()


def test_no_page_fetches_anything_from_another_host() -> None:
    for file in built_pages():
        assert [each for each in opened(file).fetched if elsewhere(each)] == [], file
    for file in [*SITE.rglob("*.css"), *SITE.rglob("*.svg")]:
        text = file.read_text(encoding="utf-8")
        addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", text)
        assert [each for each in addresses if elsewhere(each)] == [], file


def test_every_link_leads_to_something_that_is_there() -> None:
    for file in built_pages():
        for link in [*opened(file).links, *opened(file).fetched]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert there.exists(), f"{file.relative_to(SITE)} leads to {link}"
            if parts.fragment and there.suffix == ".html":
                places = opened(there).places
                assert unquote(parts.fragment) in places, f"{file.relative_to(SITE)}: {link}"


def test_every_section_is_reached_from_the_front_page() -> None:
    links = {urlsplit(link).path for link in opened(SITE / "docs" / "index.html").links}
    for section in SECTIONS:
        assert {f"{section}/index.html", f"{section}/README.html"} & links


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_search_finds_the_page(tmp_path: Path) -> None:
    program = [*("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")]
    program += [f"--user-data-dir={tmp_path}", "--virtual-time-budget=8000"]
    seen = subprocess.run(
        [*program, (SITE / "search.html").as_uri() + "?q=stopwatch"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    assert "docs/reference/timers.html" in seen.partition('id="search-results"')[2]
