"""Chromium for the browser tests: the one that is here, else Debian's, else one of our own in .cache."""

import os
import platform
import shutil
import sys

from tools import debian
from tools.steps import CACHE, ROOT, Stop, call, program, step

PLACE = CACHE / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MISSING = (
    "The browser tests need Chromium, and none is here.\n"
    "Install it (on Debian: `apt-get install chromium` as root), or name one in the variable OGP_CHROMIUM."
)


def find() -> str | None:
    """Return the path of the Chromium to test with, or None where there is none."""
    named = os.environ.get("OGP_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise Stop(f"OGP_CHROMIUM names {named}, which is not a program that can be started.")
        return named
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    own = PLACE / "chromium"
    return on_path or (str(own) if own.exists() else None)


def ensure() -> None:
    """Install a Chromium if there is none: Debian's as root, one in .cache as anybody else."""
    if find():
        return
    if debian.may_install():
        debian.install("Installing Chromium (a few minutes at most)", "chromium", "fonts-liberation")
    elif sys.platform == "linux" and platform.machine() == "x86_64":
        _unpack_own()
    if not find():
        raise Stop(MISSING)


def _unpack_own() -> None:
    """Fetch one in a program of its own: unpacking needs brotli, which lives in .venv."""
    with step("Fetching Chromium into .cache/chromium"):
        call(program("python"), "-m", "tools.own_browser", str(PLACE), cwd=ROOT)
