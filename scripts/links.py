"""Which links of the pages lead elsewhere, and from where: for a person to look at. Asks nobody."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_FOLDERS = ("docs", "skills", "benchmarks")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def pages(root: Path) -> list[Path]:
    """Every page of the project."""
    below = [page for folder in _FOLDERS for page in (root / folder).rglob("*.md")]
    return sorted([*root.glob("*.md"), *below])


def links(text: str) -> list[str]:
    """The addresses of other hosts that a page links to, in its order; code is no link."""
    found = (told for told in _addresses(_MARKDOWN.parse(text)) if urlsplit(told).netloc)
    return list(dict.fromkeys(found))


def listing(root: Path) -> str:
    """Each address, and below it the pages that have it."""
    where: dict[str, list[str]] = defaultdict(list)
    for page in pages(root):
        for address in links(page.read_text(encoding="utf-8")):
            where[address].append(page.relative_to(root).as_posix())
    return "".join(
        f"{address}\n{''.join(f'  {page}{chr(10)}' for page in on)}"
        for address, on in sorted(where.items())
    )


def _addresses(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        for name in ("href", "src"):
            if name in token.attrs:
                yield str(token.attrs[name])
        yield from _addresses(token.children or ())


if __name__ == "__main__":
    sys.stdout.write(listing(Path.cwd()))
