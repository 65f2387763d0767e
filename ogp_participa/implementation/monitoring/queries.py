"""Reading what is followed: promises as they were published, reports, evidence, and who reports."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.decision.publication.models import EditionPart, PublishedPlan
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone
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
from ogp_participa.implementation.status.milestones import (
    EvidenceFact,
    Facts,
    Promise,
    ReportFact,
    Suspension,
)
from ogp_participa.people.accounts.models import Person

DUE_DAY = 10
"""The day of the following month until which a month's report is in time."""

MOST = 5_000
"""Milestones, versions, people or pieces of evidence that one page reads at most."""
MOST_REPORTS = 100_000


@dataclass(frozen=True)
class FollowedMilestone:
    """A milestone of the published plan, as its newest version that holds it says, with all that is known of it."""

    id: int
    commitment_id: int
    commitment_number: int
    commitment_reference: str
    commitment_title: str
    serial: int
    number: str
    title: str
    institution_id: int | None
    institution: str
    facts: Facts
    reports: Sequence[Any] = field(default=(), repr=False)

    @property
    def reference(self) -> str:
        """How people cite it: "C4-02-M1"."""
        return f"{self.commitment_reference}-M{self.serial}"

    @property
    def promise(self) -> Promise:
        """What is promised now."""
        return self.facts.promises[-1]


REPORT_COLUMNS = (
    MonthlyReport.id,
    MonthlyReport.milestone_id,
    MonthlyReport.organisation_id,
    MonthlyReport.voice,
    MonthlyReport.month,
    MonthlyReport.sent_at,
    MonthlyReport.started_on,
    MonthlyReport.finished_on,
    MonthlyReport.forecast_on,
    MonthlyReport.share,
)


def followed_milestones(plan: Plan) -> list[FollowedMilestone]:
    """Return the milestones of a published plan in their order, each with every fact that its status depends on.

    Five statements, however many milestones and months there are. Milestones that an amendment took out come along.
    """
    serials = {(row.commitment_id, row.serial): row.id for row in db.session.execute(_milestones(plan))}
    published = db.session.execute(_published(plan)).all()
    reports, evidence, stops = _reports(plan), _evidence(plan), _stops(plan)
    return [
        FollowedMilestone(**described, facts=_facts(promises, milestone, described, reports, evidence, stops))
        for milestone, (described, promises) in _described(published, serials).items()
    ]


def _milestones(plan: Plan) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (Milestone.id, Milestone.commitment_id, Milestone.serial)
    return sa.select(*columns).join(Milestone.commitment).where(Commitment.plan_id == plan.id).limit(MOST)


def _published(plan: Plan) -> sa.Select[Any]:
    return (
        sa.select(
            PublishedPlan.at,
            EditionPart.commitment_id,
            EditionPart.number,
            EditionPart.reference,
            CommitmentVersion.content,
        )
        .join(EditionPart, EditionPart.edition_id == PublishedPlan.id)
        .join(CommitmentVersion, CommitmentVersion.id == EditionPart.version_id)
        .where(PublishedPlan.plan_id == plan.id)
        .order_by(PublishedPlan.number, EditionPart.number)
        .limit(MOST)
    )


def _described(
    published: Iterable[Any], serials: Mapping[tuple[int, int], int]
) -> dict[int, tuple[dict[str, Any], list[Promise]]]:
    """Return each milestone with what the newest version says of it, and what was promised from which day on."""
    milestones: dict[int, tuple[dict[str, Any], list[Promise]]] = {}
    for row in published:
        since, there = city_day(row.at), set()
        for content in row.content["milestones"]:
            number = serials[row.commitment_id, content["serial"]]
            there.add(number)
            promise = Promise(since, _day(content["starts_on"]), _day(content["ends_on"]))
            promises = milestones[number][1] if number in milestones else []
            if not promises or (promises[-1].starts_on, promises[-1].ends_on) != (promise.starts_on, promise.ends_on):
                promises.append(promise)
            milestones[number] = _description(row, content, number), promises
        for number, (described, promises) in milestones.items():
            if described["commitment_id"] == row.commitment_id and number not in there and not promises[-1].withdrawn:
                promises.append(Promise(since, None, None, withdrawn=True))
    return dict(sorted(milestones.items(), key=lambda item: _place(item[1][0])))


def _description(row: Any, content: Mapping[str, Any], number: int) -> dict[str, Any]:
    lead = next((part for part in row.content["institutions"] if part["role"] == "lead"), {"id": None, "name": ""})
    return {
        "id": number,
        "commitment_id": row.commitment_id,
        "commitment_number": row.number,
        "commitment_reference": row.reference,
        "commitment_title": row.content["title"],
        "serial": content["serial"],
        "number": content["number"],
        "title": content["title"],
        "institution_id": content["institution_id"] or lead["id"],
        "institution": content["institution"] or lead["name"],
    }


def _place(described: Mapping[str, Any]) -> tuple[int, int, int]:
    _commitment, _dot, place = described["number"].rpartition(".")
    return described["commitment_number"], int(place), described["serial"]


def _facts(
    promises: Sequence[Promise],
    milestone: int,
    described: Mapping[str, Any],
    reports: Mapping[int, Sequence[Any]],
    evidence: Mapping[int, Sequence[EvidenceFact]],
    stops: Mapping[int, Sequence[Suspension]],
) -> Facts:
    by_institution: dict[int, list[ReportFact]] = {}
    if described["institution_id"] is not None:
        by_institution[described["institution_id"]] = []
    for row in reports.get(milestone, ()):
        if row.voice is Voice.INSTITUTION:
            fact = ReportFact(city_day(row.sent_at), row.month, row.started_on, row.finished_on, row.forecast_on)
            by_institution.setdefault(row.organisation_id, []).append(fact)
    return Facts(
        promises,
        dict(by_institution),
        evidence.get(milestone, ()),
        stops.get(milestone, ()),
        DUE_DAY,
    )


def _reports(plan: Plan) -> dict[int, list[Any]]:
    query = (
        sa.select(*REPORT_COLUMNS)
        .join(Milestone, Milestone.id == MonthlyReport.milestone_id)
        .join(Milestone.commitment)
        .where(Commitment.plan_id == plan.id)
        .order_by(MonthlyReport.id)
        .limit(MOST_REPORTS)
    )
    reports = defaultdict(list)
    for row in db.session.execute(query):
        reports[row.milestone_id].append(row)
    return dict(reports)


def _evidence(plan: Plan) -> dict[int, list[EvidenceFact]]:
    query = (
        sa.select(MonthlyReport.milestone_id, Evidence.at, Evidence.withdrawn_at)
        .join(MonthlyReport, MonthlyReport.id == Evidence.report_id)
        .join(Milestone, Milestone.id == MonthlyReport.milestone_id)
        .join(Milestone.commitment)
        .where(Commitment.plan_id == plan.id)
        .order_by(Evidence.id)
        .limit(MOST_REPORTS)
    )
    evidence = defaultdict(list)
    for milestone, at, withdrawn_at in db.session.execute(query):
        evidence[milestone].append(EvidenceFact(city_day(at), city_day(withdrawn_at) if withdrawn_at else None))
    return dict(evidence)


def _stops(plan: Plan) -> dict[int, list[Suspension]]:
    query = (
        sa.select(Stop.milestone_id, Stop.since_date, Stop.until_date)
        .join(Milestone, Milestone.id == Stop.milestone_id)
        .join(Milestone.commitment)
        .where(Commitment.plan_id == plan.id)
        .order_by(Stop.id)
        .limit(MOST)
    )
    stops = defaultdict(list)
    for milestone, since, until in db.session.execute(query):
        stops[milestone].append(Suspension(since, until))
    return dict(stops)


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


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
