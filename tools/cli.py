"""The commands of `./dev` and their arguments."""

import argparse
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools import checks, locks, serving, setting_up
from tools.steps import CACHE, Stop


def main() -> int:
    """Run the command asked for and return the exit code."""
    asked, rest = _parser().parse_known_args()
    if rest and asked.command not in ("test", "lock"):
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return _run(asked, rest)
    except Stop as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(asked: argparse.Namespace, rest: list[str]) -> int:
    match asked.command:
        case "up":
            serving.refuse_taken(asked.host, asked.port)
            with _alone():
                setting_up.platform()
            return serving.serve(asked.host, asked.port)
        case "test":
            with _alone():
                setting_up.tests()
            return checks.run(rest)
        case "lock":
            locks.write(rest)
        case _:
            with _alone():
                setting_up.platform()
            print(f"\n{setting_up.people()}\n\nReady. `./dev up` starts the platform.")
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Let a second setting-up in this folder wait for the first: together they would undo each other."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setting-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev", description="Run OGP Participa, test it, or only set it up.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="set up, then serve the platform until Ctrl-C")
    up.add_argument("--port", type=_port, default=8000, help="the port to listen on (default 8000)")
    up.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")

    commands.add_parser("setup", help="install, migrate and fill the demonstration, without serving")
    commands.add_parser(
        "test",
        help="install what the tests need, then run every check; further arguments go to pytest, which then runs alone",
        add_help=False,
    )
    commands.add_parser("lock", help="write requirements/*.txt anew from pyproject.toml (needs uv)", add_help=False)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)
