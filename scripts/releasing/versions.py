"""Where the version stands: the package decides, and every other place has to say the same."""

import re
from pathlib import Path

SOURCE = "src/connectwise_time/__init__.py"
"""The one place that decides."""
_JSON = re.compile(r'(^\s*"version": ")([^"]*)(?=")', re.MULTILINE)
_PYTHON = re.compile(r'(^__version__ = ")([^"]*)(?=")', re.MULTILINE)
_SKILL = re.compile(r'(^  version: ")([^"]*)(?=")', re.MULTILINE)
_PLACES = {
    SOURCE: _PYTHON,
    "manifest.json": _JSON,
    "server.json": _JSON,
    ".claude-plugin/*.json": _JSON,
    "skills/*/SKILL.md": _SKILL,
}
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")


def version_of(root: Path) -> str:
    """The version that the package says."""
    [(_, version)] = _PYTHON.findall((root / SOURCE).read_text(encoding="utf-8"))
    return str(version)


def disagreeing(root: Path) -> list[str]:
    """One sentence for each file that says another version than the package, or none."""
    right, faults = version_of(root), []
    for file, pattern in _files(root):
        said = {version for _, version in pattern.findall(file.read_text(encoding="utf-8"))}
        name = file.relative_to(root).as_posix()
        if not said:
            faults.append(f"{name} says no version.")
        elif said != {right}:
            faults.append(f"{name} says {' and '.join(sorted(said))}, the package says {right}.")
    return faults


def set_version(root: Path, version: str) -> None:
    """Write the version into every place.

    Raises:
        ValueError: It is no version of three numbers.
    """
    if not _PLAIN.fullmatch(version):
        raise ValueError(f"{version!r} is no version: give three numbers, such as 0.2.0.")
    for file, pattern in _files(root):
        text = file.read_text(encoding="utf-8")
        file.write_text(pattern.sub(rf"\g<1>{version}", text), encoding="utf-8", newline="\n")


def _files(root: Path) -> list[tuple[Path, re.Pattern[str]]]:
    return [
        (file, pattern) for place, pattern in _PLACES.items() for file in sorted(root.glob(place))
    ]
