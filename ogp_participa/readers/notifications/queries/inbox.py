"""A person's inbox, what of theirs waits, and what they do not want by e-mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.notifications.models import Muted, Notification, Topic

PAGE = 20


def unread_count(person: Person) -> int:
    """How many entries of the inbox were not read yet (counted to 100 at most)."""
    unread = (
        sa.select(Notification.id)
        .where(Notification.person_id == person.id, Notification.read_at.is_(None))
        .limit(100)
        .subquery()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(unread)) or 0


def inbox(person: Person, page: int) -> tuple[list[Notification], int]:
    """Return one page of the inbox, newest first, and how many entries there are."""
    mine = sa.select(Notification).where(Notification.person_id == person.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    newest = mine.options(joinedload(Notification.event)).order_by(Notification.id.desc())
    return list(db.session.scalars(at_page(newest, page, PAGE))), total


def since(person: Person, moment: datetime | None, limit: int = 5) -> list[Notification]:
    """What the person was told since a moment, newest first; what is unread when no moment is known."""
    newer = Notification.read_at.is_(None) if moment is None else Notification.at > moment
    query = sa.select(Notification).where(Notification.person_id == person.id, newer)
    return list(
        db.session.scalars(query.options(joinedload(Notification.event)).order_by(Notification.id.desc()).limit(limit))
    )


def drafts_of(person: Person, limit: int = 5) -> list[Draft]:
    """The person's drafts that were not sent yet, newest first."""
    query = sa.select(Draft).where(Draft.person_id == person.id, Draft.sent_id.is_(None), Draft.workshop_id.is_(None))
    return list(db.session.scalars(query.order_by(Draft.updated_at.desc()).limit(limit)))


def returned_to(person: Person, limit: int = 5) -> list[Proposal]:
    """The person's proposals that wait for a change."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id, Proposal.state == State.NEEDS_CHANGE)
    query = query.options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(limit)))


def muted_by(person: Person) -> set[Topic]:
    """The topics that the person does not want by e-mail."""
    return set(db.session.scalars(sa.select(Muted.topic).where(Muted.person_id == person.id)))
