"""Where the calendar of an edition stands at a moment."""

from datetime import datetime, timedelta

from ogp_participa.edition.plans.models import Plan, Right, Stage

SETTLING = timedelta(minutes=1)


def has_started(plan: Plan, now: datetime) -> bool:
    """Return whether the first stage has opened."""
    return any(stage.opens_at <= now for stage in plan.stages)


def stage_now(plan: Plan, now: datetime) -> Stage | None:
    """Return the open stage of the calendar that closes first, if any."""
    return min((s for s in plan.stages if s.is_open(now)), key=lambda s: s.closes_at, default=None)


def stage_next(plan: Plan, now: datetime) -> Stage | None:
    """Return the next stage to open, if any."""
    return min((s for s in plan.stages if s.opens_at > now), key=lambda s: s.opens_at, default=None)


def days_left(closes_at: datetime, now: datetime) -> int:
    """Return the whole days from ``now`` to the closing moment."""
    return max(0, (closes_at - now).days)


def has_voting_opened(plan: Plan, now: datetime) -> bool:
    """Return whether a vote of this edition has opened, whether or not it is still open."""
    return any(stage.opens_at <= now for stage in plan.stages_with(Right.VOTE))


def is_settled(plan: Plan, now: datetime) -> bool:
    """Return whether the rules of the vote can no longer change. They are settled a little before voting opens: a
    change that is still being saved at that moment must not meet a ballot."""
    return has_voting_opened(plan, now + SETTLING)


def has_begun(stage: Stage, now: datetime) -> bool:
    """Return whether the stage has opened. A vote counts as open a little earlier, as its rules do."""
    return stage.opens_at <= now + (SETTLING if Right.VOTE in stage.rights else timedelta())
