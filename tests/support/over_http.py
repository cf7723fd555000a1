"""`serve --sandbox --http` as a process of its own, on a free port of this machine."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def served_over_http(
    stderr: int | None = None,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The URL at which it answers, and the process."""
    command = [sys.executable, "-m", "connectwise_time", "serve", "--sandbox", "--http"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()
