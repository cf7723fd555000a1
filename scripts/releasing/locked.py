"""A lock file taken apart: each package with its version, and what wants it."""

import re
from dataclasses import dataclass

OURS = "connectwise-time"
_FOR_BUILDING = "connectwise-time (pyproject.toml:build)"
_WANTED_BY = re.compile(r"^    # (?:via )?(?:  )?(?!via$)(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Locked:
    """One package of a lock file.

    Attributes:
        text: As it stands in the file, with its hashes.
        wanted_by: Names of the packages that need it, `OURS` for our own.
    """

    name: str
    text: str
    wanted_by: tuple[str, ...]


def to_run(lock: str) -> list[Locked]:
    """What the installed package needs, without what only builds it."""
    found = []
    for text in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE | re.IGNORECASE):
        name, pinned, _ = text.partition("==")
        wanted_by = [who for who in _WANTED_BY.findall(text) if who != _FOR_BUILDING]
        if pinned and wanted_by:
            found.append(Locked(name, text, tuple(who.split()[0] for who in wanted_by)))
    return found
