"""Choosing winners: against the definitions, the literature, and changes that must not matter."""

import random
from collections.abc import Collection, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.tally import Profile, lot
from tests.vote.selection.definitions import RULES, equal_shares
from tests.vote.selection.elections import SEED, order, profile, tied_elections, winners

Ballots = Sequence[Collection[int]]
A, B, C, D, E, F, G, H = range(8)

RUNNING: Ballots = [*[{A, B}] * 3, *[{A, C}] * 3, *[{A, D}] * 2, {B, C, F}, {E}, {F}, {G}]
THIELE: Ballots = [
    *[{A, C, D}] * 960, *[{B, C, D}] * 3000, *[{B, C}] * 520, *[{A, B}] * 1620, *[{A, D}] * 1081,
    *[{A, C}] * 1240, *[{B, D}] * 360, *[{D}] * 360, *[{C}] * 120, *[{B}] * 60,
]  # fmt: skip

# Lackner and Skowron, "Multi-Winner Voting with Approval Preferences" (2023), and the sources it names.
PUBLISHED: dict[str, tuple[Rule, Ballots, int, set[int]]] = {
    "example 2.9": (Rule.PHRAGMEN, RUNNING, 4, {A, B, C, D}),
    "example 2.11": (Rule.EQUAL_SHARES, RUNNING, 4, {A, B, C, D}),
    "example 2.5": (
        Rule.PAV, [*[{A, B}] * 3, *[{A, D}] * 6, *[{B}] * 4, *[{C}] * 5, *[{C, D}] * 5], 2, {C, D},
    ),
    "Thiele 1895, in Janson's survey 13.3": (Rule.PAV, THIELE, 2, {A, C}),
    "Mora and Oliver 2015": (
        Rule.PHRAGMEN, [*[{A, B}] * 10, *[{C}] * 3, *[{D}] * 12, *[{A, B, C}] * 21, *[{C, D}] * 6], 3, {A, B, D},
    ),
    "Mora and Oliver 2015, one voter more": (
        Rule.PHRAGMEN, [*[{A, B}] * 11, *[{C}] * 3, *[{D}] * 12, *[{A, B, C}] * 21, *[{C, D}] * 6], 3, {A, C, D},
    ),
    "Mora and Oliver 2015, second": (
        Rule.PHRAGMEN, [*[{C}] * 7, *[{A, B}] * 4, {A, B, C}, *[{A, B, D}] * 16, *[{C, D}] * 4], 3, {A, B, C},
    ),
    "Mora and Oliver 2015, second, one voter changed": (
        Rule.PHRAGMEN, [{A, B, C}, *[{C}] * 6, *[{A, B}] * 4, {A, B, C}, *[{A, B, D}] * 16, *[{C, D}] * 4], 3,
        {A, C, D},
    ),
    "Sánchez-Fernández and Fisteus 2019": (
        Rule.PAV, [*[{A, B, D}] * 7, *[{A, B, E}] * 4, *[{A, C, D}] * 3, *[{A, C, E}] * 5], 4, {A, B, C, D},
    ),
    "Sánchez-Fernández and Fisteus 2019, one voter more": (
        Rule.PAV, [*[{A, B, D}] * 7, *[{A, B, E}] * 4, *[{A, C, D}] * 3, *[{A, C, E}] * 5, {C, D}], 4, {A, B, D, E},
    ),
    "proposition A.3, equal shares": (
        Rule.EQUAL_SHARES,
        [{B, D}, {A, B}, {B, D, E}, {A, E}, {C, D, E}, {C, E}, {C, D, E}, {A, C, E}, {B, C, D}], 3, {A, D, E},
    ),
    "proposition A.3, equal shares, one voter more": (
        Rule.EQUAL_SHARES,
        [{B, D}, {A, B}, {B, D, E}, {A, E}, {C, D, E}, {C, E}, {C, D, E}, {A, C, E}, {B, C, D}, {A}], 3, {B, C, E},
    ),
    "proposition A.3, equal shares, second": (
        Rule.EQUAL_SHARES, [{B}, {A, B, E}, {B, E}, {C}, {B, E}, {A, C}, {A}], 3, {A, B, E},
    ),
}  # fmt: skip

SYMMETRIC = ("Mora and Oliver 2015, one voter more", "Mora and Oliver 2015, second, one voter changed")
"""Where exactly the same voters approve A and B: the source names the outcome with A."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_outcomes_come_out_whatever_the_lots(name: str) -> None:
    rule, ballots, seats, expected = PUBLISHED[name]
    twins = {frozenset(expected), frozenset(expected - {A} | {B})} if name in SYMMETRIC else {frozenset(expected)}
    assert {frozenset(winners(ballots, 8, rule, seats, str(seed))) for seed in range(20)} == twins


def test_phragmen_and_equal_shares_part_where_the_survey_says() -> None:
    ballots: Ballots = [
        *[{C, D}] * 3,
        *[{A, B}] * 2,
        *[{A, C}] * 2,
        {B, D},
    ]  # example 2.12, ties resolved a < b < c < d
    seed = next(str(s) for s in range(10_000) if order(4, str(s)) == [A, B, C, D])
    assert winners(ballots, 4, Rule.EQUAL_SHARES, 3, seed) != winners(ballots, 4, Rule.PHRAGMEN, 3, seed)
    assert set(winners(ballots, 4, Rule.EQUAL_SHARES, 3, seed)) == {A, C, D}
    assert set(winners(ballots, 4, Rule.PHRAGMEN, 3, seed)) == {B, C, D}


def test_phragmen_of_1894_gives_his_own_loads() -> None:
    # Phragmén's example as Janson (2018), 7.1, tells it: 1034 ABC, 519 PQR, 90 ABQ, 47 APQ; three seats.
    a, b, c, p, q, r = range(6)
    ballots = [*[{a, b, c}] * 1034, *[{p, q, r}] * 519, *[{a, b, q}] * 90, *[{a, p, q}] * 47]
    steps = select(profile(ballots, 6), Rule.PHRAGMEN, 3, SEED).steps
    assert [step.winner for step in steps] == [a, q, b]
    assert 1 / steps[0].left[a] == Fraction(1, 1171)
    assert 1 / steps[1].left[q] == (1 + Fraction(90 + 47, 1171)) / (519 + 90 + 47)


@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=150, deadline=None)
@given(election=tied_elections())
def test_every_rule_is_its_definition(rule: Rule, election: tuple[list[frozenset[int]], int, int]) -> None:
    ballots, candidates, seats = election
    assert winners(ballots, candidates, rule, seats) == RULES[rule](ballots, order(candidates), seats)


@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=60, deadline=None)
@given(election=tied_elections(), rng=st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(
    rule: Rule, election: tuple[list[frozenset[int]], int, int], rng: random.Random
) -> None:
    ballots, candidates, seats = election
    names = [f"P-2026-{number:04}" for number in range(1, candidates + 1)]
    places = list(range(candidates))
    rng.shuffle(places)
    moved = [{places[c] for c in ballot} for ballot in ballots]
    rng.shuffle(moved)
    renamed = [names[places.index(place)] for place in range(candidates)]
    result = select(Profile.of(renamed, moved), rule, seats, SEED)
    assert [renamed[c] for c in result.winners] == [names[c] for c in winners(ballots, candidates, rule, seats)]


@pytest.mark.parametrize("rule", [Rule.APPROVALS, Rule.PHRAGMEN, Rule.PAV])
@settings(max_examples=40, deadline=None)
@given(election=tied_elections())
def test_fewer_seats_are_the_first_of_more(rule: Rule, election: tuple[list[frozenset[int]], int, int]) -> None:
    ballots, candidates, seats = election
    assert winners(ballots, candidates, rule, candidates)[:seats] == winners(ballots, candidates, rule, seats)


@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=40, deadline=None)
@given(election=tied_elections(), times=st.integers(2, 5))
def test_the_same_ballots_several_times_choose_the_same(
    rule: Rule, election: tuple[list[frozenset[int]], int, int], times: int
) -> None:
    ballots, candidates, seats = election
    assert winners(ballots * times, candidates, rule, seats) == winners(ballots, candidates, rule, seats)


@settings(max_examples=60, deadline=None)
@given(election=tied_elections())
def test_the_seats_that_equal_shares_leaves_empty_are_marked_as_completed(
    election: tuple[list[frozenset[int]], int, int],
) -> None:
    ballots, candidates, seats = election
    steps = select(profile(ballots, candidates), Rule.EQUAL_SHARES, seats, SEED).steps
    paid = [step.winner for step in steps if not step.completing]
    assert paid == equal_shares(ballots, order(candidates), seats, complete=False)


@pytest.mark.parametrize("rule", Rule)
def test_equals_stand_in_the_order_of_their_lots(rule: Rule) -> None:
    ballots = [{c} for c in range(5)]
    lots = sorted(range(5), key=lambda c: lot(SEED, f"P-2026-{c + 1:04}"))
    assert winners(ballots, 5, rule, 5) == lots
    assert select(profile(ballots, 5), rule, 5, SEED).steps[0].equals == tuple(lots[1:])


def test_a_lot_can_be_drawn_again_by_hand() -> None:
    # printf '%s\n%s' 04-17-23 P-2026-0123 | sha256sum
    assert lot("04-17-23", "P-2026-0123") == "77efa2d31c2229bba55060078815d49fa5fda2b7794b151a1f000fe15f20c036"


@pytest.mark.parametrize("rule", Rule)
def test_whoever_nobody_approves_is_never_chosen(rule: Rule) -> None:
    assert winners([{0}, {0}, {2}, set()], 4, rule, 4) == [0, 2]
    assert winners([], 3, rule, 2) == []


@pytest.mark.parametrize("rule", Rule)
def test_who_is_removed_stands_aside_and_the_others_are_chosen_again(rule: Rule) -> None:
    ballots: Ballots = RUNNING
    result = select(profile(ballots, 8), rule, 4, SEED, removed={A})
    assert list(result.winners) == winners([set(ballot) - {A} for ballot in ballots], 8, rule, 4)


@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=60, deadline=None)
@given(election=tied_elections())
def test_who_has_a_winner_is_counted(rule: Rule, election: tuple[list[frozenset[int]], int, int]) -> None:
    ballots, candidates, seats = election
    result = select(profile(ballots, candidates), rule, seats, SEED)
    alone = [ballot for ballot in ballots if not ballot & set(result.winners)]
    assert result.represented == len(ballots) - len(alone)
    assert list(result.without[1]) == [sum(c in ballot for ballot in alone) for c in range(candidates)]
