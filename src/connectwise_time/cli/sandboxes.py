"""Run the sandbox: by itself over HTTP, or as a process beside a server."""

import argparse
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from connectwise_time.errors import NotConfigured, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from connectwise_time.sandbox import World
    from connectwise_time.sandbox.faults import Faults

# What of the environment holds on the sandbox too; who we are and where is the sandbox's affair.
_HOLDS_TOO = (
    *("CONNECTWISE_READ_ONLY", "CONNECTWISE_TIMEZONE", "CONNECTWISE_TIME_DATA"),
    "CONNECTWISE_TIME_FILE",
    *("CONNECTWISE_CONFIRM", "CONNECTWISE_ALLOW_SELF_APPROVAL", "CONNECTWISE_HORIZON"),
    "CONNECTWISE_TOOLSETS",
)


def run_sandbox(arguments: argparse.Namespace) -> int:
    """Serve the sandbox on loopback until it is interrupted (or standard input ends).

    Raises:
        NotConfigured: The data file, the plan of faults or the port cannot be used.
    """
    from connectwise_time.sandbox import build_sandbox, input_ended, serve_sandbox
    from connectwise_time.sandbox.faults import Proxy

    faults = _faults(arguments.faults)
    world = _world(arguments)
    announce = partial(
        _announce_to_program if arguments.until_eof else _announce_to_person, arguments.key
    )
    try:
        with ExitStack() as stack:

            def with_proxy(port: int) -> None:
                proxy = stack.enter_context(Proxy(port, faults, port=arguments.port))
                announce(proxy.origin)

            def bare(port: int) -> None:
                announce(f"http://127.0.0.1:{port}")

            serve_sandbox(
                build_sandbox(world, dialect=arguments.dialect, faults=faults),
                port=0 if faults.needs_proxy else arguments.port,
                on_ready=with_proxy if faults.needs_proxy else bare,
                until=input_ended if arguments.until_eof else None,
            )
    except BrokenPipeError:  # whoever was to be told has left: no fault of the port
        raise
    except OSError as error:
        raise NotConfigured(
            f"Port {arguments.port} cannot be used ({error.strerror}).",
            remedy="Give another --port, or none for any free one.",
        ) from error
    finally:
        world.close()
    return 0


def _faults(path: "Path | None") -> "Faults":
    from connectwise_time.sandbox.faults import Faults, Mistake, read_faults

    try:
        return read_faults(path) if path else Faults()
    except Mistake as mistake:
        raise NotConfigured(mistake.problem, remedy=mistake.remedy) from mistake


def _world(arguments: argparse.Namespace) -> "World":
    from connectwise_time.sandbox import World

    try:
        return World.open(arguments.data, seed=arguments.seed, today=arguments.today)
    except (OSError, sqlite3.Error, ValueError, OverflowError, KeyError) as error:
        raise NotConfigured(
            f"The sandbox cannot start on these data ({type(error).__name__}).",
            remedy="Give another --data FILE (a new one is made) or another --today.",
        ) from error


def _settings_at(key: str, origin: str) -> dict[str, str]:
    """The settings with which somebody's practice key reaches the sandbox."""
    return {"CONNECTWISE_SITE": origin, **_key_of(key)}


def _key_of(key: str) -> dict[str, str]:
    from connectwise_time.sandbox import CREDENTIALS

    company, public_key, private_key, client_id = CREDENTIALS[key]
    return {
        "CONNECTWISE_COMPANY": company,
        "CONNECTWISE_PUBLIC_KEY": public_key,
        "CONNECTWISE_PRIVATE_KEY": private_key,
        "CONNECTWISE_CLIENT_ID": client_id,
    }


def _announce_to_program(key: str, origin: str) -> None:
    print(json.dumps(_settings_at(key, origin)), flush=True)


def _announce_to_person(key: str, origin: str) -> None:
    settings = _settings_at(key, origin)
    print(f"The sandbox is ready at {settings['CONNECTWISE_SITE']}: practice data only.")
    print(f"Connect with these settings (the {key}'s key; others: docs/reference/sandbox.md):")
    for name, value in settings.items():
        print(f"  export {name}={value}")
    print("Stop with Ctrl-C.", flush=True)


class SandboxProcess:
    """A sandbox in a process of its own, which ends with this one.

    It ends when its standard input does, and that happens however this process ends.
    """

    def __init__(self, process: "subprocess.Popen[str]", key: str) -> None:
        self._process = process
        self._key = key
        self._lock = threading.Lock()
        self._settings: dict[str, str] | None = None

    @classmethod
    def start(cls, key: str, *options: str) -> Self:
        """Start it; it becomes ready while the caller does other things.

        Args:
            key: Whose practice key its settings hold.
            options: More options of the command `sandbox`.
        """
        command = [sys.executable, "-m", "connectwise_time", "sandbox", "--until-eof"]
        command += ["--as", key, *options]
        return cls(
            subprocess.Popen(  # noqa: S603  # our own program with our own words
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            ),
            key,
        )

    def environ(self, environ: Mapping[str, str], key: str | None = None) -> dict[str, str]:
        """The environment with the sandbox's settings. Waits until the sandbox is ready.

        Args:
            environ: What of it holds on the sandbox too is kept.
            key: Whose practice key, if not the one that it was started with.

        Raises:
            Unavailable: It ended instead.
        """
        with self._lock:
            if self._settings is None:
                assert self._process.stdout is not None
                line = self._process.stdout.readline()
                if not line:
                    raise Unavailable("The sandbox did not start.", remedy="See stderr for why.")
                self._settings = json.loads(line)
            other = _key_of(key) if key is not None else {}
            return {**holding_too(environ, key or self._key), **self._settings, **other}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def holding_too(environ: Mapping[str, str], key: str) -> dict[str, str]:
    """The settings of the environment that hold on the sandbox too, with somebody's key there."""
    # An API member's key has no time of its own: whose it logs is said as on a real tenant.
    names = (*_HOLDS_TOO, "CONNECTWISE_MEMBER") if key == "api" else _HOLDS_TOO
    return {name: environ[name] for name in names if name in environ}
