"""The desk's queue: what waits for whom, oldest first."""

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, load_only

from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.core.pagination import at_page, page_count
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.forum.seats.models import Seat, Tenure
from ogp_participa.forum.seats.queries import held_on
from ogp_participa.moderation.case import Member
from ogp_participa.moderation.models import Appeal, Decision, DecisionState, Outcome, SecondOpinion
from ogp_participa.moderation.queries.decisions import PAGE, DecisionPage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion, State


class Wait(enum.StrEnum):
    """What a proposal waits for; the values stand in addresses."""

    FIRST = "primeira"
    SECOND = "segunda"
    APPEAL = "recursos"


@dataclass(frozen=True)
class QueueFilters:
    """What somebody wants to see of the queue. ``territory`` "00" means the whole city; ``everyone`` shows what others
    must read, too."""

    wait: Wait = Wait.FIRST
    theme: int | None = None
    territory: str = ""
    text: str = ""
    everyone: bool = False


@dataclass(frozen=True)
class Waiting:
    """A line of the queue: since when it waits, and whether this member may take it."""

    proposal: Proposal
    since: datetime
    days: int
    mine: bool


@dataclass(frozen=True)
class QueueCounts:
    """How much waits for a member, and how much of it all waits for others."""

    first: int
    second: int
    appeals: int
    others_second: int
    others: int


MOST = 1000
"""So many waiting proposals of a kind are counted and listed: the page costs the same however many there are."""

_version = aliased(ProposalVersion)
_earlier = aliased(Decision)
_SINCE: dict[Wait, Any] = {
    Wait.FIRST: sa.func.coalesce(_version.at, Proposal.submitted_at, type_=_version.at.type),
    Wait.SECOND: Decision.at,
    Wait.APPEAL: Appeal.at,
}


def _conditions(wait: Wait) -> list[sa.ColumnElement[bool]]:
    if wait is Wait.APPEAL:
        return [Proposal.state == State.REFUSED, Appeal.id.is_not(None), Appeal.upheld.is_(None)]
    if wait is Wait.SECOND:
        return [Proposal.state == State.IN_REVIEW, Decision.standing == DecisionState.AWAITING_SECOND]
    return [Proposal.state == State.IN_REVIEW, Decision.id.is_(None)]


def _mine(wait: Wait, who: Member, day: date, reading: bool) -> sa.ColumnElement[bool]:
    """Return the rules of who may take a line, once more as a condition, so that a page of the queue needs no loop."""
    person = who.person.id
    parts: list[sa.ColumnElement[bool]] = [Proposal.author_id.is_distinct_from(person)]
    if who.organisations:
        colleagues = (
            sa.select(Tenure.person_id).join(Seat).where(Seat.organisation_id.in_(who.organisations), held_on(day))
        )
        parts += [
            sa.or_(Proposal.organisation_id.is_(None), Proposal.organisation_id.not_in(who.organisations)),
            sa.or_(Proposal.author_id.is_(None), Proposal.author_id.not_in(colleagues)),
        ]
    if wait is Wait.FIRST:
        before = _earlier.round == Proposal.round - 1
        parts.append(~_took_part(person, _earlier.standing == DecisionState.NOT_AGREED, before))
        if not reading:  # after the stage only what was begun is read to its end
            parts.append(_exists(_earlier.standing == DecisionState.NOT_AGREED, before))
    elif wait is Wait.SECOND:
        sector = who.seat.sector if who.seat else None
        other = sa.select(Seat.id).where(Seat.plan_id == Proposal.plan_id, Seat.sector != sector)
        parts += [Decision.by_id.is_distinct_from(person), Decision.seat_id.in_(other.correlate(Proposal))]
    else:
        parts.append(~_took_part(person, _earlier.outcome == Outcome.REFUSE, second_too=True))
    return sa.and_(*parts)


def _took_part(person: int, *conditions: Any, second_too: bool = False) -> sa.ColumnElement[bool]:
    part: sa.ColumnElement[bool] = _earlier.by_id == person
    if second_too:
        seconded = sa.select(SecondOpinion.decision_id).where(SecondOpinion.by_id == person)
        part = sa.or_(part, _earlier.id.in_(seconded))
    return _exists(part, *conditions)


def _exists(*conditions: Any) -> sa.ColumnElement[bool]:
    """Return whether the proposal has such a decision."""
    query = sa.select(_earlier.id).where(_earlier.proposal_id == Proposal.id, *conditions)
    return query.correlate(Proposal).exists()


def _joined(query: sa.Select[Any]) -> sa.Select[Any]:
    return (
        query.outerjoin(Decision, sa.and_(Decision.proposal_id == Proposal.id, Decision.round == Proposal.round))
        .outerjoin(_version, sa.and_(_version.proposal_id == Proposal.id, _version.number == Proposal.version))
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
    )


def _loosely(text: str) -> str:
    """Return a word as a LIKE pattern in which a letter that can carry an accent matches any letter: SQLite knows
    neither accents nor their capitals."""
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    return f"%{re.sub('[aeiouc]|[^ -~]', '_', escaped, flags=re.IGNORECASE)}%"


def _matching(text: str) -> sa.ColumnElement[bool]:
    """Return the condition that every word stands in the title or the text; a reference ("P-2026-0123", "123") finds
    its proposal."""
    cited = re.fullmatch(r"(?:P-(\d{4})-)?(\d{1,9})", text.strip(), re.IGNORECASE)
    if cited:
        year, number = cited.groups()
        return sa.and_(Proposal.number == int(number), Proposal.year == int(year) if year else sa.true())
    columns = (Proposal.title, Proposal.summary, Proposal.problem, Proposal.change)
    words = text.split()[:10]
    return sa.and_(*(sa.or_(*(c.ilike(_loosely(word), escape="\\") for c in columns)) for word in words))


def _filtered(plan: Plan, who: Member, chosen: QueueFilters, moment: datetime) -> list[Any]:
    conditions: list[Any] = [Proposal.plan_id == plan.id, *_conditions(chosen.wait)]
    if chosen.theme:
        conditions.append(Proposal.theme_id == chosen.theme)
    if chosen.territory:
        code = None if chosen.territory == "00" else chosen.territory
        conditions.append(Proposal.territory.is_not_distinct_from(code))
    if chosen.text.strip():
        conditions.append(_matching(chosen.text))
    if not chosen.everyone:
        conditions.append(_mine(chosen.wait, who, city_day(moment), bool(is_open(plan, Right.MODERATE, moment))))
    return conditions


def _window(conditions: list[Any], size: int, *columns: Any) -> sa.Subquery:
    """Return the first proposals that wait, by when they were sent: no page reads more, however many there are."""
    query = _joined(sa.select(Proposal.id, *columns)).where(*conditions).order_by(Proposal.id).limit(size)
    return query.subquery()


def waiting(
    plan: Plan,
    who: Member,
    chosen: QueueFilters,
    moment: datetime,
    page: int = 1,
    size: int = PAGE,
    skip: int | None = None,
) -> DecisionPage:
    """Return a page of what waits, oldest first; ``skip`` leaves one proposal out.

    Of more than :data:`MOST` only those that were sent first are listed.
    """
    conditions = _filtered(plan, who, chosen, moment)
    if skip:
        conditions.append(Proposal.id != skip)
    window = _window(conditions, MOST)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(window)) or 0
    pages = page_count(total, size)
    page = min(max(1, page), pages)
    since = _SINCE[chosen.wait].label("since")
    mine = _mine(chosen.wait, who, city_day(moment), bool(is_open(plan, Right.MODERATE, moment)))
    query = (
        _joined(sa.select(Proposal, since, mine.label("mine")))
        .where(Proposal.id.in_(sa.select(window.c.id)))
        .order_by(since, Proposal.id)
        .options(joinedload(Proposal.theme), load_only(*_SHOWN))
    )
    lines = db.session.execute(at_page(query, page, size))
    rows = [Waiting(proposal, at, max(0, (moment - at).days), bool(own)) for proposal, at, own in lines]
    return DecisionPage(rows, page, pages, total)


_SHOWN = (
    *(Proposal.year, Proposal.number, Proposal.title, Proposal.summary, Proposal.state, Proposal.territory),
    *(Proposal.plan_id, Proposal.theme_id, Proposal.version, Proposal.round),
)


def counts(plan: Plan, who: Member, moment: datetime) -> QueueCounts:
    """Return how much waits, in one statement, among the first :data:`MOST` of each kind."""
    reading = bool(is_open(plan, Right.MODERATE, moment))

    def count(wait: Wait) -> list[Any]:
        mine = sa.func.coalesce(_mine(wait, who, city_day(moment), reading), sa.false())
        everything = _filtered(plan, who, QueueFilters(wait=wait, everyone=True), moment)
        window = _window(everything, MOST, sa.case((mine, 1), else_=0).label("mine"))
        part = sa.select(sa.func.coalesce(sa.func.sum(window.c.mine), 0)).scalar_subquery()
        return [part, sa.select(sa.func.count()).select_from(window).scalar_subquery()]

    row = db.session.execute(sa.select(*(column for wait in Wait for column in count(wait)))).one()
    first, every_first, second, every_second, appeals, every_appeal = map(int, row)
    others = every_first + every_second + every_appeal - first - second - appeals
    return QueueCounts(first, second, appeals, every_second - second, others)


def next_waiting(plan: Plan, who: Member, wait: Wait, moment: datetime, skip: int | None = None) -> Proposal | None:
    """Return the oldest proposal that this member may take."""
    rows = waiting(plan, who, QueueFilters(wait=wait), moment, size=1, skip=skip).rows
    return rows[0].proposal if rows else None


def plans_of(person: Person, day: date) -> list[Plan]:
    """Return the plans in whose forum the person holds a seat on ``day``, newest first."""
    held = sa.select(Seat.plan_id).join(Tenure).where(Tenure.person_id == person.id, held_on(day))
    return list(db.session.scalars(sa.select(Plan).where(Plan.id.in_(held)).order_by(Plan.id.desc()).limit(20)))


def my_decisions(person: Person, plan: Plan, limit: int = 10) -> list[Decision]:
    """Return what the person decided last in this plan."""
    query = (
        sa.select(Decision)
        .join(Decision.proposal)
        .where(Decision.by_id == person.id, Proposal.plan_id == plan.id)
        .options(joinedload(Decision.proposal), joinedload(Decision.second), joinedload(Decision.appeal))
        .order_by(Decision.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
