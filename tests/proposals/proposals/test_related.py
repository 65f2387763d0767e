"""Beside a proposal stand those that speak of the same."""

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import Likeness, Proposal, State
from tests import factories
from tests.cast import Browser, Cast

TITLE = "Dados abertos das paradas de ônibus"


def near(visitor: Browser, proposal: Proposal) -> str:
    """The panel of the page where the related ones stand."""
    db.session.commit()
    page = visitor.get(f"/en/propostas/{proposal.address}").text
    return page.partition(">Related proposals<")[2].partition("</ul>")[0]


def findable(cast: Cast, title: str, state: State = State.PUBLISHED) -> Proposal:
    proposal = factories.proposal(cast.plan, cast.ana, title=title, state=state)
    index_for_search(proposal)
    return proposal


def test_older_and_newer_ones_lead_to_each_other(cast: Cast, visitor: Browser) -> None:
    older, newer = findable(cast, TITLE), findable(cast, f"{TITLE} no bairro")
    findable(cast, "Merenda escolar com cardápio publicado")
    assert newer.address in near(visitor, older)
    assert older.address in near(visitor, newer)
    assert older.address not in near(visitor, older)


def test_one_that_nobody_may_read_or_that_was_joined_is_not_shown(cast: Cast, visitor: Browser) -> None:
    first, gone, joined = (findable(cast, f"{TITLE} {name}") for name in ("centro", "leste", "oeste"))
    gone.state, joined.state, joined.merged_into_id = State.WITHDRAWN, State.MERGED, first.id
    for proposal in (gone, joined):
        index_for_search(proposal)
    side = near(visitor, first)
    assert gone.address not in side and joined.address not in side


def test_three_are_enough(cast: Cast, visitor: Browser) -> None:
    first, *others = (findable(cast, f"{TITLE} {number}") for number in range(6))
    side = near(visitor, first)
    assert sum(other.address in side for other in others) == 3


def test_indexing_again_changes_nothing(cast: Cast, visitor: Browser) -> None:
    first, other = findable(cast, TITLE), findable(cast, f"{TITLE} no bairro")
    index_for_search(first)
    index_for_search(other)
    assert near(visitor, first).count(other.address) == 1


def test_an_imported_one_that_nobody_compared_is_searched(cast: Cast, visitor: Browser) -> None:
    first, other = findable(cast, TITLE), findable(cast, f"{TITLE} no bairro")
    db.session.execute(sa.delete(Likeness))
    assert other.address in near(visitor, first)
