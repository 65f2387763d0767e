"""Finding drafts, their files, a person's proposals, and workshops."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Attachment, Proposal, Workshop
from ogp_participa.writing.models import Draft

MOST = 100
"""How many of a person's things are listed: nobody writes more, and a list has an end."""


def draft_by_token(token: str) -> Draft | None:
    """The draft with this token, with its plan."""
    query = sa.select(Draft).where(Draft.token == token).options(joinedload(Draft.plan), joinedload(Draft.theme))
    return db.session.scalars(query).first()


def drafts_of(person: Person | None, held: Collection[str]) -> list[Draft]:
    """Unsent drafts of a person, and those without an owner that this browser holds; the latest first."""
    whose = sa.and_(Draft.person_id.is_(None), Draft.token.in_(held))
    if person is not None:
        whose = sa.or_(whose, Draft.person_id == person.id)
    query = sa.select(Draft).where(whose, Draft.sent_id.is_(None)).order_by(Draft.updated_at.desc()).limit(MOST)
    return list(db.session.scalars(query))


def open_amendment(proposal: Proposal) -> Draft | None:
    """The unsent improvement of a returned proposal, if its author began one."""
    query = sa.select(Draft).where(Draft.proposal_id == proposal.id, Draft.sent_id.is_(None)).order_by(Draft.id)
    return db.session.scalars(query).first()


def files_of(draft: Draft) -> list[Attachment]:
    """The files of a draft (without their content), and those of the proposal that it improves."""
    owners = [(Attachment.draft_id, draft.id), (Attachment.proposal_id, draft.proposal_id)]
    # A draft that was not kept yet has no number, and IS NULL would find everybody's files.
    mine = sa.or_(sa.false(), *(column == number for column, number in owners if number is not None))
    return list(db.session.scalars(sa.select(Attachment).where(mine).order_by(Attachment.id).limit(20)))


def proposals_of(person: Person) -> list[Proposal]:
    """What a person has proposed, the latest first."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id).options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(MOST)))


def last_number(year: int) -> int:
    """The highest number given to a proposal in a year; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Proposal.number)).where(Proposal.year == year)) or 0


def workshops_of(plan: Plan) -> list[tuple[Workshop, int]]:
    """The workshops of a plan, the latest first, each with the number of its contributions."""
    count = (
        sa.select(sa.func.count(Proposal.id))
        .where(Proposal.workshop_id == Workshop.id)
        .correlate(Workshop)
        .scalar_subquery()
    )
    query = sa.select(Workshop, count).where(Workshop.plan_id == plan.id)
    found = db.session.execute(query.order_by(Workshop.held_on.desc(), Workshop.id.desc()).limit(200))
    return [(workshop, number) for workshop, number in found]


def contributions_of(workshop: Workshop) -> list[Proposal]:
    """What was typed in from a workshop, the latest first."""
    query = sa.select(Proposal).where(Proposal.workshop_id == workshop.id).order_by(Proposal.id.desc())
    return list(db.session.scalars(query.limit(200)))


def same_contribution(workshop: Workshop, title: str, problem: str) -> Proposal | None:
    """A contribution of the workshop with the same words, when the button was pressed twice."""
    query = sa.select(Proposal).where(
        Proposal.workshop_id == workshop.id, Proposal.title == title, Proposal.problem == problem
    )
    return db.session.scalars(query.limit(1)).first()


def abandoned(before: datetime) -> sa.Select[int]:
    """Drafts that nobody needs any more: without an owner or already sent, and untouched since ``before``."""
    nobodys = sa.or_(Draft.person_id.is_(None), Draft.sent_id.is_not(None))
    return sa.select(Draft.id).where(nobodys, Draft.updated_at < before)
