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
        pin: Its name and version, with what platforms it is for, without hashes.
        wanted_by: Names of the packages that need it, `OURS` for our own.
    """

    name: str
    text: str
    pin: str
    wanted_by: tuple[str, ...]


def to_run(lock: str) -> list[Locked]:
    """What the installed package needs, without what only builds it."""
    return [package for package in _all(lock, without=_FOR_BUILDING) if package.wanted_by]


def to_build(lock: str) -> list[Locked]:
    """What only builds it."""
    ran = {package.name for package in to_run(lock)}
    return [package for package in _all(lock) if package.name not in ran]


def _all(lock: str, without: str | None = None) -> list[Locked]:
    found = []
    for text in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE | re.IGNORECASE):
        name, pinned, _ = text.partition("==")
        wanted_by = [who.split()[0] for who in _WANTED_BY.findall(text) if who != without]
        if pinned:
            pin = text.partition("\n")[0].removesuffix("\\").strip()
            found.append(Locked(name, text, pin, tuple(wanted_by)))
    return found
