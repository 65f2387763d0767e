"""Ballots on paper: until when they are entered, and why one is typed again."""

import enum
from datetime import datetime, timedelta

from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.vote.assisted_ballots.rules import PAPER_DAYS


class PaperReason(enum.StrEnum):
    """Why what was typed from a paper is written again. Few and fixed: the public record names no circumstances."""

    MISTYPED = "mistyped"
    READ_AGAIN = "read_again"


def paper_until(plan: Plan, now: datetime) -> datetime | None:
    """Return until when paper ballots are entered, once a vote has opened; None before."""
    ends = [stage.closes_at for stage in plan.stages_with(Right.VOTE) if stage.opens_at <= now]
    return max(ends) + timedelta(days=PAPER_DAYS) if ends else None
