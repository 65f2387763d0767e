"""``ogp-participa worker``, ``announce`` and ``mail send``."""

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from ogp_participa.core.jobs import make_queue
from ogp_participa.core.outages import wait_for_database
from ogp_participa.people.mail.sending import send_waiting_mail
from ogp_participa.readers.jobs.tasks import announce, count_closed_votes


@click.command()
@with_appcontext
def worker() -> None:
    """Tell people, send mail and sweep, until stopped (SIGTERM finishes what is in flight)."""
    wait_for_database()
    app: Any = current_app
    queue, _soon = make_queue(app._get_current_object())
    queue.create_consumer(workers=2, max_delay=2.0, graceful_signal="TERM").run()


@click.command(name="announce")
@with_appcontext
def announce_command() -> None:
    """Write the inbox entries and mails of events that nobody was told of yet."""
    click.echo(f"{announce()} events")


@click.command(name="count")
@with_appcontext
def count_command() -> None:
    """Count the votes that were closed, where no worker does."""
    click.echo(f"{count_closed_votes()} counts")


@click.group(name="mail")
def mail_group() -> None:
    """Mail that waits in the outbox."""


@mail_group.command(name="send")
@with_appcontext
def send_command() -> None:
    """Send the mail that waits."""
    click.echo(f"{send_waiting_mail()} mails")
