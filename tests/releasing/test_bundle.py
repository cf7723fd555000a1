"""A bundle is made of the commit: keys and journals that lie in the folder are never in it."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from connectwise_time import __version__
from releasing import bundling, commit
from support.laid import KEYS, lay
from support.node import needs

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="this is no checkout: a bundle is made of a commit"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    command = ["git", "-C", str(tmp_path), "clone", "--quiet", str(ROOT), "clone"]
    subprocess.run(command, check=True)
    return tmp_path / "clone"


@needs("mcpb")
def test_what_lies_in_the_folder_is_not_in_the_bundle(
    clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(clone)
    # Under a name that .mcpbignore would let pass.
    (clone / "docs" / "keys.md").write_text(KEYS, encoding="utf-8")
    node = ROOT / "tests" / "hosts" / "node_modules"
    (clone / "tests" / "hosts" / "node_modules").symlink_to(node.resolve())
    assert bundling.main([], clone) == 0
    packed = clone / "build" / f"connectwise-time-{__version__}.mcpb"
    assert capsys.readouterr().out.endswith(f"  {packed}\n")
    with zipfile.ZipFile(packed) as bundle:
        assert "src/connectwise_time/__main__.py" in bundle.namelist()
        holding = [name for name in bundle.namelist() if KEYS.encode() in bundle.read(name)]
    assert holding == []


def test_git_would_not_take_what_people_lay_beside(clone: Path) -> None:
    laid = lay(clone)
    assert commit.unclean(clone) == []
    assert laid


def test_without_a_checkout_or_node_it_says_what_is_missing(
    clone: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked = tmp_path / "unpacked"
    commit.export(clone, unpacked)
    assert bundling.main([], unpacked) == 1
    assert "is no checkout" in capsys.readouterr().err
    # A part of somebody else's repository is no checkout of ours.
    commit.export(clone, clone / "vendored")
    assert bundling.main([], clone / "vendored") == 1
    assert "is no checkout" in capsys.readouterr().err
    monkeypatch.setattr("releasing.building.shutil.which", lambda _: None)
    assert bundling.main([], clone) == 1
    assert "install node" in capsys.readouterr().err
    assert not (clone / "build").exists()
