"""A real server on loopback and a real Chromium, with the demonstration's data."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import db
from ogp_participa.readers.demonstration.running.edition import PASSWORD
from tests.conftest import SETTINGS
from tests.demonstrations import fill
from tests.servers import CHROMIUM_ARGUMENTS, chromium_path
from tests.vote.audit_bundle.votes import held_elsewhere

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}


@dataclass
class Site:
    """The running platform: its address and its application."""

    app: Flask
    address: str


@contextmanager
def _serve(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()


def _app_on(database: Path) -> Flask:
    """Return the application as ``./dev up`` serves it, on this SQLite file; its other files go beside it."""
    settings = {"TESTING": False, "OGP_DATABASE_URL": f"sqlite:///{database}", "OGP_VAR": str(database.parent)}
    return create_migrating_app({**SETTINGS, **settings})


@pytest.fixture(scope="session")
def site(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The platform with the demonstration."""
    app = _app_on(Path(shutil.copy(empty_file, tmp_path_factory.mktemp("site") / "site.sqlite")))
    with app.app_context():
        fill()
        held_elsewhere()
        db.session.commit()
        db.session.remove()
    with _serve(app) as address:
        yield Site(app, address)


@pytest.fixture
def new_site(empty_file: Path, tmp_path: Path) -> Iterator[Site]:
    """The platform as a city finds it: an empty database."""
    app = _app_on(Path(shutil.copy(empty_file, tmp_path / "site.sqlite")))
    with _serve(app) as address:
        yield Site(app, address)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator["Visit"]:
    """Opens pages of the demonstration as different people; every context is closed in the end."""
    with Visit(site, chromium) as visit:
        yield visit


@pytest.fixture
def new_visit(new_site: Site, chromium: Browser) -> Iterator["Visit"]:
    """Opens pages of the empty platform as different people."""
    with Visit(new_site, chromium) as visit:
        yield visit


class Visit:
    """Somebody's browser."""

    def __init__(self, site: Site, chromium: Browser) -> None:
        self.site = site
        self.chromium = chromium
        self.contexts: list[BrowserContext] = []

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *_exception: object) -> None:
        for context in self.contexts:
            context.close()

    def page(self, wide: bool = True, javascript: bool = True) -> Page:
        """A page of a new, anonymous browser."""
        size = WIDE if wide else PHONE
        context = self.chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="pt-BR",
            timezone_id="America/Sao_Paulo",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            base_url=self.site.address,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, email: str, wide: bool = True, javascript: bool = True) -> Page:
        """A page of somebody of the demonstration who has signed in through the form."""
        page = self.page(wide, javascript)
        page.goto("/entrar")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Senha", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()
        page.wait_for_url("**/minha-conta")
        return page
