"""Build wheel, sdist and bundle so that one commit gives the same bytes each time."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from releasing import node

_BUILD = "import sys; from flit_core import buildapi; getattr(buildapi, sys.argv[1])(sys.argv[2])"
_A_FILE = 0o100644 << 16
NO_NODE = "Bundles are packed by a program of node, which is not here: install node, with npx."


def build_wheel(source: Path, into: Path, when: int) -> Path:
    """The wheel of that folder, with that time on every file."""
    return _built("build_wheel", "*.whl", source, into, when)


def build_sdist(source: Path, into: Path, when: int) -> Path:
    """The source distribution."""
    return _built("build_sdist", "*.tar.gz", source, into, when)


def build_bundle(source: Path, into: Path, when: int, *, mcpb: Sequence[str]) -> Path:
    """The bundle, packed by its own program."""
    packed = into / "packed.mcpb"
    command = [*mcpb, "pack", str(source), str(packed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"mcpb pack failed: {done.stderr.strip() or done.stdout.strip()}")
    _give_one_time(packed, when)
    return packed


def program_of_bundles(root: Path) -> list[str] | None:
    """The command that packs bundles, where node and it are here."""
    return node.program("mcpb", root) if node.is_here("mcpb", root) else None


def fetched_program_of_bundles(root: Path) -> list[str] | None:
    """The same in the version that we test, fetched by npx where that is here."""
    told = json.loads((root / node.MODULES.parent / "package.json").read_text(encoding="utf-8"))
    name, npx = "@anthropic-ai/mcpb", shutil.which("npx")
    return [npx, "--yes", f"{name}@{told['dependencies'][name]}"] if npx else None


def _built(what: str, pattern: str, source: Path, into: Path, when: int) -> Path:
    # A process of its own, since the builder takes folder and time from its surroundings.
    command = [sys.executable, "-c", _BUILD, what, str(into.resolve())]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(when)}
    subprocess.run(command, cwd=source, env=environ, capture_output=True, check=True)
    [built] = into.glob(pattern)
    return built


def _give_one_time(archive: Path, when: int) -> None:
    # mcpb writes the time of packing on each file; the same files would never give the same sum.
    day = datetime.fromtimestamp(when, UTC)
    stamp = (day.year, day.month, day.day, day.hour, day.minute, day.second)
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in sorted(packed.namelist())}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.external_attr, entry.create_system = _A_FILE, 3
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
