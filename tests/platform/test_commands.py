"""What the command line says where something is missing."""

from pathlib import Path

import pytest

from ogp_participa.commands import main
from ogp_participa.migrating import create_migrating_app
from tests.conftest import SETTINGS


@pytest.mark.parametrize("command", [["demo", "fill"], ["elections", "bundle", "nada", "--output", "x"]])
def test_a_command_on_a_database_without_tables_says_what_to_run(tmp_path: Path, command: list[str]) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    app = create_migrating_app({**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": str(tmp_path)})
    told = app.test_cli_runner().invoke(main, command)
    assert told.exit_code == 1
    assert "Run: ogp-participa db upgrade" in told.output
    assert isinstance(told.exception, SystemExit)
