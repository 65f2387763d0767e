"""Work that no request waits for: a queue beside the database, and what wakes it. Huey runs it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from huey import Huey, PostgresHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from ogp_participa.core.logs import log

Job = tuple[str, Callable[[datetime], bool], Callable[[], object]]
"""A name, when it is time for it, and what is done then."""


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


def init_jobs(app: Flask, jobs: tuple[Job, ...], soon: Callable[[], object]) -> None:
    """Tell the application its jobs, and what the worker does at once after a request that left work."""
    app.config.setdefault("OGP_QUEUE", not app.testing)
    app.extensions["jobs"] = jobs, soon

    @app.teardown_request
    def wake_worker(_error: BaseException | None) -> None:
        if g.pop("work_left", False) and app.config["OGP_QUEUE"]:
            wake(app)


def leave_work(_mapper: object, _connection: object, _row: object) -> None:
    """Remember in the request that it wrote a row the worker waits for; a listener of SQLAlchemy's ``after_insert``."""
    if has_request_context():
        g.work_left = True


def make_queue(app: Flask) -> tuple[Huey, Callable[[], object]]:
    """Return the queue of an application, beside its database (its tables are Huey's), and what puts work into it."""
    url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        queue: Huey = PostgresHuey("ogp", dsn=dsn, serializer=JsonSerializer(), results=False)
    else:
        path = Path(app.config["OGP_VAR"]) / "queue.sqlite"
        queue = SqliteHuey("ogp", filename=str(path), serializer=JsonSerializer(), results=False)
    jobs, soon = app.extensions["jobs"]
    for name, when, job in jobs:
        queue.periodic_task(when, name=name)(_inside(app, job))
    return queue, queue.task(name="soon")(_inside(app, soon))


def _inside(app: Flask, job: Callable[[], object]) -> Callable[[], None]:
    """The job with the application around it; whatever happens, it leaves no open transaction behind."""

    def inside() -> None:
        with app.app_context():
            job()

    return inside


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
