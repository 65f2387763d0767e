"""`./dev lock`: requirements/*.txt, written from pyproject.toml with hashes and without any host's name."""

import shutil
from pathlib import Path

from tools.packages import LOCKS
from tools.steps import ROOT, Stop, call, program, step

# What each lock holds besides the project's own dependencies.
GROUPS = {
    "build": ("--group", "build"),
    "runtime": ("pyproject.toml",),
    "test": ("pyproject.toml", "--group", "test", "--constraint", "requirements/runtime.txt"),
}
STYLE = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11")


def write(further: list[str]) -> None:
    """Resolve anew, keeping the versions locked today; `--upgrade` and other options are passed on to uv."""
    inside = program("uv")
    uv = shutil.which("uv") or (inside if Path(inside).exists() else None)
    if uv is None:
        raise Stop("Writing the locks needs uv. Install it, for instance with `pipx install uv`, and start again.")
    LOCKS.mkdir(exist_ok=True)
    for name, what in GROUPS.items():
        with step(f"Locking requirements/{name}.txt"):
            call(uv, "pip", "compile", "--quiet", *what, *STYLE, *further, "-o", f"requirements/{name}.txt", cwd=ROOT)
