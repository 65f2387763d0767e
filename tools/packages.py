"""The project's own Python environment in .venv, filled from the hashed locks in requirements/."""

import functools
import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

from tools import debian
from tools.steps import ROOT, VENV, Stop, call, program, step, works

LOCKS = ROOT / "requirements"
PYTHON = VENV / "bin" / "python"
PLACE = VENV / ".ogp-place"

NO_PIP = (
    "Python libraries cannot be installed: there is neither uv nor pip here, and none could be fetched with apt-get.\n"
    "On Debian or Ubuntu run `apt-get install python3-venv` as root, then start this command again."
)


def create() -> None:
    """Make .venv, or make it anew when it is broken or was moved here from another place."""
    if VENV.exists() and not _is_sound():
        shutil.rmtree(VENV)
    if not PYTHON.exists():
        with step("Creating the Python environment"):
            call(sys.executable, "-m", "venv", "--without-pip", str(VENV))
            PLACE.write_text(str(VENV))
            if not shutil.which("uv"):
                _put_pip_inside()


def install(lock: str) -> None:
    """Install one lock, unless exactly this lock is installed already."""
    pinned = (LOCKS / f"{lock}.txt").read_bytes()
    if _is_stamped(lock, pinned):
        return
    with step(f"Installing the libraries of requirements/{lock}.txt"):
        _run_installer("--require-hashes", "--no-build-isolation", "-r", str(LOCKS / f"{lock}.txt"))
    _stamp(lock, pinned)


def install_project() -> None:
    """Install the project itself, editable, so that .venv/bin/ogp-participa exists."""
    described = (ROOT / "pyproject.toml").read_bytes()
    if _is_stamped("project", described) and Path(program("ogp-participa")).exists():
        return
    with step("Installing the command ogp-participa"):
        _run_installer("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    _stamp("project", described)


def _is_sound() -> bool:
    """Say whether the environment can be used; one that was moved cannot: its commands still name the old place."""
    moved = PLACE.exists() and PLACE.read_text() != str(VENV)
    question = f"import sys; sys.exit(sys.version_info < (3, 11) or sys.prefix != {str(VENV)!r})"
    return not moved and works(str(PYTHON), "-c", question)


def _run_installer(*arguments: str) -> None:
    try:
        call(*_installer(), *arguments)
    except Stop as reason:
        sentence = "The libraries could not be installed. This needs the internet; the installer's own words are above."
        raise Stop(f"{reason}\n\n{sentence}") from reason


def _installer() -> list[str]:
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    if not works(str(PYTHON), "-m", "pip", "--version"):
        _put_pip_inside()
    return [str(PYTHON), "-m", "pip", "install", "--quiet"]


def _put_pip_inside() -> None:
    """Give the environment a pip: Python's own, the system's, or Debian's, in this order."""
    if importlib.util.find_spec("ensurepip") and works(str(PYTHON), "-m", "ensurepip", "--default-pip"):
        return
    if works(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"):
        return
    for wheel in debian.pip_wheels():
        if works(str(PYTHON), f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)):
            return
    raise Stop(NO_PIP)


@functools.cache
def _version() -> str:
    return call(str(PYTHON), "-c", "import sys; print(sys.version)")


def _stamp_of(content: bytes) -> str:
    return hashlib.sha256(content + _version().encode()).hexdigest()


def _is_stamped(name: str, content: bytes) -> bool:
    stamp = VENV / f".ogp-{name}"
    return stamp.exists() and stamp.read_text() == _stamp_of(content)


def _stamp(name: str, content: bytes) -> None:
    (VENV / f".ogp-{name}").write_text(_stamp_of(content))
