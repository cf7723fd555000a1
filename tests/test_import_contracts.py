"""The walls hold, and each of them was seen to fall when a bad import is planted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANTED = {
    "errors stand alone": ("errors.py", "import connectwise_time.domain.models"),
    "domain is pure": ("domain/spans.py", "import anyio"),
    "desk knows domain and ports only": (
        "desk/ports/backend.py",
        "import connectwise_time.connectwise",
    ),
    "connectwise knows domain, and neither desk nor sandbox": (
        "connectwise/wire.py",
        "import connectwise_time.sandbox",
    ),
    "journal knows domain only": ("journal/memory.py", "import connectwise_time.desk.ports"),
    "server knows desk and domain": ("server/app.py", "import connectwise_time.connectwise"),
    "sandbox shares nothing": ("sandbox/world.py", "import connectwise_time.connectwise.wire"),
    "crew knows errors only": ("crew.py", "import connectwise_time.desk.ports"),
    "the house's file knows domain only": ("house.py", "import connectwise_time.settings"),
    "settings know errors only": ("settings.py", "import connectwise_time.domain.zones"),
}


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    name, line = PLANTED[contract]
    shutil.copytree(
        ROOT / "src" / "connectwise_time",
        tmp_path / "connectwise_time",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "connectwise_time" / name
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout
    assert f"{contract} BROKEN" in done.stdout
