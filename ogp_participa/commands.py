"""The command line: ``ogp-participa …``. Commands commit for themselves."""

import click
from flask.cli import FlaskGroup

from ogp_participa.app import create_app


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
def main() -> None:
    """OGP Participa: a city and its residents write, follow and judge an Open Government Action Plan together."""
