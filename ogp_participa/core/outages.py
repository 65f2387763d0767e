"""When the database is away, busy or full: a page that needs none of it, with what was typed, and few lines of log.

A read whose connection was dropped is tried once more. While the database is away nobody waits for it: one request a
second asks whether it is back, all others are told at once.
"""

import errno
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from ogp_participa.core.database import SAFE_METHODS, db
from ogp_participa.core.logs import log
from ogp_participa.core.timeouts import NoAnswer, within

AWAY, BUSY, FULL = "away", "busy", "full"

SENTENCES = {
    AWAY: _l("The part of this site that keeps everything gives no answer. We have been told. Try again in a minute."),
    BUSY: _l("Too much is happening here at this moment. Try again in a minute."),
    FULL: _l("There is no room left here to keep anything new. We have been told. Reading still works."),
}
RETRY_AFTER = {AWAY: 60, BUSY: 20, FULL: 600}
"""Seconds after which a program may ask again."""

PROBE = 1.0
"""Seconds between two questions whether the database is back, and how long each may take."""

LOG_EVERY = 60.0

SECRET_FIELDS = {"csrf_token", "password", "new_password", "new_password_confirm", "password_confirm", "code"}
KEPT_IN_G = {"started", "csrf_token", "tried_again", "outage"}


def kind_of(error: BaseException) -> str | None:
    """Return AWAY, BUSY or FULL for what a database or disk raises then; None for everything else."""
    if isinstance(error, NoConnectionFree):
        return BUSY
    if isinstance(error, OSError):
        return FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    if not isinstance(error, DBAPIError):
        return None
    state, text = getattr(error.orig, "sqlstate", None), str(error.orig)
    if state:
        return _kind_of_state(state)
    if isinstance(error, OperationalError) and not text.startswith(("no such", "near ")):
        if "locked" in text or "busy" in text:
            return BUSY
        return FULL if "is full" in text else AWAY
    return AWAY if error.connection_invalidated else None


def _kind_of_state(state: str) -> str | None:
    """Return the kind of a PostgreSQL error: its class says whether the server, its resources or a lock is missing."""
    if state == "53100":
        return FULL
    if state in ("57014", "55P03", "40001", "40P01") or state.startswith("53"):
        return BUSY
    return AWAY if state.startswith(("08", "57", "58")) or state == "25P03" else None


class Outage:
    """What this process knows of the database's absence."""

    def __init__(self) -> None:
        self.is_away = False
        self._next_probe = self._next_line = 0.0
        self._untold = 0
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Note that the database is away: from now on one request a second asks for it."""
        self.is_away, self._next_probe = True, time.monotonic() + PROBE

    def keeps_out(self) -> bool:
        """Return whether a request is told at once; lets one in each second ask whether the database is back."""
        if not self.is_away:
            return False
        with self._lock:
            if time.monotonic() < self._next_probe:
                return True
            self._next_probe = time.monotonic() + PROBE
        self.is_away = not is_database_there()
        return self.is_away

    def tell(self, kind: str, error: BaseException) -> None:
        """Write a line of log, at most one a minute: how many requests met the trouble since the last."""
        with self._lock:
            self._untold += 1
            if time.monotonic() < self._next_line:
                return
            told, self._untold, self._next_line = self._untold, 0, time.monotonic() + LOG_EVERY
        cause = getattr(error, "orig", None) or error
        log.error("database", kind=kind, requests=told, error=type(cause).__name__)


def init_outages(app: Flask, words_of_city: Callable[[Flask], dict[str, Any]]) -> None:
    """Let requests meet a page where the database is away; ``words_of_city`` gives it brand, help and languages."""
    app.extensions["outage"], app.extensions["words_of_city"] = Outage(), words_of_city
    for kind in (OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, NoConnectionFree, OSError):
        app.register_error_handler(kind, met)
    app.before_request_funcs.setdefault(None, []).insert(0, keep_out)  # before anybody looks up who asks


def keep_out() -> ResponseReturnValue | None:
    """Tell a request at once that the database is away."""
    outage: Outage = current_app.extensions["outage"]
    if request.endpoint in ("information.healthz", "information.readyz") or not outage.keeps_out():
        return None
    return page_of(AWAY)


def met(error: Exception) -> ResponseReturnValue:
    """Answer a request that met the error: a dropped read once more, else the page; other errors go their way."""
    kind = kind_of(error)
    if kind is None:
        raise error
    forget()
    silent = isinstance(getattr(error, "orig", None), NoAnswer)
    dropped = kind == AWAY and not silent and getattr(error, "connection_invalidated", False)
    if dropped and request.method in SAFE_METHODS and not g.get("tried_again"):
        return try_again()
    if kind == AWAY and (silent or dropped or not is_database_there()):
        current_app.extensions["outage"].begin()
    current_app.extensions["outage"].tell(kind, error)
    return page_of(kind)


def forget() -> None:
    """Leave the transaction, and what was read in it."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    with suppress(SQLAlchemyError):
        db.session.remove()
    for name in list(g):
        if name not in KEPT_IN_G:
            g.pop(name)


def try_again() -> ResponseReturnValue:
    """Handle the request from its beginning, once."""
    g.tried_again = True
    try:
        early = current_app.preprocess_request()
        return current_app.dispatch_request() if early is None else early
    except Exception as error:
        return answer_to(error)


def answer_to(error: Exception) -> ResponseReturnValue:
    """Answer an error as the application does; where its page meets the outage, with the page that needs nothing."""
    try:
        answer: ResponseReturnValue = current_app.handle_user_exception(error)
        return answer
    except Exception as again:
        if kind_of(again) is None:
            raise
        return met(again)


def page_of(kind: str) -> Response:
    """Return the page in the reader's language, with what was typed and a button to send it again."""
    g.outage = True
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]
    words = current_app.extensions["words_of_city"](current_app)
    template = current_app.jinja_env.get_template("core/errors/503.html")  # render_template asks for the furniture
    body = template.render(**words, sentence=SENTENCES[kind], typed=typed, files=bool(request.files), request=request)
    response = make_response(body, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER[kind])
    return response


def is_database_there(seconds: float = 2.0) -> bool:
    """Ask the database for an answer, on a connection of its own and within ``seconds`` for each of its two steps."""
    app = current_app
    if "health_engine" not in app.extensions:
        arguments = dict(app.config["SQLALCHEMY_ENGINE_OPTIONS"].get("connect_args", {}))
        if arguments:
            arguments["connect_timeout"] = 2
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        app.extensions["health_engine"] = sa.create_engine(url, poolclass=sa.NullPool, connect_args=arguments)
    try:
        with within(seconds), app.extensions["health_engine"].connect() as connection:
            return bool(connection.exec_driver_sql("SELECT 1").scalar() == 1)
    except SQLAlchemyError:
        return False


def wait_for_database(pause: float = 1.0) -> None:
    """Return when the database answers: a worker that starts before it waits, with a line of log a minute."""
    outage: Outage = current_app.extensions["outage"]
    while not is_database_there():
        outage.tell(AWAY, OSError("waiting"))
        time.sleep(pause)
