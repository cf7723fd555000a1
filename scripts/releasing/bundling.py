"""Pack the bundle of the last commit: what only lies in the folder is never in it."""

import argparse
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from releasing import building, commit, versions


def main(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command; 0 well, 1 it could not be packed, and why is told."""
    arguments, root = _parser().parse_args(argv), root or Path.cwd()
    mcpb = building.program_of_bundles(root) or building.fetched_program_of_bundles(root)
    fault = commit.why_not(root) or (None if mcpb else building.NO_NODE)
    if fault or not mcpb:
        print(f"bundle: {fault}", file=sys.stderr)
        return 1
    if commit.unclean(root):
        print("bundle: what is not committed is not in it.", file=sys.stderr)
    named = f"build/connectwise-time-{versions.version_of(root)}.mcpb"
    out = root / (arguments.out or named)
    try:
        _pack(root, out, mcpb)
    except RuntimeError as fault:
        print(f"bundle: {fault}", file=sys.stderr)
        return 1
    print(f"{hashlib.sha256(out.read_bytes()).hexdigest()}  {out}")
    return 0


def _pack(root: Path, out: Path, mcpb: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "source", Path(folder) / "made"
        made.mkdir()
        commit.export(root, source)
        packed = building.build_bundle(source, made, commit.time_of(root), mcpb=mcpb)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packed, out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bundle", description=__doc__)
    parser.add_argument("--out", metavar="FILE", help="instead of build/connectwise-time-….mcpb")
    return parser


if __name__ == "__main__":
    sys.exit(main())
