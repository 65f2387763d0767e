"""Whether this server can take visitors: its tables, their version, and room on its disk."""

import re
import shutil
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from ogp_participa.config import ROOT
from ogp_participa.core.database import db
from ogp_participa.core.outages import is_database_there
from ogp_participa.core.timeouts import within

ROOM = 50 * 1024 * 1024
"""Bytes that must be free where files are kept."""

_REVISION = re.compile(r"^(revision|down_revision)\b[^=]*= (.*)$", re.MULTILINE)


@cache
def newest_migrations() -> frozenset[str]:
    """Return the newest revisions of the migrations' files: those that no other one comes after."""
    made, followed = set[str](), set[str]()
    for path in (ROOT / "migrations").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text(encoding="utf-8")):
            (made if name == "revision" else followed).update(re.findall(r'"([^"]+)"', value))
    return frozenset(made - followed)


def what_is_missing(seconds: float = 2.0) -> list[str]:
    """Return what keeps the server from taking visitors, in words for machines; nothing where all is well."""
    missing = []
    if shutil.disk_usage(Path(current_app.config["OGP_VAR"])).free < ROOM:
        missing.append("disk full")
    if not is_database_there(seconds):
        return [*missing, "database unavailable"]
    try:
        with within(seconds):
            there = set(db.session.scalars(sa.text("SELECT version_num FROM alembic_version")))
    except SQLAlchemyError:
        db.session.rollback()
        return [*missing, "tables missing"]
    return missing if there == newest_migrations() else [*missing, "migrations behind"]
