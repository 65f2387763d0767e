"""Reading what is followed: promises as they were published, reports, evidence, and who reports."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.decision.publication.models import EditionPart, PublishedPlan
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.models import (
    Evidence,
    EvidenceKind,
    MonthlyReport,
    ReportDraft,
    Reporter,
    Stop,
    Voice,
)
from ogp_participa.people.accounts.models import Person

MOST = 5_000
"""Milestones, versions, people or pieces of evidence that one page reads at most."""


def milestone_by_reference(reference: str) -> Milestone | None:
    """Return the milestone that people cite as "C4-02-M1", with its commitment; None where there is none."""
    commitment, _dash, serial = reference.rpartition("-M")
    if not (serial.isascii() and serial.isdecimal() and len(serial) < 6):
        return None
    query = (
        sa.select(Milestone)
        .join(EditionPart, EditionPart.commitment_id == Milestone.commitment_id)
        .where(EditionPart.reference == commitment, Milestone.serial == int(serial))
        .options(joinedload(Milestone.commitment).joinedload(Commitment.plan), joinedload(Milestone.organisation))
        .limit(1)
    )
    return db.session.scalars(query).first()


def answering(milestone: Milestone) -> list[int]:
    """Return the numbers of the institutions that answer for a milestone: its own, and all of the commitment's."""
    own = [milestone.organisation_id] if milestone.organisation_id else []
    return [*own, *(part.organisation_id for part in milestone.commitment.parts)]


def reporter_of(person: Person, plan: Plan, day: date, among: Sequence[int] = ()) -> Reporter | None:
    """Return for whom a person reports on a day; of several institutions, the one that comes first ``among`` them."""
    query = sa.select(Reporter).where(
        Reporter.plan_id == plan.id,
        Reporter.person_id == person.id,
        Reporter.from_date <= day,
        sa.or_(Reporter.until_date.is_(None), Reporter.until_date >= day),
    )
    if among:
        query = query.where(Reporter.organisation_id.in_(among))
    reporters = list(db.session.scalars(query.order_by(Reporter.id).limit(50)))
    return min(
        reporters, key=lambda reporter: [*among, reporter.organisation_id].index(reporter.organisation_id), default=None
    )


def reporters_of(plan: Plan) -> list[Reporter]:
    """Return everybody who reports or reported for an institution on a plan, by institution, the newest first."""
    query = (
        sa.select(Reporter)
        .where(Reporter.plan_id == plan.id)
        .options(joinedload(Reporter.person), joinedload(Reporter.organisation))
        .order_by(Reporter.organisation_id, Reporter.from_date.desc(), Reporter.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def reporter_by_id(number: int) -> Reporter | None:
    """Return a reporter with plan, institution and person."""
    query = sa.select(Reporter).where(Reporter.id == number)
    around = (joinedload(Reporter.plan), joinedload(Reporter.organisation), joinedload(Reporter.person))
    return db.session.scalars(query.options(*around)).first()


def plans_reported_by(person: Person, day: date) -> list[Reporter]:
    """Return the institutions and plans that a person reports for on a day."""
    query = (
        sa.select(Reporter)
        .where(
            Reporter.person_id == person.id,
            Reporter.from_date <= day,
            sa.or_(Reporter.until_date.is_(None), Reporter.until_date >= day),
        )
        .options(joinedload(Reporter.plan), joinedload(Reporter.organisation))
        .order_by(Reporter.id)
        .limit(50)
    )
    return list(db.session.scalars(query))


def reports_on(milestones: Sequence[int]) -> list[MonthlyReport]:
    """Return every report on some milestones with its evidence, the newest first."""
    query = (
        sa.select(MonthlyReport)
        .where(MonthlyReport.milestone_id.in_(milestones))
        .options(selectinload(MonthlyReport.evidence), joinedload(MonthlyReport.organisation))
        .order_by(MonthlyReport.month.desc(), MonthlyReport.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def report_by_id(number: int) -> MonthlyReport | None:
    """Return a report by its number."""
    return db.session.get(MonthlyReport, number)


def newest_report(
    milestone: Milestone, voice: Voice, organisation_id: int | None, month: date | None = None
) -> MonthlyReport | None:
    """Return the newest report of a voice on a milestone: of one month, or of the latest month there is."""
    query = sa.select(MonthlyReport).where(
        MonthlyReport.milestone_id == milestone.id,
        MonthlyReport.voice == voice,
        MonthlyReport.organisation_id.is_(None)
        if organisation_id is None
        else MonthlyReport.organisation_id == organisation_id,
    )
    if month is not None:
        query = query.where(MonthlyReport.month == month)
    return db.session.scalars(query.order_by(MonthlyReport.month.desc(), MonthlyReport.id.desc()).limit(1)).first()


def draft_of(person: Person, milestone: Milestone, voice: Voice, month: date) -> ReportDraft | None:
    """Return what a person is writing about a milestone and a month; None where nothing was begun."""
    query = sa.select(ReportDraft).where(
        ReportDraft.person_id == person.id,
        ReportDraft.milestone_id == milestone.id,
        ReportDraft.voice == voice,
        ReportDraft.month == month,
    )
    return db.session.scalars(query).first()


def evidence_by_id(number: int, with_content: bool = False) -> Evidence | None:
    """Return a piece of evidence with its report; ``with_content`` reads the file itself, too."""
    query = sa.select(Evidence).where(Evidence.id == number).options(joinedload(Evidence.report))
    if with_content:
        query = query.options(undefer(Evidence.content))
    return db.session.scalars(query).first()


def links_to_check(before: datetime, most: int) -> list[Evidence]:
    """Return links that nobody has asked since ``before``, those first that waited longest."""
    query = (
        sa.select(Evidence)
        .where(
            Evidence.kind == EvidenceKind.LINK,
            Evidence.withdrawn_at.is_(None),
            sa.or_(Evidence.checked_at.is_(None), Evidence.checked_at < before),
        )
        .order_by(Evidence.checked_at.is_not(None), Evidence.checked_at, Evidence.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def published_plans() -> list[Plan]:
    """Return the plans that were published here, the newest first."""
    query = sa.select(Plan).where(Plan.published > 0, sa.not_(Plan.historical)).order_by(Plan.id.desc())
    return list(db.session.scalars(query.limit(50)))


def stop_of(milestone: Milestone, day: date) -> Stop | None:
    """Return what stops a milestone on a day; None where nothing does."""
    query = sa.select(Stop).where(
        Stop.milestone_id == milestone.id, sa.or_(Stop.until_date.is_(None), Stop.until_date > day)
    )
    return db.session.scalars(query.order_by(Stop.id.desc()).limit(1)).first()


def published_on(plan: Plan) -> date | None:
    """Return the city's day on which the first version of a plan was published; None before."""
    query = sa.select(PublishedPlan.at).where(PublishedPlan.plan_id == plan.id).order_by(PublishedPlan.number).limit(1)
    at = db.session.scalar(query)
    return city_day(at) if at else None
