"""What waits in an inbox."""

import sqlalchemy as sa

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.notifications.models import Notification


def unread_count(person: Person) -> int:
    """How many entries of the inbox were not read yet (counted to 100 at most)."""
    unread = (
        sa.select(Notification.id)
        .where(Notification.person_id == person.id, Notification.read_at.is_(None))
        .limit(100)
        .subquery()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(unread)) or 0
