"""The ranking, its ties, and what the rules of the draft allow."""

import hashlib
import random
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.database import now
from ogp_participa.drafting import rules
from ogp_participa.drafting.models import Count, Standing
from ogp_participa.forum.models import ForumDecision
from ogp_participa.plans.models import Plan, Right, Stage, StageKind
from ogp_participa.proposals.models import Proposal, State
from ogp_participa.tallying import lot
from tests.people import Cast

VOTES = st.lists(st.integers(0, 4), max_size=12).map(
    lambda votes: [(number, f"P-2026-{number:04d}", count) for number, count in enumerate(votes, start=1)]
)
SEATS = st.integers(1, 6)


@given(votes=VOTES, seats=SEATS, seed=st.text(max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_ranking_holds_everybody_once_with_more_votes_first(
    votes: list[tuple[int, str, int]], seats: int, seed: str
) -> None:
    places = rules.ranking(votes, seats, seed)
    assert sorted(place.proposal_id for place in places) == [number for number, _, _ in votes]
    assert [place.rank for place in places] == list(range(1, len(votes) + 1))
    assert [place.votes for place in places] == sorted((count for *_, count in votes), reverse=True)


@given(votes=VOTES, seats=SEATS, seed=st.text(max_size=8), shuffle=st.randoms())
@settings(max_examples=200, deadline=None)
def test_a_ranking_does_not_depend_on_the_order_of_what_is_ranked(
    votes: list[tuple[int, str, int]], seats: int, seed: str, shuffle: random.Random
) -> None:
    mixed = sorted(votes, key=lambda _row: shuffle.random())
    assert rules.ranking(mixed, seats, seed) == rules.ranking(votes, seats, seed)


@given(votes=VOTES, seats=SEATS, seed=st.text(max_size=8))
@settings(max_examples=200, deadline=None)
def test_nobody_with_more_votes_stands_below_somebody_elected(
    votes: list[tuple[int, str, int]], seats: int, seed: str
) -> None:
    places = rules.ranking(votes, seats, seed)
    elected = [place for place in places if place.elected]
    assert len(elected) == min(seats, sum(count > 0 for *_, count in votes))
    others = [place.votes for place in places if not place.elected]
    assert not elected or not others or min(place.votes for place in elected) >= max(others)


@given(votes=VOTES, seats=SEATS)
@settings(max_examples=200, deadline=None)
def test_without_a_tie_at_the_line_no_draw_changes_who_is_elected(
    votes: list[tuple[int, str, int]], seats: int
) -> None:
    winners = [
        {place.proposal_id for place in rules.ranking(votes, seats, seed) if place.elected} for seed in ("1", "2", "3")
    ]
    if not rules.tie_at_the_line([count for *_, count in votes], seats):
        assert winners[0] == winners[1] == winners[2]


def test_the_lot_can_be_repeated_by_anybody() -> None:
    assert lot("12345", "P-2026-0007") == hashlib.sha256(b"12345\nP-2026-0007").hexdigest()


def test_the_lowest_lot_comes_first_among_equals() -> None:
    votes = [(1, "P-2026-0001", 3), (2, "P-2026-0002", 3), (3, "P-2026-0003", 9)]
    places = rules.ranking(votes, 2, "48211")
    first, second = sorted(votes[:2], key=lambda row: lot("48211", row[1]))
    assert [place.proposal_id for place in places] == [3, first[0], second[0]]
    assert [place.tied for place in places] == [False, True, True]


@pytest.mark.parametrize(
    ("votes", "seats", "tied"),
    [
        ([], 2, 0),
        ([5], 2, 0),
        ([5, 4], 2, 0),
        ([5, 4, 3], 2, 0),
        ([5, 4, 4], 2, 2),
        ([4, 5, 4, 4], 2, 3),
        ([5, 5, 4], 2, 0),
        ([5, 0, 0], 2, 0),
        ([1, 1, 1], 1, 3),
    ],
)
def test_a_tie_matters_only_at_the_line(votes: list[int], seats: int, tied: int) -> None:
    assert rules.tie_at_the_line(votes, seats) == tied


def _plan(closes: int) -> Plan:
    stage = Stage(
        kind=StageKind.VOTING,
        opens_at=now() - timedelta(days=5),
        closes_at=now() + timedelta(days=closes),
        rights=[Right.VOTE.value],
    )
    return Plan(id=1, seats=2, choices=5, stages=[stage])


@pytest.mark.parametrize(
    ("closes", "counted", "tied", "seed", "allowed"),
    [
        (1, False, 0, "1", False),
        (-1, False, 0, "", True),
        (-1, True, 0, "1", False),
        (-1, False, 2, " ", False),
        (-1, False, 2, "48211", True),
    ],
)
def test_the_count_is_closed_once_after_the_vote_with_a_number_where_it_is_needed(
    cast: Cast, closes: int, counted: bool, tied: int, seed: str, allowed: bool
) -> None:
    verdict = rules.can_close_count(cast.dario, _plan(closes), now=now(), counted=counted, tied=tied, seed=seed)
    assert bool(verdict) is allowed
    assert not rules.can_close_count(cast.ana, _plan(closes), now=now(), counted=counted, tied=tied, seed=seed)


ELECTED, BELOW = Standing(rank=1, votes=9, elected=True), Standing(rank=3, votes=2, elected=False)
DECISION, OTHERS = ForumDecision(id=1, plan_id=1), ForumDecision(id=2, plan_id=2)


@pytest.mark.parametrize(
    ("standing", "decision", "justification", "allowed"),
    [
        (ELECTED, None, "", True),
        (BELOW, None, "", False),
        (BELOW, None, "x" * 39, False),
        (BELOW, None, " " * 60, False),
        (BELOW, None, "x" * 40, True),
        (BELOW, DECISION, "", True),
        (BELOW, OTHERS, "", False),
        (None, None, "", False),
        (None, DECISION, "", True),
    ],
)
def test_staff_alone_cannot_skip_the_vote(
    standing: Standing | None, decision: ForumDecision | None, justification: str, allowed: bool
) -> None:
    proposal = Proposal(id=1, plan_id=1, state=State.PUBLISHED)
    assert bool(rules.can_promote(proposal, standing, decision, justification)) is allowed


@pytest.mark.parametrize("state", State)
def test_only_public_ideas_that_live_on_feed_a_commitment_or_are_answered(state: State) -> None:
    proposal = Proposal(id=1, plan_id=1, state=state)
    promoted = state in (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED)
    assert bool(rules.can_promote(proposal, ELECTED, None, "")) is promoted
    assert bool(rules.can_answer(proposal, "Porque sim.")) is (state in (State.PUBLISHED, State.NOT_PROMOTED))
    assert not rules.can_answer(proposal, "  ")


def test_nothing_is_drafted_before_the_count(cast: Cast) -> None:
    assert not rules.can_draft(cast.dario, cast.plan, None, now=now())
    assert rules.can_draft(cast.dario, cast.plan, Count(), now=now())
    assert not rules.can_draft(cast.clara, cast.plan, Count(), now=now())


def test_an_answer_left_as_it_was_made_says_what_is_special_about_each(app: Flask) -> None:
    clear, split = rules.Line(5, 5, 330), rules.Line(5, 5, 330, split=True)
    with app.test_request_context():
        near = rules.filled(rules.opening(clear), Standing(rank=6, votes=312, elected=False), clear)
        assert near == "Havia 5 vagas e ela ficou em 6º lugar: 312 votos; a última com vaga teve 330."
        one = rules.filled(rules.opening(clear), Standing(rank=9, votes=1, elected=False), clear)
        assert "9º lugar: 1 voto;" in one
        drawn = rules.filled(rules.opening(split), Standing(rank=6, votes=330, elected=False), split)
        assert drawn.endswith("O empate na linha foi decidido pelo sorteio público.")
        assert rules.filled(rules.opening(clear), None, clear) == rules.not_in_the_count()
        empty = rules.Line(5, 2, 1)
        assert "sem votos" in rules.filled(rules.opening(empty), Standing(rank=3, votes=0, elected=False), empty)


def test_an_edited_answer_gets_each_ones_own_figures(app: Flask) -> None:
    line = rules.Line(5, 5, 330)
    with app.test_request_context():
        text = rules.filled("Lugar {lugar}, {votos}. {outra}", Standing(rank=7, votes=2, elected=False), line)
    assert text == "Lugar 7, 2 votos. {outra}"


@pytest.mark.parametrize(
    ("standing", "line", "words"),
    [
        (Standing(rank=1, votes=9, elected=True, tied=False), rules.Line(2, 2, 5), "Entre as 2 mais votadas."),
        (Standing(rank=3, votes=4, elected=False, tied=False), rules.Line(2, 2, 5), "Faltou 1 voto para uma vaga."),
        (Standing(rank=9, votes=0, elected=False, tied=True), rules.Line(2, 2, 5), "Sem votos."),
        (Standing(rank=2, votes=5, elected=True, tied=True), rules.Line(2, 2, 5, split=True), "acima"),
        (Standing(rank=3, votes=5, elected=False, tied=True), rules.Line(2, 2, 5, split=True), "abaixo"),
        (None, rules.Line(2, 2, 5), "depois de fechada a contagem"),
    ],
)
def test_the_board_says_why_in_one_sentence(
    app: Flask, standing: Standing | None, line: rules.Line, words: str
) -> None:
    with app.test_request_context():
        assert words in rules.why(standing, line)
