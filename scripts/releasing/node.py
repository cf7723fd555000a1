"""Programs of node's, where `npm ci` in tests/hosts put them, run by the node pinned there."""

from pathlib import Path

MODULES = Path("tests") / "hosts" / "node_modules"
"""Below the folder of the repository."""


def program(name: str, root: Path) -> list[str]:
    """The command that starts it, whether it is here or not."""
    modules = root / MODULES
    # Some programs need a newer node than the machine may have.
    return [str(modules / "node" / "bin" / "node"), str(modules / ".bin" / name)]


def is_here(name: str, root: Path) -> bool:
    """Whether both are: the program, and the node that runs it."""
    return all(Path(part).exists() for part in program(name, root))
