"""Programs of node's that tests drive, where `npm ci` in tests/hosts put them."""

from pathlib import Path

import pytest

from releasing import node

ROOT = Path(__file__).parents[2]
MODULES = ROOT / node.MODULES


def program(name: str) -> list[str]:
    """The command that starts it."""
    return node.program(name, ROOT)


def needs(name: str) -> pytest.MarkDecorator:
    """Skip where it is not here, and say what would bring it."""
    return pytest.mark.skipif(
        not node.is_here(name, ROOT),
        reason=f"{name} is not here: scripts/conformance sets it up, and needs npm",
    )
