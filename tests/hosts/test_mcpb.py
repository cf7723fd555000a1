"""The bundle's manifest as its own validator sees it, where node and its packages are present."""

import json
import re
import subprocess
from pathlib import Path

from docs.pages import targets
from support.claude import cloned
from support.laid import LAID, lay
from support.node import needs, program

ROOT = Path(__file__).parents[2]
TOP = {
    *("manifest.json", "pyproject.toml", "requirements.lock", "src", "assets", "docs", "skills"),
    *("README.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md", "AGENTS.md"),
}
SHIPPED = (
    *("pyproject.toml", "README.md", "LICENSE", "src/connectwise_time/py.typed"),
    "docs/explanation/privacy.md",
)

pytestmark = needs("mcpb")


def mcpb(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program("mcpb"), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_the_validator_accepts_the_manifest() -> None:
    done = mcpb("validate", "manifest.json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bundle_holds_what_it_needs_and_nothing_of_the_workshop(tmp_path: Path) -> None:
    packed, unpacked = tmp_path / "bundle.mcpb", tmp_path / "bundle"
    folder = cloned(tmp_path / "connectwise-time")
    lay(folder)
    done = mcpb("pack", ".", str(packed), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    done = mcpb("unpack", str(packed), str(unpacked))
    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads((unpacked / "manifest.json").read_text(encoding="utf-8"))
    assert (unpacked / manifest["server"]["entry_point"]).exists()
    needed = [*SHIPPED, manifest["icon"], *manifest.get("screenshots", [])]
    needed += re.findall(r"`(docs/\S+\.md)`", manifest["long_description"])
    for name in needed:
        assert (unpacked / name).exists(), name
    # What is new and belongs into the bundle is named in .mcpbignore, and here.
    assert {path.name for path in unpacked.iterdir()} == TOP
    assert not list(unpacked.rglob("*.pyc"))
    assert not [name for name in LAID if (unpacked / name).exists()]
    assert packed.stat().st_size < 2_000_000
    leads_nowhere = [
        f"{page.relative_to(unpacked)}: {target}"
        for page in unpacked.rglob("*.md")
        for target in targets(page)
        if not (page.parent / target.partition("#")[0]).exists()
    ]
    assert leads_nowhere == []
