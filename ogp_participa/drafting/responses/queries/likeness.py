"""Contributions that speak of the same, so that they are answered together."""

from collections.abc import Sequence

import sqlalchemy as sa
from rapidfuzz import fuzz

from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind
from ogp_participa.drafting.responses.models import Answered
from ogp_participa.drafting.responses.queries.ledger import LedgerRow, ledger_of
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Likeness

SIMILAR = 12


COMPARED = 300


ALIKE = 55.0


NEXT_TO = 30


def similar_to(plan: Plan, picked: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Return contributions that wait and speak of the same as the first one picked, the most alike first."""
    if not picked:
        return []
    first = picked[0]
    alike = _like_proposal(first) if first.is_proposal else _like_contribution(plan, first)
    query, ledger = ledger_of(plan)
    here = (ledger.c.what == first.what, ledger.c.id.in_(alike), ledger.c.reply_id.is_(None))
    taken = {(row.what, row.id) for row in picked}
    rows = [LedgerRow(*row) for row in db.session.execute(query.where(*here).limit(COMPARED))] if alike else []
    order = {number: place for place, number in enumerate(alike)}
    return sorted((row for row in rows if (row.what, row.id) not in taken), key=lambda row: order[row.id])[:SIMILAR]


def _like_proposal(row: LedgerRow) -> list[int]:
    query = sa.select(Likeness.other_id).where(Likeness.proposal_id == row.id, Likeness.other_id != row.id)
    return list(db.session.scalars(query.order_by(Likeness.likeness.desc()).limit(NEXT_TO)))


def _like_contribution(plan: Plan, row: LedgerRow) -> list[int]:
    """Return the same passage first, then words that are alike, among those of the same commitment or kind."""
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
