"""Read the command line. Imports nothing large, so that --help and --version answer at once."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from connectwise_time import __version__
from connectwise_time.cli.practice import KEYS, is_meant
from connectwise_time.errors import TimeDeskError

_EPILOG = (
    "Settings come from the environment (CONNECTWISE_SITE and others): docs/reference/settings.md."
    " CONNECTWISE_SITE=sandbox is serve --sandbox, and sandbox:manager is that --as manager."
)
_HIGHEST_PORT = 65_535
_UNREAD = 141
"""As of a program that SIGPIPE ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; answers the exit code: 0 well, 1 a fault was found, 2 a wrong call."""
    parser = command_line()
    arguments = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if arguments.command == "serve":
        _check_serve(parser, arguments)
    try:
        code = _run(arguments)
        sys.stdout.flush()  # here, where it is seen that nobody reads any more
    except TimeDeskError as error:
        print(f"connectwise-time: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, BaseExceptionGroup) as fault:
        if not _nobody_reads(fault):
            raise
        return _UNREAD
    return code


def _check_serve(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    if arguments.key is not None and not (arguments.sandbox or is_meant(os.environ)):
        parser.error("--as is for --sandbox: with your own ConnectWise the key says who you are")
    if arguments.port and not arguments.http:
        parser.error("--port is for --http: over stdio there is none")


def _nobody_reads(fault: BaseException) -> bool:
    """Whether it is no more than that the reader left (`doctor | head`); then nothing is told."""
    if isinstance(fault, BaseExceptionGroup) and fault.split(BrokenPipeError)[1] is not None:
        return False
    # What is still to be written would fail once more, when Python ends.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return True


def _run(arguments: argparse.Namespace) -> int:
    # Each command imports what it needs: the SDK alone takes half a second to import.
    match arguments.command:
        case "demo":
            from connectwise_time.cli.demo import demo

            return demo()
        case "doctor":
            from connectwise_time.cli.doctor import doctor

            return doctor(os.environ)
        case "sandbox":
            from connectwise_time.cli.sandboxes import run_sandbox

            return run_sandbox(arguments)
        case _:
            # The SDK makes some hundred thousand objects that all stay: looking for garbage
            # among them is 4 to 8 % of the time to start (benchmarks/measures.py starts).
            gc.disable()
            from connectwise_time.cli.serving import serve

            sandbox = getattr(arguments, "sandbox", False)
            key = getattr(arguments, "key", None)
            port = arguments.port if getattr(arguments, "http", False) else None
            return serve(os.environ, sandbox=sandbox, key=key, port=port)


def command_line() -> argparse.ArgumentParser:
    """What reads the command line."""
    parser = argparse.ArgumentParser(
        prog="connectwise-time",
        description="Unofficial MCP server for time in ConnectWise PSA.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"connectwise-time {__version__}",
        help="tell the version and end",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve MCP over stdio (what a bare call does)")
    serve.add_argument("--sandbox", action="store_true", help="on practice data, without keys")
    serve.add_argument(
        "--http", action="store_true", help="over HTTP on 127.0.0.1, for hosts of this machine"
    )
    serve.add_argument("--port", type=_port, default=0, help="with --http; 0 for any (default)")
    serve.add_argument(
        "--as",
        dest="key",
        choices=KEYS,
        help=f"whose practice key is used; {KEYS[0]} if neither this nor CONNECTWISE_SITE says it",
    )
    commands.add_parser("demo", help="show the main job on practice data")
    commands.add_parser("doctor", help="check settings, site, key, rights, clock and time zone")
    _add_sandbox(commands.add_parser("sandbox", help="serve the practice ConnectWise over HTTP"))
    return parser


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="key", choices=KEYS, default=KEYS[0], help="whose practice key is used"
    )
    parser.add_argument("--port", type=_port, default=0, help="on 127.0.0.1; 0 for any (default)")
    parser.add_argument(
        "--seed",
        choices=("demo", "large"),
        default="demo",
        help="a small readable company, or one with 60,000 entries",
    )
    parser.add_argument("--data", type=Path, metavar="FILE", help="keep the data in this file")
    parser.add_argument(
        "--dialect",
        choices=("psa", "documented"),
        default="psa",
        help="speak as a real tenant does, or the simplified interface",
    )
    parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="anchor the seed")
    parser.add_argument(
        "--faults",
        type=Path,
        metavar="FILE",
        help="go wrong as this plan says (docs/reference/sandbox.md)",
    )
    parser.add_argument(
        "--until-eof", action="store_true", help="end when standard input ends (for programs)"
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is 0 to {_HIGHEST_PORT}")
    return port
