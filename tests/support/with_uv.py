"""uv as on a person's machine: an empty home, and packages found where pip finds them here."""

import ast
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or ""
"""The one of the locked development environment."""
# One name of pip's for one of uv's; what pip is not told, uv is not told either.
_SAME = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def as_pip_finds(told: str) -> dict[str, str]:
    """The environment that makes uv find packages as pip does, from what `pip config list` says."""
    lines = (line.partition("=") for line in told.splitlines())
    # A setting of the environment goes before one of a file.
    ranked = sorted(lines, key=lambda line: line[0].startswith(":env:"))
    known = {name.rpartition(".")[2]: ast.literal_eval(value) for name, _, value in ranked}
    found = {uvs: " ".join(known[pips].split()) for pips, uvs in _SAME.items() if pips in known}
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    # pip looks for the best version in all places, uv in the first place that has the package.
    return {**found, "UV_INDEX_STRATEGY": "unsafe-best-match"}


def environment(home: Path) -> dict[str, str]:
    """That of a program started by a host: none of ours, with an empty home."""
    home.mkdir(exist_ok=True)
    # Only uv and a Python, nothing else of our own environment.
    tools = home.parent / "tools"
    tools.mkdir(exist_ok=True)
    if UV and not (tools / "uv").exists():
        (tools / "uv").symlink_to(UV)
    python = Path(getattr(sys, "_base_executable", sys.executable)).parent
    path = os.pathsep.join([str(tools), str(python), os.defpath])
    return {"PATH": path, "HOME": str(home), **as_pip_finds(_told_to_pip())}


@cache
def why_not() -> str | None:
    """Why nothing can be installed with uv here; None where it can."""
    if not UV:
        return "uv is not in the development environment"
    # One small package that needs no other: it is there, or no package is.
    command = [UV, "pip", "compile", "--quiet", "--no-cache", "-"]
    environ = {**os.environ, **as_pip_finds(_told_to_pip())}
    try:
        subprocess.run(
            command, input=b"flit_core", env=environ, capture_output=True, check=True, timeout=60
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return "uv reaches no package registry from here"
    return None


@cache
def _told_to_pip() -> str:
    return subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
