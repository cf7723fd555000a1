"""How the pages become a site: see scripts/docs, and decision 35 for why this way.

The whole repository is the source, so that a link leads to the same page on the site as on a forge.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)

project = "connectwise-time"
author = "The connectwise-time developers"
copyright = author  # noqa: A001  # Sphinx's name for it
[release] = _VERSION.findall(
    (ROOT / "src" / "connectwise_time" / "__init__.py").read_text(encoding="utf-8")
)

extensions = ["myst_parser"]
# An <img> is a picture of the site too: in it the README says how wide its picture is.
myst_enable_extensions = ["html_image"]
root_doc = "docs/index"
include_patterns = ["docs/**", "*.md", "skills/*.md", "skills/*/*.md"]
exclude_patterns = [".*", "build", "dist", "src", "tests", "scripts", "**/node_modules"]
myst_heading_anchors = 4
# Skills begin with fields of their own, which are read by assistants and no title.
myst_title_to_header = False

html_theme = "furo"
html_title = "connectwise-time"
html_short_title = "connectwise-time"
html_static_path = ["_site/static"]
html_css_files = ["pages.css"]
html_favicon = "../assets/icon.png"
html_logo = "../assets/icon.png"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_extra_path = ["_site/root"]
html_permalinks_icon = "#"
pygments_style = "friendly"
pygments_dark_style = "monokai"
# The green of the icon, dark enough on white and light enough on black.
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0f6e63", "color-brand-content": "#0f6e63"},
    "dark_css_variables": {"color-brand-primary": "#4fc3b0", "color-brand-content": "#4fc3b0"},
}

_LINK = re.compile(r"\[([^]]+)\]\(([^)#\s]+\.md)\)")
_INDEX = re.compile(r"(?:docs|skills|docs/[\w-]+)/(?:index|README)")


def _listed(app: "Sphinx", docname: str, source: list[str]) -> None:
    """Make the links of an index the contents of its section: one list, for readers and Sphinx.

    A page that no index links to is in no section, of which Sphinx warns.
    """
    if not _INDEX.fullmatch(docname):
        return
    here = Path(app.srcdir, docname).parent
    lines = ["", "```{toctree}", ":hidden:", ""]
    for text, target in _LINK.findall(source[0]):
        page = (here / target).resolve().relative_to(Path(app.srcdir).resolve()).with_suffix("")
        # On the front page links say where they lead; elsewhere pages have titles.
        entry = f"{text.strip('*')} </{page}>" if docname == root_doc else f"/{page}"
        if entry not in lines:
            lines.append(entry)
    source[0] += "\n".join([*lines, "```", ""])


def setup(app: "Sphinx") -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("source-read", _listed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
