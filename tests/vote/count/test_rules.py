"""When a count may be closed, and a winner be taken out of it."""

from datetime import timedelta

import pytest

from ogp_participa.core.clock import now
from ogp_participa.edition.plans.models import Plan, Right, Stage, StageKind
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count import rules
from ogp_participa.vote.count.models import Count, Last, Rank
from tests.cast import Cast


def _plan(closes: int, right: Right = Right.VOTE) -> Plan:
    stage = Stage(
        kind=StageKind.VOTING,
        opens_at=now() - timedelta(days=5),
        closes_at=now() + timedelta(days=closes),
        rights=[right.value],
    )
    return Plan(id=1, seats=2, choices=5, stages=[stage])


@pytest.mark.parametrize(
    ("closes", "counted", "seed", "allowed"),
    [
        (1, False, "1", False),
        (-1, True, "1", False),
        (-1, False, "", False),
        (-1, False, " ", False),
        (-1, False, "48211", True),
    ],
)
def test_the_count_is_closed_once_after_the_vote_with_the_number_of_the_draw(
    cast: Cast, closes: int, counted: bool, seed: str, allowed: bool
) -> None:
    verdict = rules.can_close_count(cast.dario, _plan(closes), now=now(), counted=counted, seed=seed)
    assert bool(verdict) is allowed
    assert not rules.can_close_count(cast.ana, _plan(closes), now=now(), counted=counted, seed=seed)


def test_a_plan_without_a_vote_has_no_count(cast: Cast) -> None:
    assert not rules.can_close_count(cast.dario, _plan(-1, Right.DRAFT), now=now(), counted=False, seed="1")


WON = Rank(rank=1, votes=9, elected=True, last=Last.WON)


@pytest.mark.parametrize(
    ("standing", "state", "allowed"),
    [
        (WON, State.PUBLISHED, True),
        (WON, State.NOT_PROMOTED, True),
        (WON, State.WITHDRAWN, True),
        (WON, State.PROMOTED, False),
        (Rank(rank=3, votes=2, elected=False, last=Last.LEFT), State.PUBLISHED, False),
        (Rank(rank=3, votes=9, elected=False, last=Last.REMOVED), State.PUBLISHED, False),
        (None, State.PUBLISHED, False),
    ],
)
def test_only_a_winner_whose_seat_is_not_used_is_taken_out(
    cast: Cast, standing: Rank | None, state: State, allowed: bool
) -> None:
    plan, proposal = _plan(1, Right.DRAFT), Proposal(id=1, state=state)
    assert bool(rules.can_remove(cast.dario, plan, Count(), proposal, standing, now=now())) is allowed
    assert not rules.can_remove(cast.dario, plan, None, proposal, standing, now=now())
    assert not rules.can_remove(cast.clara, plan, Count(), proposal, standing, now=now())
    assert not rules.can_remove(cast.dario, _plan(-1, Right.DRAFT), Count(), proposal, standing, now=now())


@pytest.mark.parametrize(("reason", "allowed"), [("", False), (" " * 60, False), ("x" * 39, False), ("x" * 40, True)])
def test_a_removal_has_a_reason_that_people_can_judge(reason: str, allowed: bool) -> None:
    assert bool(rules.is_reasoned(reason)) is allowed
