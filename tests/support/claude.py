"""Claude Code as on a new person's machine: an empty home and configuration, nothing sent away."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support import with_uv
from support.node import MODULES

PROGRAM = MODULES / ".bin" / "claude"
ROOT = Path(__file__).parents[2]
# It waits 30 s for a server, which is enough where nobody else uses the machine.
_WAIT_MS = "200000"


@dataclass(frozen=True)
class Claude:
    """Claude Code with a home of its own.

    Attributes:
        folder: Holds the home, and is where commands are run.
    """

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def configuration(self) -> Path:
        return self.folder / "configuration"

    @property
    def data(self) -> Path:
        """Where the plugin may keep what survives an update."""
        return self.configuration / "plugins" / "data" / "connectwise-time-connectwise-time"

    def __call__(self, command: str) -> str:
        """Run a line as a shell does; answers what it says, and it must end well."""
        done = self.tried(command)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def tried(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a line as a shell does."""
        environ = with_uv.environment(self.home)
        path = os.pathsep.join([str(self._commands()), environ["PATH"]])
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env={
                **environ,
                "PATH": path,
                "CLAUDE_CONFIG_DIR": str(self.configuration),
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
                "DISABLE_TELEMETRY": "1",
                "DISABLE_AUTOUPDATER": "1",
                "MCP_TIMEOUT": _WAIT_MS,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=250,
        )

    def _commands(self) -> Path:
        commands = self.folder / "commands"
        commands.mkdir(exist_ok=True)
        if not (commands / "claude").exists():
            (commands / "claude").symlink_to(PROGRAM)
        return commands


def cloned(folder: Path) -> Path:
    """A folder like a fresh clone of this one: nothing in it that git would ignore."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line for line in lines if not line.startswith("#")]
    names = [".git", *(name.strip("/") for name in ignored)]
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*names))
    return folder
