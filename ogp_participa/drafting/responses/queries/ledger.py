"""Every contribution with its newest answer, whatever it is: a few statements, whatever the number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ogp_participa.core.database import db
from ogp_participa.core.pagination import at_page
from ogp_participa.drafting.consultation.models import Contribution, contribution_reference
from ogp_participa.drafting.consultation.queries.contributions import CITED
from ogp_participa.drafting.promotion.models import CountResponse
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse, ReplyOutcome
from ogp_participa.drafting.responses.rules import ANSWERED_STATES, MOST
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, reference_of
from ogp_participa.proposals.proposals.queries.finding import split_reference

PER_PAGE = 50
BATCH = 500
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
    """Return proposals that were published, and what was said in consultations, in one shape and each beside its newest
    answer. Each side is joined by its own column: a join that asks for one column or the other reads every answer
    again for every contribution."""
    response = (
        sa.select(sa.func.max(CountResponse.id)).where(CountResponse.proposal_id == Proposal.id).correlate(Proposal)
    ).scalar_subquery()
    newest, first = _newest(plan), aliased(Answered)
    answer = (*(newest.c[name] for name in _NEWEST), first.days)
    proposals = (
        sa.select(
            sa.literal(PROPOSAL).label("what"),
            *(Proposal.id, Proposal.year, Proposal.number),
            sa.literal(PROPOSAL).label("kind"),
            sa.type_coerce(Proposal.title, sa.Text).label("title"),
            Proposal.submitted_at.label("at"),
            response.label("response_id"),
            *answer,
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
            *answer,
        )
        .outerjoin(newest, newest.c.contribution_id == Contribution.id)
        .outerjoin(first, sa.and_(first.contribution_id == Contribution.id, first.number == 1))
        .where(Contribution.plan_id == plan.id, ~Contribution.hidden)
    )
    return [proposals, contributions]


def _newest(plan: Plan) -> sa.Subquery:
    """Return the newest answer to each contribution of a plan: the one that no other points back to."""
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


def ledger_of(plan: Plan) -> tuple[sa.Select[Any], Any]:
    """Return the statement of every contribution beside its newest answer, and its columns for conditions."""
    row = sa.union_all(*_said(plan)).subquery("ledger")
    return sa.select(*(row.c[name] for name in (*_SAID, *_TOLD))), row


def _narrowed(plan: Plan, wanted: LedgerFilters) -> tuple[sa.Select[Any], Any]:
    query, row = ledger_of(plan)
    if wanted.answered is not None:
        query = query.where(row.c.reply_id.is_not(None) if wanted.answered else row.c.reply_id.is_(None))
    if wanted.outcome is not None:
        query = query.where(row.c.outcome == wanted.outcome)
    if wanted.kind:
        query = query.where(row.c.kind == wanted.kind)
    if wanted.reference:
        query = query.where(_cited(row, [wanted.reference]))
    return query, row


def _cited(ledger: Any, references: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the contributions that people cite so; nothing for what is no reference."""
    tidy = [reference.strip() for reference in references]
    proposals = [parts for parts in map(split_reference, tidy) if parts]
    cited = [(int(match[1]), int(match[2])) for match in map(CITED.fullmatch, tidy) if match and len(match[2]) < 10]
    number = sa.tuple_(ledger.c.year, ledger.c.number)
    here = [sa.and_(ledger.c.what == PROPOSAL, number.in_(proposals))] if proposals else []
    here += [sa.and_(ledger.c.what != PROPOSAL, number.in_(cited))] if cited else []
    return sa.or_(*here) if here else sa.false()


def rows_of(plan: Plan, wanted: LedgerFilters, page: int = 1, per_page: int = PER_PAGE) -> tuple[list[LedgerRow], int]:
    """Return a page of contributions, the oldest first, and how many there are."""
    query, ledger = _narrowed(plan, wanted)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    query = at_page(query.order_by(ledger.c.at, ledger.c.what, ledger.c.id), page, per_page)
    return [LedgerRow(*row) for row in db.session.execute(query)], total


def rows_cited(plan: Plan, references: Sequence[str]) -> list[LedgerRow]:
    """Return the contributions of this plan with these references, the oldest first; others are left out."""
    query, ledger = ledger_of(plan)
    query = query.where(_cited(ledger, references[:MOST])).order_by(ledger.c.at, ledger.c.what, ledger.c.id)
    return [LedgerRow(*row) for row in db.session.execute(query.limit(MOST))] if references else []


@dataclass(frozen=True)
class Unanswered:
    """How many contributions have no signed answer, and the first of them."""

    count: int
    first: list[str]


def unanswered(plan: Plan, first: int = 5) -> Unanswered:
    """Return what a plan cannot be published with."""
    rows, total = rows_of(plan, LedgerFilters(answered=False), per_page=first)
    return Unanswered(total, [row.reference for row in rows])


def records(plan: Plan) -> Iterator[dict[str, Any]]:
    """Return each contribution with its newest answer as plain data, read in batches."""
    query, ledger = ledger_of(plan)
    query = query.add_columns(InstitutionResponse.text, InstitutionResponse.role).outerjoin(
        InstitutionResponse, InstitutionResponse.id == ledger.c.reply_id
    )
    query = query.order_by(ledger.c.at, ledger.c.what, ledger.c.id).execution_options(yield_per=BATCH)
    for columns in db.session.execute(query):
        row = LedgerRow(*columns[: len(_SAID) + len(_TOLD)])
        yield {
            "reference": row.reference,
            "kind": row.kind,
            "came_at": row.at.isoformat(),
            "title": row.title,
            "answered": row.reply_id is not None,
            "outcome": row.outcome.value if row.outcome else "",
            "reason": columns.text or "",
            "institution": row.institution or "",
            "role": columns.role or "",
            "changed": row.cited or "",
            "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            "days": "" if row.days is None else row.days,
            "answers": row.answers or 0,
            "reply": row.reply_id or "",
        }
