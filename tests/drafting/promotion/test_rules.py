"""What the rules of the draft allow, and what they say."""

import pytest
from flask import Flask
from flask_babel import force_locale

from ogp_participa.core.clock import now
from ogp_participa.drafting.promotion import rules, wording
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.models import Count, Rank
from ogp_participa.vote.count.stored_result import places, stored
from ogp_participa.vote.count.wording import not_in_the_count, why
from ogp_participa.vote.selection import explanations
from ogp_participa.vote.verifier.methods import Result, select
from tests.cast import Cast
from tests.vote.selection.elections import SEED, profile

ELECTED, BELOW = Rank(rank=1, votes=9, elected=True), Rank(rank=3, votes=2, elected=False)
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
    standing: Rank | None, decision: ForumDecision | None, justification: str, allowed: bool
) -> None:
    proposal = Proposal(id=1, plan_id=1, plan=Plan(published=0), state=State.PUBLISHED)
    assert bool(rules.can_promote(proposal, standing, decision, justification)) is allowed


@pytest.mark.parametrize("state", State)
def test_only_public_ideas_that_live_on_feed_a_commitment_or_are_answered(state: State) -> None:
    proposal = Proposal(id=1, plan_id=1, plan=Plan(published=0), state=state)
    promoted = state in (State.PUBLISHED, State.PROMOTED, State.NOT_PROMOTED)
    assert bool(rules.can_promote(proposal, ELECTED, None, "")) is promoted
    assert bool(rules.can_answer(proposal, "Porque sim.")) is (state in (State.PUBLISHED, State.NOT_PROMOTED))
    assert not rules.can_answer(proposal, "  ")


def test_nothing_is_drafted_before_the_count(cast: Cast) -> None:
    assert not rules.can_draft(cast.dario, cast.plan, None, now=now())
    assert rules.can_draft(cast.dario, cast.plan, Count(), now=now())
    assert not rules.can_draft(cast.clara, cast.plan, Count(), now=now())


BALLOTS = [*[{0, 1}] * 40, *[{0}] * 20, *[{1}] * 2, *[{2}] * 30, *[{3}] * 5, *[{4}] * 5]
"""Proposals 0 and 1 share most of their voters, 3 and 4 have as many as each other, and nobody chose 5."""


def _selection(rule: Rule, seats: int) -> tuple[Result, dict[int, Rank]]:
    result = select(profile(BALLOTS, 6), rule, seats, SEED)
    return result, {place["proposal_id"]: Rank(**place) for place in places(result, range(6), SEED)}


@pytest.mark.parametrize("rule", Rule)
def test_an_answer_left_as_it_was_made_gives_each_its_own_true_reason(app: Flask, rule: Rule) -> None:
    result, standings = _selection(rule, 3)
    with app.test_request_context(), force_locale("en"):
        texts = {
            number: wording.filled(wording.opening(3), standing, result, {})
            for number, standing in standings.items()
            if not standing.elected
        }
        assert all(text.startswith("There were 3 seats in the plan, and this proposal") for text in texts.values())
        assert texts[5].endswith("Nobody chose it, and a proposal without votes takes no seat.")
        assert all(text.endswith(explanations.why_not(result, number)) for number, text in texts.items())
        assert wording.filled(wording.opening(3), None, result, {}) == not_in_the_count()


def test_an_answer_says_that_the_draw_decided(app: Flask) -> None:
    result, standings = _selection(Rule.APPROVALS, 4)
    lost = result.steps[-1].equals[0]
    with app.test_request_context():
        assert "o sorteio público decidiu" in wording.filled(wording.opening(4), standings[lost], result, {})


def test_a_winner_that_was_taken_out_hears_the_published_reason(app: Flask) -> None:
    result = select(profile(BALLOTS, 6), Rule.PHRAGMEN, 2, SEED, removed=[0])
    standings = {place["proposal_id"]: Rank(**place) for place in places(result, range(6), SEED)}
    with app.test_request_context():
        texts = wording.filled(wording.opening(2), standings[0], result, {0: "Já existe uma lei."})
        edited = wording.filled("Não deu: {motivo}", standings[0], result, {0: "Já existe uma lei."})
    assert texts.endswith("Foi retirada do resultado por este motivo: Já existe uma lei.")
    assert edited == "Não deu: Já existe uma lei."


def test_an_edited_answer_gets_each_ones_own_figures(app: Flask) -> None:
    result, _ = _selection(Rule.APPROVALS, 2)
    with app.test_request_context():
        seventh = Rank(proposal_id=4, rank=7, votes=2, elected=False)
        assert wording.filled("Lugar {lugar}, {votos}. {outra}", seventh, result, {}) == "Lugar 7, 2 votos. {outra}"
        assert wording.filled("{lugar}: {motivo}", None, result, {}) == f"—: {not_in_the_count()}"


def test_the_board_says_why_in_the_words_of_the_rule(app: Flask) -> None:
    result, standings = _selection(Rule.PHRAGMEN, 2)
    with app.test_request_context(), force_locale("en"):
        assert why(standings[0], result).startswith("60 people chose it.")
        assert "already have another choice in the plan" in why(standings[1], result)
        assert why(None, result) == not_in_the_count()


def test_a_count_of_before_the_steps_were_kept_speaks_of_votes_alone(app: Flask) -> None:
    old = stored(Count(rule=Rule.APPROVALS, seats=1, steps=[]), [Rank(proposal_id=7, votes=3, alone=0, left="")])
    with app.test_request_context(), force_locale("en"):
        elected = Rank(proposal_id=6, rank=1, votes=9, elected=True)
        assert why(elected, old) == "9 people chose it."
        assert why(Rank(proposal_id=7, rank=2, votes=3, elected=False), old) == "3 people chose it."
