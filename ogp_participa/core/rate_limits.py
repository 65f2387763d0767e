"""Rate limits shared over all processes, kept in the application's own database.

A count must survive a refused request, so it is written in a short transaction of its own.
"""

import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, has_request_context, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy.orm import Mapped, mapped_column

from ogp_participa.core.database import Model, db, insert_into


class RateLimit(Model):
    """How often a key was counted in its window; ``expires`` is a Unix time in seconds."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    count: Mapped[int]
    expires: Mapped[float] = mapped_column(sa.Float)


def _counted(key: str, expiry: int, amount: int) -> Any:
    """The statement that counts a key once more and tells the count."""
    moment = time.time()
    fresh = insert_into(RateLimit).values(key=key, count=amount, expires=moment + expiry)
    table = RateLimit.__table__.c
    expired = table.expires <= moment
    return fresh.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": sa.case((expired, amount), else_=table["count"] + amount),
            "expires": sa.case((expired, moment + expiry), else_=table.expires),
        },
    ).returning(table["count"])


class DatabaseStorage(Storage):
    """Fixed windows in one table: every count is one statement."""

    STORAGE_SCHEME = ["ogpsql"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database raises when it is not there."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count once more; an expired window starts again. Returns the count."""
        if db.engine.dialect.name == "sqlite" and has_request_context():
            # Who posts was looked up already, and holds SQLite's one write lock since; nothing was written yet, for
            # limits come before the view. Without letting go, this count would wait for its own request.
            db.session.rollback()
        with db.engine.begin() as connection:
            return int(connection.execute(_counted(key, expiry, amount)).scalar_one())

    def get(self, key: str) -> int:
        """The count of a key; 0 when its window is over."""
        table = RateLimit.__table__.c
        query = sa.select(table["count"]).where(table.key == key, table.expires > time.time())
        with db.engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """When the key's window ends, as a Unix time."""
        with db.engine.connect() as connection:
            found = connection.execute(sa.select(RateLimit.__table__.c.expires).where(RateLimit.key == key)).scalar()
        return float(found or time.time())

    def check(self) -> bool:
        """Whether the database answers."""
        with db.engine.connect() as connection:
            return bool(connection.execute(sa.select(1)).scalar())

    def reset(self) -> int | None:
        """Forget every count."""
        with db.engine.begin() as connection:
            return int(connection.execute(sa.delete(RateLimit)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with db.engine.begin() as connection:
            connection.execute(sa.delete(RateLimit).where(RateLimit.key == key))


def first_time(key: str, seconds: int) -> bool:
    """Whether ``key`` is met for the first time within ``seconds``; of two requests at once only one is the first. What
    is undone with its request was not met."""
    return bool(db.session.execute(_counted(key, seconds, 1)).scalar_one() == 1)


def sweep() -> int:
    """Remove windows that are over; returns how many. For the worker, once an hour."""
    with db.engine.begin() as connection:
        return int(connection.execute(sa.delete(RateLimit).where(RateLimit.expires <= time.time())).rowcount)


def _reading() -> bool:
    """GET only reads and is never limited."""
    return request.method in ("GET", "HEAD") or not current_app.config["OGP_RATE_LIMITS"]


limiter = Limiter(get_remote_address, storage_uri="ogpsql://", strategy="fixed-window", default_limits=[])
"""Views that accept posts from strangers carry ``@limiter.limit("10 per minute")``."""


def init_rate_limits(app: Flask) -> None:
    """Bind the limiter to the application."""
    limiter.request_filter(_reading)
    limiter.init_app(app)
