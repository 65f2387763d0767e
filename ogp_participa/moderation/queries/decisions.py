"""Who decides, and what was decided and why."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import organisations_of, seat_of
from ogp_participa.moderation.case import Member, ModerationCase
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome, Reason, SecondOpinion
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.proposals.proposals.rules import HIDING_REASONS

CATALOGUE = Path(__file__).parents[1].joinpath("reasons.json")
PAGE = 25


@dataclass(frozen=True)
class DecisionPage:
    """One page of a list."""

    rows: list[Any]
    number: int
    pages: int
    total: int


def member(person: Person, plan: Plan, day: date) -> Member:
    """Return the person as a member of this plan's forum on ``day`` (without a seat when they hold none)."""
    return Member(person, seat_of(person, plan, day), frozenset(o.id for o in organisations_of(person, day)))


def case_of(proposal: Proposal, moment: datetime) -> ModerationCase:
    """Return everything the rules ask about a proposal, read afresh."""
    interests = {proposal.organisation_id} if proposal.organisation_id else set()
    if proposal.author:
        interests |= {o.id for o in organisations_of(proposal.author, city_day(moment))}
    return ModerationCase(
        proposal=proposal,
        interests=frozenset(interests),
        decisions=tuple(decisions_on(proposal)),
        appeal=appeal_of(proposal),
        moderating=is_open(proposal.plan, Right.MODERATE, moment),
    )


TOLD = (
    joinedload(Decision.by).lazyload(Person.roles),
    joinedload(Decision.seat).joinedload(Seat.organisation),
    joinedload(Decision.reason),
    joinedload(Decision.into),
    joinedload(Decision.second).joinedload(SecondOpinion.by).lazyload(Person.roles),
    joinedload(Decision.second).joinedload(SecondOpinion.seat).joinedload(Seat.organisation),
)
"""What a decision is shown with."""


def decisions_on(proposal: Proposal) -> list[Decision]:
    """Return every decision on a proposal, first round first, also one that waits for its second reading."""
    query = sa.select(Decision).where(Decision.proposal_id == proposal.id).order_by(Decision.round).options(*TOLD)
    return list(db.session.scalars(query.limit(100), execution_options={"populate_existing": True}))


def last_decision(proposal: Proposal) -> Decision | None:
    """Return the last decision that is public: not one that still waits for its second reading."""
    query = (
        sa.select(Decision)
        .where(Decision.proposal_id == proposal.id, Decision.standing != DecisionState.AWAITING_SECOND)
        .order_by(Decision.round.desc())
        .options(*TOLD)
        .limit(1)
    )
    return db.session.scalars(query).first()


def versions_set_aside(proposal: Proposal) -> frozenset[int]:
    """Return the versions that the forum sent back, or refused, for what they say (see ``HIDING_REASONS``)."""
    query = (
        sa.select(Decision.version)
        .join(Decision.reason)
        .where(
            Decision.proposal_id == proposal.id,
            Decision.standing == DecisionState.IN_FORCE,
            Reason.number.in_(HIDING_REASONS),
        )
    )
    return frozenset(db.session.scalars(query))


def last_request(proposal_id: int | None) -> Decision | None:
    """Return what the forum asked for when it last returned the proposal."""
    query = sa.select(Decision).where(Decision.proposal_id == proposal_id, Decision.outcome == Outcome.RETURN)
    query = query.options(joinedload(Decision.reason)).order_by(Decision.round.desc()).limit(1)
    return db.session.scalars(query).first()


def appeal_of(proposal: Proposal) -> Appeal | None:
    """Return the appeal of a proposal, answered or not."""
    query = (
        sa.select(Appeal)
        .where(Appeal.proposal_id == proposal.id)
        .options(
            joinedload(Appeal.answered_by).lazyload(Person.roles),
            joinedload(Appeal.answered_seat).joinedload(Seat.organisation),
        )
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).first()


@lru_cache(maxsize=1)
def catalogue() -> tuple[dict[str, Any], ...]:
    """Return the catalogue that an edition starts with."""
    return tuple(json.loads(CATALOGUE.read_text(encoding="utf-8"))["reasons"])


def reasons_of(plan: Plan) -> list[Reason]:
    """Return the plan's catalogue by number; until its forum decides for the first time, the one every edition starts
    with."""
    query = sa.select(Reason).where(Reason.plan_id == plan.id).order_by(Reason.number).limit(100)
    return list(db.session.scalars(query)) or [starting_reason(plan, row) for row in catalogue()]


def reasons_to_choose(plan: Plan) -> list[Reason]:
    """Return the reasons that a member chooses from today."""
    return [reason for reason in reasons_of(plan) if reason.retired_at is None]


def reason_at(plan: Plan, number: str) -> Reason | None:
    """Return the stored reason of the plan's catalogue with this number."""
    return db.session.scalars(sa.select(Reason).where(Reason.plan_id == plan.id, Reason.number == number)).first()


def starting_reason(plan: Plan, row: dict[str, Any]) -> Reason:
    """Return a reason of the starting catalogue, for this plan, not stored yet."""
    text = row["text"]
    return Reason(
        plan_id=plan.id,
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        text_pt=text["pt"],
        text_en=text["en"],
        text_es=text["es"],
    )
