"""Everything between a fresh clone and a running platform, each part skipped when it is done already."""

from pathlib import Path

from tools import browser, office, packages
from tools.steps import ROOT, call, program, step

TRANSLATIONS = ROOT / "ogp_participa" / "core" / "translations"


def platform() -> None:
    """Install, translate, migrate and fill: after this the platform can be served."""
    installed()
    with step("Bringing the database up to date"):
        call(program("ogp-participa"), "db", "upgrade")
    with step("Filling the demonstration"):
        call(program("ogp-participa"), "demo", "fill")


def people() -> str:
    """Return who can sign in to the demonstration, one person for each role."""
    return call(program("ogp-participa"), "demo", "people").rstrip()


def tests() -> None:
    """Install what the tests need. They make their own databases, so none is touched here."""
    installed()
    packages.install("test")
    browser.ensure()
    office.ensure()


def installed() -> None:
    """Bring code, libraries and translations into place."""
    packages.create()
    packages.install("build")
    packages.install("runtime")
    packages.install_project()
    if any(_is_older(po.with_suffix(".mo"), po) for po in TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        with step("Compiling the translations"):
            call(program("ogp-participa"), "translations", "compile")


def _is_older(result: Path, source: Path) -> bool:
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime
