"""The locked versions in pyproject.toml, which uv heeds when it starts a bundle or a plugin."""

import re
from pathlib import Path

from releasing.locked import to_build, to_run

_LISTS = re.compile(r"^((?:build-)?constraint-dependencies) = \[\n.*?^\]", re.MULTILINE | re.DOTALL)


def pinned(project: str, lock: str) -> str:
    """The text of pyproject.toml with the versions of that lock file."""
    lists = {
        "constraint-dependencies": to_run(lock),
        "build-constraint-dependencies": to_build(lock),
    }

    def listed(found: re.Match[str]) -> str:
        lines = "".join(f'  "{package.pin}",\n' for package in lists[found[1]])
        return f"{found[1]} = [\n{lines}]"

    return _LISTS.sub(listed, project)


def main(root: Path) -> None:
    """Write them."""
    file = root / "pyproject.toml"
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    file.write_text(pinned(file.read_text(encoding="utf-8"), lock), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path.cwd())
