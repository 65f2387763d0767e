"""The roll of a deliberation: one line for each seat, and the meeting that they make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ogp_participa.decision.deliberation.models import (
    Motion,
    Stance,
    VotingWay,
)
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.forum.seats.models import Tenure


@dataclass(frozen=True)
class RollLine:
    """One seat in a deliberation. ``given_on`` is the day of its vote where that is not the day of the meeting."""

    seat_id: int
    sector: Sector
    vote: Stance
    tenure: Tenure | None = None
    text: str = ""
    way: VotingWay = VotingWay.MINUTES
    given_on: date | None = None


@dataclass(frozen=True)
class Meeting:
    """What the forum did at a meeting: the motion and every seat. Where the seats voted here over some days,
    ``opened`` is when they began, and ``draft`` what lay before them then."""

    motion: Motion
    text: str
    held_on: date
    minutes: str
    ballots: Sequence[RollLine] = field(default_factory=list)
    draft: PlanDraft | None = None
    opened: datetime | None = None
