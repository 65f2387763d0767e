"""Which stage of the calendar a vote is in."""

from datetime import datetime

from ogp_participa.edition.plans.models import Plan, Right, Stage


def voting_stage(plan: Plan, now: datetime) -> Stage | None:
    """Return the vote that pages speak of: the one that is open, else the next to come, else the last."""
    stages = sorted(plan.stages_with(Right.VOTE), key=lambda stage: stage.opens_at)
    current = (stage for stage in stages if stage.is_open(now))
    coming = (stage for stage in stages if stage.opens_at > now)
    return next(current, None) or next(coming, None) or (stages[-1] if stages else None)


def shows_counts(plan: Plan, now: datetime) -> bool:
    """Return whether the votes so far are public: only while a vote is open, in an edition that does not hide them."""
    return plan.stage_open(now, Right.VOTE) is not None and not plan.counts_hidden
