"""How many processes are killed: `CRASH_KILLS=10000 scripts/test tests/crash` (CONTRIBUTING.md)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("CRASH_KILLS", "1000"))
SEED = int(os.environ.get("CRASH_SEED", "1"))
_SECONDS_A_KILL = 1.0
_TESTS = Path(__file__).parent.parent
# Whoever is killed measures nothing, and would only be slower.
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("CONNECTWISE_", "COV"))
}

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def crash(record_property: Callable[[str, object], None]) -> Run:
    """Runs `python -m crash` in a parent of its own; answers its report."""

    def run(*arguments: str, kills: int = KILLS) -> dict[str, Any]:
        command = ["-m", "crash", "--kills", str(kills), "--seed", str(SEED), *arguments]
        done = subprocess.run(
            [sys.executable, *command],
            env={**CLEAN, "PYTHONPATH": str(_TESTS)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60 + kills * _SECONDS_A_KILL,
        )
        again = f"again: PYTHONPATH=tests python {' '.join(command)}"
        assert done.returncode == 0, f"{again}\n{done.stderr}"
        report: dict[str, Any] = json.loads(done.stdout)
        for name in ("seed", "kills", "seconds", "points", "wishes", "suffered"):
            record_property(name, report.get(name))
        print(again)  # noqa: T201  # shown where a test fails
        return report

    return run
