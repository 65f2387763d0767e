"""Keeping what was sent, and forgetting it."""

import secrets

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.unsent.models import LARGEST, MOST, TERM, UnsentForm
from ogp_participa.people.unsent.queries import digest_of


def keep(address: str, back: str, fields: list[list[str]], had_files: bool) -> str | None:
    """Keep a form for whoever holds the token that is returned; None when it is too large to be kept."""
    if sum(len(text.encode()) for field in fields for text in field) > LARGEST:
        return None
    forget_old()
    token = secrets.token_urlsafe(32)
    db.session.add(UnsentForm(digest=digest_of(token), address=address, back=back, fields=fields, had_files=had_files))
    db.session.flush()
    return token


def forget(token: str) -> None:
    """Forget what waits for this token."""
    db.session.execute(sa.delete(UnsentForm).where(UnsentForm.digest == digest_of(token)))


def forget_old() -> None:
    """Forget what is over its term, and the oldest where too many wait."""
    newest = sa.select(UnsentForm.digest).order_by(UnsentForm.at.desc()).limit(MOST - 1)
    over = sa.or_(UnsentForm.at < now() - TERM, UnsentForm.digest.not_in(newest))
    db.session.execute(sa.delete(UnsentForm).where(over).execution_options(synchronize_session=False))
