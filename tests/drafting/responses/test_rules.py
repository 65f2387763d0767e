"""How days, terms and shares are reckoned."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.responses import figures, rules
from ogp_participa.drafting.responses.figures import Figures
from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.queries import term
from ogp_participa.edition.plans.models import Plan, Right, Stage, StageKind
from tests.drafting.responses import words

START = datetime(2026, 3, 1, 15, tzinfo=UTC)


def plan() -> Plan:
    """Proposals in March, a consultation in May."""
    edition = Plan(id=1, slug="p", title="P")
    for position, (kind, right, opens) in enumerate(
        ((StageKind.PROPOSALS, Right.PROPOSE, 0), (StageKind.CONSULTATION, Right.CONSULT, 60))
    ):
        edition.stages.append(
            Stage(
                kind=kind,
                position=position,
                opens_at=START + timedelta(days=opens),
                closes_at=START + timedelta(days=opens + 10),
                rights=[right.value],
            )
        )
    return edition


def test_days_count_from_the_close_of_the_stage_in_which_it_came(app: Flask) -> None:
    closed = term.closed_at(plan(), True, START + timedelta(days=3))
    assert closed == START + timedelta(days=10)
    assert term.days_since(closed, START + timedelta(days=15)) == 5


def test_a_proposal_that_is_voted_on_has_its_term_from_the_close_of_the_vote(app: Flask) -> None:
    voted = plan()
    voted.stages.append(
        Stage(
            kind=StageKind.VOTING,
            position=3,
            opens_at=START + timedelta(days=30),
            closes_at=START + timedelta(days=50),
            rights=[Right.VOTE.value],
        )
    )
    assert term.closed_at(voted, True, START + timedelta(days=3)) == START + timedelta(days=50)
    assert term.closed_at(voted, False, START + timedelta(days=61)) == START + timedelta(days=70)


def test_an_answer_before_the_close_took_no_days(app: Flask) -> None:
    closed = term.closed_at(plan(), False, START + timedelta(days=61))
    assert term.days_since(closed, START + timedelta(days=62)) == 0


def test_what_came_outside_of_any_stage_counts_from_its_own_moment() -> None:
    late = START + timedelta(days=80)
    assert term.closed_at(plan(), False, late) == late


@pytest.mark.parametrize(
    ("days", "middle"), [({}, None), ({4: 1}, 4), ({1: 1, 3: 1}, 2), ({0: 3, 100: 1}, 0), ({1: 2, 2: 1, 9: 2}, 2)]
)
def test_the_median_is_the_middle_of_all(days: dict[int, int], middle: float | None) -> None:
    assert figures.median(days) == middle


def test_what_waits_beyond_the_term_counts_against_the_share_in_time() -> None:
    ledger = Figures(10, {ReplyOutcome.COVERED: 4}, 0, 4, {rules.TERM_DAYS: 3, rules.TERM_DAYS + 1: 1})
    assert (ledger.answered, ledger.waiting, ledger.share) == (4, 6, 0.4)
    assert ledger.share_in_time == 3 / 8


def test_nothing_has_no_shares() -> None:
    ledger = Figures(0, {}, 0, 0, {})
    assert (ledger.share, ledger.share_in_time, ledger.median_days) == (None, None, None)


def test_what_was_accepted_names_what_changed() -> None:
    verdict = rules.suffices(words(ReplyOutcome.ACCEPTED), Plan(id=1))
    assert "commitment or milestone" in str(verdict.reason)


def test_a_milestone_belongs_to_its_commitment_and_the_commitment_to_the_plan() -> None:
    here, there = Commitment(id=1, plan_id=1), Commitment(id=2, plan_id=2)
    assert not rules.suffices(words(commitment=there), Plan(id=1))
    assert not rules.suffices(words(commitment=here, milestone=Milestone(commitment_id=2)), Plan(id=1))
    assert rules.suffices(words(commitment=here, milestone=Milestone(commitment_id=1)), Plan(id=1))


def test_a_reason_is_a_sentence() -> None:
    assert not rules.suffices(words(text="Não."), Plan(id=1))
