"""The database: the base model, its column types, and "the request is the transaction"."""

import enum
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel.speaklater import LazyString
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from ogp_participa.core.clock import is_set, now
from ogp_participa.core.timeouts import bound_connections, engine_options
from ogp_participa.core.verdicts import Refused, Stale

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC that always carries its zone, on SQLite as on PostgreSQL."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a zone is ambiguous.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


class Model(DeclarativeBase):
    """Base of every table.

    Enumerations are stored by value in plain text columns: native PostgreSQL enums break a migration
    that goes down and up again.
    """

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=40, values_callable=_values),
        datetime: Moment(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


class OneDatabase(Session):
    """A session for an application with one database: it need not look up where each table lives.

    A bind given to the session wins (the tests put every test into one outer transaction).
    """

    def get_bind(self, *_args: Any, **_options: Any) -> sa.Engine | sa.Connection:
        return self.bind or db.engine


db = SQLAlchemy(session_options={"class_": OneDatabase})
"""The session of each request. Models grow from :class:`Model`; the extension's own base stays unused."""


def store_first(reason: str | LazyString, *rows: object) -> None:
    """Store rows that one alone may store: the table has the last word, and whoever comes second hears the reason."""
    try:
        with db.session.begin_nested():
            db.session.add_all(rows)
    except IntegrityError as taken:
        raise Stale(reason) from taken


TRIES = 5
"""How often a row that met another one's number is given the next."""


def lock(row: Any, *columns: str, **mode: bool) -> None:
    """Read a row anew and hold it until the transaction ends: whoever locks it too waits.

    With names of ``columns`` only these are read. ``mode``: ``read=True`` shares the row with other readers;
    ``key_share=True`` lets rows that point to it come and go meanwhile.
    """
    db.session.flush()  # reading anew forgets what was not written yet
    db.session.refresh(row, columns or None, with_for_update={"of": type(row), **mode})


def database_now() -> datetime:
    """Return the present moment by the database's clock, which all servers share: what can't be undone asks it.

    Tests go by the clock of their process unless they set ``OGP_DATABASE_CLOCK``, and the demonstration by its past.
    """
    moment = now()
    if is_set() or not current_app.config.get("OGP_DATABASE_CLOCK", not current_app.testing):
        return moment
    if db.engine.dialect.name == "postgresql":
        shared: datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return shared.astimezone(UTC)
    text: str = db.session.execute(sa.select(sa.func.strftime("%Y-%m-%dT%H:%M:%f+00:00", "now"))).scalar_one()
    return datetime.fromisoformat(text)


def begin_patiently(*, reading: bool = False) -> None:
    """Begin a transaction of the worker that may take long; ``reading`` lets others write meanwhile on SQLite, too."""
    db.session.connection(execution_options={"reading": reading})
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))


def insert_into(table: type[Model]) -> Any:
    """Return the insert of the database in use, which knows what to do on a conflict."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def insert_or_ignore(
    table: type[Model], values: Mapping[str, Any] | Sequence[Mapping[str, Any]], returning: Any = None
) -> Any:
    """Insert one row or several, leaving alone what is there already.

    Returns the value that the inserted row has in the column ``returning``; None when the row was there. Nobody waits
    for an error: of two requests that make the same row at once, both go on and one made it.
    """
    query = insert_into(table).values(values).on_conflict_do_nothing()
    if returning is None:
        db.session.execute(query)
        return None
    return db.session.execute(query.returning(returning)).scalar()


def add_numbered(row: Any, next_number: Callable[[], int], reason: str | LazyString) -> None:
    """Store a row under the next ``number`` of its series.

    Two requests may meet at one number: then the unique constraint has the last word, and the next is tried. After
    :data:`TRIES` the person hears the reason.
    """
    for _attempt in range(TRIES):
        row.number = next_number()
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            continue
        return
    raise Refused(reason)


def init_database(app: Flask) -> None:
    """Bind the database to the application and make each request one transaction."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config, app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    app.after_request(close_transaction)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine, float(app.config["OGP_DATABASE_LOCK_SECONDS"]))
        else:
            bound_connections(db.engine, float(app.config["OGP_DATABASE_STATEMENT_SECONDS"]))


def close_transaction(response: Response) -> Response:
    """Commit a request that wrote and succeeded; roll back everything else."""
    if request.method not in SAFE_METHODS and response.status_code < 400:
        db.session.commit()
    elif db.session.registry.has():
        with suppress(SQLAlchemyError):  # where the connection is gone, so is what it began
            db.session.rollback()
    return response


def prepare_sqlite(engine: sa.Engine, lock_seconds: float = 4) -> None:
    """Give SQLite write-ahead logging, foreign keys, patience, and honest transactions.

    What is acknowledged is on the disk (``synchronous=FULL``): a receipt means that.

    Whoever is going to write takes the write lock at once (BEGIN IMMEDIATE): two requests that read
    before they write would otherwise both read the old state. A GET only reads, so it does not queue.
    """

    @sa.event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        patience = f"busy_timeout={int(lock_seconds * 1000)}"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", patience):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return  # a migration that puts foreign keys to rest must do it outside of a transaction
        reading = connection.get_execution_options().get("reading") or (
            has_request_context() and request.method in SAFE_METHODS
        )
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
