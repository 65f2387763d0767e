"""Reading opinions: on one thing, of a plan, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, joinedload

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.queries import Happened
from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility.models import (
    Finding,
    Opinion,
    OpinionAppeal,
    OpinionCase,
    OpinionKind,
    OpinionVersion,
)
from ogp_participa.drafting.feasibility.wording import KINDS
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal

PAGE = 25
DESK_PAGE = 50


class OpinionSummary(NamedTuple):
    """The newest version of an opinion, as a line. ``waits``: an appeal against it has no answer yet."""

    proposal_id: int | None
    commitment_id: int | None
    kind: OpinionKind
    id: int
    number: int
    finding: Finding
    institution: str
    waits: bool


def _given() -> sa.Select[Any]:
    opinion, version, appeal = Opinion.__table__, OpinionVersion.__table__, OpinionAppeal.__table__
    newest = sa.and_(version.c.opinion_id == opinion.c.id, version.c.number == opinion.c.version)
    return (
        sa.select(
            *(opinion.c.proposal_id, opinion.c.commitment_id, opinion.c.kind, opinion.c.id, version.c.number),
            *(version.c.finding, version.c.institution, sa.and_(appeal.c.id.is_not(None), appeal.c.kept.is_(None))),
        )
        .join(version, newest)
        .outerjoin(appeal, appeal.c.version_id == version.c.id)
        .limit(len(OpinionKind) * DESK_PAGE)
    )


_GIVEN = _given()


def opinions_on(thing: Proposal | Commitment) -> dict[OpinionKind, OpinionSummary]:
    """Return the opinions on one proposal or commitment, by kind, in one short question."""
    return opinions_by_thing(type(thing), [thing.id]).get(thing.id, {})


def opinions_by_thing(model: type[Any], ids: Sequence[int]) -> dict[int, dict[OpinionKind, OpinionSummary]]:
    """Return the opinions on several proposals, or on several commitments (up to one page of the desk)."""
    about = Opinion.commitment_id if model is Commitment else Opinion.proposal_id
    opinions: dict[int, dict[OpinionKind, OpinionSummary]] = {}
    for row in db.session.execute(_GIVEN.where(about.in_(ids))) if ids else ():
        opinion = OpinionSummary(*row)
        opinions.setdefault(opinion.proposal_id or opinion.commitment_id or 0, {})[opinion.kind] = opinion
    return opinions


def opinions_in(events: Iterable[Happened]) -> dict[OpinionKind, OpinionSummary]:
    """Return what events of a proposal say of opinions, by kind, for a page that has read its record anyway."""
    opinions: dict[OpinionKind, OpinionSummary] = {}
    for event in events:
        details = event.details
        if event.kind is Kind.OPINION_GIVEN:
            about, finding = OpinionKind(details["about"]), Finding(details["finding"])
            opinion = OpinionSummary(
                None, None, about, details["opinion_id"], details["version"], finding, details["institution"], False
            )
            opinions[about] = opinion
        elif event.kind in (Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED) and details["about"] in opinions:
            about = OpinionKind(details["about"])
            opinions[about] = opinions[about]._replace(waits=event.kind is Kind.OPINION_APPEALED)
    return opinions


def opinion_on(thing: Proposal | Commitment, kind: OpinionKind) -> Opinion | None:
    """Return the opinion of one kind, read afresh with its newest version and the appeal against that."""
    about = Opinion.commitment_id if isinstance(thing, Commitment) else Opinion.proposal_id
    query = sa.select(Opinion).where(about == thing.id, Opinion.kind == kind)
    return db.session.scalars(_whole(query).execution_options(populate_existing=True)).first()


def opinion_by_id(number: int) -> Opinion | None:
    """Return the opinion with this number, with what it is about."""
    query = sa.select(Opinion).where(Opinion.id == number).options(joinedload(Opinion.plan))
    return db.session.scalars(_whole(query)).first()


def _whole(query: sa.Select[Opinion]) -> sa.Select[Opinion]:
    """Load the newest version, the appeal against it, and what the opinion is about."""
    seat = joinedload(OpinionVersion.appeal).joinedload(OpinionAppeal.seat).joinedload(Seat.organisation)
    return query.options(
        joinedload(Opinion.current).options(seat),
        joinedload(Opinion.proposal),
        joinedload(Opinion.commitment).joinedload(Commitment.plan),
    )


def versions_of(opinion: Opinion, limit: int = 200) -> list[OpinionVersion]:
    """Return every version, newest first, with the appeal against each."""
    query = (
        sa.select(OpinionVersion)
        .where(OpinionVersion.opinion_id == opinion.id)
        .options(joinedload(OpinionVersion.appeal).joinedload(OpinionAppeal.seat).joinedload(Seat.organisation))
        .order_by(OpinionVersion.number.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def unfavourable_on(proposal: Proposal) -> list[OpinionVersion]:
    """Return the newest versions of the opinions on a proposal that are unfavourable, with the appeals against them."""
    query = sa.select(OpinionVersion).join(OpinionVersion.opinion).where(Opinion.proposal_id == proposal.id)
    query = query.where(OpinionVersion.number == Opinion.version, OpinionVersion.finding == Finding.UNFAVOURABLE)
    whole = (contains_eager(OpinionVersion.opinion), joinedload(OpinionVersion.appeal))
    return list(db.session.scalars(query.options(*whole).order_by(Opinion.id).limit(len(OpinionKind))))


def authors_of(opinion: Opinion) -> frozenset[int]:
    """Return who wrote the proposal, or the proposals that feed the commitment, or any that was joined with one of
    them."""
    query = sa.select(Proposal.author_id).where(Proposal.author_id.is_not(None)).limit(500)
    about: Any = sa.select(Promotion.proposal_id).where(Promotion.commitment_id == opinion.commitment_id)
    if opinion.proposal_id is not None:
        about = [opinion.proposal_id]
    query = query.where(sa.or_(Proposal.id.in_(about), Proposal.merged_into_id.in_(about)))
    return frozenset(number for number in db.session.scalars(query) if number is not None)


def case_of(opinion: Opinion, seat: Seat | None) -> OpinionCase:
    """Return everything the rules of appeals ask."""
    return OpinionCase(opinion.plan, opinion.current, authors_of(opinion), seat)


def departments() -> list[Organisation]:
    """Return the organisations of the government, by name."""
    query = sa.select(Organisation).where(Organisation.sector == Sector.GOVERNMENT).order_by(Organisation.name)
    return list(db.session.scalars(query.limit(500)))


@dataclass(frozen=True)
class OpinionFilters:
    """What the public list is narrowed to."""

    kind: OpinionKind | None = None
    finding: Finding | None = None
    waiting: bool = False


def opinions_of(plan: Plan, wanted: OpinionFilters, page: int) -> tuple[list[Opinion], int]:
    """Return a page of the plan's opinions, the newest version first, and how many there are."""
    query = (
        sa.select(Opinion)
        .join(Opinion.current)
        .outerjoin(Opinion.proposal)
        .where(Opinion.plan_id == plan.id, sa.or_(Opinion.proposal_id.is_(None), Proposal.state.in_(PUBLIC)))
    )
    if wanted.kind:
        query = query.where(Opinion.kind == wanted.kind)
    if wanted.finding:
        query = query.where(OpinionVersion.finding == wanted.finding)
    if wanted.waiting:
        query = query.join(OpinionVersion.appeal).where(OpinionAppeal.kept.is_(None))
    total = db.session.scalar(query.with_only_columns(sa.func.count(Opinion.id)).order_by(None)) or 0
    shown = at_page(query.order_by(OpinionVersion.id.desc()), page, PAGE)
    return list(db.session.scalars(_whole(shown))), total


def cited_as(version: OpinionVersion) -> str:
    """Return a version of an opinion in words: its kind, who gave it, and which version it is."""
    source = _("%(institution)s, version %(n)s", institution=version.institution, n=version.number)
    return f"{KINDS[version.opinion.kind]} – {source}"
