"""Closing the count: the frozen rule, once, with everything that is kept of it."""

from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Dimension, Plan, Rule
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots.models import Channel, FrozenRules
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.models import Count, Last, Rank
from ogp_participa.vote.count.queries import results
from ogp_participa.vote.count.queries.profile import vote_of
from ogp_participa.vote.count.queries.results import SeatsLine
from ogp_participa.vote.count.stored_result import StoredResult
from ogp_participa.vote.selection import explanations
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.tally import lot
from tests import factories
from tests.cast import Cast
from tests.drafting.promotion.elections import over
from tests.vote.ballot_log.logs import entries
from tests.vote.count.elections import SEED, SHARED, at_once, ballot, held


def _places(plan: Plan, proposals: list[Proposal]) -> list[int]:
    """The proposals in the order of the count, by their place in the test."""
    numbers = [proposal.id for proposal in proposals]
    return [numbers.index(standing.proposal_id) for standing in results.standings(plan)]


def _winners(plan: Plan, proposals: list[Proposal]) -> list[int]:
    return _places(plan, proposals)[: results.line_of(plan).elected]


def test_the_count_ranks_by_votes_and_says_where_the_seats_end(cast: Cast) -> None:
    plan, proposals = over([1, 5, 3, 0])
    plan.rule = Rule.APPROVALS
    count = actions.close_count(cast.dario, plan, SEED)
    standings = results.standings(plan)
    assert [(s.proposal_id, s.votes, s.elected) for s in standings] == [
        (proposals[1].id, 5, True),
        (proposals[2].id, 3, True),
        (proposals[0].id, 1, False),
        (proposals[3].id, 0, False),
    ]
    assert (count.ballots, count.seats) == (5, 2)
    assert results.line_of(plan) == SeatsLine(2, 2, 3)
    assert Kind.COUNT_CLOSED in db.session.scalars(sa.select(Event.kind)).all()


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        (Rule.APPROVALS, [0, 1]),
        (Rule.PHRAGMEN, [0, 2]),
        (Rule.PAV, [0, 2]),
        (Rule.EQUAL_SHARES, [0, 2]),
    ],
)
def test_the_rule_of_the_edition_chooses(cast: Cast, rule: Rule, winners: list[int]) -> None:
    plan, proposals = held(SHARED, 5, rule=rule)
    count = actions.close_count(cast.dario, plan, SEED)
    assert (count.rule, _winners(plan, proposals)) == (rule, winners)
    assert count.ballots - count.unrepresented == (13 if winners == [0, 1] else 18)
    assert [other["rule"] for other in count.comparisons] == [item.value for item in Rule if item is not rule]
    other = {item["rule"]: item for item in count.comparisons}.get("approvals")
    if rule is not Rule.APPROVALS:
        assert other
        assert (other["enter"], other["leave"]) == ([proposals[1].id], [proposals[2].id])
        assert (other["represented"], Fraction(other["average"])) == (13, Fraction(21, 20))


def test_everybody_has_a_standing_with_what_became_of_them(cast: Cast) -> None:
    plan, proposals = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    ranks = {s.proposal_id: s for s in results.standings(plan)}
    last_steps = [(ranks[p.id].votes, ranks[p.id].last, ranks[p.id].left, ranks[p.id].alone) for p in proposals]
    assert last_steps == [
        (12, Last.WON, "12", 0),
        (9, Last.LEFT, "27/5", 1),
        (6, Last.WON, "6", 0),
        (1, Last.LEFT, "1", 1),
        (0, Last.UNCHOSEN, "", 0),
    ]
    assert [s.rank for s in results.standings(plan)] == [1, 2, 3, 4, 5]


def test_the_rules_are_frozen_and_the_log_is_sealed_at_closing(cast: Cast) -> None:
    plan, _ = held(SHARED, 5)
    entries(plan, 3)
    count = actions.close_count(cast.dario, plan, SEED)
    frozen, head = db.session.get_one(FrozenRules, plan.id), last_head(plan)
    assert head
    assert (count.digest, count.log_size, head.size) == (frozen.digest, 3, 3)


def test_channels_and_levels_are_those_of_the_voters(cast: Cast) -> None:
    plan, (first, second) = held([{0}, set()], 2)
    ballot(plan, [first], channel=Channel.PAPER, level=Level.CHECKED)
    ballot(plan, [first, second], level=Level.CHECKED)
    ballot(plan, [], channel=Channel.ASSISTED)
    count = actions.close_count(cast.dario, plan, SEED)
    assert (count.ballots, count.channels, count.levels) == (
        3,
        {"online": 2, "paper": 1},
        {"email": 1, "checked": 2},
    )


def test_empty_ballots_are_voters_where_the_rules_say_so(cast: Cast) -> None:
    plan, _ = held([{0}, set(), set(), {1}], 2, blank_count=True)
    count = actions.close_count(cast.dario, plan, SEED)
    assert (count.ballots, count.channels, count.unrepresented) == (4, {"online": 4}, 2)


def test_proposals_go_by_the_names_they_had_where_they_were_voted_on(cast: Cast) -> None:
    plan, proposals = held([{0}, {1}, {2}], 3, outside_names=True, seats=1)
    for number, proposal in enumerate(proposals):
        proposal.outside_reference = f"project-{number}"
    actions.close_count(cast.dario, plan, SEED)
    first = min(proposals, key=lambda item: lot(SEED, str(item.outside_reference)))
    assert results.standings(plan, 1)[0].proposal_id == first.id
    assert vote_of(plan).profile.references == ("project-0", "project-1", "project-2")


@pytest.mark.parametrize(("by", "groups"), [(Dimension.TERRITORY, ("CT", "", "")), (Dimension.THEME, ("a", "b", "b"))])
def test_a_quota_goes_by_theme_or_territory(cast: Cast, by: Dimension, groups: tuple[str, ...]) -> None:
    plan, proposals = held([{0}, *[{1}] * 5, *[{2}] * 4], 3, quota_by=by, quota_least=1, quota_most=1)
    themes = {"a": 0, "b": 1}
    named = db.session.scalars(sa.text("SELECT id FROM theme WHERE plan_id = :plan ORDER BY id"), {"plan": plan.id})
    numbers = list(named)
    for proposal, group in zip(proposals, groups, strict=True):
        proposal.territory = group if by is Dimension.TERRITORY and group else None
        proposal.theme_id = numbers[themes[group]] if by is Dimension.THEME else None
    actions.close_count(cast.dario, plan, SEED)
    assert sorted(_winners(plan, proposals)) == [0, 1]
    assert results.standings_by_proposal([proposals[2].id])[proposals[2].id].last == Last.KEPT_OUT


def test_equals_at_the_last_seat_are_drawn(cast: Cast) -> None:
    plan, proposals = held([*[{0}] * 3, *[{1}] * 2, *[{2}] * 2], 3)
    for blank in ("", "  "):
        with pytest.raises(Refused):
            actions.close_count(cast.dario, plan, blank)
    count = actions.close_count(cast.dario, plan, f" {SEED} ")
    order = [count.steps[-1]["winner"], *count.steps[-1]["equals"]]
    equals = [results.standings_by_proposal(order)[number] for number in order]
    lots = sorted(proposals[1:], key=lambda p: lot(SEED, p.reference))
    assert [item.proposal_id for item in equals] == [p.id for p in lots]
    assert [(item.elected, item.tied) for item in equals] == [(True, True), (False, True)]
    assert results.line_of(plan).split
    assert count.seed == SEED
    assert not results.standings(plan, 1)[0].tied


def test_the_count_is_closed_once(cast: Cast) -> None:
    plan, _ = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    with pytest.raises(Refused):
        actions.close_count(cast.dario, plan, "1")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Count)) == 1


def test_residents_and_forum_members_do_not_close_the_count(cast: Cast) -> None:
    plan, _ = over([1])
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused):
            actions.close_count(person, plan, "1")


def test_a_proposal_withdrawn_before_the_count_is_not_ranked(cast: Cast) -> None:
    plan, proposals = held([{0}, {0, 1}, {1, 2}, {2}, {0}], 3)
    proposals[0].enter(State.WITHDRAWN)
    count = actions.close_count(cast.dario, plan, SEED)
    assert set(_places(plan, proposals)) == {1, 2}
    assert (count.ballots, count.unrepresented) == (5, 2)


def test_what_happens_to_proposals_after_the_count_changes_nothing(cast: Cast) -> None:
    plan, proposals = held(SHARED, 5)
    count = actions.close_count(cast.dario, plan, SEED)
    before = results.vote_counted(plan)
    proposals[0].state, proposals[1].state, proposals[4].state = State.WITHDRAWN, State.MERGED, State.WITHDRAWN
    factories.proposal(plan)
    db.session.flush()
    assert results.vote_counted(plan) == before
    again = results.rerun(plan, ())
    assert [again.vote.proposals[winner] for winner in again.result.winners] == [proposals[0].id, proposals[2].id]
    assert (again.entered, again.left, again.count) == ([], [], count)


def test_a_vote_that_nobody_took_part_in_is_counted(cast: Cast) -> None:
    plan, _ = held([], 2)
    count = actions.close_count(cast.dario, plan, SEED)
    assert (count.ballots, count.steps, count.log_size) == (0, [], 0)
    assert results.line_of(plan) == SeatsLine(2, 0, 0)
    empty, _ = held([], 0)
    actions.close_count(cast.dario, empty, SEED)
    assert results.standings(empty) == []


def test_what_is_read_again_tells_the_same_as_the_rule(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    actions.close_count(cast.dario, plan, SEED)
    db.session.commit()
    vote = results.vote_counted(plan)
    fresh = select(vote.profile, plan.rule, plan.seats, SEED)
    stored: StoredResult = results.stored_result_of(plan, [proposal.id for proposal in proposals])
    for place in range(2):
        assert explanations.why_elected(stored, place) == explanations.why_elected(fresh, place)
    for number in (1, 3, 4):
        assert explanations.why_not(stored, proposals[number].id) == explanations.why_not(fresh, number)


def test_eight_desks_at_once_close_one_count(fresh_app: Flask) -> None:
    dario = factories.person("Dario Melo", role="staff")
    plan, _ = over([3, 2, 1])
    staff, number = dario.id, plan.id
    db.session.rollback()  # whoever read last still holds the write lock of SQLite

    def press() -> None:
        actions.close_count(db.session.get_one(Person, staff), db.session.get_one(Plan, number), SEED)

    answers = at_once(fresh_app, press)
    assert answers.count("done") == 1
    assert len(answers) == 8
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Count)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Rank)) == 3
