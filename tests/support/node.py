"""Programs of node's that tests drive, where `npm ci` in tests/hosts put them."""

from pathlib import Path

import pytest

MODULES = Path(__file__).parents[1] / "hosts" / "node_modules"
NODE = MODULES / "node" / "bin" / "node"
"""The node that is pinned: some programs need a newer one than the machine may have."""


def program(name: str) -> list[str]:
    """The command that starts it."""
    return [str(NODE), str(MODULES / ".bin" / name)]


def needs(name: str) -> pytest.MarkDecorator:
    """Skip where it is not here, and say what would bring it."""
    here = all(Path(part).exists() for part in program(name))
    return pytest.mark.skipif(
        not here, reason=f"{name} is not here: scripts/conformance sets it up, and needs npm"
    )
