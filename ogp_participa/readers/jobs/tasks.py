"""Work that no request waits for: telling people, sending mail, sweeping. Huey runs it; each step commits."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app, g, has_request_context
from flask.cli import with_appcontext
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.logs import log
from ogp_participa.core.rate_limits import sweep
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.mail.actions import remove_old_texts, send_waiting_mail
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.drafts.actions import forget_abandoned
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.vote.audit_bundle.actions import keep_bundles
from ogp_participa.vote.ballot_log.actions import seal_when_due
from ogp_participa.vote.ballot_log.queries import waiting
from ogp_participa.vote.ballots.actions import freeze, unlink
from ogp_participa.vote.ballots.queries import linked_plans, unfrozen_plans


class JsonSerializer(Serializer):
    """Tasks as JSON: whoever can write into the queue can name a task, and can do nothing else."""

    def _serialize(self, data: Any) -> bytes:
        if isinstance(data, Message):
            data = {"task": [data.id, data.name, data.retries or 0, data.retry_delay or 0]}
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        loaded = json.loads(data)
        if isinstance(loaded, dict) and "task" in loaded:
            number, name, retries, delay = loaded["task"]
            return Message(number, name, None, retries, delay, None, (), {})
        return loaded


def announce() -> int:
    """Tell everybody of everything that was not told yet; returns how many events were looked at."""
    total = 0
    while looked := announce_events():
        db.session.commit()
        total += looked
    db.session.commit()
    return total


def tell_and_send() -> None:
    """What runs within seconds of an event, and each minute in any case."""
    announce()
    send_waiting_mail()


def forget() -> None:
    """Old mails lose their texts; drafts that nobody owns or needs any more go."""
    remove_old_texts()
    forget_abandoned()
    db.session.commit()


def freeze_rules() -> None:
    """Freeze the rules of each vote that has opened."""
    for plan in unfrozen_plans(now()):
        freeze(plan)
        db.session.commit()


def seal_all() -> int:
    """Seal every log that is due, each in its own transaction; returns how many were."""
    sealed = 0
    for number, ballots in waiting():
        plan = db.session.get(Plan, number)
        try:
            sealed += plan is not None and seal_when_due(plan, ballots) is not None
        except Refused:  # its reason is in the log; the logs of other votes are sealed all the same
            db.session.rollback()
        db.session.commit()
    return sealed


def unlink_ballots() -> None:
    """Destroy what links people to their ballots, in each plan whose term for objections to the count is over."""
    for plan in linked_plans(now()):
        unlink(plan)
        db.session.commit()


PLAN: tuple[tuple[str, Callable[[datetime], bool], Callable[[], object]], ...] = (
    ("minutely", crontab(minute="*"), tell_and_send),
    ("freezing", crontab(minute="*"), freeze_rules),
    ("every ten minutes", crontab(minute="*/10"), seal_all),
    ("hourly", crontab(minute="17"), sweep),
    ("bundles", crontab(minute="5-59/10"), keep_bundles),
    ("daily", crontab(minute="41", hour="3"), forget),
    ("unlinking", crontab(minute="53", hour="3"), unlink_ballots),
)
"""What the worker does, and when. A request that left something to tell asks for the first at once."""


def make_queue(app: Flask) -> tuple[Huey, Callable[[], object]]:
    """The queue of an application, beside its database (its tables are Huey's own), and what puts work into it."""
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        queue: Huey = PostgresHuey("ogp", dsn=dsn, serializer=JsonSerializer(), results=False)
    else:
        path = Path(app.config["OGP_VAR"]) / "queue.sqlite"
        queue = SqliteHuey("ogp", filename=str(path), serializer=JsonSerializer(), results=False)
    for name, when, job in PLAN:
        queue.periodic_task(when, name=name)(_inside(app, job))
    return queue, queue.task(name="soon")(_inside(app, tell_and_send))


def _inside(app: Flask, job: Callable[[], object]) -> Callable[[], None]:
    """The job with the application around it; whatever happens, it leaves no open transaction behind."""

    def inside() -> None:
        with app.app_context():
            job()

    return inside


def init_jobs(app: Flask) -> None:
    """Wake the worker after each request that left something to tell or to send."""
    app.config.setdefault("OGP_QUEUE", not app.testing)

    @app.teardown_request
    def wake_worker(_error: BaseException | None) -> None:
        if g.pop("something_to_tell", False) and app.config["OGP_QUEUE"]:
            wake(app)


def wake(app: Flask) -> None:
    """Put a task into the queue, unless one waits there already. When this fails, the worker's next minute does it."""
    try:
        if "queue" not in app.extensions:
            app.extensions["queue"] = make_queue(app)
        queue, soon = app.extensions["queue"]
        if queue.storage.queue_size() == 0:
            soon()
    except Exception as error:  # a person's request succeeded and must stay so, whatever the queue has
        log.warning("queue", error=type(error).__name__)


@sa.event.listens_for(Event, "after_insert")
@sa.event.listens_for(Mail, "after_insert")
def something_to_tell(_mapper: object, _connection: object, _row: object) -> None:
    """Remember in the request that it recorded an event or wrote a mail."""
    if has_request_context():
        g.something_to_tell = True


@click.command()
@with_appcontext
def worker() -> None:
    """Tell people, send mail and sweep, until stopped (SIGTERM finishes what is in flight)."""
    app: Any = current_app
    queue, _soon = make_queue(app._get_current_object())
    queue.create_consumer(workers=1, max_delay=2.0, graceful_signal="TERM").run()


@click.command(name="announce")
@with_appcontext
def announce_command() -> None:
    """Write the inbox entries and mails of events that nobody was told of yet."""
    click.echo(f"{announce()} events")


@click.group(name="mail")
def mail_group() -> None:
    """Mail that waits in the outbox."""


@mail_group.command(name="send")
@with_appcontext
def send_command() -> None:
    """Send the mail that waits."""
    click.echo(f"{send_waiting_mail()} mails")
