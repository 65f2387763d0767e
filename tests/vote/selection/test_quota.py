"""A quota in one dimension: so many winners of each theme, or of each territory, at least and at most."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.quota import Quota
from tests.vote.selection.definitions import RULES, within_a_quota
from tests.vote.selection.elections import SEED, order, profile, tied_elections

Election = tuple[list[frozenset[int]], int, int]


@st.composite
def quotas(draw: st.DrawFn) -> tuple[Election, list[str], dict[str, int], dict[str, int]]:
    """An election, the group of each candidate, and minimums and maximums that can be kept together."""
    election = draw(tied_elections())
    _, candidates, seats = election
    groups = draw(st.lists(st.sampled_from("xyz"), min_size=candidates, max_size=candidates))
    least, free = {}, seats
    for group in "xyz":
        least[group] = draw(st.integers(0, min(free, 2)))
        free -= least[group]
    most = {group: draw(st.integers(least[group], 3)) for group in "xy"}
    return election, groups, least, most


@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=100, deadline=None)
@given(case=quotas())
def test_each_seat_goes_to_the_best_that_leaves_a_way_to_keep_the_quota(
    rule: Rule, case: tuple[Election, list[str], dict[str, int], dict[str, int]]
) -> None:
    (ballots, candidates, seats), groups, least, most = case
    allowed = within_a_quota(ballots, groups, least, most, seats)
    expected = RULES[rule](ballots, order(candidates), seats, allowed)
    result = select(profile(ballots, candidates), rule, seats, SEED, Quota(groups, least, most))
    assert list(result.winners) == expected


@pytest.mark.parametrize("rule", Rule)
def test_one_of_each_theme_as_in_2018(rule: Rule) -> None:
    ballots = [*[{0, 1}] * 10, *[{2}] * 3, *[{3}] * 2, {4}]
    quota = Quota("aabbc", dict.fromkeys("abc", 1), dict.fromkeys("abc", 1))
    result = select(profile(ballots, 5), rule, 3, SEED, quota)
    assert Counter(quota.groups[winner] for winner in result.winners) == Counter("abc")
    assert set(result.winners) > {2, 4}


def test_a_theme_without_votes_gets_no_seat_and_keeps_none_from_others() -> None:
    result = select(profile([{0}, {0}, {1}], 3), Rule.PHRAGMEN, 2, SEED, Quota("aab", {"b": 1}))
    assert result.winners == (0, 1)


def test_who_could_not_win_because_of_the_quota_is_named() -> None:
    steps = select(profile([{0}, {0}, {1}, {1}, {2}], 3), Rule.PAV, 2, SEED, Quota("aab", {}, {"a": 1})).steps
    assert steps[0].kept_out == frozenset()
    assert steps[1].kept_out == {0, 1} - {steps[0].winner}
