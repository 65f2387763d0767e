"""The locks must install the same files on every machine, and must not tell on which machine they were made."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_there_are_locks() -> None:
    assert {lock.stem for lock in LOCKS} >= {"build", "runtime", "test"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_gives_no_option_of_its_makers_machine(lock: Path) -> None:
    options = [line for line in lock.read_text().splitlines() if line.startswith("-")]
    assert options == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_library_of_a_lock_has_a_hash(lock: Path) -> None:
    pinned = lock.read_text().replace("\\\n", " ").splitlines()
    assert pinned
    assert all("==" in line and "--hash=sha256:" in line for line in pinned)


def test_the_tests_run_with_the_libraries_that_residents_meet() -> None:
    # Which interpreters a library is for may read otherwise where a library of the tests wants it for more of them.
    runtime, test = (
        {library: line.split(" ;")[0] for library, line in _versions(LOCKS[0].with_name(f"{name}.txt")).items()}
        for name in ("runtime", "test")
    )
    assert runtime.items() <= test.items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        Requirement(line) for line in described["project"]["dependencies"] + described["dependency-groups"]["test"]
    ]
    locked = [Requirement(line.split(" ;")[0]) for line in _versions(ROOT / "requirements" / "test.txt").values()]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in locked}
    unmet = [str(wish) for wish in asked if versions.get(canonicalize_name(wish.name), "0") not in wish.specifier]
    assert unmet == [], "run ./dev lock"


def _versions(lock: Path) -> dict[str, str]:
    lines = (line.rstrip(" \\") for line in lock.read_text().splitlines() if not line.startswith(" "))
    return {line.split("==")[0]: line for line in lines}
