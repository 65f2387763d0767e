"""A published plan that is followed, and reports on it, for the tests of coimplementation."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.decision.publication.models import EditionPart, PublishedPlan
from ogp_participa.drafting.commitments.actions import keep_version
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.commitments.queries import version_of
from ogp_participa.edition.plans.models import Plan, Right, StageKind
from ogp_participa.implementation.monitoring import actions
from ogp_participa.implementation.monitoring.models import MonthlyReport
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.cast import Cast
from tests.decision.publication import filled

PUBLISHED = date(2027, 1, 10)
DONE = "Publicamos a primeira tabela e conversamos com as equipes."


def noon(day: date) -> datetime:
    """Noon of a day in the city, as the clock tells it."""
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def followed_plan(milestones: int = 2, ends_on: date = date(2027, 6, 30)) -> tuple[Plan, Commitment]:
    """A plan published on 10 January 2027 whose implementation is open, with one commitment."""
    plan = factories.plan(())
    factories.stage(plan, StageKind.IMPLEMENTATION, rights=(Right.IMPLEMENT,))
    plan.stages[0].opens_at, plan.stages[0].closes_at = noon(date(2027, 1, 1)), noon(date(2031, 1, 1))
    commitment = filled(plan, 1, milestones)
    for milestone in commitment.every_milestone:
        milestone.starts_on, milestone.ends_on = date(2027, 2, 1), ends_on
    publish(plan, commitment, PUBLISHED)
    return plan, commitment


def publish(plan: Plan, commitment: Commitment, day: date) -> None:
    """Publish the plan's next version on a day, with the commitment as it stands now."""
    keep_version(None, commitment, "")
    version = version_of(commitment, commitment.version)
    assert version
    plan.published, commitment.published = plan.published + 1, commitment.version
    edition = PublishedPlan(plan=plan, number=plan.published, title=plan.title, at=noon(day))
    edition.parts.append(
        EditionPart(
            commitment=commitment,
            version=version,
            number=commitment.number,
            reference=commitment.reference,
            sources={"proposals": []},
        )
    )
    db.session.add(edition)
    db.session.commit()


def reporter(cast: Cast, plan: Plan, commitment: Commitment) -> Person:
    """Bruno, who reports for the institution that leads the commitment."""
    with as_of(noon(PUBLISHED)):
        actions.name_reporter(cast.dario, plan, commitment.parts[0].organisation, cast.bruno, PUBLISHED)
    db.session.commit()
    return cast.bruno


def words(**changed: Any) -> dict[str, Any]:
    """What a report says."""
    said: dict[str, Any] = dict.fromkeys(("share", "missing", "started_on", "finished_on", "forecast_on"))
    return {**said, "done": DONE, "late_reason": "", "next_step": "", **changed}


def reported(
    person: Person, milestone: Milestone, month: date, said: Mapping[str, Any] | None = None, **options: Any
) -> MonthlyReport:
    """A report of a month, sent on the fifth of the month after unless another ``day`` is given."""
    day = options.pop("day", None) or (month + timedelta(days=32)).replace(day=5)
    with as_of(noon(day)):
        report = actions.send(person, milestone, month, said or words(), **options)
    db.session.commit()
    return report
