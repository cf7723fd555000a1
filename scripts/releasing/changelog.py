"""What the changelog has to say of a version before it is released."""

import re
from datetime import date

_OPEN = "## [Unreleased]\n"
_TO_BECOME = re.compile(r"^To become .*\n\n", re.MULTILINE)
"""What stands there of the next version until it has a heading of its own."""


def fault_of(text: str, version: str) -> str | None:
    """Why the changelog is not ready for this version; None where it is."""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    found = [section for section in sections if section.startswith(f"[{version}]")]
    if not found:
        return f"CHANGELOG.md has no section for {version}: scripts/release --set-version {version}"
    title, _, told = found[0].partition("\n")
    day = title.removeprefix(f"[{version}] - ")
    try:
        date.fromisoformat(day)
    except ValueError:
        return f"CHANGELOG.md tells no date for {version}: ## [{version}] - YYYY-MM-DD"
    if not re.search(r"^- ", told, re.MULTILINE):
        return f"CHANGELOG.md tells no change for {version}: write what changed."
    return None


def headed(text: str, version: str, day: date) -> str:
    """The changelog with what was unreleased under this version and day, if it is not yet."""
    if f"## [{version}]" in text:
        return text
    text = _TO_BECOME.sub("", text, count=1)
    return text.replace(_OPEN, f"{_OPEN}\n## [{version}] - {day.isoformat()}\n", 1)
