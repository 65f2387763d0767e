"""The ledger of answers in numbers, counted by the database."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.database import Moment, db
from ogp_participa.drafting.responses.figures import Figures
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.queries.ledger import PROPOSAL, ledger_of
from ogp_participa.drafting.responses.queries.term import vote_closes
from ogp_participa.drafting.responses.rules import TERM_DAYS
from ogp_participa.edition.plans.models import Plan, Right


def figures_of(plan: Plan, moment: datetime) -> Figures:
    """Return the ledger in numbers."""
    query, ledger = ledger_of(plan)
    counted = query.with_only_columns(
        ledger.c.outcome, ledger.c.response_id.is_not(None).label("told"), sa.func.count().label("n")
    ).group_by(ledger.c.outcome, ledger.c.response_id.is_not(None))
    outcomes: dict[ReplyOutcome, int] = {}
    total = unsigned = 0
    for row in db.session.execute(counted):
        total += row.n
        if row.outcome is not None:
            outcomes[row.outcome] = outcomes.get(row.outcome, 0) + row.n
        elif row.told:
            unsigned += row.n
    over = query.with_only_columns(sa.func.count()).where(
        ledger.c.reply_id.is_(None), _closed(plan, ledger) < moment - timedelta(days=TERM_DAYS)
    )
    each = query.with_only_columns(ledger.c.days, sa.func.count().label("n")).where(ledger.c.days.is_not(None))
    days = {row.days: row.n for row in db.session.execute(each.group_by(ledger.c.days))}
    return Figures(total, outcomes, unsigned, db.session.scalar(over) or 0, days)


def _closed(plan: Plan, ledger: Any) -> sa.ColumnElement[Any]:
    """Return when the stage closed in which each came: the rule's ``closed_at`` as SQL."""
    cases = []
    for right in (Right.PROPOSE, Right.CONSULT):
        mine = (ledger.c.what == PROPOSAL) if right is Right.PROPOSE else (ledger.c.what != PROPOSAL)
        waits = vote_closes(plan, right is Right.PROPOSE)
        for stage in sorted(plan.stages_with(right), key=lambda stage: stage.closes_at):
            within = sa.and_(mine, ledger.c.at >= stage.opens_at, ledger.c.at < stage.closes_at)
            cases.append((within, sa.literal(max([stage.closes_at, *waits]), Moment())))
        if waits:
            cases.append((sa.and_(mine, ledger.c.at < max(waits)), sa.literal(max(waits), Moment())))
    return sa.case(*cases, else_=ledger.c.at) if cases else sa.type_coerce(ledger.c.at, Moment())
