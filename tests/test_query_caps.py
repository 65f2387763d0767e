"""How many SQL statements a page may need, however many rows there are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.database import db
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.moderation.models import Decision, DecisionState, Outcome
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.count.queries.results import standings
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.responses import answer, commitment
from tests.vote.count.elections import ballot, held


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements sent while the block runs (not the savepoints of the tests)."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
            sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def count(browser: Browser, address: str) -> list[str]:
    """The statements that a page needs when nothing is kept from earlier ones."""
    db.session.commit()
    db.session.expire_all()
    with statements() as sent:
        browser.get(address)
    return sent


def filled(cast: Cast, rows: int) -> Proposal:
    """Proposals, and one of them with its story and as many comments and joined proposals."""
    first = factories.proposal(cast.plan, cast.ana, title="Dados abertos de ônibus")
    decision = Decision(
        proposal_id=first.id,
        round=1,
        version=1,
        outcome=Outcome.PUBLISH,
        standing=DecisionState.IN_FORCE,
        by_id=cast.clara.id,
    )
    db.session.add(decision)
    db.session.flush()
    record(Kind.PROPOSAL_SUBMITTED, by=cast.ana, on=first, version=1)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=first, decision_id=decision.id)
    index_for_search(first)
    more(cast, first, rows)
    return first


def more(cast: Cast, first: Proposal, rows: int) -> None:
    """As many more of everything."""
    for number in range(rows):
        other = factories.proposal(cast.plan, cast.bruno, title=f"Dados abertos do bairro {number}")
        index_for_search(other)
        db.session.add(Comment(proposal_id=first.id, author_id=cast.bruno.id, signed="Bruno L.", text="Boa ideia"))
    guests = [factories.proposal(cast.plan, cast.bruno, state=State.MERGED) for _ in range(3)]
    for guest in guests:
        guest.merged_into_id = first.id


PAGES: dict[str, tuple[int, Callable[[Cast, Proposal], str]]] = {
    "list": (6, lambda cast, first: f"/planos/{cast.plan.slug}/propostas"),
    "list, page 2": (6, lambda cast, first: f"/planos/{cast.plan.slug}/propostas?pagina=2"),
    "list, filtered": (
        6,
        lambda cast, first: f"/planos/{cast.plan.slug}/propostas?q=dados&valor=access_to_information",
    ),
    "proposal": (8, lambda cast, first: f"/propostas/{first.address}"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_few_statements_whatever_the_number_of_rows(cast: Cast, visitor: Browser, page: str) -> None:
    most, address = PAGES[page]
    first = filled(cast, 21)
    few = count(visitor, address(cast, first))
    assert len(few) <= most, "\n\n".join(few)
    more(cast, first, 30)
    many = count(visitor, address(cast, first))
    assert len(many) == len(few), "\n\n".join(many)


def test_a_proposals_answer_is_on_its_page_within_the_same_cap(cast: Cast, visitor: Browser) -> None:
    most, address = PAGES["proposal"]
    first = filled(cast, 21)
    cast.plan.stages[0].rights = [Right.PROPOSE.value, Right.DRAFT.value]
    goal = commitment(cast.plan)
    for _n in range(3):
        answer(cast, cast.plan, first.reference, outcome=ReplyOutcome.IN_PART, commitment=goal)
    sent = count(visitor, address(cast, first))
    assert len(sent) <= most, "\n\n".join(sent)


def test_signed_in_pages_need_little_more(cast: Cast, app: Flask) -> None:
    first = filled(cast, 21)
    ana = Browser(app, cast.ana)
    assert len(count(ana, PAGES["list"][1](cast, first))) <= PAGES["list"][0] + 4  # person, roles, seat, inbox
    assert len(count(ana, PAGES["proposal"][1](cast, first))) <= PAGES["proposal"][0] + 6


def test_a_result_needs_few_statements_whatever_was_voted_on(cast: Cast, app: Flask, visitor: Browser) -> None:
    few, many = (election(cast, proposals, seats) for proposals, seats in ((3, 1), (120, 12)))
    sent = [count(visitor, f"/planos/{plan.slug}/resultado") for plan in (few, many)]
    assert len(sent[0]) == len(sent[1]) <= 14, "\n\n".join(sent[1])
    assert len(count(visitor, f"/planos/{many.slug}/resultado?pagina=2")) <= 8
    own = count(Browser(app, cast.ana), f"/planos/{many.slug}/resultado")
    assert len(own) <= len(sent[1]) + 7, "\n\n".join(own)  # person, roles, seat, inbox; ballot, choices, what joined


def election(cast: Cast, proposals: int, seats: int) -> Plan:
    """A closed count, with a winner taken out of it, and a ballot of Ana."""
    plan, candidates = held([{n, (n * 7 + 1) % proposals} for n in range(proposals)], proposals, seats=seats)
    ballot(plan, candidates[:3], voter_id=cast.ana.id)
    db.session.commit()
    counting.close_count(cast.dario, plan, "48211")
    winner = next(rank.proposal for rank in standings(plan) if rank.elected)
    counting.remove_winner(cast.dario, plan, winner, "A área técnica mostrou que a obra não cabe no terreno.")
    db.session.commit()
    return plan
