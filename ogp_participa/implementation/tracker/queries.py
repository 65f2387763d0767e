"""How a plan stands on a day, what changed since, and everything about one commitment's milestones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ogp_participa.audit.models import Event
from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.models import MonthlyReport
from ogp_participa.implementation.monitoring.queries.followed import FollowedMilestone, followed_milestones
from ogp_participa.implementation.monitoring.queries.reporting import reports_on
from ogp_participa.implementation.status.milestones import MilestoneStanding, Status, standing_on
from ogp_participa.implementation.tracker.wording import STATUSES

KEPT_SECONDS = 3600.0
"""How long what was worked out is kept, while nothing happens in the plan."""


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with how it stands on the day of the page, and how it stood when the month began."""

    milestone: FollowedMilestone
    standing: MilestoneStanding
    before: Status | None

    @property
    def changed(self) -> bool:
        """Whether its status is another than when the month began."""
        return self.before is not None and self.before is not self.standing.status


@dataclass(frozen=True)
class PlanStanding:
    """How a whole plan stands on a day."""

    day: date
    rows: Sequence[MilestoneRow]
    newest_event: int

    @property
    def counts(self) -> list[tuple[Status, int]]:
        """How many milestones there are of each status, what needs attention first."""
        counted = Counter(row.standing.status for row in self.rows)
        return [(status, counted[status]) for status in STATUSES if counted[status]]

    @property
    def changes(self) -> list[MilestoneRow]:
        """The milestones whose status changed since the month began."""
        return [row for row in self.rows if row.changed]

    def commitments(self, rows: Sequence[MilestoneRow]) -> list[tuple[FollowedMilestone, list[MilestoneRow]]]:
        """Return rows under their commitments, each told by its first milestone."""
        grouped: dict[int, list[MilestoneRow]] = {}
        for row in rows:
            grouped.setdefault(row.milestone.commitment_id, []).append(row)
        return [(group[0].milestone, group) for group in grouped.values()]

    def narrowed(self, status: Status | None, institution: int | None) -> list[MilestoneRow]:
        """Return the rows of one status, of one institution, or of both."""
        return [
            row
            for row in self.rows
            if status in (None, row.standing.status) and institution in (None, row.milestone.institution_id)
        ]


_standings = Cache(most=300)


def newest_event(plan: Plan) -> int:
    """Return the number of the newest event of a plan: as long as it stays, every status of a day stays."""
    return db.session.scalar(sa.select(sa.func.max(Event.id)).where(Event.plan_id == plan.id)) or 0


def plan_standing(plan: Plan, day: date) -> PlanStanding:
    """Return how every milestone that the plan holds on ``day`` stands on it; kept until something happens."""
    newest = newest_event(plan)
    return _standings.get((plan.id, day, newest), lambda: _worked_out(plan, day, newest), seconds=KEPT_SECONDS)


def _worked_out(plan: Plan, day: date, newest: int) -> PlanStanding:
    begins = day.replace(day=1)
    rows = []
    for milestone in followed_milestones(plan):
        standing = standing_on(milestone.facts, day)
        if standing is not None:
            before = standing_on(milestone.facts, begins)
            rows.append(MilestoneRow(milestone, standing, before.status if before else None))
    return PlanStanding(day, rows, newest)


def reports_by_milestone(milestones: Sequence[FollowedMilestone]) -> dict[int, list[MonthlyReport]]:
    """Return every report on some milestones, the newest first, under the milestone's number."""
    reports: dict[int, list[MonthlyReport]] = {}
    for report in reports_on([milestone.id for milestone in milestones]):
        reports.setdefault(report.milestone_id, []).append(report)
    return reports
