"""What the published plan promises, milestone by milestone, with every fact that a status depends on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.decision.publication.models import EditionPart, PublishedPlan
from ogp_participa.drafting.commitments.models import Commitment, CommitmentVersion, Milestone
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.models import (
    Evidence,
    MonthlyReport,
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

DUE_DAY = 10
"""The day of the following month until which a month's report is in time."""

MOST, MOST_REPORTS = 5_000, 100_000
"""Milestones or versions, and reports or pieces of evidence, that are read at most."""


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


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
