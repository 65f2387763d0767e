"""The numbers of the proposals in a list are kept for a minute in each process; a page then reads only its own rows.

So page 200 costs what page 1 costs, and a list of 100,000 what one of 10,000 does.
"""

import heapq
import io
import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, starmap
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.cache import Cache
from ogp_participa.core.database import db
from ogp_participa.core.text import fold
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.proposals.browsing.filters import LISTED, PER_PAGE, WHOLE_CITY, Draw, Order, ProposalFilters
from ogp_participa.proposals.browsing.shuffle import shuffled
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue, State
from ogp_participa.proposals.proposals.queries.rows import ProposalRow, rows_by_id
from ogp_participa.proposals.search.queries import matching

MOST = 200_000
BATCH = 2_000
SORTED_BY = 60
"""Letters of a title that its place in the alphabet depends on."""

_kept = Cache(most=500_000)
_sorting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Listing:
    """The numbers of the proposals in a list, in their order; the last ``late`` came after the draw began.

    What is kept has no draw: one list serves every reader, and each place of a draw is computed.
    """

    ids: "array[int]"
    late: int = 0
    draw: Draw | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, place: int) -> int:
        """Return the number of the proposal at a place."""
        early = len(self.ids) - self.late
        if self.draw is None or place >= early:
            return self.ids[place]
        return self.ids[shuffled(place, early, self.draw.seed)]

    def page(self, number: int, size: int = PER_PAGE) -> list[int]:
        """Return the numbers on a page."""
        return [self[place] for place in range((number - 1) * size, min(number * size, len(self)))]


@dataclass(frozen=True)
class ProposalPage:
    """One page of a list."""

    rows: list[ProposalRow]
    number: int
    pages: int
    total: int


def listing(plan: Plan, filters: ProposalFilters, order: Order, draw: Draw) -> Listing:
    """Return every proposal of the plan that the filters let through, in an order."""
    shuffle = order is Order.SHUFFLED
    key = (plan.id, filters, order, draw.since if shuffle else None)

    undrawn = _kept.get(key, lambda: _read(plan.id, filters, order, draw))
    return replace(undrawn, draw=draw) if shuffle else undrawn


def page(plan: Plan, filters: ProposalFilters, order: Order, draw: Draw, number: int) -> ProposalPage:
    """Return one page; beyond the last there are no rows."""
    ids = listing(plan, filters, order, draw)
    return ProposalPage(rows_by_id(ids.page(number)), number, max(1, -(-len(ids) // PER_PAGE)), len(ids))


def everywhere(q: str, number: int) -> ProposalPage:
    """Return what is found in every listed plan, the nearest first."""
    matches = matching(q) if q else None
    if matches is None:
        return ProposalPage([], 1, 1, 0)
    query = (
        sa.select(Proposal.id)
        .join(matches, matches.c.id == Proposal.id)
        .join(Plan, Plan.id == Proposal.plan_id)
        .where(Plan.listed, Proposal.state.in_((*LISTED, State.MERGED)))
        .order_by(matches.c.rank.desc(), Proposal.id)
        .limit(MOST)
    )
    ids = _kept.get(("everywhere", q), lambda: Listing(array("I", db.session.scalars(query))))
    return ProposalPage(rows_by_id(ids.page(number)), number, max(1, -(-len(ids) // PER_PAGE)), len(ids))


def narrowed(plan_id: int, filters: ProposalFilters, *columns: Any) -> tuple[sa.Select[Any], sa.Subquery | None]:
    """Return a query for columns of the proposals that the filters let through, and the search joined to it, if any."""
    states = [State(state) for state in filters.states] or LISTED
    query = sa.select(*columns).where(Proposal.plan_id == plan_id, Proposal.state.in_(states))
    if filters.themes:
        query = query.where(
            Proposal.theme_id.in_(sa.select(Theme.id).where(Theme.plan_id == plan_id, Theme.key.in_(filters.themes)))
        )
    if filters.values:
        query = query.where(
            Proposal.id.in_(sa.select(ProposalValue.proposal_id).where(ProposalValue.value.in_(filters.values)))
        )
    if filters.territory:
        query = query.where(
            Proposal.territory.is_(None) if filters.territory == WHOLE_CITY else Proposal.territory == filters.territory
        )
    matches = matching(filters.q) if filters.q else None
    if matches is not None:
        query = query.join(matches, matches.c.id == Proposal.id)
    return query, matches


def _read(plan_id: int, filters: ProposalFilters, order: Order, draw: Draw) -> Listing:
    """Return the numbers in their order (a draw is made on top of the order of publication)."""
    second: Any = Proposal.title if order is Order.ALPHABETICAL else sa.literal(0)
    if order is Order.SHUFFLED:
        second = sa.case((Proposal.published_at < draw.since, 0), else_=1)
    query, matches = narrowed(plan_id, filters, Proposal.id, second.label("second"))
    if filters.q and matches is None:
        return Listing(array("I"))
    orders: dict[Order, list[Any]] = {
        Order.SHUFFLED: [sa.column("second"), Proposal.id],
        Order.NEWEST: [Proposal.published_at.desc(), Proposal.id.desc()],
        Order.COMMENTED: [Proposal.comment_count.desc(), Proposal.id.desc()],
        Order.ALPHABETICAL: [Proposal.id],
        Order.RELEVANCE: [matches.c.rank.desc(), Proposal.id] if matches is not None else [Proposal.id],
    }
    query = query.order_by(*orders[order]).limit(MOST)
    if order is Order.ALPHABETICAL:
        return Listing(_by_title(query))
    ids, late = array("I"), 0
    for number, mark in chain.from_iterable(_batches(query)):
        ids.append(number)
        late += mark
    return Listing(ids, late)


def _by_title(query: sa.Select[Any]) -> "array[int]":
    """Return the numbers in the order of the titles.

    The databases disagree about accents, so the order is made here. 100,000 titles at once would fill memory that the
    process does not get rid of again: each batch becomes one text of sorted lines, and the texts are read in turns, for
    one list at a time.
    """
    with _sorting:
        runs = [b"".join(sorted(starmap(_line, rows))) for rows in _batches(query)]
        return array("I", (int(line[-9:], 16) for line in heapq.merge(*map(io.BytesIO, runs))))


def _line(number: int, title: str) -> bytes:
    """Return what a proposal is sorted by: its title, and after that its number."""
    return f"{' '.join(fold(title).split())[:SORTED_BY]}\0{number:08x}\n".encode()


def _batches(query: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """Return the rows of a long answer, never all at once in memory."""
    return iter(db.session.execute(query.execution_options(yield_per=BATCH)).partitions())
