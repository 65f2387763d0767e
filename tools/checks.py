"""The second half of `./dev test`: style, types, import directions, translations and the tests."""

import os
import subprocess

from tools.steps import ROOT, Stop, call, environment, program, step

CHECKS = {
    "Checking style": ("ruff", "check"),
    "Checking layout": ("ruff", "format", "--check"),
    "Checking types": ("mypy",),
    "Checking import directions": ("lint-imports",),
    "Checking translations": ("ogp-participa", "translations", "check"),
}
MOST_WORKERS = 4


def run(arguments: list[str]) -> int:
    """Run everything, or only pytest when arguments for it are given. All checks run, whatever one of them says."""
    if arguments:
        return _pytest(arguments)
    failed = [title for title, command in CHECKS.items() if not _passes(title, command)]
    if failed:
        print(f"\nNot in order: {', '.join(failed)}. The tests run all the same.\n")
    tests = _pytest(["-q", *_workers()])
    return tests or int(bool(failed))


def _passes(title: str, command: tuple[str, ...]) -> bool:
    try:
        with step(title):
            call(program(command[0]), *command[1:])
    except Stop as reason:
        print(f"\n{reason}\n")
        return False
    return True


def _workers() -> list[str]:
    """Split the tests over the cores: each worker starts its own PostgreSQL and Chromium once, which soon pays off."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ["-n", str(min(cores, MOST_WORKERS)), "--dist", "worksteal"] if cores > 1 else []


def _pytest(arguments: list[str]) -> int:
    """Run pytest; its output goes straight through, so that its summary is the last thing on the screen."""
    print(flush=True)
    command = (program("pytest"), *arguments)
    return subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, check=False).returncode
