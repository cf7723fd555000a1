"""The built site, taken apart: what it fetches, where it leads, which places it has."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from docs.pages import ROOT

SITE = ROOT / "build" / "site"
_FETCHED = {
    ("img", "src"),
    ("script", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "srcset"),
    ("form", "action"),
    ("object", "data"),
}
# These only say where something is; nothing is fetched for them.
_TELLS = {"canonical", "index", "search", "next", "prev", "author", "copyright"}


class Page(HTMLParser):
    """What a page fetches by itself, where its links lead, and which places it has."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this element fetches, where it leads and what it is called."""
        told = {name: value or "" for name, value in attrs}
        self.places |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag == "link" and told.get("rel") in _TELLS:
            return
        self.fetched += [told[name] for of, name in _FETCHED if of == tag and name in told]


@cache
def opened(file: Path) -> Page:
    """A page of the site."""
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def built_pages() -> list[Path]:
    """Every page of the site."""
    return sorted(SITE.rglob("*.html"))
