"""Reading answers: what each one answers, all those to one contribution, and what no institution signed yet."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.drafting.consultation.models import Contribution, contribution_reference
from ogp_participa.drafting.promotion.models import CountResponse, Promotion
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from ogp_participa.drafting.responses.queries.ledger import PER_PAGE, LedgerRow
from ogp_participa.drafting.responses.rules import ANSWERED_STATES, MOST
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of


def things_of(plan: Plan, rows: Sequence[LedgerRow]) -> list[Proposal | Contribution]:
    """Return the contributions themselves, locked and as they are now, with the proposals that were joined with
    them."""
    numbers = [row.id for row in rows if row.is_proposal]
    wanted = [row.id for row in rows if not row.is_proposal]
    things: list[Proposal | Contribution] = []
    if numbers:
        guests = sa.and_(
            Proposal.merged_into_id.in_(numbers), Proposal.published_at.is_not(None), ~Proposal.id.in_(_answered(plan))
        )
        query = sa.select(Proposal).where(sa.or_(Proposal.id.in_(numbers), guests)).order_by(Proposal.id)
        things += db.session.scalars(query.with_for_update(of=Proposal).execution_options(populate_existing=True)).all()
    if wanted:
        contributions = sa.select(Contribution).where(Contribution.id.in_(wanted)).order_by(Contribution.id)
        things += db.session.scalars(
            contributions.with_for_update(of=Contribution).execution_options(populate_existing=True)
        ).all()
    return things


def _answered(plan: Plan) -> sa.Select[int | None]:
    return sa.select(Answered.proposal_id).where(Answered.plan_id == plan.id, Answered.proposal_id.is_not(None))


def last_links(things: Sequence[Proposal | Contribution]) -> dict[tuple[str, int], Answered]:
    """Return the newest answer to each of these, by table and number."""
    proposals = [thing.id for thing in things if isinstance(thing, Proposal)]
    contributions = [thing.id for thing in things if isinstance(thing, Contribution)]
    mine = sa.or_(Answered.proposal_id.in_(proposals), Answered.contribution_id.in_(contributions))
    links: dict[tuple[str, int], Answered] = {}
    for link in db.session.scalars(sa.select(Answered).where(mine).order_by(Answered.number)):
        key = ("proposal", link.proposal_id) if link.proposal_id else ("contribution", link.contribution_id or 0)
        links[key] = link
    return links


def unsigned_responses(plan: Plan, limit: int = MOST) -> list[tuple[CountResponse, Proposal]]:
    """Return the newest answers of the count that no institution has signed yet, the oldest first."""
    newest = sa.select(sa.func.max(CountResponse.id)).join(Proposal, Proposal.id == CountResponse.proposal_id)
    newest = newest.where(Proposal.plan_id == plan.id).group_by(CountResponse.proposal_id)
    query = (
        sa.select(CountResponse, Proposal)
        .join(Proposal, Proposal.id == CountResponse.proposal_id)
        .where(CountResponse.id.in_(newest), ~Proposal.id.in_(_answered(plan)), Proposal.state.in_(ANSWERED_STATES))
        .where(Proposal.published_at.is_not(None))
    )
    return [
        (response, proposal) for response, proposal in db.session.execute(query.order_by(CountResponse.id).limit(limit))
    ]


def fed_commitments(rows: Sequence[LedgerRow]) -> list[int]:
    """Return the commitments that the picked proposals feed."""
    numbers = [row.id for row in rows if row.is_proposal]
    query = sa.select(Promotion.commitment_id).where(Promotion.proposal_id.in_(numbers)).distinct().limit(10)
    return list(db.session.scalars(query)) if numbers else []


def reply_by_id(number: int) -> InstitutionResponse | None:
    """Return a reply with its plan and what it changed."""
    query = sa.select(InstitutionResponse).where(InstitutionResponse.id == number)
    return db.session.scalars(
        query.options(joinedload(InstitutionResponse.plan), joinedload(InstitutionResponse.commitment))
    ).first()


@dataclass(frozen=True)
class ResponseLink:
    """A contribution that a reply answers, with the answer before and the one after, if any."""

    reference: str
    is_proposal: bool
    title: str
    number: int
    before: int | None
    after: int | None


def links_of(reply: InstitutionResponse, page: int = 1) -> tuple[list[ResponseLink], int]:
    """Return what a reply answers, a page at a time, and how much it is."""
    before, after = aliased(Answered), aliased(Answered)
    words = sa.func.coalesce(sa.func.nullif(Contribution.title, ""), sa.func.substr(Contribution.text, 1, 160))
    query = (
        sa.select(
            *(Proposal.year, Proposal.number, Proposal.title),
            *(Contribution.year.label("said_year"), Contribution.number.label("said_number"), words.label("words")),
            *(Answered.number.label("place"), before.reply_id.label("before"), after.reply_id.label("after")),
            sa.func.count().over().label("total"),
        )
        .select_from(Answered)
        .outerjoin(Proposal, Proposal.id == Answered.proposal_id)
        .outerjoin(Contribution, Contribution.id == Answered.contribution_id)
        .outerjoin(before, before.id == Answered.previous_id)
        .outerjoin(after, after.previous_id == Answered.id)
        .where(Answered.reply_id == reply.id)
        .order_by(Answered.id)
    )
    rows = db.session.execute(at_page(query, page, PER_PAGE)).all()
    links = [
        ResponseLink(
            reference_of(row.year, row.number) if row.year else contribution_reference(row.said_year, row.said_number),
            bool(row.year),
            row.title or row.words or "",
            row.place,
            row.before,
            row.after,
        )
        for row in rows
    ]
    return links, rows[0].total if rows else 0


def answers_to(proposal_id: int | None = None, contribution_id: int | None = None) -> list[InstitutionResponse]:
    """Return every answer to one contribution, the newest first."""
    mine = Answered.proposal_id == proposal_id if proposal_id else Answered.contribution_id == contribution_id
    query = sa.select(InstitutionResponse).join(Answered, Answered.reply_id == InstitutionResponse.id).where(mine)
    query = query.options(joinedload(InstitutionResponse.commitment)).order_by(Answered.number.desc())
    return list(db.session.scalars(query.limit(20)))
