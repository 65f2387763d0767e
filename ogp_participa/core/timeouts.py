"""How long the database may take: to connect, for a statement, for a lock, idle in a transaction.

The limits of PostgreSQL itself hold while it runs. A frozen one keeps its connections open and says nothing, so the
connection looks after :data:`PATIENCE` seconds whether the server still greets, and lets go where it does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, NoReturn, Self, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds without an answer after which it is asked whether the server is there at all; as many for that question."""

GRACE = 2.0
"""Seconds beyond the server's own limit for a statement after which a connection is given up."""

STATEMENTS = 200
"""SQL statements kept in compiled form: more than the public pages have, and a bound on a worker's memory."""

_INTERVAL = 0.1
_at_most: ContextVar[float | None] = ContextVar("at_most", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give every statement inside at most so many seconds, whatever the settings say (PostgreSQL)."""
    before = _at_most.set(seconds)
    try:
        yield
    finally:
        _at_most.reset(before)


class NoAnswer(psycopg.OperationalError):
    """The server was asked something and said nothing; the connection is closed."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that never waits for a server that is frozen."""

    limit: float | None = None

    def wait(self, gen: PQGen[T], interval: float = _INTERVAL, timeout: float | None = None) -> T:
        """Wait for an answer; raise :class:`NoAnswer` and close where the server gives none in time."""
        bound = timeout or _at_most.get() or self.limit
        first = min(PATIENCE, bound) if bound else PATIENCE
        try:
            return super().wait(gen, interval, first)
        except psycopg.errors._WaitTimeout:
            if (bound and bound <= PATIENCE) or self._is_frozen():
                self._give_up()
        try:
            return super().wait(gen, interval, bound - first if bound else None)
        except psycopg.errors._WaitTimeout:
            self._give_up()

    def _give_up(self) -> NoReturn:
        self.pgconn.finish()
        raise NoAnswer("The database gives no answer.")

    def _is_frozen(self) -> bool:
        """Return whether the server does not even greet; one that refuses a connection has answered."""
        greeting = {"connect_timeout": int(PATIENCE)}
        try:
            psycopg.connect(self.info.dsn, password=self.info.password, **greeting).close()  # type: ignore[arg-type]
        except psycopg.errors.ConnectionTimeout:
            return True
        except psycopg.Error:
            return False
        return False

    @classmethod
    def bounded(cls, limit: float | None, *arguments: Any, **options: Any) -> Self:
        """Connect; ``limit`` is the most seconds a statement may take, None for no limit."""
        connection = cls.connect(*arguments, **options)
        connection.limit = limit
        return connection


def connect_arguments(config: dict[str, Any], url: str) -> dict[str, Any]:
    """Return what a connection to PostgreSQL is opened with; nothing for SQLite. Seconds of 0 mean no limit."""
    if not url.startswith("postgresql"):
        return {}
    limits = {
        "statement_timeout": config["OGP_DATABASE_STATEMENT_SECONDS"],
        "lock_timeout": config["OGP_DATABASE_LOCK_SECONDS"],
        "idle_in_transaction_session_timeout": config["OGP_DATABASE_IDLE_SECONDS"],
    }
    options = " ".join(f"-c {name}={int(float(seconds) * 1000)}" for name, seconds in limits.items())
    arguments = {"connect_timeout": int(config["OGP_DATABASE_CONNECT_SECONDS"]), "options": options}
    with suppress(KeyError):  # what the address itself says of options stays
        arguments["options"] = f"{sa.make_url(url).query['options']} {options}"
    return arguments


def engine_options(config: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the options of SQLAlchemy's engine. Nobody waits long for a free connection: the page says so instead."""
    options: dict[str, Any] = {"pool_pre_ping": False, "hide_parameters": True, "query_cache_size": STATEMENTS}
    if url.startswith("postgresql"):
        options |= {"pool_timeout": 5, "connect_args": connect_arguments(config, url)}
    return options


def bound_connections(engine: sa.Engine, statement_seconds: float) -> None:
    """Let the engine open connections that give up on a frozen server."""
    limit = statement_seconds + GRACE if statement_seconds else None

    @sa.event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> BoundedConnection:
        return BoundedConnection.bounded(limit, *arguments, **options)
