"""Finding workshops and what was written there."""

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.workshops.models import Workshop


def workshops_of(plan: Plan) -> list[tuple[Workshop, int]]:
    """Return the workshops of a plan, the latest first, each with the number of its contributions."""
    count = (
        sa.select(sa.func.count(Proposal.id))
        .where(Proposal.workshop_id == Workshop.id)
        .correlate(Workshop)
        .scalar_subquery()
    )
    query = sa.select(Workshop, count).where(Workshop.plan_id == plan.id)
    workshop_rows = db.session.execute(query.order_by(Workshop.held_on.desc(), Workshop.id.desc()).limit(200))
    return [(workshop, number) for workshop, number in workshop_rows]


def contributions_of(workshop: Workshop) -> list[Proposal]:
    """Return what was typed in from a workshop, the latest first."""
    query = sa.select(Proposal).where(Proposal.workshop_id == workshop.id).order_by(Proposal.id.desc())
    return list(db.session.scalars(query.limit(200)))


def same_contribution(workshop: Workshop, title: str, problem: str) -> Proposal | None:
    """Return a contribution of the workshop with the same words, when the button was pressed twice."""
    query = sa.select(Proposal).where(
        Proposal.workshop_id == workshop.id, Proposal.title == title, Proposal.problem == problem
    )
    return db.session.scalars(query.limit(1)).first()


def workshop_of(proposal: Proposal) -> Workshop | None:
    """Return the workshop at which a proposal was written, if it was written at one."""
    return db.session.get(Workshop, proposal.workshop_id) if proposal.workshop_id else None
