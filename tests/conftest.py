"""The application and its database for the tests: each test runs on SQLite and on PostgreSQL, and leaves nothing.

``app`` puts a test into one outer transaction that is rolled back. ``fresh_app`` has a database of its own and really
commits: for tests of threads, servers and browsers.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, request_started
from hypothesis import settings

from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import db
from tests.cast import Browser, Cast
from tests.servers import postgres

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "ogp_template"
_numbers = itertools.count(1)

Template = Callable[[Path], str]
"""Makes one more empty database; takes a folder that it may use, and returns the address."""

settings.register_profile("patient", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("patient")

SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "OGP_DATABASE_URL": "",
    "OGP_SECRET_KEY": "only-for-tests-only-for-tests-only",
    "OGP_PASSWORD_SALT": "only-for-tests",
    "OGP_RATE_LIMITS": False,
    "OGP_LIST_MEMORY_SECONDS": 0,
    "OGP_DEMONSTRATION": True,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_HASHING_SCHEMES": ["hex_md5"],
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__time_cost": 1,
        "argon2__memory_cost": 1024,
        "argon2__parallelism": 1,
    },
    "SERVER_NAME": None,
}


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL cluster for this run."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on."""
    return str(request.param)


def new_postgresql(cluster: str, name: str, template: str = "template1") -> str:
    """A database of its own in the cluster; returns its address."""
    engine = sa.create_engine(cluster, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    engine.dispose()
    return cluster.replace("/postgres?", f"/{name}?")


def app_on(url: str, folder: Path) -> Flask:
    """Return an application with the settings of the tests on this database; ``folder`` takes its files."""
    app = create_migrating_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": str(folder)})
    request_started.connect(_with_a_g_of_its_own, app)
    return app


def _with_a_g_of_its_own(_app: Flask, **_details: Any) -> None:
    """A test's requests share its application context, so what one kept in ``g`` (who asks, the plan, the token) would
    answer for the next."""
    for name in list(g):
        g.pop(name)


def _migrated(url: str, folder: Path) -> Flask:
    app = app_on(url, folder)
    with app.app_context():
        app.extensions["alembic"].upgrade()
    return app


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite database that others are copied from."""
    folder = tmp_path_factory.mktemp("empty")
    app = _migrated(f"sqlite:///{folder / 'empty.sqlite'}", folder)
    with app.app_context():
        settle()
    return folder / "empty.sqlite"


def settle() -> None:
    """Write all that SQLite still holds beside its file into it, so that the file can be copied."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


@pytest.fixture(scope="session")
def template(database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Copies of an empty migrated database: a function from a folder for it to the address of a new copy."""
    if database == "sqlite":
        empty: Path = request.getfixturevalue("empty_file")
        return lambda folder: f"sqlite:///{shutil.copy(empty, folder / 'copy.sqlite')}"
    cluster: str = request.getfixturevalue("cluster")
    app = _migrated(new_postgresql(cluster, TEMPLATE), tmp_path_factory.mktemp("template"))
    with app.app_context():
        settle()
    return lambda _folder: new_postgresql(cluster, f"ogp_{next(_numbers)}", TEMPLATE)


@pytest.fixture(scope="session")
def shared_app(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests on a kind of database."""
    folder = tmp_path_factory.mktemp("shared")
    return app_on(template(folder), folder)


@contextmanager
def undone(app: Flask) -> Iterator[Flask]:
    """Work inside one outer transaction: requests commit into savepoints, and all of it is undone."""
    with app.app_context(), db.engine.connect() as connection, connection.begin() as everything:
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield app
        db.session.remove()
        db.session.configure(bind=None, join_transaction_mode="conditional_savepoint")
        everything.rollback()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application inside one outer transaction that is rolled back after the test."""
    with undone(shared_app) as app:
        yield app


@pytest.fixture
def fresh_app(template: Template, tmp_path: Path) -> Iterator[Flask]:
    """An application with a database of its own that really commits."""
    app = app_on(template(tmp_path), tmp_path / "var")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Ana and Bruno (residents), Clara and Célio (forum: civil society and government), Dario (staff), Eva
    (administrator), and a plan in which everything is open."""
    return Cast.in_database()


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """Somebody without an account."""
    return Browser(app)
