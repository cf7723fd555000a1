"""The commit that is released: its files and its time, and whether the folder differs from it."""

import io
import subprocess
import tarfile
from pathlib import Path


def unclean(root: Path) -> list[str]:
    """What differs in the folder from its commit, or is not in it."""
    return [line[3:] for line in _git(root, "status", "--porcelain").decode().splitlines()]


def time_of(root: Path) -> int:
    """When it was committed, in seconds since 1970: the time of every file in what is built."""
    return int(_git(root, "log", "-1", "--format=%ct"))


def export(root: Path, into: Path) -> None:
    """Write the files of the commit, and nothing that only lies in the folder."""
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "HEAD"))) as files:
        files.extractall(into, filter="data")


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout
