"""Until when an answer is due, and how many days it took."""

from datetime import datetime, timedelta

from ogp_participa.core.dates import city_day
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.responses.rules import ANSWERED_STATES, TERM_DAYS
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.proposals.proposals.models import Proposal


def closed_at(plan: Plan, proposal: bool, at: datetime) -> datetime:
    """Return when the stage closed (or closes) in which something came; what came outside of any counts from its own
    moment. Where there is a vote, a proposal is answered after it (:func:`is_time`): its days begin when the vote
    closes."""
    stages = plan.stages_with(Right.PROPOSE if proposal else Right.CONSULT)
    within = [stage.closes_at for stage in stages if stage.is_open(at)]
    return max([min(within) if within else at, *vote_closes(plan, proposal)])


def vote_closes(plan: Plan, proposal: bool) -> list[datetime]:
    """Return the moments for which a contribution waits before anybody can answer it."""
    return [stage.closes_at for stage in plan.stages_with(Right.VOTE)] if proposal else []


def answer_due(plan: Plan, thing: Proposal | Contribution) -> datetime | None:
    """Return until when a published contribution is to be answered; nothing where nobody answers any more, or ever."""
    if plan.historical or (thing.hidden if isinstance(thing, Contribution) else thing.state not in ANSWERED_STATES):
        return None
    if isinstance(thing, Proposal):
        return due(closed_at(plan, True, thing.submitted_at)) if thing.published_at else None
    return due(closed_at(plan, False, thing.at))


def days_since(closed: datetime, moment: datetime) -> int:
    """Return the days of the city from the close to the answer; none for an answer that came before it."""
    return max(0, (city_day(moment) - city_day(closed)).days)


def due(closed: datetime) -> datetime:
    """Return until when an answer is in time."""
    return closed + timedelta(days=TERM_DAYS)
