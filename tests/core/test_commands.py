"""What the command line says where something is missing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from ogp_participa.commands import create_migrating_app, main
from ogp_participa.core.database import db
from tests import factories
from tests.conftest import SETTINGS, new_postgresql

COMMANDS = [["demo", "fill"], ["elections", "bundle", "nada", "--output", "x"], ["announce"]]


def says_what_to_run(app: Flask, command: list[str]) -> None:
    """One sentence, without a traceback."""
    told = app.test_cli_runner().invoke(main, command)
    assert told.exit_code == 1
    assert "Run: ogp-participa db upgrade" in told.output
    assert isinstance(told.exception, SystemExit)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_on_a_database_without_tables_says_what_to_run(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, command: list[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if database == "postgresql":
        url = new_postgresql(request.getfixturevalue("cluster"), f"empty_{COMMANDS.index(command)}")
    says_what_to_run(create_migrating_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": str(tmp_path)}), command)


@pytest.mark.parametrize("command", COMMANDS[:2])
def test_a_command_on_a_database_of_an_older_version_says_it_too(fresh_app: Flask, command: list[str]) -> None:
    fresh_app.extensions["alembic"].downgrade("b1search")
    says_what_to_run(fresh_app, command)
    db.session.remove()  # a command of its own would have ended here
    fresh_app.extensions["alembic"].upgrade()
    assert "nada" in fresh_app.test_cli_runner().invoke(main, COMMANDS[1]).output


def test_a_backup_holds_what_stands_in_the_write_ahead_log(fresh_app: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    factories.plan(slug="de-agora")
    db.session.commit()
    target = tmp_path / "kept.sqlite"
    result = fresh_app.test_cli_runner().invoke(main, ["backup", str(target)])
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM plan WHERE slug = 'de-agora'").fetchone() == (1,)
