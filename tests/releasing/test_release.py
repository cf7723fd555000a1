"""A whole release by its own command and tools, in a clone: refused, made ready, made twice."""

import fcntl
import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from releasing.building import program_of_bundles
from releasing.node import MODULES
from support import with_uv

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv-release" / "bin" / "python"
WHO = ("-c", "user.name=A developer", "-c", "user.email=a@example.com")

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def clone(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository, with the environment that the command sets up."""
    if reason := with_uv.why_not():
        pytest.skip(reason)
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout: a release is made of a commit")
    # Two workers must not set the same environment up at once.
    with (tmp_path_factory.getbasetemp().parent / "setting up").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        command = [str(ROOT / "scripts" / "release"), "--help"]
        subprocess.run(command, capture_output=True, check=True)
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(ROOT), str(folder))
    if program_of_bundles(ROOT):
        (folder / MODULES).symlink_to((ROOT / MODULES).resolve())
    return folder


def release(clone: Path, *arguments: str) -> tuple[int, str]:
    """Run it in the clone: its exit code, and what it told of faults."""
    bundle = () if program_of_bundles(ROOT) or "--set-version" in arguments else ("--no-bundle",)
    done = subprocess.run(
        [str(TOOLS), "-m", "releasing", *arguments, *bundle],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def git(clone: Path, *arguments: str) -> str:
    command = ["git", "-C", str(clone), *WHO, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_release_is_refused_until_all_is_ready_and_then_always_the_same(clone: Path) -> None:
    before = git(clone, "tag"), git(clone, "remote", "-v")
    assert release(clone, "--set-version", "98.76.54") == (0, "")
    code, told = release(clone, "--offline")
    assert code == 1
    assert "Not committed: " in told
    assert not (clone / "dist").exists()

    git(clone, "commit", "--quiet", "--all", "--message", "98.76.54")
    # What lies in the folder and is ignored is not in a release.
    (clone / "src" / "connectwise_time" / "left.pyc").write_text("", encoding="utf-8")
    assert release(clone, "--offline") == (0, "")
    sums = (clone / "dist" / "SHA256SUMS").read_text(encoding="utf-8")
    made = {name: digest for digest, name in (line.split("  ") for line in sums.splitlines())}
    assert set(made) == {
        "connectwise-time-98.76.54.cdx.json",
        "connectwise_time-98.76.54-py3-none-any.whl",
        "connectwise_time-98.76.54.tar.gz",
        *(["connectwise-time-98.76.54.mcpb"] if program_of_bundles(ROOT) else []),
    }
    for name, digest in made.items():
        content = (clone / "dist" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert b"left.pyc" not in content
    bill = json.loads((clone / "dist" / "connectwise-time-98.76.54.cdx.json").read_bytes())
    assert bill["metadata"]["component"]["version"] == "98.76.54"
    assert {"mcp", "httpx2"} <= {component["name"] for component in bill["components"]}

    assert release(clone, "--offline") == (0, "")
    assert (clone / "dist" / "SHA256SUMS").read_text(encoding="utf-8") == sums
    assert (git(clone, "tag"), git(clone, "remote", "-v")) == before


def test_a_folder_that_is_no_release_is_never_emptied(clone: Path) -> None:
    code, told = release(clone, "--rehearse", "--offline", "--out", "src")
    assert (code, "src holds what no release made: connectwise_time." in told) == (1, True)
    assert (clone / "src" / "connectwise_time" / "__init__.py").exists()


def test_without_an_answer_to_the_audit_nothing_is_released(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens on the port that nothing is ever given.
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    release(clone, "--set-version", "98.76.54")
    git(clone, "commit", "--quiet", "--all", "--message", "98.76.54")
    code, told = release(clone)
    assert code == 1
    assert "Not audited: the service of vulnerabilities was not reached." in told
    assert not (clone / "dist").exists()
