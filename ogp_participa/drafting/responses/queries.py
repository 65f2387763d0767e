"""Every contribution with its newest answer, whatever it is: a few statements, whatever the number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import aliased, joinedload

from ogp_participa.core.database import Moment, db
from ogp_participa.core.text import fold
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, contribution_reference
from ogp_participa.drafting.consultation.queries import CITED
from ogp_participa.drafting.promotion.models import CountResponse, Promotion
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.rules import ANSWERED_STATES, MOST, TERM_DAYS, Figures, vote_closes
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.proposals.proposals.models import Likeness, Proposal, reference_of
from ogp_participa.proposals.proposals.queries import split_reference

PER_PAGE = 50
BATCH = 500
SIMILAR = 12
COMPARED = 300
ALIKE = 55.0
NEXT_TO = 30
PROPOSAL = "proposal"


@dataclass(frozen=True)
class LedgerFilters:
    """What a list is narrowed to: answered or not, an outcome, a kind, a reference."""

    answered: bool | None = None
    outcome: ReplyOutcome | None = None
    kind: str = ""
    reference: str = ""

    @property
    def chosen(self) -> int:
        """How many of them are set."""
        return sum((self.answered is not None, self.outcome is not None, bool(self.kind), bool(self.reference)))


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A contribution and its newest signed answer; ``response_id`` is the answer of the count, signed or not, and
    ``days`` went by until the first answer: a correction makes nothing late that came in time."""

    what: str
    id: int
    year: int
    number: int
    kind: str
    title: str
    at: datetime
    response_id: int | None
    reply_id: int | None
    answers: int | None
    outcome: ReplyOutcome | None
    institution: str | None
    cited: str | None
    answered_at: datetime | None
    days: int | None

    @property
    def is_proposal(self) -> bool:
        """Whether it is a proposal; otherwise it was said in a consultation."""
        return self.what == PROPOSAL

    @property
    def reference(self) -> str:
        """How people cite it."""
        cite = reference_of if self.is_proposal else contribution_reference
        return cite(self.year, self.number)


def _said(plan: Plan) -> list[sa.Select[Any]]:
    """Proposals that were published, and what was said in consultations, in one shape and each beside its newest
    answer. Each side is joined by its own column: a join that asks for one column or the other reads every answer
    again for every contribution."""
    response = (
        sa.select(sa.func.max(CountResponse.id)).where(CountResponse.proposal_id == Proposal.id).correlate(Proposal)
    ).scalar_subquery()
    newest, first = _newest(plan), aliased(Answered)
    told = (*(newest.c[name] for name in _NEWEST), first.days)
    proposals = (
        sa.select(
            sa.literal(PROPOSAL).label("what"),
            *(Proposal.id, Proposal.year, Proposal.number),
            sa.literal(PROPOSAL).label("kind"),
            sa.type_coerce(Proposal.title, sa.Text).label("title"),
            Proposal.submitted_at.label("at"),
            response.label("response_id"),
            *told,
        )
        .outerjoin(newest, newest.c.proposal_id == Proposal.id)
        .outerjoin(first, sa.and_(first.proposal_id == Proposal.id, first.number == 1))
        .where(Proposal.plan_id == plan.id, Proposal.state.in_(ANSWERED_STATES), Proposal.published_at.is_not(None))
    )
    words = sa.case(
        (Contribution.title != "", sa.cast(Contribution.title, sa.Text)),
        (Contribution.text != "", Contribution.text),
        else_=Contribution.replacement,
    )
    contributions = (
        sa.select(
            sa.literal("contribution").label("what"),
            *(Contribution.id, Contribution.year, Contribution.number),
            sa.type_coerce(Contribution.kind, sa.String).label("kind"),
            sa.func.substr(words, 1, 300, type_=sa.Text).label("title"),
            Contribution.at.label("at"),
            sa.null().label("response_id"),
            *told,
        )
        .outerjoin(newest, newest.c.contribution_id == Contribution.id)
        .outerjoin(first, sa.and_(first.contribution_id == Contribution.id, first.number == 1))
        .where(Contribution.plan_id == plan.id, ~Contribution.hidden)
    )
    return [proposals, contributions]


def _newest(plan: Plan) -> sa.Subquery:
    """The newest answer to each contribution of a plan: the one that no other points back to."""
    after = aliased(Answered)
    return (
        sa.select(
            *(Answered.proposal_id, Answered.contribution_id, Answered.reply_id, Answered.number.label("answers")),
            *(
                InstitutionResponse.outcome,
                InstitutionResponse.institution,
                InstitutionResponse.cited,
                InstitutionResponse.at.label("answered_at"),
            ),
        )
        .join(InstitutionResponse, InstitutionResponse.id == Answered.reply_id)
        .where(Answered.plan_id == plan.id, ~sa.exists().where(after.previous_id == Answered.id))
        .subquery("newest")
    )


_SAID = ("what", "id", "year", "number", "kind", "title", "at", "response_id")
_NEWEST = ("reply_id", "answers", "outcome", "institution", "cited", "answered_at")
_TOLD = (*_NEWEST, "days")


def _ledger(plan: Plan) -> tuple[sa.Select[Any], Any]:
    """Every contribution beside its newest answer; its columns for conditions."""
    row = sa.union_all(*_said(plan)).subquery("ledger")
    return sa.select(*(row.c[name] for name in (*_SAID, *_TOLD))), row


def _narrowed(plan: Plan, wanted: LedgerFilters) -> tuple[sa.Select[Any], Any]:
    query, row = _ledger(plan)
    if wanted.answered is not None:
        query = query.where(row.c.reply_id.is_not(None) if wanted.answered else row.c.reply_id.is_(None))
    if wanted.outcome is not None:
        query = query.where(row.c.outcome == wanted.outcome)
    if wanted.kind:
        query = query.where(row.c.kind == wanted.kind)
    if wanted.reference:
        query = query.where(_cited(row, [wanted.reference]))
    return query, row


def _cited(said: Any, references: Sequence[str]) -> sa.ColumnElement[bool]:
    """The contributions that people cite so; nothing for what is no reference."""
    tidy = [reference.strip() for reference in references]
    proposals = [parts for parts in map(split_reference, tidy) if parts]
    cited = [(int(found[1]), int(found[2])) for found in map(CITED.fullmatch, tidy) if found and len(found[2]) < 10]
    number = sa.tuple_(said.c.year, said.c.number)
    here = [sa.and_(said.c.what == PROPOSAL, number.in_(proposals))] if proposals else []
    here += [sa.and_(said.c.what != PROPOSAL, number.in_(cited))] if cited else []
    return sa.or_(*here) if here else sa.false()


def rows_of(plan: Plan, wanted: LedgerFilters, page: int = 1, per_page: int = PER_PAGE) -> tuple[list[LedgerRow], int]:
    """A page of contributions, the oldest first, and how many there are."""
    query, said = _narrowed(plan, wanted)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    query = query.order_by(said.c.at, said.c.what, said.c.id).limit(per_page).offset((page - 1) * per_page)
    return [LedgerRow(*row) for row in db.session.execute(query)], total


def rows_cited(plan: Plan, references: Sequence[str]) -> list[LedgerRow]:
    """The contributions of this plan with these references, the oldest first; others are left out."""
    query, said = _ledger(plan)
    query = query.where(_cited(said, references[:MOST])).order_by(said.c.at, said.c.what, said.c.id)
    return [LedgerRow(*row) for row in db.session.execute(query.limit(MOST))] if references else []


def things_of(plan: Plan, rows: Sequence[LedgerRow]) -> list[Proposal | Contribution]:
    """The contributions themselves, locked and as they are now, with the proposals that were joined with them."""
    numbers = [row.id for row in rows if row.is_proposal]
    wanted = [row.id for row in rows if not row.is_proposal]
    found: list[Proposal | Contribution] = []
    if numbers:
        guests = sa.and_(
            Proposal.merged_into_id.in_(numbers), Proposal.published_at.is_not(None), ~Proposal.id.in_(_answered(plan))
        )
        query = sa.select(Proposal).where(sa.or_(Proposal.id.in_(numbers), guests)).order_by(Proposal.id)
        found += db.session.scalars(query.with_for_update(of=Proposal).execution_options(populate_existing=True)).all()
    if wanted:
        said = sa.select(Contribution).where(Contribution.id.in_(wanted)).order_by(Contribution.id)
        found += db.session.scalars(
            said.with_for_update(of=Contribution).execution_options(populate_existing=True)
        ).all()
    return found


def _answered(plan: Plan) -> sa.Select[int | None]:
    return sa.select(Answered.proposal_id).where(Answered.plan_id == plan.id, Answered.proposal_id.is_not(None))


def last_links(things: Sequence[Proposal | Contribution]) -> dict[tuple[str, int], Answered]:
    """The newest answer to each of these, by table and number."""
    proposals = [one.id for one in things if isinstance(one, Proposal)]
    said = [one.id for one in things if isinstance(one, Contribution)]
    mine = sa.or_(Answered.proposal_id.in_(proposals), Answered.contribution_id.in_(said))
    found: dict[tuple[str, int], Answered] = {}
    for link in db.session.scalars(sa.select(Answered).where(mine).order_by(Answered.number)):
        key = ("proposal", link.proposal_id) if link.proposal_id else ("contribution", link.contribution_id or 0)
        found[key] = link
    return found


def figures_of(plan: Plan, moment: datetime) -> Figures:
    """The ledger in numbers."""
    query, said = _ledger(plan)
    counted = query.with_only_columns(
        said.c.outcome, said.c.response_id.is_not(None).label("told"), sa.func.count().label("n")
    ).group_by(said.c.outcome, said.c.response_id.is_not(None))
    outcomes: dict[ReplyOutcome, int] = {}
    total = unsigned = 0
    for row in db.session.execute(counted):
        total += row.n
        if row.outcome is not None:
            outcomes[row.outcome] = outcomes.get(row.outcome, 0) + row.n
        elif row.told:
            unsigned += row.n
    over = query.with_only_columns(sa.func.count()).where(
        said.c.reply_id.is_(None), _closed(plan, said) < moment - timedelta(days=TERM_DAYS)
    )
    each = query.with_only_columns(said.c.days, sa.func.count().label("n")).where(said.c.days.is_not(None))
    days = {row.days: row.n for row in db.session.execute(each.group_by(said.c.days))}
    return Figures(total, outcomes, unsigned, db.session.scalar(over) or 0, days)


def _closed(plan: Plan, said: Any) -> sa.ColumnElement[Any]:
    """When the stage closed in which each came: the rule's ``closed_at`` as SQL."""
    cases = []
    for right in (Right.PROPOSE, Right.CONSULT):
        mine = (said.c.what == PROPOSAL) if right is Right.PROPOSE else (said.c.what != PROPOSAL)
        waits = vote_closes(plan, right is Right.PROPOSE)
        for stage in sorted(plan.stages_with(right), key=lambda one: one.closes_at):
            within = sa.and_(mine, said.c.at >= stage.opens_at, said.c.at < stage.closes_at)
            cases.append((within, sa.literal(max([stage.closes_at, *waits]), Moment())))
        if waits:
            cases.append((sa.and_(mine, said.c.at < max(waits)), sa.literal(max(waits), Moment())))
    return sa.case(*cases, else_=said.c.at) if cases else sa.type_coerce(said.c.at, Moment())


@dataclass(frozen=True)
class Unanswered:
    """How many contributions have no signed answer, and the first of them."""

    count: int
    first: list[str]


def unanswered(plan: Plan, first: int = 5) -> Unanswered:
    """What a plan cannot be published with."""
    rows, total = rows_of(plan, LedgerFilters(answered=False), per_page=first)
    return Unanswered(total, [row.reference for row in rows])


def unsigned_responses(plan: Plan, limit: int = MOST) -> list[tuple[CountResponse, Proposal]]:
    """The newest answers of the count that no institution has signed yet, the oldest first."""
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


def similar_to(plan: Plan, picked: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Contributions that wait and speak of the same as the first one picked, the most alike first."""
    if not picked:
        return []
    first = picked[0]
    found = _like_proposal(first) if first.is_proposal else _like_contribution(plan, first)
    query, said = _ledger(plan)
    here = (said.c.what == first.what, said.c.id.in_(found), said.c.reply_id.is_(None))
    taken = {(row.what, row.id) for row in picked}
    rows = [LedgerRow(*row) for row in db.session.execute(query.where(*here).limit(COMPARED))] if found else []
    order = {number: place for place, number in enumerate(found)}
    return sorted((row for row in rows if (row.what, row.id) not in taken), key=lambda row: order[row.id])[:SIMILAR]


def _like_proposal(row: LedgerRow) -> list[int]:
    query = sa.select(Likeness.other_id).where(Likeness.proposal_id == row.id, Likeness.other_id != row.id)
    return list(db.session.scalars(query.order_by(Likeness.likeness.desc()).limit(NEXT_TO)))


def _like_contribution(plan: Plan, row: LedgerRow) -> list[int]:
    """The same passage first, then words that are alike, among those of the same commitment or kind."""
    first = db.session.get_one(Contribution, row.id)
    words = sa.func.substr(Contribution.text + " " + Contribution.replacement, 1, 1000)
    near = sa.or_(
        Contribution.commitment_id == first.commitment_id
        if first.commitment_id
        else Contribution.commitment_id.is_(None),
        Contribution.kind == ContributionKind.NEW_COMMITMENT
        if first.kind is ContributionKind.NEW_COMMITMENT
        else sa.false(),
    )
    waits = ~sa.exists().where(Answered.contribution_id == Contribution.id)
    query = (
        sa.select(Contribution.id, Contribution.commitment_id, Contribution.passage, words.label("words"))
        .where(Contribution.plan_id == plan.id, Contribution.id != first.id, ~Contribution.hidden, near, waits)
        .order_by((Contribution.passage == first.passage).desc(), Contribution.id)
        .limit(COMPARED)
    )
    mine = fold(f"{first.text} {first.replacement}"[:1000])
    ranked = []
    for other in db.session.execute(query):
        alike = fuzz.token_set_ratio(mine, fold(other.words))
        same = bool(first.passage) and other.passage == first.passage
        if alike >= ALIKE or same:
            ranked.append((alike + (20 if same else 0), other.id))
    return [number for _alike, number in sorted(ranked, key=lambda pair: (-pair[0], pair[1]))[:NEXT_TO]]


def fed_commitments(rows: Sequence[LedgerRow]) -> list[int]:
    """The commitments that the picked proposals feed."""
    numbers = [row.id for row in rows if row.is_proposal]
    query = sa.select(Promotion.commitment_id).where(Promotion.proposal_id.in_(numbers)).distinct().limit(10)
    return list(db.session.scalars(query)) if numbers else []


def reply_by_id(number: int) -> InstitutionResponse | None:
    """A reply with its plan and what it changed."""
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
    """What a reply answers, a page at a time, and how much it is."""
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
    found = db.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    links = [
        ResponseLink(
            reference_of(row.year, row.number) if row.year else contribution_reference(row.said_year, row.said_number),
            bool(row.year),
            row.title or row.words or "",
            row.place,
            row.before,
            row.after,
        )
        for row in found
    ]
    return links, found[0].total if found else 0


def answers_to(proposal_id: int | None = None, contribution_id: int | None = None) -> list[InstitutionResponse]:
    """Every answer to one contribution, the newest first."""
    mine = Answered.proposal_id == proposal_id if proposal_id else Answered.contribution_id == contribution_id
    query = sa.select(InstitutionResponse).join(Answered, Answered.reply_id == InstitutionResponse.id).where(mine)
    query = query.options(joinedload(InstitutionResponse.commitment)).order_by(Answered.number.desc())
    return list(db.session.scalars(query.limit(20)))


def records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each contribution with its newest answer as plain data, read in batches."""
    query, said = _ledger(plan)
    query = query.add_columns(InstitutionResponse.text, InstitutionResponse.role).outerjoin(
        InstitutionResponse, InstitutionResponse.id == said.c.reply_id
    )
    query = query.order_by(said.c.at, said.c.what, said.c.id).execution_options(yield_per=BATCH)
    for found in db.session.execute(query):
        row = LedgerRow(*found[: len(_SAID) + len(_TOLD)])
        yield {
            "reference": row.reference,
            "kind": row.kind,
            "came_at": row.at.isoformat(),
            "title": row.title,
            "answered": row.reply_id is not None,
            "outcome": row.outcome.value if row.outcome else "",
            "reason": found.text or "",
            "institution": row.institution or "",
            "role": found.role or "",
            "changed": row.cited or "",
            "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            "days": "" if row.days is None else row.days,
            "answers": row.answers or 0,
            "reply": row.reply_id or "",
        }
