"""Finding mail."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page, page_count
from ogp_participa.people.mail.models import Mail

PAGE = 20


ATTEMPTS = 8


def next_mails(moment: datetime, most: int) -> list[Mail]:
    """Return the mails that may leave now, locked against other workers: letters about accounts, then notices."""
    waiting = sa.select(Mail).where(Mail.sent_at.is_(None), Mail.not_before <= moment, Mail.attempts < ATTEMPTS)
    mails: list[Mail] = []
    for kind in (Mail.notification_id.is_(None), Mail.notification_id.is_not(None)):
        query = waiting.where(kind).order_by(Mail.id).limit(most - len(mails))
        if len(mails) < most:
            mails += db.session.scalars(query.with_for_update(skip_locked=True))
    return mails


def _given_up() -> tuple[Any, ...]:
    return (Mail.sent_at.is_(None), Mail.attempts >= ATTEMPTS)


def given_up(limit: int = 200) -> list[Mail]:
    """Return the mails that could not be sent and are not tried any more, newest first."""
    return list(db.session.scalars(sa.select(Mail).where(*_given_up()).order_by(Mail.id.desc()).limit(limit)))


def count_given_up() -> int:
    """Return how many mails are not tried any more."""
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(*_given_up())) or 0


def waiting_since() -> datetime | None:
    """Return since when the oldest mail waits that is still tried; None when nothing waits."""
    return db.session.scalar(
        sa.select(sa.func.min(Mail.created_at)).where(Mail.sent_at.is_(None), Mail.attempts < ATTEMPTS)
    )


def outbox(page: int) -> tuple[list[Mail], int, int]:
    """Return one page of all mails, newest first, how many pages and how many mails there are."""
    total = db.session.scalar(sa.select(sa.func.count(Mail.id))) or 0
    query = at_page(sa.select(Mail).order_by(Mail.id.desc()), page, PAGE)
    return list(db.session.scalars(query)), page_count(total, PAGE), total
