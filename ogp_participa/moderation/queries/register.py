"""The register of the forum's decisions, and the figures about them."""

import re
import statistics as figures
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page, page_count
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome, StoredFigures
from ogp_participa.moderation.queries.decisions import PAGE, TOLD, DecisionPage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State


def register(
    plan: Plan, outcome: Outcome | None = None, sector: Sector | None = None, text: str = "", page: int = 1
) -> DecisionPage:
    """Return a page of the public register of decisions, newest first. A refusal shows once its second reading is
    done."""
    conditions: list[Any] = [Proposal.plan_id == plan.id, Decision.standing != DecisionState.AWAITING_SECOND]
    if outcome:
        conditions.append(Decision.outcome == outcome)
    if sector:
        seats = sa.select(Seat.id).where(Seat.plan_id == plan.id, Seat.sector == sector)
        conditions.append(Decision.seat_id.in_(seats))
    cited = re.fullmatch(r"(?:P-\d{4}-)?(\d{1,9})", text.strip(), re.IGNORECASE)
    if text.strip():
        conditions.append(Proposal.number == int(cited[1]) if cited else sa.false())
    total = db.session.scalar(sa.select(sa.func.count(Decision.id)).join(Decision.proposal).where(*conditions)) or 0
    pages = page_count(total, PAGE)
    page = min(max(1, page), pages)
    query = (
        sa.select(Decision)
        .join(Decision.proposal)
        .where(*conditions)
        .options(
            *TOLD,
            joinedload(Decision.proposal),
            joinedload(Decision.appeal).joinedload(Appeal.answered_by).lazyload(Person.roles),
        )
        .order_by(Decision.id.desc())
    )
    return DecisionPage(list(db.session.scalars(at_page(query, page, PAGE))), page, pages, total)


@dataclass(frozen=True)
class Statistics:
    """The figures of an edition's moderation. ``median_days`` is over the last 500 first readings, if there are any."""

    received: int
    waiting: int
    published: int
    returned: int
    refused: int
    merged: int
    not_agreed: int
    appeals: int
    upheld: int
    median_days: int | None


AT_ONCE = 5_000
"""The figures of so many proposals are read while a person waits for the page; of more they are stored."""

OLD = timedelta(minutes=10)
"""After so long the stored figures are read anew."""


def figures_to_show(plan: Plan) -> tuple[Statistics, datetime | None]:
    """Return the figures of a plan's moderation: as stored, and when, where it is large, else those of this moment."""
    more = sa.select(Proposal.id).where(Proposal.plan_id == plan.id).offset(AT_ONCE).limit(1)
    stored = db.session.get(StoredFigures, plan.id) if db.session.scalar(more) else None
    return (Statistics(**stored.figures), stored.at) if stored else (statistics(plan), None)


def unread_plans(moment: datetime) -> list[Plan]:
    """Return the large plans whose figures nobody has read for a while."""
    fresh = sa.select(StoredFigures.plan_id).where(StoredFigures.at > moment - OLD)
    large = sa.select(Proposal.id).where(Proposal.plan_id == Plan.id).offset(AT_ONCE).limit(1)
    query = sa.select(Plan).where(Plan.id.not_in(fresh), large.exists()).order_by(Plan.id).limit(100)
    return list(db.session.scalars(query))


def statistics(plan: Plan) -> Statistics:
    """Return how the forum of an edition moderates at this moment, in five statements."""
    by_kind = {
        (outcome, standing): n
        for outcome, standing, n in db.session.execute(
            sa.select(Decision.outcome, Decision.standing, sa.func.count())
            .join(Decision.proposal)
            .where(Proposal.plan_id == plan.id)
            .group_by(Decision.outcome, Decision.standing)
        )
    }
    here = Proposal.plan_id == plan.id
    received = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(here)) or 0
    waits = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(here, Proposal.state == State.IN_REVIEW)) or 0
    appeals, upheld = db.session.execute(
        sa.select(sa.func.count(Appeal.id), sa.func.count(sa.case((Appeal.upheld.is_(True), 1))))
        .join(Appeal.proposal)
        .where(here)
    ).one()
    return Statistics(
        received=received,
        waiting=waits,
        published=by_kind.get((Outcome.PUBLISH, DecisionState.IN_FORCE), 0),
        returned=by_kind.get((Outcome.RETURN, DecisionState.IN_FORCE), 0),
        refused=by_kind.get((Outcome.REFUSE, DecisionState.IN_FORCE), 0),
        merged=by_kind.get((Outcome.MERGE, DecisionState.IN_FORCE), 0),
        not_agreed=by_kind.get((Outcome.REFUSE, DecisionState.NOT_AGREED), 0),
        appeals=appeals,
        upheld=upheld,
        median_days=_median_days(plan),
    )


def _median_days(plan: Plan) -> int | None:
    """Return the usual number of days from sending to the first reader's decision."""
    query = (
        sa.select(Decision.at, ProposalVersion.at)
        .join(Decision.proposal)
        .join(
            ProposalVersion,
            sa.and_(ProposalVersion.proposal_id == Proposal.id, ProposalVersion.number == Decision.version),
        )
        .where(Proposal.plan_id == plan.id)
        .order_by(Decision.id.desc())
        .limit(500)
    )
    waits = [max(0, (decided - sent).days) for decided, sent in db.session.execute(query)]
    return round(figures.median(waits)) if waits else None
