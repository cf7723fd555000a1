"""The folder into which a release goes: only what an earlier one left there is taken away."""

import hashlib
import re
import shutil
from pathlib import Path

SUMS = "SHA256SUMS"
_OURS = re.compile(r"connectwise[-_]time-[\w.+-]+\.(?:whl|tar\.gz|mcpb|cdx\.json)")
_SHOWN = 5
"""Names of what lies in the way: enough to see what it is."""


def why_not(out: Path) -> str | None:
    """Why a release may not go there; None where there is nothing but what an earlier one made."""
    if out.is_symlink():
        return f"{out} is a link: give --out the folder itself."
    if not out.exists():
        return None
    if not out.is_dir():
        return f"{out} is no folder: give --out another."
    ours = {SUMS, *_made(out)}
    others = sorted(file.name for file in out.iterdir() if file.name not in ours)
    if others:
        some = ", ".join([*others[:_SHOWN], *(["…"] if len(others) > _SHOWN else [])])
        return f"{out} holds what no release made: {some}. Move it away, or give --out another."
    return None


def fill(out: Path, made: Path) -> None:
    """Put a release there, in the place of the one that was there.

    The sums come first: if this is interrupted, the next release knows what is its own.
    """
    for name in _made(out):
        (out / name).unlink()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy2(made / SUMS, out / SUMS)
    for file in made.iterdir():
        shutil.copy2(file, out / file.name)


def _made(out: Path) -> list[str]:
    """What the sums there list, if it is named as ours are and still the same file."""
    sums = out / SUMS
    if not sums.is_file() or sums.is_symlink():
        return []
    lines = (line.partition("  ") for line in sums.read_text("utf-8", "replace").splitlines())
    return [
        name
        for digest, _, name in lines
        if _OURS.fullmatch(name)
        and (out / name).is_file()
        and not (out / name).is_symlink()
        and hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    ]
