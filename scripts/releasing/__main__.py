"""Make a release of this commit: check it, build it, list, audit and sum. Nothing is published."""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from releasing import auditing, building, changelog, commit, folder, inventory, versions

_NO_NODE = "No bundle: node, or tests/hosts/node_modules (npm ci there), is not here."
_SHOWN = 5
"""Files that are not committed: enough to see what it is."""


def main(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command; 0 well, 1 something is not ready."""
    arguments, root = _parser().parse_args(argv), root or Path.cwd()
    if arguments.set_version is not None:
        return _set_version(root, arguments.set_version)
    out = root / arguments.out
    if fault := commit.why_not(root) or folder.why_not(out):
        print(f"release: {fault}", file=sys.stderr)
        return 1
    version, faults = versions.version_of(root), faults_of(root, arguments)
    for fault in faults:
        print(f"release: {fault}", file=sys.stderr)
    if faults and not arguments.rehearse:
        print("release: nothing was built; --rehearse builds all the same.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        mcpb = None if arguments.no_bundle else building.program_of_bundles(root)
        made = _make(root, Path(place), version, mcpb)
        folder.fill(out, made)
    print((out / folder.SUMS).read_text(encoding="utf-8"), end="")
    print(f"{version} is in {out}{', as a rehearsal' * arguments.rehearse}; nothing is published.")
    return 0


def faults_of(root: Path, arguments: argparse.Namespace) -> list[str]:
    """All that is in the way of a release, in sentences."""
    faults: list[str | None] = [*versions.disagreeing(root)]
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    faults.append(changelog.fault_of(text, versions.version_of(root)))
    if changed := commit.unclean(root):
        some = [*changed[:_SHOWN], *(["…"] if len(changed) > _SHOWN else [])]
        faults.append(f"Not committed: {', '.join(some)}")
    if not (arguments.no_bundle or building.program_of_bundles(root)):
        faults.append(f"{_NO_NODE} Without one: --no-bundle")
    if not arguments.offline:
        unaudited = auditing.fault_of(root)
        faults.append(unaudited and f"{unaudited} Without an audit: --offline")
    return [fault for fault in faults if fault]


def _make(root: Path, place: Path, version: str, mcpb: Sequence[str] | None) -> Path:
    source, made, when = place / "source", place / "made", commit.time_of(root)
    made.mkdir()
    commit.export(root, source)
    building.build_wheel(source, made, when)
    building.build_sdist(source, made, when)
    if mcpb:
        bundle = building.build_bundle(source, made, when, mcpb=mcpb)
        bundle.rename(made / f"connectwise-time-{version}.mcpb")
    bill = inventory.bill_of_materials(source, version)
    (made / f"connectwise-time-{version}.cdx.json").write_text(bill, encoding="utf-8")
    sums = "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(made.iterdir())
    )
    (made / folder.SUMS).write_text(sums, encoding="utf-8")
    for file in made.iterdir():
        file.chmod(0o644)
    return made


def _set_version(root: Path, version: str) -> int:
    try:
        versions.set_version(root, version)
    except ValueError as fault:
        print(f"release: {fault}", file=sys.stderr)
        return 1
    log = root / "CHANGELOG.md"
    text = changelog.headed(log.read_text(encoding="utf-8"), version, datetime.now(UTC).date())
    log.write_text(text, encoding="utf-8", newline="\n")
    print(f"All places say {version} now. Look at the difference, and commit it.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("--set-version", metavar="X.Y.Z", help="write it wherever a version stands")
    parser.add_argument("--rehearse", action="store_true", help="build in spite of what is told")
    parser.add_argument("--offline", action="store_true", help="without an audit")
    parser.add_argument("--no-bundle", action="store_true", help="a bundle is not wanted")
    parser.add_argument(
        "--out", default="dist", metavar="FOLDER", help="where an earlier release is replaced"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
