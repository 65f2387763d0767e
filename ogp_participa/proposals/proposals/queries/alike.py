"""Finding proposals that speak of the same."""

import sqlalchemy as sa
from rapidfuzz import fuzz

from ogp_participa.core.database import db
from ogp_participa.core.text import stems
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import (
    PUBLIC,
    Proposal,
    State,
)
from ogp_participa.proposals.proposals.queries.rows import ROW, ProposalRow
from ogp_participa.proposals.search.models import SearchText
from ogp_participa.proposals.search.queries import matching, telling

SIMILAR_CANDIDATES = 60
SIMILAR_ENOUGH = 45.0


def similar(plan: Plan, text: str, exclude: Proposal | None = None, limit: int = 3) -> list[ProposalRow]:
    """Return published proposals of the plan that speak of the same things as ``text``, the nearest first."""
    return [row for _likeness, row in nearest(plan, text, exclude, limit)]


def nearest(plan: Plan, text: str, exclude: Proposal | None, limit: int) -> list[tuple[float, ProposalRow]]:
    """Return published proposals that speak of the same things as ``text``, with how alike they are (0 to 100)."""
    words = " ".join(dict.fromkeys(word for word in stems(text).split() if len(word) > 3))
    matches = matching(" ".join(telling(text)), every=False)
    if matches is None:
        return []
    query = (
        sa.select(SearchText.title, SearchText.body, *ROW)
        .join(matches, matches.c.id == Proposal.id)
        .join(SearchText, SearchText.proposal_id == Proposal.id)
        .where(Proposal.plan_id == plan.id, Proposal.state.in_(PUBLIC - {State.MERGED}))
        .order_by(matches.c.rank.desc())
        .limit(SIMILAR_CANDIDATES)
    )
    if exclude is not None:
        query = query.where(Proposal.id != exclude.id)
    near = [(_likeness(words, row[0], row[1]), ProposalRow(*row[2:])) for row in db.session.execute(query)]
    best = sorted((pair for pair in near if pair[0] >= SIMILAR_ENOUGH), key=lambda pair: (-pair[0], pair[1].id))
    return best[:limit]


def _likeness(words: str, title: str, body: str) -> float:
    """Return how alike two texts are, from 0 to 100: the title says more than the whole."""
    return max(fuzz.token_set_ratio(words, title) * 0.9, fuzz.token_set_ratio(words, f"{title} {body[:2000]}"))
