"""Writing what search looks through."""

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.core.text import fold, stems, words_of
from ogp_participa.proposals.search.models import SearchText

LONGEST = 60_000
"""Letters of a text that are looked through; more than any form takes, less than PostgreSQL's limit."""


def prepare(proposal_id: int, plan_id: int, title: str, body: str) -> SearchText:
    """Return the searchable form of a text: stems of the title, stems of the rest, and every plain word once."""
    title, body = title[:LONGEST], body[:LONGEST]
    words = dict.fromkeys(fold(word)[:60] for word in words_of(f"{title} {body}"))
    return SearchText(
        proposal_id=proposal_id, plan_id=plan_id, title=stems(title), body=stems(body), words=" ".join(words)
    )


def put(proposal_id: int, plan_id: int, title: str, body: str) -> None:
    """Make a text findable, or what is found of it up to date."""
    db.session.merge(prepare(proposal_id, plan_id, title, body))
    db.session.flush()


def remove(proposal_id: int) -> None:
    """Take a proposal out of search."""
    db.session.execute(
        sa.delete(SearchText).where(SearchText.proposal_id == proposal_id),
        execution_options={"synchronize_session": "fetch"},
    )
