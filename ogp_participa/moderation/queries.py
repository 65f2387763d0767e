"""Who decides, what was decided and why, and the figures about it."""

import json
import re
import statistics as figures
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.accounts.models import Person
from ogp_participa.database import db
from ogp_participa.forum.models import Seat, Sector
from ogp_participa.forum.queries import organisations_of, seat_of
from ogp_participa.i18n import city_day
from ogp_participa.moderation.models import Appeal, Decision, Outcome, Reason, SecondOpinion, Standing
from ogp_participa.moderation.rules import Case, Member
from ogp_participa.plans.models import Plan, Right
from ogp_participa.plans.rules import is_open
from ogp_participa.proposals.models import Proposal, ProposalVersion, State
from ogp_participa.proposals.rules import HIDING_REASONS

CATALOGUE = Path(__file__).with_name("reasons.json")
PAGE = 25


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: list[Any]
    number: int
    pages: int
    total: int


def member(person: Person, plan: Plan, day: date) -> Member:
    """The person as a member of this plan's forum on ``day`` (without a seat when they hold none)."""
    return Member(person, seat_of(person, plan, day), frozenset(o.id for o in organisations_of(person, day)))


def case_of(proposal: Proposal, moment: datetime) -> Case:
    """Everything the rules ask about a proposal, read afresh."""
    interests = {proposal.organisation_id} if proposal.organisation_id else set()
    if proposal.author:
        interests |= {o.id for o in organisations_of(proposal.author, city_day(moment))}
    return Case(
        proposal=proposal,
        interests=frozenset(interests),
        decisions=tuple(decisions_on(proposal)),
        appeal=appeal_of(proposal),
        moderating=is_open(proposal.plan, Right.MODERATE, moment),
    )


_TOLD = (
    joinedload(Decision.by).lazyload(Person.roles),
    joinedload(Decision.seat).joinedload(Seat.organisation),
    joinedload(Decision.reason),
    joinedload(Decision.into),
    joinedload(Decision.second).joinedload(SecondOpinion.by).lazyload(Person.roles),
    joinedload(Decision.second).joinedload(SecondOpinion.seat).joinedload(Seat.organisation),
)
"""What a decision is shown with."""


def decisions_on(proposal: Proposal) -> list[Decision]:
    """Every decision on a proposal, first round first, also one that waits for its second reading."""
    query = sa.select(Decision).where(Decision.proposal_id == proposal.id).order_by(Decision.round).options(*_TOLD)
    return list(db.session.scalars(query.limit(100), execution_options={"populate_existing": True}))


def last_decision(proposal: Proposal) -> Decision | None:
    """The last decision that is public: not one that still waits for its second reading."""
    query = (
        sa.select(Decision)
        .where(Decision.proposal_id == proposal.id, Decision.standing != Standing.AWAITING_SECOND)
        .order_by(Decision.round.desc())
        .options(*_TOLD)
        .limit(1)
    )
    return db.session.scalars(query).first()


def versions_set_aside(proposal: Proposal) -> frozenset[int]:
    """The versions that the forum sent back, or refused, for what they say (see ``HIDING_REASONS``)."""
    query = (
        sa.select(Decision.version)
        .join(Decision.reason)
        .where(
            Decision.proposal_id == proposal.id,
            Decision.standing == Standing.IN_FORCE,
            Reason.number.in_(HIDING_REASONS),
        )
    )
    return frozenset(db.session.scalars(query))


def last_request(proposal_id: int | None) -> Decision | None:
    """What the forum asked for when it last returned the proposal."""
    query = sa.select(Decision).where(Decision.proposal_id == proposal_id, Decision.outcome == Outcome.RETURN)
    query = query.options(joinedload(Decision.reason)).order_by(Decision.round.desc()).limit(1)
    return db.session.scalars(query).first()


def appeal_of(proposal: Proposal) -> Appeal | None:
    """The appeal of a proposal, answered or not."""
    query = (
        sa.select(Appeal)
        .where(Appeal.proposal_id == proposal.id)
        .options(
            joinedload(Appeal.answered_by).lazyload(Person.roles),
            joinedload(Appeal.answered_seat).joinedload(Seat.organisation),
        )
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).first()


def open_appeal(proposal: Proposal) -> Appeal | None:
    """The appeal of a proposal that waits for an answer."""
    found = appeal_of(proposal)
    return found if found and found.upheld is None else None


@lru_cache(maxsize=1)
def catalogue() -> tuple[dict[str, Any], ...]:
    """The catalogue that an edition starts with."""
    return tuple(json.loads(CATALOGUE.read_text(encoding="utf-8"))["reasons"])


def reasons_of(plan: Plan) -> list[Reason]:
    """The plan's catalogue by number; until its forum decides for the first time, the one every edition starts with."""
    query = sa.select(Reason).where(Reason.plan_id == plan.id).order_by(Reason.number).limit(100)
    return list(db.session.scalars(query)) or [starting_reason(plan, row) for row in catalogue()]


def starting_reason(plan: Plan, row: dict[str, Any]) -> Reason:
    """A reason of the starting catalogue, for this plan, not stored yet."""
    text = row["text"]
    return Reason(
        plan_id=plan.id,
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        text_pt=text["pt"],
        text_en=text["en"],
        text_es=text["es"],
    )


def register(
    plan: Plan, outcome: Outcome | None = None, sector: Sector | None = None, text: str = "", page: int = 1
) -> Page:
    """A page of the public register of decisions, newest first. A refusal shows once its second reading is done."""
    conditions: list[Any] = [Proposal.plan_id == plan.id, Decision.standing != Standing.AWAITING_SECOND]
    if outcome:
        conditions.append(Decision.outcome == outcome)
    if sector:
        seats = sa.select(Seat.id).where(Seat.plan_id == plan.id, Seat.sector == sector)
        conditions.append(Decision.seat_id.in_(seats))
    cited = re.fullmatch(r"(?:P-\d{4}-)?(\d{1,9})", text.strip(), re.IGNORECASE)
    if text.strip():
        conditions.append(Proposal.number == int(cited[1]) if cited else sa.false())
    total = db.session.scalar(sa.select(sa.func.count(Decision.id)).join(Decision.proposal).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    query = (
        sa.select(Decision)
        .join(Decision.proposal)
        .where(*conditions)
        .options(
            *_TOLD,
            joinedload(Decision.proposal),
            joinedload(Decision.appeal).joinedload(Appeal.answered_by).lazyload(Person.roles),
        )
        .order_by(Decision.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Page(list(db.session.scalars(query)), page, pages, total)


@dataclass(frozen=True)
class Statistics:
    """The figures of an edition's moderation. ``median_days`` is over the last 500 first readings, if there are any."""

    received: int
    waiting: int
    published: int
    returned: int
    refused: int
    merged: int
    not_agreed: int
    appeals: int
    upheld: int
    median_days: int | None


def statistics(plan: Plan) -> Statistics:
    """How the forum of an edition moderates, in five statements."""
    by_kind = {
        (outcome, standing): n
        for outcome, standing, n in db.session.execute(
            sa.select(Decision.outcome, Decision.standing, sa.func.count())
            .join(Decision.proposal)
            .where(Proposal.plan_id == plan.id)
            .group_by(Decision.outcome, Decision.standing)
        )
    }
    here = Proposal.plan_id == plan.id
    received = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(here)) or 0
    waits = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(here, Proposal.state == State.IN_REVIEW)) or 0
    appeals, upheld = db.session.execute(
        sa.select(sa.func.count(Appeal.id), sa.func.count(sa.case((Appeal.upheld.is_(True), 1))))
        .join(Appeal.proposal)
        .where(here)
    ).one()
    return Statistics(
        received=received,
        waiting=waits,
        published=by_kind.get((Outcome.PUBLISH, Standing.IN_FORCE), 0),
        returned=by_kind.get((Outcome.RETURN, Standing.IN_FORCE), 0),
        refused=by_kind.get((Outcome.REFUSE, Standing.IN_FORCE), 0),
        merged=by_kind.get((Outcome.MERGE, Standing.IN_FORCE), 0),
        not_agreed=by_kind.get((Outcome.REFUSE, Standing.NOT_AGREED), 0),
        appeals=appeals,
        upheld=upheld,
        median_days=_median_days(plan),
    )


def _median_days(plan: Plan) -> int | None:
    """The usual number of days from sending to the first reader's decision."""
    query = (
        sa.select(Decision.at, ProposalVersion.at)
        .join(Decision.proposal)
        .join(
            ProposalVersion,
            sa.and_(ProposalVersion.proposal_id == Proposal.id, ProposalVersion.number == Decision.version),
        )
        .where(Proposal.plan_id == plan.id)
        .order_by(Decision.id.desc())
        .limit(500)
    )
    waits = [max(0, (decided - sent).days) for decided, sent in db.session.execute(query)]
    return round(figures.median(waits)) if waits else None
