"""Finding what a person has proposed."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.proposals.models import Proposal


def proposals_of(person: Person) -> list[Proposal]:
    """What a person has proposed, the latest first."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id).options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(100)))
