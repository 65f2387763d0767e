"""Where things are, and running one command as one step that says its name and its time."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"

# Settings of the caller's own Python would lead ours to other libraries.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")

# Installers ask nothing and remark on nothing; uv trusts the system's certificates as pip does, under both its names.
INSTALLERS = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "UV_SYSTEM_CERTS": "1",
    "UV_NATIVE_TLS": "1",
}


class Stop(Exception):
    """Something is missing or broken; the message is the sentence shown to the person at the keyboard."""


def program(name: str) -> str:
    """Return the path of a command installed in the project's environment."""
    return str(VENV / "bin" / name)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables every command is started with; what ./dev runs is a demonstration, unless told otherwise."""
    inherited = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return {"OGP_DEMONSTRATION": "true", **inherited, **INSTALLERS, **(extra or {})}


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print one line for what happens inside: its title at once, its time when it is over."""
    print(f"  {title} ... ", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"failed after {time.monotonic() - begun:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def call(*command: str, cwd: Path = ROOT, extra: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return what it said; raise Stop with all of that when it failed."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment(extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as missing:
        raise Stop(f"{command[0]} could not be started: {missing.strerror}.") from missing
    if done.returncode != 0:
        raise Stop(f"{done.stdout.rstrip()}\n\nThis command failed: {' '.join(command)}")
    return done.stdout


def works(*command: str) -> bool:
    """Say whether a command can be started and succeeds."""
    try:
        call(*command)
    except Stop:
        return False
    return True
