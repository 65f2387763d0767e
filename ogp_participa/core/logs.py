"""Structured logs without personal data: JSON lines in production, plain ones on a developer's machine.

A line is a small thing: a logging library for it would take five megabytes of every worker.
"""

import json
import logging
import sys
import time
import traceback
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request


class Log:
    """Writes what happened, with its facts, as a line to the standard error stream."""

    def info(self, event: str, **facts: object) -> None:
        """Something that is as it should be."""
        self._write("info", event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Something that was not as it should be, and passed."""
        self._write("warning", event, facts)

    def error(self, event: str, **facts: object) -> None:
        """Something that somebody must look at; ``exc_info`` is the exception."""
        self._write("error", event, facts)

    def _write(self, level: str, event: str, facts: dict[str, object]) -> None:
        entry = {"event": event, "level": level, "timestamp": datetime.now(UTC).isoformat(), **without_values(facts)}
        if sys.stderr.isatty():
            line = "  ".join(f"{name}={value}" for name, value in entry.items())
        else:
            line = json.dumps(entry, default=repr)
        print(line, file=sys.stderr, flush=True)


log = Log()

QUEUE = ("huey.consumer", "huey.consumer.Worker", "huey.consumer.Scheduler")
OTHERS = ("waitress", "gunicorn.error", "huey", *QUEUE)
"""Loggers that tell of exceptions with everything in them."""


def init_logs(app: Flask) -> None:
    """Each post or error is one line: method, route (not the path), status, time. No address."""
    for other in (app.logger, *map(logging.getLogger, OTHERS)):
        other.addFilter(_in_our_way)
    if app.testing:
        return

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def line(response: Response) -> Response:
        # An outage has a line of its own, once a minute.
        if "outage" not in g and (request.method not in ("GET", "HEAD") or response.status_code >= 400):
            log.info(
                "request",
                method=request.method,
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response


def without_values(facts: dict[str, object]) -> dict[str, object]:
    """An exception as its kinds and places alone: its message may hold an address, a name or a text."""
    rest = {name: value for name, value in facts.items() if name != "exc_info"}
    error = facts.get("exc_info")
    told: list[dict[str, Any]] = []
    while isinstance(error, BaseException) and len(told) < 5:
        frames = traceback.extract_tb(error.__traceback__)
        told.append({"kind": type(error).__name__, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames][-25:]})
        error = error.__cause__ or error.__context__
    return {**rest, "exception": told} if told else rest


def _in_our_way(record: logging.LogRecord) -> bool:
    """Other people's lines about an exception name the path and all values; ours stands instead."""
    if not record.exc_info:
        return True
    if record.name not in QUEUE or _is_first_in_a_minute(record):
        log.error("error", logger=record.name, exc_info=record.exc_info[1])
    return False


_last: dict[tuple[str, object], float] = {}


def _is_first_in_a_minute(record: logging.LogRecord) -> bool:
    """Return whether the queue has not told of such an error within a minute: it asks again every few seconds."""
    key = record.name, record.exc_info and record.exc_info[0]
    if record.created - _last.get(key, -60.0) < 60.0:
        return False
    _last[key] = record.created
    return True


def trouble(error: BaseException) -> str:
    """Log an unexpected error under a short code that the person can tell us; returns the code."""
    code = uuid.uuid4().hex[:8]
    log.error("error", code=code, route=request.url_rule.rule if request.url_rule else None, exc_info=error)
    return code
