"""What is built: the same bytes each time, and it runs where only it and what is locked is."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from connectwise_time import __version__
from releasing import building
from support import with_uv
from support.node import needs

ROOT = Path(__file__).parents[2]
WHEN = 1_795_000_000
MCPB = building.program_of_bundles(ROOT)
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture
def into(tmp_path: Path) -> list[Path]:
    folders = [tmp_path / name for name in ("first", "second", "third")]
    for folder in folders:
        folder.mkdir()
    return folders


def test_wheel_and_sdist_are_the_same_bytes_each_time(into: list[Path]) -> None:
    sdists = [building.build_sdist(ROOT, folder, WHEN).read_bytes() for folder in into[:2]]
    wheels = [building.build_wheel(ROOT, folder, WHEN) for folder in into[:2]]
    assert sdists[0] == sdists[1]
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    assert wheels[0].name == f"connectwise_time-{__version__}-py3-none-any.whl"


def test_the_sdist_builds_the_same_wheel_as_the_folder(into: list[Path]) -> None:
    with tarfile.open(building.build_sdist(ROOT, into[0], WHEN)) as files:
        files.extractall(into[1], filter="data")
    [unpacked] = into[1].iterdir()
    wheel = building.build_wheel(unpacked, into[2], WHEN)
    assert wheel.read_bytes() == building.build_wheel(ROOT, into[0], WHEN).read_bytes()


@needs("mcpb")
def test_the_bundle_is_the_same_bytes_each_time_and_still_opens(into: list[Path]) -> None:
    assert MCPB is not None
    first = building.build_bundle(ROOT, into[0], WHEN, mcpb=MCPB)
    second = building.build_bundle(ROOT, into[1], WHEN, mcpb=MCPB)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.testzip() is None
    subprocess.run([*MCPB, "unpack", str(first), str(into[2])], check=True)
    assert (into[2] / "manifest.json").read_bytes() == (ROOT / "manifest.json").read_bytes()


@pytest.mark.timeout(300)
def test_the_wheel_shows_the_demo_where_only_it_and_what_is_locked_is(into: list[Path]) -> None:
    if reason := with_uv.why_not():
        pytest.skip(reason)
    wheel = building.build_wheel(ROOT, into[0], WHEN)
    clean = into[1] / "clean"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(clean)], check=True)
    install = [*PIP, "--python", str(clean / "bin" / "python"), "install"]
    lock = str(ROOT / "requirements.lock")
    # Compiling what is never run takes longer than the demo.
    hashed = ["--no-compile", "--require-hashes", "-r", lock]
    subprocess.run([*install, *hashed], check=True)
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    command = str(clean / "bin" / "connectwise-time")
    for argument, shown in (("--version", __version__), ("demo", "create_time_entry(ticket=54321")):
        done = subprocess.run(
            [command, argument],
            env={"HOME": str(into[2]), "PATH": os.defpath},
            cwd=into[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
        assert shown in done.stdout
    shutil.rmtree(clean)
