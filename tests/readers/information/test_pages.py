"""The pages that explain, in three languages, and the answers to machines."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.readers.information import readiness, views
from tests.cast import Browser, Cast

PAGES = ("como-funciona", "acessibilidade", "privacidade", "participar-presencialmente", "mapa-do-site")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_everybody_reads_it_without_a_cookie(visitor: Browser, cast: Cast, page: str, language: str) -> None:
    answer = visitor.get(f"{language}/{page}")
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_it_stands_also_where_there_is_no_plan(visitor: Browser, page: str) -> None:
    visitor.get(f"/{page}")


def test_machines_see_that_all_is_well(visitor: Browser) -> None:
    answer = visitor.get("/healthz")
    assert (answer.text, answer.mimetype) == ("ok\n", "text/plain")
    assert "Set-Cookie" not in answer.headers


def test_machines_see_when_the_database_is_gone(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "is_database_there", lambda: False)
    assert "unavailable" in visitor.get("/healthz", status=503).text


def test_a_server_is_ready_with_all_its_tables(fresh_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Browser(fresh_app)
    assert visitor.get("/readyz").text == "ok\n"
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of yesterday'")
    assert visitor.get("/readyz", status=503).text == "migrations behind\n"
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert visitor.get("/readyz", status=503).text == "tables missing\n"
    monkeypatch.setattr(readiness, "ROOM", 2**62)
    assert "disk full" in visitor.get("/readyz", status=503).text


def test_search_engines_leave_desks_alone_and_browsers_find_the_icon(visitor: Browser, app: Flask) -> None:
    robots = visitor.get("/robots.txt").text
    assert "Disallow: /gestao" in robots
    assert "/entrar" not in robots  # whoever looks for the way in finds it
    assert visitor.get("/favicon.ico").mimetype == "image/svg+xml"
    assert db.session.scalar(sa.select(1)) == 1
