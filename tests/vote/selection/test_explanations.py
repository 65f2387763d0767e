"""Sentences and tables that explain a selection."""

from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.edition.plans.models import Rule
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.vote.selection import explanations
from ogp_participa.vote.selection.rules_in_words import how
from ogp_participa.vote.verifier.methods import Result, select
from ogp_participa.vote.verifier.quota import Quota
from tests.vote.selection.elections import SEED, profile

SHARED = [*[{0, 1}] * 40, *[{0}] * 20, *[{1}] * 2, *[{2}] * 30, *[{3}] * 5]
"""Proposals 0 and 1 share most of their voters, so under a fair rule 2 comes before 1 although fewer chose it."""


def _result(rule: Rule, seats: int = 2, quota: Quota | None = None) -> Result:
    return select(profile(SHARED, 5), rule, seats, SEED, quota)


@pytest.mark.parametrize(("rule", "following"), [(Rule.PHRAGMEN, "25.2"), (Rule.PAV, "22")])
def test_a_winner_hears_why(app: Flask, rule: Rule, following: str) -> None:
    with force_locale("en"):
        first, second = (explanations.why_elected(_result(rule), place) for place in range(2))
    assert first == "60 people chose it. The next one had 42."
    assert second == (
        f"30 people chose it. The next one had {following}. "
        "More people chose others, but many of them already had a winner and counted less."
    )


def test_a_winner_whose_voters_have_others_hears_how_much_they_counted(app: Flask) -> None:
    result = select(profile([*[{0, 1}] * 6, *[{0}] * 6, {1}, {1}, {2}], 3), Rule.PAV, 2, SEED)
    with force_locale("en"):
        assert explanations.why_elected(result, 1) == (
            "8 people chose it. Whoever already had a winner counted less, so its support in this step was 5. "
            "The next one had 1."
        )


@pytest.mark.parametrize("rule", [Rule.PHRAGMEN, Rule.PAV])
def test_a_near_miss_with_more_votes_hears_that_its_voters_are_represented(app: Flask, rule: Rule) -> None:
    result = _result(rule)
    assert explanations.near_misses(result)[0] == 1
    with force_locale("en"):
        said = explanations.why_not(result, 1)
    assert said.startswith("42 people chose it. In the last step its support was 2")
    assert said.endswith("40 of them already have another choice in the plan.")


def test_most_votes_speaks_of_votes_alone(app: Flask) -> None:
    result = _result(Rule.APPROVALS)
    with force_locale("en"):
        assert explanations.why_elected(result, 1) == "42 people chose it. The next one had 30."
        assert explanations.why_not(result, 2) == (
            "30 people chose it. In the last step its support was 30; the winner's was 42."
        )
        assert explanations.why_not(result, 4).startswith("Nobody chose it")


def test_a_tie_names_the_public_draw(app: Flask) -> None:
    result = select(profile([{0}, {1}, {2}], 3), Rule.PHRAGMEN, 1, SEED)
    loser = result.steps[0].equals[0]
    with force_locale("en"):
        assert explanations.why_elected(result, 0) == (
            "1 person chose it. 2 other proposals had as much: the public draw decided."
        )
        assert "the public draw decided" in explanations.why_not(result, loser)


def test_a_quota_is_named(app: Flask) -> None:
    result = _result(Rule.APPROVALS, 2, Quota("aabbb", {}, {"a": 1}))
    with force_locale("en"):
        assert explanations.why_elected(result, 1).endswith("because of the quota.")
        assert "The quota left no seat" in explanations.why_not(result, 1)
    assert [row.kept_out for row in explanations.table(result, 1)] == [False, False, True]


def test_seats_that_equal_shares_cannot_fill_say_so(app: Flask) -> None:
    result = select(profile([*[{0}] * 6, {1}, {1}, {2}], 3), Rule.EQUAL_SHARES, 2, SEED)
    with force_locale("en"):
        assert "needed least in addition" in explanations.why_elected(result, 1)
        loser = next(c for c in result.steps[1].left if c != result.winners[1] and c not in result.steps[1].equals)
        assert "needed less in addition than its own" in explanations.why_not(result, loser)


def test_nobody_is_said_to_count_less_where_everybody_counts_whole(app: Flask) -> None:
    result = select(profile([*[{0}] * 3, *[{1}] * 2, {2}], 3), Rule.PHRAGMEN, 2, SEED)
    with force_locale("en"):
        assert explanations.why_elected(result, 1) == "2 people chose it. The next one had 1."


def test_a_step_table_shows_the_winner_and_the_next(app: Flask) -> None:
    with force_locale("pt_BR"):
        rows = explanations.table(_result(Rule.PAV), 1)
    assert [(row.candidate, row.shown, row.won) for row in rows] == [(2, "30", True), (1, "22", False), (3, "5", False)]


@given(values=st.lists(st.fractions(0, 1000, max_denominator=10**4), min_size=2, max_size=2, unique=True))
@settings(max_examples=50, deadline=None)
def test_different_values_look_different(values: list[Fraction]) -> None:
    places = explanations.decimals(values)
    assert len({round(value, places) for value in values}) == 2


def test_a_comparison_names_who_enters_and_who_leaves() -> None:
    frozen, other = _result(Rule.PHRAGMEN), _result(Rule.APPROVALS)
    assert explanations.compare(frozen, other) == explanations.Comparison((1,), (2,), 62)


@pytest.mark.parametrize("locale", ["pt_BR", "en", "es"])
def test_each_rule_is_told_in_each_language(app: Flask, locale: str) -> None:
    with force_locale(locale):
        assert len({how(rule) for rule in Rule} | {name_of_rule(rule) for rule in Rule}) == 8
