"""What is kept of a count tells the same as the fresh result: sentences, tables, and who was close."""

import json
from typing import Any

from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.count import stored_result
from ogp_participa.vote.count.models import Count, Last, Rank
from ogp_participa.vote.selection import explanations
from ogp_participa.vote.verifier.methods import Result, select
from ogp_participa.vote.verifier.quota import Quota
from tests.vote.selection.elections import SEED, profile, tied_elections

FIRST = 1001  # proposals have other numbers in the database than the candidates have in the profile


def _stored(result: Result, asked: list[int]) -> stored_result.StoredResult:
    """The result after the way into the database and back, with the standings that a page of ``asked`` reads."""
    proposals = [FIRST + candidate for candidate in range(len(result.profile.references))]
    stored: dict[str, Any] = json.loads(json.dumps({"steps": stored_result.steps(result, proposals)}))
    count = Count(rule=result.rule, seats=result.seats, steps=stored["steps"])
    standings = [Rank(**place) for place in stored_result.places(result, proposals, SEED)]
    wanted = stored_result.in_steps(count) | {FIRST + candidate for candidate in asked}
    return stored_result.stored(count, [candidate for candidate in standings if candidate.proposal_id in wanted])


def _explained(selection: explanations.ExplainableResult, first: int, asked: list[int]) -> list[object]:
    """Everything that pages tell of a selection."""
    winners, places = set(selection.winners), range(len(selection.steps))
    return [
        [explanations.why_elected(selection, place) for place in places],
        [[(row.candidate - first, *_cells(row)) for row in explanations.table(selection, n)] for n in places],
        [explanations.why_not(selection, first + candidate) for candidate in asked if first + candidate not in winners],
        [candidate - first for candidate in explanations.near_misses(selection)],
        [winner - first for winner in selection.winners],
    ]


def _cells(row: explanations.StepRow) -> tuple[object, ...]:
    return row.votes, row.left, row.shown, row.won, row.equal, row.kept_out


@st.composite
def selections(draw: st.DrawFn) -> Result:
    """A selection full of ties, under any rule, perhaps with a quota and without some who had won."""
    ballots, candidates, seats = draw(tied_elections())
    groups = draw(st.lists(st.sampled_from("abc"), min_size=candidates, max_size=candidates))
    least = draw(st.integers(0, 1))
    most = draw(st.none() | st.integers(least, 2))
    quota = Quota(groups, dict.fromkeys(groups, least), {} if most is None else dict.fromkeys(groups, most))
    vote, rule = profile(ballots, candidates), draw(st.sampled_from(Rule))
    used = draw(st.none() | st.just(quota))
    first = select(vote, rule, seats, SEED, used)
    removed = draw(st.sets(st.sampled_from(first.winners), max_size=2)) if first.winners else set()
    return select(vote, rule, seats, SEED, used, removed)


def test_what_is_kept_tells_the_same_as_the_fresh_result(app: Flask) -> None:
    @given(result=selections(), data=st.data())
    @settings(max_examples=400, deadline=None)
    def check(result: Result, data: st.DataObject) -> None:
        asked = data.draw(st.lists(st.sampled_from(range(len(result.profile.references))), unique=True))
        with force_locale(data.draw(st.sampled_from(["pt_BR", "en", "es"]))):
            assert _explained(_stored(result, asked), FIRST, asked) == _explained(result, 0, asked)

    check()


def test_it_does_so_where_many_are_left_out_of_the_steps(app: Flask) -> None:
    quota, asked = Quota(["a", "b"] * 20, {}, {"a": 2}), [3, 17, 38]

    @given(ballots=st.lists(st.sets(st.integers(0, 39), max_size=6), max_size=60), seats=st.integers(1, 6))
    @settings(max_examples=60, deadline=None)
    def check(ballots: list[set[int]], seats: int) -> None:
        for rule in Rule:
            result = select(profile(ballots, 40), rule, seats, SEED, quota)
            stored = _stored(result, asked)
            assert _explained(stored, FIRST, asked) == _explained(result, 0, asked)
            assert all(len(step.left) <= 2 * explanations.NEXT + 4 for step in stored.steps[:-1])

    check()


def test_who_has_most_votes_is_kept_though_many_come_before(app: Flask) -> None:
    many = [{number} for number in range(2, 14) for _ in range(11)]
    result = select(profile([*[{0, 1}] * 20, *[{0}] * 10, *many], 14), Rule.PAV, 2, SEED)
    with force_locale("en"):
        assert "More people chose others" in explanations.why_elected(result, 1)
        assert _explained(_stored(result, []), FIRST, []) == _explained(result, 0, [])


@given(result=selections())
@settings(max_examples=200, deadline=None)
def test_every_candidate_has_one_place_and_the_winners_come_first(result: Result) -> None:
    proposals = [FIRST + candidate for candidate in range(len(result.profile.references))]
    places = stored_result.places(result, proposals, SEED)
    assert sorted(place["proposal_id"] for place in places) == proposals
    assert [place["rank"] for place in places] == list(range(1, len(places) + 1))
    won = len(result.winners)
    assert [place["proposal_id"] - FIRST for place in places[:won]] == list(result.winners)
    assert [place["elected"] for place in places] == [True] * won + [False] * (len(places) - won)
    rest = [place["votes"] for place in places[won:]]
    assert rest == sorted(rest, reverse=True)
    for place in places[won:]:
        assert place["alone"] <= place["votes"]
        assert place["last"] in set(Last) - {Last.WON}


@given(result=selections())
@settings(max_examples=200, deadline=None)
def test_who_lost_by_the_draw_is_said_to(result: Result) -> None:
    proposals = list(range(len(result.profile.references)))
    places = {place["proposal_id"]: place for place in stored_result.places(result, proposals, SEED)}
    for step in result.steps:
        for candidate in step.equals:
            assert places[candidate]["tied"]
            assert places[step.winner]["tied"]
    lost = {candidate for candidate, place in places.items() if place["last"] == Last.EQUAL}
    assert not lost or lost <= set(result.steps[-1].equals)


def test_a_comparison_is_kept_as_plain_data() -> None:
    ballots = [*[{0, 1}] * 40, *[{0}] * 20, *[{1}] * 2, *[{2}] * 30, *[{3}] * 5]
    frozen, other = (select(profile(ballots, 5), rule, 2, SEED) for rule in (Rule.PHRAGMEN, Rule.APPROVALS))
    assert stored_result.comparisons(frozen, [other], [11, 12, 13, 14, 15]) == [
        {
            "rule": "approvals",
            "winners": [11, 12],
            "enter": [12],
            "leave": [13],
            "represented": 62,
            "average": "102/97",
        }
    ]
