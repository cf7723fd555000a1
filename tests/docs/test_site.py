"""The built site: every page is there, leads somewhere, and asks no other host for anything."""

import json
import re
import shutil
import subprocess
from html import unescape
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


def in_chromium(address: str, folder: Path, width: int = 1300) -> str:
    """A page as a browser has it after its scripts have run."""
    program = [*("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")]
    program += [f"--user-data-dir={folder}", "--virtual-time-budget=8000"]
    return subprocess.run(
        [*program, f"--window-size={width},1000", address],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


with_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed"
)


@with_chromium
def test_a_search_finds_the_page(tmp_path: Path) -> None:
    seen = in_chromium((SITE / "search.html").as_uri() + "?q=stopwatch", tmp_path)
    assert "docs/reference/timers.html" in seen.partition('id="search-results"')[2]


# Each box that is wider inside than outside: what is in it is cut, or has to be scrolled.
CUT = """<script>addEventListener("load", () => {
  const cut = [...document.querySelectorAll("article pre, article .table-wrapper")]
    .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.innerText);
  const told = document.createElement("p");
  told.id = "cut";
  told.textContent = JSON.stringify([innerWidth, cut]);
  document.body.append(told);
})</script>"""


@with_chromium
@pytest.mark.parametrize(
    ("name", "width"),
    [("explanation/comparison", 1300), ("tutorials/manager", 1300), ("tutorials/technician", 500)],
)
def test_nothing_on_the_page_is_cut(name: str, width: int, tmp_path: Path) -> None:
    page = SITE / "docs" / f"{name}.html"
    base = f'<base href="{page.as_uri()}">{CUT}'
    copy = tmp_path / "page.html"
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("<head>", f"<head>{base}", 1), encoding="utf-8")
    seen = in_chromium(copy.as_uri(), tmp_path / "browser", width)
    [told] = re.findall(r'<p id="cut">(.*)</p>', seen)
    assert json.loads(unescape(told)) == [width, []]
