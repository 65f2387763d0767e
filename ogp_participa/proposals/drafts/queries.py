"""Finding drafts, their files, and what a person has proposed."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Attachment, Proposal

MOST = 100
"""How many of a person's things are listed: nobody writes more, and a list has an end."""


def draft_by_token(token: str) -> Draft | None:
    """Return the draft with this token, with its plan."""
    query = sa.select(Draft).where(Draft.token == token).options(joinedload(Draft.plan), joinedload(Draft.theme))
    return db.session.scalars(query).first()


def drafts_of(person: Person | None, held: Collection[str]) -> list[Draft]:
    """Return unsent drafts of a person, and those without an owner that this browser holds; the latest first."""
    whose = sa.and_(Draft.person_id.is_(None), Draft.token.in_(held))
    if person is not None:
        whose = sa.or_(whose, Draft.person_id == person.id)
    query = sa.select(Draft).where(whose, Draft.sent_id.is_(None)).order_by(Draft.updated_at.desc()).limit(MOST)
    return list(db.session.scalars(query))


def files_of(draft: Draft) -> list[Attachment]:
    """Return the files of a draft (without their content), and those of the proposal that it improves."""
    owners = [(Attachment.draft_id, draft.id), (Attachment.proposal_id, draft.proposal_id)]
    # A draft that was not kept yet has no number, and IS NULL would find everybody's files.
    mine = sa.or_(sa.false(), *(column == number for column, number in owners if number is not None))
    return list(db.session.scalars(sa.select(Attachment).where(mine).order_by(Attachment.id).limit(20)))


def abandoned(before: datetime) -> sa.Select[int]:
    """Return drafts that nobody needs any more: without an owner or already sent, and untouched since ``before``."""
    nobodys = sa.or_(Draft.person_id.is_(None), Draft.sent_id.is_not(None))
    return sa.select(Draft.id).where(nobodys, Draft.updated_at < before)


def open_amendment(proposal: Proposal) -> Draft | None:
    """Return the unsent improvement of a returned proposal, if its author began one."""
    query = sa.select(Draft).where(Draft.proposal_id == proposal.id, Draft.sent_id.is_(None)).order_by(Draft.id)
    return db.session.scalars(query).first()


def proposals_of(person: Person) -> list[Proposal]:
    """Return what a person has proposed, the latest first."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id).options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(100)))


def answered(proposals: Sequence[Proposal]) -> set[int]:
    """Return those of these proposals that an institution has answered, by number, as the record tells."""
    query = sa.select(Event.subject_id).where(
        Event.subject == "proposal",
        Event.subject_id.in_([proposal.id for proposal in proposals]),
        Event.kind == Kind.CONTRIBUTION_ANSWERED,
    )
    return set(db.session.scalars(query.distinct())) if proposals else set()


def joined(proposals: Sequence[Proposal]) -> set[int]:
    """Return those of these proposals with which others were joined, by number."""
    query = sa.select(Proposal.merged_into_id).where(
        Proposal.merged_into_id.in_([proposal.id for proposal in proposals])
    )
    return {number for number in db.session.scalars(query.distinct()) if number} if proposals else set()
