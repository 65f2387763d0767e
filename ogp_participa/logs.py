"""Structured logs without personal data: JSON lines in production, plain ones on a developer's machine."""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("ogp_participa")

OTHERS = ("waitress", "gunicorn.error", "huey")
"""Loggers that tell of exceptions with everything in them."""


def init_logs(app: Flask) -> None:
    """Configure structlog; each post or error is one line: method, route (not the path), status, time. No address."""
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_values,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for other in (app.logger, *map(logging.getLogger, OTHERS)):
        other.addFilter(_in_our_way)
    if app.testing:
        return

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def line(response: Response) -> Response:
        if request.method not in ("GET", "HEAD") or response.status_code >= 400:
            log.info(
                "request",
                method=request.method,
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            )
        return response


def without_values(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its kinds and places alone: its message may hold an address, a name or a text."""
    error = entry.pop("exc_info", None)
    told: list[dict[str, Any]] = []
    while isinstance(error, BaseException) and len(told) < 5:
        frames = traceback.extract_tb(error.__traceback__)
        told.append({"kind": type(error).__name__, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames][-25:]})
        error = error.__cause__ or error.__context__
    return {**entry, "exception": told} if told else entry


def _in_our_way(record: logging.LogRecord) -> bool:
    """Other people's lines about an exception name the path and all values; ours stands instead."""
    if not record.exc_info:
        return True
    log.error("error", logger=record.name, exc_info=record.exc_info[1])
    return False


def trouble(error: BaseException) -> str:
    """Log an unexpected error under a short code that the person can tell us; returns the code."""
    code = uuid.uuid4().hex[:8]
    log.error("error", code=code, route=request.url_rule.rule if request.url_rule else None, exc_info=error)
    return code
