"""Reading ballots that were entered by staff, and the proposals that their typing means. No choice is ever read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy.orm import load_only

from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.assisted_ballots.typed import TypedChoice
from ogp_participa.vote.ballots.models import Ballot, Channel
from ogp_participa.vote.ballots.rules import is_votable

MINUTES = 30
"""How long whoever entered a ballot can open its receipt."""

PAGE = 100
MOST_LIKELY = 3
MOST_DOUBTS = 10
MOST_LOOKED_AT = 5_000


def by_channel(plan: Plan) -> dict[Channel, int]:
    """Return how many ballots came each way, empty ones included. For staff: what is on them is not asked."""
    query = sa.select(Ballot.channel, sa.func.count()).where(Ballot.plan_id == plan.id).group_by(Ballot.channel)
    ballots = {row[0]: row[1] for row in db.session.execute(query)}
    return {channel: ballots.get(channel, 0) for channel in (Channel.ONLINE, Channel.ASSISTED, Channel.PAPER)}


def papers(plan: Plan, offset: int = 0) -> list[str]:
    """Return the numbers of the paper ballots that were entered, in order."""
    query = sa.select(Ballot.paper_number).where(Ballot.plan_id == plan.id, Ballot.paper_number.is_not(None))
    order = sa.func.length(Ballot.paper_number), Ballot.paper_number
    return [number for number in db.session.scalars(query.order_by(*order).limit(PAGE).offset(offset)) if number]


def has_paper(plan: Plan, number: str) -> bool:
    """Return whether a paper with this number was entered."""
    here = sa.exists().where(Ballot.plan_id == plan.id, Ballot.paper_number == number)
    return bool(db.session.scalar(sa.select(here)))


def same_ballot(plan: Plan, mark: str) -> Ballot | None:
    """Return the ballot of whoever bears this mark."""
    return db.session.scalars(sa.select(Ballot).where(Ballot.plan_id == plan.id, Ballot.mark == mark)).first()


@dataclass(frozen=True)
class Doubt:
    """What was typed and cannot be taken, why, and what may have been meant."""

    text: str
    reason: str
    likely: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True)
class MeantChoices:
    """What the typing means: the proposals in its order, each once, and what is doubtful."""

    proposals: list[Proposal]
    doubts: list[Doubt]
    twice: list[str]


def proposals_meant(plan: Plan, typed: Sequence[TypedChoice]) -> MeantChoices:
    """Return the plan's proposals that were typed: one statement, and a second where something is doubtful."""
    numbers = {choice.number for choice in typed if choice.number is not None}
    query = sa.select(Proposal).where(Proposal.plan_id == plan.id, Proposal.number.in_(numbers))
    there: dict[int, list[Proposal]] = {}
    for proposal in db.session.scalars(query.options(load_only(*_SHOWN))) if numbers else ():
        there.setdefault(proposal.number, []).append(proposal)
    chosen, doubtful, twice = dict[int, Proposal](), list[tuple[TypedChoice, str]](), list[str]()
    for choice in typed:
        same = [p for p in there.get(choice.number or 0, ()) if choice.year in (None, p.year)]
        if len(same) != 1:
            many = _("More than one year has this number: write the year, too.")
            doubtful.append((choice, many if same else _("There is no proposal with this number in this plan.")))
        elif not is_votable(same[0]):
            doubtful.append((choice, str(is_votable(same[0]).reason)))
        elif same[0].id in chosen:
            twice.append(same[0].reference)
        else:
            chosen[same[0].id] = same[0]
    return MeantChoices(list(chosen.values()), _doubts(plan, doubtful[:MOST_DOUBTS]), list(dict.fromkeys(twice)))


_SHOWN = (Proposal.plan_id, Proposal.year, Proposal.number, Proposal.state, Proposal.title, Proposal.outside_reference)


def _doubts(plan: Plan, doubtful: Sequence[tuple[TypedChoice, str]]) -> list[Doubt]:
    """Return the doubts with proposals whose numbers or titles are alike."""
    if not doubtful:
        return []
    query = sa.select(Proposal).where(Proposal.plan_id == plan.id, Proposal.state == State.PUBLISHED)
    every = list(db.session.scalars(query.options(load_only(*_SHOWN)).order_by(Proposal.id).limit(MOST_LOOKED_AT)))
    titles = [fold(proposal.title) for proposal in every]
    numbers = [f"{proposal.year}-{proposal.number:04}" for proposal in every]
    year = every[-1].year if every else 0
    return [
        Doubt(choice.text[:80], reason, [every[place] for place in _alike(choice, titles, numbers, year)])
        for choice, reason in doubtful
    ]


def _alike(choice: TypedChoice, titles: Sequence[str], numbers: Sequence[str], year: int) -> list[int]:
    """Return the places of those with nearly the same number; of typed words, with such a title."""
    if choice.number is None:
        words = process.extract(
            fold(choice.text), titles, scorer=fuzz.token_set_ratio, score_cutoff=60, limit=MOST_LIKELY
        )
        return [place for _text, _score, place in words]
    number = f"{choice.year or year}-{choice.number:04}"
    near = process.extract(number, numbers, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=MOST_LIKELY)
    return [place for _text, _score, place in near]


def token_for(staff: Person, ballot: Ballot) -> str:
    """Return an address of the receipt for whoever entered the ballot, and for a while only."""
    return str(_serializer().dumps([staff.id, ballot.id]))


def entered_by(staff: Person, plan: Plan, token: str) -> Ballot | None:
    """Return the ballot that the member of staff has just entered."""
    try:
        who, number = _serializer().loads(token, max_age=MINUTES * 60)
    except BadSignature:
        return None
    ballot = db.session.get(Ballot, number) if who == staff.id else None
    return ballot if ballot is not None and ballot.plan_id == plan.id else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="entered ballot")
