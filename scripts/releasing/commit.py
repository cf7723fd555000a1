"""The commit that is released: its files and its time, and whether the folder differs from it."""

import io
import subprocess
import tarfile
from pathlib import Path


def why_not(root: Path) -> str | None:
    """Why nothing can be made of a commit here; None where it can."""
    try:
        told = _git(root, "rev-parse", "--show-prefix", "HEAD")
    except FileNotFoundError:
        return "git is not installed: what is built comes from a commit."
    except subprocess.CalledProcessError:
        told = b"no checkout"
    # Unpacked inside of somebody's own repository, the folder would be taken for a part of that.
    if not told.startswith(b"\n"):
        return f"{root} is no checkout: what is built comes from a commit, so use git clone."
    return None


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
