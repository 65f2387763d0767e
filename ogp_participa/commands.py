"""The command line: ``ogp-participa …``. Commands commit for themselves."""

import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import waitress
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_alembic import Alembic
from rich.console import Console
from rich.progress import track
from sqlalchemy.exc import OperationalError, ProgrammingError

from ogp_participa.app import create_app, create_serving_app
from ogp_participa.config import UnsafeSecret
from ogp_participa.core.database import Model, db
from ogp_participa.core.i18n import CATALOGUES, SOURCE
from ogp_participa.people.accounts.commands import people_group
from ogp_participa.readers.demonstration import doors, filling, queries
from ogp_participa.readers.jobs.commands import announce_command, count_command, mail_group, worker
from ogp_participa.readers.opendata.commands import proposals_group
from ogp_participa.vote.audit_bundle.commands import elections_group, verify_command

migrations = Alembic(metadatas=Model.metadata)

console = Console(soft_wrap=True)

UNHURRIED = {f"OGP_DATABASE_{limit}_SECONDS": 0 for limit in ("STATEMENT", "IDLE")} | {"OGP_DATABASE_LOCK_SECONDS": 60}
"""A migration, an import or a count takes as long as it takes."""

BEHIND = {"42P01", "42703"}
"""PostgreSQL's numbers for a table and for a column that is not there; SQLite has words alone."""


def create_migrating_app(settings: dict[str, Any] | None = None) -> Flask:
    """Create the application of :func:`create_app`, which also knows its migrations.

    A worker that serves pages never migrates, so it does without Alembic: that is a tenth of its memory. What runs from
    the command line may take its time.
    """
    app = create_app({**UNHURRIED, **(settings or {})})
    migrations.init_app(app)
    return app


class Commands(FlaskGroup):
    """The commands; where the database lacks tables or columns, one sentence says what to run."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UnsafeSecret as reason:
            raise click.ClickException(str(reason)) from reason
        except (OperationalError, ProgrammingError) as trouble:
            behind = getattr(trouble.orig, "sqlstate", None) in BEHIND
            if behind or str(trouble.orig).startswith(("no such table", "no such column")):
                raise click.ClickException(
                    "The database does not have all tables of this version yet. Run: ogp-participa db upgrade"
                ) from trouble
            raise


@click.group(
    cls=Commands,
    create_app=create_migrating_app,
    add_default_commands=False,
    add_version_option=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def main() -> None:
    """OGP Participa: a city and its residents write, follow and judge an Open Government Action Plan together.

    Settings come from OGP_* variables; OGP_DATABASE_URL chooses the database (SQLite in var/ without it).
    """


# Flask's own options choose another application; this command is one.
main.params.clear()

for command in (
    worker,
    announce_command,
    count_command,
    mail_group,
    people_group,
    proposals_group,
    elections_group,
    verify_command,
):
    main.add_command(command)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="How many requests at once.")
def serve(host: str, port: int, threads: int) -> None:
    """Serve the platform with waitress (one process: for SQLite and small cities).

    SIGTERM stops taking connections and finishes what is in flight.
    """
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    # Waitress would drop what a proxy says of the client; the application itself decides whom to believe (OGP_PROXIES).
    waitress.serve(
        create_serving_app(), host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=False
    )


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Write a whole copy of the SQLite database, while the platform runs; PostgreSQL has pg_dump."""
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException("This database is PostgreSQL. Back it up with pg_dump.")
    if target.exists():
        raise click.ClickException(f"{target} is there already.")
    with db.engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source: Any = connection.connection.driver_connection
        source.backup(copy)  # reads the write-ahead log, too
    target.chmod(0o600)
    console.print(
        f"{target} holds all of it. Keep the secrets in {current_app.config['OGP_VAR']} with it.", markup=False
    )


@main.group()
def demo() -> None:
    """The demonstration: real facts of the past plans, and invented editions at every step."""


@demo.command("fill")
@with_appcontext
def fill() -> None:
    """Fill an empty database with the demonstration; where it is there, add only the editions that are missing."""
    if not current_app.config["OGP_DEMONSTRATION"]:
        raise click.ClickException(
            "This is not a demonstration: OGP_DEMONSTRATION is false. Its people, an administrator among "
            "them, have a published password. Set OGP_DEMONSTRATION=true where nothing real is kept."
        )
    steps = filling.steps_missing() if queries.is_filled() else filling.steps()
    if not steps:
        console.print("The demonstration is already there.")
    else:
        for _name, step in track(steps, description="Demonstration", console=console):
            step()
        db.session.commit()
    _print_people()


@demo.command("people")
@with_appcontext
def people() -> None:
    """Print one sign-in for each role of the demonstration."""
    _print_people()


@demo.command("lock")
@with_appcontext
def lock() -> None:
    """Take the published password away from the people of the demonstration: nobody signs in as them any more."""
    locked = doors.lock_accounts()
    db.session.commit()
    console.print(f"{locked} accounts of the demonstration were locked.")


def _print_people() -> None:
    for role, email, password in queries.sign_ins():
        console.print(f"  {role:<28} {email:<32} {password}")


@main.group()
def translations() -> None:
    """The texts in Portuguese, English and Spanish."""


def _catalogues() -> list[Path]:
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


@translations.command("compile")
def compile_() -> None:
    """Compile the catalogues, so that the application reads them."""
    for path in _catalogues():
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    console.print(f"{len(_catalogues())} catalogues compiled.")


@translations.command("check")
def check() -> None:
    """Fail when a text is missing or fuzzy in a language, or the English one is not the text itself."""
    wrong = [f"{path.parent.parent.name}: {what}" for path in _catalogues() for what in _untranslated(path)]
    for line in wrong[:100]:
        console.print(line, markup=False)
    if wrong or not _catalogues():
        sys.exit(f"{len(wrong)} texts are missing or fuzzy.")
    console.print(f"{len(_catalogues())} catalogues are complete.")


def _untranslated(path: Path) -> list[str]:
    with path.open("rb") as source:
        catalogue = read_po(source)
    found = []
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        other = path.parent.parent.name == SOURCE and texts != ids
        if message.id and (message.fuzzy or other or not all(texts)):
            found.append(str(message.id)[:100])
    return found
