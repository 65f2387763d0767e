"""The database: the base model, its column types, and "the request is the transaction"."""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, has_request_context, request
from flask_babel.speaklater import LazyString
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

from ogp_participa.core.verdicts import Stale

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


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Whatever is done inside happens at ``moment``: the demonstration tells its past with the rooms' own verbs, so
    that the rules judge it by the calendar of that day. No request does this."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)


def store_first(reason: str | LazyString, *rows: object) -> None:
    """Store rows that one alone may store: the table has the last word, and whoever comes second hears the reason."""
    try:
        with db.session.begin_nested():
            db.session.add_all(rows)
    except IntegrityError as taken:
        raise Stale(reason) from taken


def init_database(app: Flask) -> None:
    """Bind the database to the application and make each request one transaction."""
    db.init_app(app)
    app.after_request(close_transaction)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def close_transaction(response: Response) -> Response:
    """Commit a request that wrote and succeeded; roll back everything else."""
    if request.method not in SAFE_METHODS and response.status_code < 400:
        db.session.commit()
    elif db.session.registry.has():
        db.session.rollback()
    return response


def prepare_sqlite(engine: sa.Engine) -> None:
    """Give SQLite write-ahead logging, foreign keys, patience, and honest transactions.

    Whoever is going to write takes the write lock at once (BEGIN IMMEDIATE): two requests that read
    before they write would otherwise both read the old state. A GET only reads, so it does not queue.
    """

    @sa.event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return  # a migration that puts foreign keys to rest must do it outside of a transaction
        reading = has_request_context() and request.method in SAFE_METHODS
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
