"""What the start pages tell in numbers: cheap to read, and kept for a while."""

from dataclasses import dataclass

import sqlalchemy as sa

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.edition.plans.preparations import Preparations
from ogp_participa.forum.seats.models import Seat
from ogp_participa.moderation.models import Reason
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal
from ogp_participa.proposals.workshops.models import Workshop

_kept = Cache(most=5_000)


@dataclass(frozen=True)
class EditionNumbers:
    """An edition in numbers. ``people`` counts authors and those who came to workshops."""

    proposals: int
    people: int
    workshops: int
    by_territory: dict[str, int]
    whole_city: int

    @property
    def territories(self) -> int:
        """How many subprefeituras have a proposal."""
        return sum(count > 0 for count in self.by_territory.values())

    @property
    def silent(self) -> int:
        """How many subprefeituras have none."""
        return len(self.by_territory) - self.territories


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment as a line of the start page."""

    reference: str
    title: str
    plan: str
    theme: str


def numbers_of(plan: Plan) -> EditionNumbers:
    """The edition in numbers, up to a minute old."""
    return _kept.get(("numbers", plan.id), lambda: _count(plan.id))


def _count(plan_id: int) -> EditionNumbers:
    published = (Proposal.plan_id == plan_id, Proposal.state.in_(PUBLIC))
    groups = sa.select(Proposal.territory, sa.func.count()).where(*published).group_by(Proposal.territory)
    counts: dict[str | None, int] = {row[0]: row[1] for row in db.session.execute(groups)}
    authors = sa.select(sa.func.count(sa.distinct(Proposal.author_id))).where(*published)
    workshops = sa.select(sa.func.count()).where(Workshop.plan_id == plan_id)
    came = sa.select(sa.func.coalesce(sa.func.sum(Workshop.people), 0)).where(Workshop.plan_id == plan_id)
    one = db.session.execute(
        sa.select(authors.scalar_subquery(), workshops.scalar_subquery(), came.scalar_subquery())
    ).one()
    return EditionNumbers(
        proposals=sum(counts.values()),
        people=one[0] + one[2],
        workshops=one[1],
        by_territory={code: counts.get(code, 0) for code in TERRITORIES},
        whole_city=counts.get(None, 0),
    )


def latest_commitments(limit: int = 3) -> list[CommitmentLine]:
    """The commitments that were published last, here or in past plans; invented ones come last. Up to a minute old."""
    return _kept.get(("commitments", limit), lambda: _latest(limit))


def _latest(limit: int) -> list[CommitmentLine]:
    query = (
        sa.select(Commitment, Plan.number, Plan.slug, Plan.title)
        .join(Plan, Plan.id == Commitment.plan_id)
        .where(Plan.listed, sa.or_(Plan.historical, Commitment.published > 0))
        .order_by(Plan.demonstration, Plan.historical, Plan.number.desc(), Commitment.number)
        .limit(limit)
    )
    lines = []
    for one, number, slug, title in db.session.execute(query):
        reference = f"C{number}-{one.number:02d}" if number else f"{slug}-{one.number:02d}"
        lines.append(CommitmentLine(reference, one.title, title, one.theme))
    return lines


def preparations(plans: list[Plan]) -> dict[int, Preparations]:
    """How much of each edition is there: themes, seats and reasons."""

    def count(table: type[Theme] | type[Seat] | type[Reason]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).where(table.plan_id == Plan.id).correlate(Plan).scalar_subquery()

    counts = sa.select(Plan.id, count(Theme), count(Seat), count(Reason)).where(Plan.id.in_([p.id for p in plans]))
    return {plan_id: Preparations(*there) for plan_id, *there in db.session.execute(counts)}
