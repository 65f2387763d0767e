"""The verifier by itself: the folder is all that it needs, and a bundle carries it whole."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from ogp_participa.commands import main
from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.audit_bundle.writing import PACKAGE, digest_of, strangers_in
from ogp_participa.vote.verifier.check import check
from ogp_participa.vote.verifier.methods import METHODS
from tests.vote.verifier.bundles import make, sum_again

MADE_BEFORE = Path(__file__).with_name("made_before.zip")
"""A bundle that the release before this folder wrote, with one long ``verify.py``: of a vote with a quota, changed and
empty ballots, and a winner that was taken out."""

ALONE = [sys.executable, "-I", "-S"]
IMPORTS = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
import verifier
from importlib import import_module
from pathlib import Path
for source in Path(verifier.__file__).parent.glob("*.py"):
    import_module(f"verifier.{source.stem}")
for name in set(sys.modules) - before:
    if name.partition(".")[0] not in {"verifier", *sys.stdlib_module_names}:
        print(name)
"""
COUNTS = """
import sys
sys.path.insert(0, sys.argv[1])
from verifier.methods import METHODS, select
from verifier.tally import Profile
ballots = [{0, 1, 2}] * 9 + [{0, 1}] * 3 + [{0}] + [{3}] * 7 + [{3, 4}] + [{4}] * 3
profile = Profile.of(["A", "B", "C", "D", "E"], ballots)
print(*["".join(profile.references[c] for c in select(profile, rule, 3, "1").winners) for rule in sorted(METHODS)])
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The bundle that was made before."""
    with zipfile.ZipFile(MADE_BEFORE) as packed:
        packed.extractall(tmp_path / "old")
    return tmp_path / "old"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small bundle as it is written now."""
    make(tmp_path / "bundle", [[("A",)], [("B",), ("A",)], [()]], [("A", "x", True), ("B", "y", True)])
    return tmp_path / "bundle"


def difference(folder: Path) -> str:
    """The first difference of a bundle."""
    (sentence,) = check(folder, say=lambda _sentence: None)
    return sentence


def ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """A program that has ended."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd="/")


def test_its_folder_needs_python_alone(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    program = ran(*ALONE, "-c", IMPORTS, tmp_path)
    assert (program.stdout, program.stderr) == ("", "")


def test_it_counts_alone_by_every_rule(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    program = ran(*ALONE, "-c", COUNTS, tmp_path)
    assert (program.stdout, program.stderr) == ("ABC ADB ADB ADB\n", "")


def test_the_edition_and_the_verifier_name_the_same_rules() -> None:
    assert sorted(rule.value for rule in Rule) == sorted(METHODS)


def test_a_bundle_carries_the_folder_as_the_platform_runs_it(bundle: Path) -> None:
    sources = {path.name: path.read_bytes() for path in PACKAGE.glob("*.py")}
    assert {path.name: path.read_bytes() for path in (bundle / "verifier").iterdir()} == sources
    listed = (bundle / "SHA256SUMS").read_text(encoding="utf-8")
    assert all(f"{digest_of(bundle / 'verifier' / name)}  verifier/{name}\n" in listed for name in sources)
    assert len((bundle / "verify.py").read_text(encoding="utf-8").splitlines()) < 12


@pytest.mark.parametrize("python", [[sys.executable], ALONE], ids=["python3", "python3 -I -S"])
def test_the_short_program_starts_the_folder_and_leaves_nothing_behind(bundle: Path, python: list[str]) -> None:
    before = sorted(bundle.rglob("*"))
    program = ran(*python, bundle / "verify.py")
    assert (program.returncode, program.stdout.splitlines()[-1:], program.stderr) == (0, ["matches"], "")
    assert sorted(bundle.rglob("*")) == before


def test_a_missing_a_strange_and_a_changed_part_of_the_program_are_named(bundle: Path) -> None:
    part = bundle / "verifier" / "tally.py"
    text = part.read_text(encoding="utf-8")
    part.write_text(text + "# changed\n", encoding="utf-8")
    assert difference(bundle).startswith("SHA256SUMS, line ")
    part.unlink()
    assert difference(bundle) == "verifier/tally.py: the file is missing."
    part.write_text(text, encoding="utf-8")
    (bundle / "verifier" / "more.py").write_text("more = 1\n", encoding="utf-8")
    assert difference(bundle).startswith("SHA256SUMS, line ")
    (bundle / "verifier" / "more.py").unlink()
    (bundle / "verifier" / "__pycache__").mkdir()
    assert difference(bundle) == "'verifier/__pycache__': a bundle has no such file."
    assert strangers_in(bundle) == ["verifier/__pycache__"]
    (bundle / "verifier" / "__pycache__").rmdir()
    assert check(bundle, say=lambda _sentence: None) == []


def test_a_bundle_made_before_matches_here_and_by_its_own_program(app: Flask, old: Path) -> None:
    verified = app.test_cli_runner().invoke(main, ["verify", str(old)])
    assert (verified.exit_code, verified.output.splitlines()[-1]) == (0, "matches")
    assert ran(*ALONE, "-B", old / "verify.py").stdout == verified.output
    ballots = (old / "ballots.csv").read_text(encoding="utf-8")
    (old / "ballots.csv").write_text(ballots.replace("P-", "Q-", 1), encoding="utf-8")
    sum_again(old)
    assert "ballots.csv, line " in app.test_cli_runner().invoke(main, ["verify", str(old)]).output


def test_the_program_of_a_new_bundle_checks_one_made_before(bundle: Path, old: Path) -> None:
    program = ran(*ALONE, bundle / "verify.py", old)
    assert (program.returncode, program.stdout.splitlines()[-1]) == (0, "matches")
