"""Finding reports of contributions, and what was decided about them."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.drafting.consultation.models import Contribution, ContributionDecision, ContributionReport
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person

DESK = 100
"""Reports or decisions that a page holds at most."""


def report_of(person: Person, contribution: Contribution) -> ContributionReport | None:
    """Return the report that this person made of the contribution."""
    mine = (ContributionReport.contribution_id == contribution.id, ContributionReport.person_id == person.id)
    return db.session.scalars(sa.select(ContributionReport).where(*mine)).first()


def open_cases(plan: Plan) -> dict[Contribution, list[ContributionReport]]:
    """Return contributions with reports that nobody has settled, the longest waiting first."""
    query = (
        sa.select(ContributionReport)
        .join(ContributionReport.contribution)
        .where(Contribution.plan_id == plan.id, ~ContributionReport.settled)
        .options(joinedload(ContributionReport.contribution))
        .order_by(ContributionReport.id)
        .limit(DESK)
    )
    cases: dict[Contribution, list[ContributionReport]] = {}
    for report in db.session.scalars(query):
        cases.setdefault(report.contribution, []).append(report)
    return cases


def decided(plan: Plan, limit: int = 30) -> list[ContributionDecision]:
    """Return the latest decisions about contributions of the plan."""
    query = (
        sa.select(ContributionDecision)
        .join(ContributionDecision.contribution)
        .where(Contribution.plan_id == plan.id)
        .options(joinedload(ContributionDecision.contribution), joinedload(ContributionDecision.by))
        .order_by(ContributionDecision.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def reports_of(contribution: Contribution) -> list[ContributionReport]:
    """Return every report of a contribution, oldest first."""
    query = sa.select(ContributionReport).where(ContributionReport.contribution_id == contribution.id)
    return list(db.session.scalars(query.order_by(ContributionReport.id).limit(DESK)))


def decisions_on(contribution: Contribution) -> list[ContributionDecision]:
    """Return every decision about a contribution, oldest first."""
    query = sa.select(ContributionDecision).where(ContributionDecision.contribution_id == contribution.id)
    return list(
        db.session.scalars(
            query.options(joinedload(ContributionDecision.by)).order_by(ContributionDecision.id).limit(DESK)
        )
    )
