"""Finding what a person has proposed."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal


def proposals_of(person: Person) -> list[Proposal]:
    """What a person has proposed, the latest first."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id).options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(100)))


def answered(proposals: Sequence[Proposal]) -> set[int]:
    """Those of these proposals that an institution has answered, by number, as the record tells."""
    query = sa.select(Event.subject_id).where(
        Event.subject == "proposal",
        Event.subject_id.in_([one.id for one in proposals]),
        Event.kind == Kind.CONTRIBUTION_ANSWERED,
    )
    return set(db.session.scalars(query.distinct())) if proposals else set()


def joined(proposals: Sequence[Proposal]) -> set[int]:
    """Those of these proposals with which others were joined, by number."""
    query = sa.select(Proposal.merged_into_id).where(Proposal.merged_into_id.in_([one.id for one in proposals]))
    return {number for number in db.session.scalars(query.distinct()) if number} if proposals else set()
