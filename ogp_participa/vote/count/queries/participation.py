"""How many take part in a vote, from where and when. What is on a ballot is never asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.ballots.models import Ballot, Choice
from ogp_participa.vote.count.models import StoredTurnout

FEW = 5
"""Fewer ballots than this from one place are counted with "other places": they could point to a person."""


AT_ONCE = 20_000
"""A vote of so many ballots is counted, and its turnout read, while a person waits for the page."""

OLD = timedelta(minutes=10)
"""After so long the stored turnout of a large vote is read anew."""


def is_large(plan: Plan) -> bool:
    """Tell whether a vote has more ballots than a page can wait for."""
    more = sa.select(Ballot.id).where(Ballot.plan_id == plan.id).offset(AT_ONCE).limit(1)
    return db.session.scalar(more) is not None


def turnout_now(plan: Plan) -> StoredTurnout:
    """Return how many take part in a vote at this moment; of a large vote this takes seconds."""
    moment = now()
    ballots, confirmed = filled_and_confirmed(plan)
    return StoredTurnout(
        plan_id=plan.id, at=moment, ballots=ballots, confirmed=confirmed, participation=participation(plan)
    )


def turnout_to_show(plan: Plan) -> StoredTurnout:
    """Return how many take part: as stored where the vote is large and the worker has read it, else at this moment."""
    stored = db.session.get(StoredTurnout, plan.id) if is_large(plan) else None
    return stored or turnout_now(plan)


def unread_votes(moment: datetime) -> list[Plan]:
    """Return the plans whose large vote is not closed, and whose turnout nobody has read for a while."""
    fresh = sa.select(StoredTurnout.plan_id).where(StoredTurnout.at > moment - OLD)
    voted = sa.select(Ballot.id).where(Ballot.plan_id == Plan.id).offset(AT_ONCE).limit(1)
    query = sa.select(Plan).where(Plan.counted_at.is_(None), Plan.id.not_in(fresh), voted.exists())
    return list(db.session.scalars(query.order_by(Plan.id).limit(100)))


def _filled(plan: Plan) -> Any:
    """Select ballots of the plan that hold at least one choice."""
    return sa.and_(Ballot.plan_id == plan.id, sa.select(Choice.slot).where(Choice.ballot_id == Ballot.id).exists())


def filled_and_confirmed(plan: Plan) -> tuple[int, int]:
    """Return how many ballots hold at least one choice, and how many of them were confirmed."""
    row = db.session.execute(sa.select(sa.func.count(), sa.func.count(Ballot.confirmed_at)).where(_filled(plan))).one()
    return row[0], row[1]


def ballots_by_day(plan: Plan) -> list[tuple[date, int]]:
    """Return how many of the ballots with a choice were opened on each day of the city."""
    zone = ZoneInfo(current_app.config["OGP_TIMEZONE"])
    day: Any = sa.func.date(sa.func.timezone(zone.key, Ballot.opened_at))
    if db.engine.dialect.name == "sqlite":
        hours = (now().astimezone(zone).utcoffset() or timedelta()) / timedelta(hours=1)
        day = sa.func.date(Ballot.opened_at, f"{hours:+} hours")
    rows = db.session.execute(sa.select(day, sa.func.count()).where(_filled(plan)).group_by(day).order_by(day))
    return [(date.fromisoformat(str(when)), count) for when, count in rows]


def ballots_by_territory(plan: Plan) -> tuple[dict[str, int], int]:
    """Return the ballots by the subprefeitura of their voters, and all others: not given, or too few of a place."""
    query = (
        sa.select(Person.territory, sa.func.count())
        .select_from(Ballot)
        .outerjoin(Person, Person.id == Ballot.voter_id)
        .where(_filled(plan))
        .group_by(Person.territory)
    )
    every = [(code, count) for code, count in db.session.execute(query)]
    shown = {code: count for code, count in every if code and count >= FEW}
    return shown, sum(count for _, count in every) - sum(shown.values())


@dataclass(frozen=True)
class Turnout:
    """How many of the voters' ballots were confirmed, and how many came by each channel and at each level."""

    confirmed: int
    channels: dict[str, int]
    levels: dict[str, int]


def turnout(plan: Plan) -> Turnout:
    """Return who took part: ballots with a choice, and empty ones where the plan counts them."""
    filled = sa.select(Choice.slot).where(Choice.ballot_id == Ballot.id).exists()
    query = sa.select(Ballot.channel, Ballot.level, sa.func.count(), sa.func.count(Ballot.confirmed_at))
    query = query.where(Ballot.plan_id == plan.id, sa.true() if plan.blank_count else filled)
    confirmed, channels, levels = 0, Counter[str](), Counter[str]()
    for channel, level, ballots, agreed in db.session.execute(query.group_by(Ballot.channel, Ballot.level)):
        confirmed += agreed
        channels[channel.value] += ballots
        levels[level.value] += ballots
    return Turnout(confirmed, dict(channels), dict(levels))


def participation(plan: Plan) -> dict[str, Any]:
    """Return from where and on which days people voted. It is stored with the count: a million ballots are not read
    again for a page, and nobody learns from a later one who moved. Places with few ballots are together in
    ``elsewhere``."""
    places, elsewhere = ballots_by_territory(plan)
    days = [[day.isoformat(), ballots] for day, ballots in ballots_by_day(plan)]
    return {"places": places, "elsewhere": elsewhere, "days": days}
