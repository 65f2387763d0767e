"""The database stops, freezes, drops its connections, is locked by another program, or has no room left."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.commands import create_migrating_app
from ogp_participa.core import outages
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.cast import Browser
from tests.conftest import SETTINGS
from tests.page_check import check_page
from tests.servers import postgres

SERVED = {**SETTINGS, "TESTING": False, "OGP_QUEUE": False, "OGP_DATABASE_STATEMENT_SECONDS": 5}
SERVED |= {"OGP_DATABASE_LOCK_SECONDS": 2}
WORDS = "Uma rua com luz, de ponta a ponta, para quem volta tarde do trabalho."


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Flask]:
    """An application as a server has it, with its tables and one resident, on a database of its own."""
    app = create_migrating_app({**SERVED, "OGP_DATABASE_URL": url, "OGP_VAR": str(folder)})
    with app.app_context():
        app.extensions["alembic"].upgrade()
        factories.person("ana@example.org")
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def resident(app: Flask) -> Browser:
    """A browser in which the resident is signed in."""
    with app.app_context():
        browser = Browser(app, db.session.scalars(sa.select(Person)).one())
    browser.get("/minha-conta")
    return browser


def post(browser: Browser, path: str = "/minha-conta/perfil-publico") -> Any:
    """A form with words in it, sent from our own page."""
    return browser.client.post(path, data={"csrf_token": browser.token(), "name": "Ana", "about": WORDS})


def shows_outage(answer: Any, words: str) -> None:
    """Whether the answer is the page of an outage."""
    assert answer.status_code == 503, answer.text[:500]
    assert int(answer.headers["Retry-After"]) > 0
    assert words in answer.text
    check_page(answer.text)


def test_a_database_that_is_away_is_a_page_in_the_readers_language_and_a_line_of_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with postgres() as cluster, serving(cluster, tmp_path) as app:
        browser = resident(app)
        server = postmaster(cluster)
        os.kill(server, signal.SIGQUIT)
        _wait_for_end(server)
        capfd.readouterr()
        shows_outage(browser.client.get("/"), "Não conseguimos responder agora")
        shows_outage(browser.client.get("/en/planos"), "We cannot answer right now")
        shows_outage(browser.client.get("/es/planos"), "No podemos responder ahora")
        shows_outage(browser.client.get("/static/nothing.css"), "Não conseguimos responder agora")
        answer = post(browser)
        shows_outage(answer, "Nada se perdeu")
        assert WORDS in answer.text
        began = time.monotonic()
        machine = app.test_client()
        assert machine.get("/healthz").status_code == 503
        assert machine.get("/readyz").text == "database unavailable\n"
        assert time.monotonic() - began < 3
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["database"]
    assert lines[0]["kind"] == "away"


def test_a_read_whose_connection_was_dropped_is_tried_again(tmp_path: Path) -> None:
    with postgres() as cluster, serving(cluster, tmp_path) as app:
        browser = resident(app)
        others = "pid <> pg_backend_pid() AND datname IS NOT NULL"
        drop = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        other = sa.create_engine(cluster, poolclass=sa.NullPool)
        with other.connect() as connection:
            connection.exec_driver_sql(drop)
        assert browser.client.get("/").status_code == 200
        assert browser.client.get("/minha-conta").status_code == 200


def test_a_frozen_database_holds_nobody_and_thaws(tmp_path: Path) -> None:
    with postgres() as cluster, serving(cluster, tmp_path) as app:
        browser = resident(app)
        everybody = family(postmaster(cluster))
        for pid in everybody:
            os.kill(pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            shows_outage(browser.client.get("/"), "Não conseguimos responder agora")
            assert time.monotonic() - began < 7
            began = time.monotonic()
            shows_outage(browser.client.get("/en/"), "We cannot answer right now")
            assert app.test_client().get("/healthz").status_code == 503
            assert time.monotonic() - began < 6
        finally:
            for pid in everybody:
                os.kill(pid, signal.SIGCONT)
        time.sleep(outages.PROBE + 0.1)
        assert browser.client.get("/").status_code == 200


def test_a_statement_and_a_lock_take_only_so_long(tmp_path: Path) -> None:
    with postgres() as cluster, serving(cluster, tmp_path) as app:
        browser = resident(app)
        other = sa.create_engine(cluster, poolclass=sa.NullPool)
        with other.connect() as connection, connection.begin():
            connection.exec_driver_sql("LOCK TABLE person IN ACCESS EXCLUSIVE MODE")
            began = time.monotonic()
            shows_outage(browser.client.get("/minha-conta"), "Há gente demais aqui neste momento")
            assert time.monotonic() - began < 5


def test_sqlite_that_another_program_locks_is_a_page_within_ten_seconds(empty_file: Path, tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'city.sqlite'}", tmp_path) as app:
        browser = resident(app)
        other = sqlite3.connect(tmp_path / "city.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        answer = post(browser)
        assert time.monotonic() - began < 10
        other.execute("ROLLBACK")
        other.close()
        shows_outage(answer, "Há gente demais aqui neste momento")
        assert WORDS in answer.text


def test_what_sqlite_acknowledges_is_on_the_disk(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'city.sqlite'}", tmp_path) as app, app.app_context():
        assert db.session.scalar(sa.text("PRAGMA synchronous")) == 2


def test_no_room_on_the_disk_is_a_page_that_says_so(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'city.sqlite'}", tmp_path) as app:

        @app.post("/fill")
        def fill() -> str:
            db.session.execute(sa.text("PRAGMA max_page_count = 1"))
            db.session.execute(sa.text("CREATE TABLE filler AS SELECT randomblob(1000000) AS bytes"))
            return "filled"

        browser = resident(app)
        shows_outage(post(browser, "/fill"), "Não há mais espaço para guardar nada novo")
        assert browser.client.get("/planos").status_code == 200


def postmaster(cluster: str) -> int:
    """The process of a cluster's server."""
    folder = Path(cluster.partition("host=")[2])
    return int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def family(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def _wait_for_end(pid: int) -> None:
    for _attempt in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
