"""The register of the forum's decisions, and the figures about them."""

import re
import statistics as figures
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page, page_count
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome
from ogp_participa.moderation.queries.decisions import PAGE, TOLD, DecisionPage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State


def register(
    plan: Plan, outcome: Outcome | None = None, sector: Sector | None = None, text: str = "", page: int = 1
) -> DecisionPage:
    """A page of the public register of decisions, newest first. A refusal shows once its second reading is done."""
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


def statistics(plan: Plan) -> Statistics:
    """How the forum of an edition moderates, in five statements."""
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
    """The usual number of days from sending to the first reader's decision."""
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
