"""Finding mail."""

from datetime import datetime

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page, page_count
from ogp_participa.people.mail.models import Mail

PAGE = 20


ATTEMPTS = 8


def next_mail(moment: datetime) -> Mail | None:
    """The oldest mail that may leave now, locked against other workers."""
    query = (
        sa.select(Mail)
        .where(Mail.sent_at.is_(None), Mail.not_before <= moment, Mail.attempts < ATTEMPTS)
        .order_by(Mail.id)
        .limit(1)
    )
    return db.session.scalars(query.with_for_update(skip_locked=True)).first()


def outbox(page: int) -> tuple[list[Mail], int, int]:
    """One page of all mails, newest first, how many pages and how many mails there are."""
    total = db.session.scalar(sa.select(sa.func.count(Mail.id))) or 0
    query = at_page(sa.select(Mail).order_by(Mail.id.desc()), page, PAGE)
    return list(db.session.scalars(query)), page_count(total, PAGE), total
