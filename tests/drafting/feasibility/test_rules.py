"""What the rules of opinions allow."""

from datetime import timedelta

import pytest

from ogp_participa.core.clock import now
from ogp_participa.drafting.feasibility import models, process_number, rules
from ogp_participa.drafting.feasibility.models import Finding, OpinionAppeal, OpinionVersion
from ogp_participa.edition.plans.models import Right, StageKind
from tests import factories
from tests.cast import Cast

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "typed",
    [
        "6010.2026/0001234-5",
        " 6010.2026 / 0001234-5 ",
        "6010202600012345",
        "6010 2026 0001234 5",
        "SEI 6010.2026/0001234-5",
        "Processo SEI nº 6010.2026/0001234-5",
        "sei: 6010.2026/0001234–5",
    ],
)
def test_a_process_number_is_understood_however_it_was_typed(typed: str) -> None:
    assert process_number.process_number(typed) == "6010.2026/0001234-5"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6010.2026/000123-5",
        "6010.2026/00012345-6",
        "ABCD.2026/0001234-5",
        "٦010202600012345",
        "<b>6010202600012345",
    ],
)
def test_what_is_no_process_number_is_not_taken_for_one(typed: str) -> None:
    assert process_number.process_number(typed) is None


def version(
    finding: Finding = Finding.UNFAVOURABLE, days: int = 0, appeal: OpinionAppeal | None = None
) -> OpinionVersion:
    """A version that was given so many days ago."""
    return OpinionVersion(number=1, finding=finding, at=now() - days * DAY, appeal=appeal)


@pytest.mark.parametrize("right", [Right.MODERATE, Right.VOTE, Right.DRAFT])
def test_the_calendar_allows_opinions_before_during_and_after_the_vote(cast: Cast, right: Right) -> None:
    assert rules.calendar_allows(factories.plan(rights=(right,)), now())


@pytest.mark.parametrize("right", [Right.PROPOSE, Right.CONSULT, Right.DELIBERATE, Right.PUBLISH, Right.IMPLEMENT])
def test_other_stages_do_not_allow_them(cast: Cast, right: Right) -> None:
    assert not rules.calendar_allows(factories.plan(rights=(right,)), now())


def test_nobody_gives_an_opinion_on_a_published_plan_whatever_its_calendar_says(cast: Cast) -> None:
    plan = factories.plan(rights=(Right.DRAFT,))
    factories.stage(plan, StageKind.PUBLICATION, opens=1, closes=3)
    plan.published = 1
    assert rules.calendar_allows(plan, now()).reason == rules.PUBLISHED
    appealed = models.OpinionCase(plan, version(), frozenset({cast.ana.id}), None)
    assert not rules.can_appeal(cast.ana, appealed, now())
    assert not rules.is_being_made(factories.plan(rights=(), historical=True))


def test_a_plan_that_is_late_is_not_taken_for_a_published_one(cast: Cast) -> None:
    plan = factories.plan(rights=(Right.DRAFT,))
    factories.stage(plan, StageKind.PUBLICATION, opens=-3, closes=-1)
    assert rules.can_give(cast.dario, plan, now())
    assert rules.can_appeal(cast.ana, models.OpinionCase(plan, version(), frozenset({cast.ana.id}), None), now())


def test_only_staff_give_opinions(cast: Cast) -> None:
    assert rules.can_give(cast.dario, cast.plan, now())
    for person in (None, cast.ana, cast.celio):
        assert not rules.can_give(person, cast.plan, now())


def test_the_last_day_of_the_term_counts(cast: Cast) -> None:
    for days, allowed in ((0, True), (15, True), (16, False)):
        case = models.OpinionCase(cast.plan, version(days=days), frozenset({cast.ana.id}), None)
        assert bool(rules.can_appeal(cast.ana, case, now())) is allowed


def test_authors_and_members_appeal_and_nobody_else(cast: Cast) -> None:
    case = models.OpinionCase(cast.plan, version(), frozenset({cast.ana.id}), None)
    assert rules.can_appeal(cast.ana, case, now())
    assert not rules.can_appeal(cast.bruno, case, now())
    assert not rules.can_appeal(cast.dario, case, now())
    assert not rules.can_appeal(None, case, now())
    assert rules.can_appeal(cast.clara, models.OpinionCase(cast.plan, version(), frozenset(), cast.clara_seat), now())


@pytest.mark.parametrize("finding", [Finding.FAVOURABLE, Finding.WITH_CHANGES])
def test_only_what_is_unfavourable_is_appealed(cast: Cast, finding: Finding) -> None:
    case = models.OpinionCase(cast.plan, version(finding), frozenset({cast.ana.id}), None)
    assert not rules.can_appeal(cast.ana, case, now())


def test_a_version_does_not_pass_over_an_appeal_that_waits(cast: Cast) -> None:
    waiting = version(appeal=OpinionAppeal(text="x", kept=None))
    assert not rules.can_follow(waiting, 1, "O texto da proposta mudou ontem.")
    answered = version(appeal=OpinionAppeal(text="x", kept=True))
    assert rules.can_follow(answered, 1, "O texto da proposta mudou ontem.")
    assert not rules.can_follow(answered, 1, "mudou")
    assert rules.can_follow(answered, 0, "O texto da proposta mudou ontem.").reason == rules.CHANGED


def test_nobody_answers_their_own_appeal(cast: Cast) -> None:
    appeal = OpinionAppeal(by_id=cast.dario.id, text="x", kept=None)
    assert not rules.can_answer(cast.dario, appeal)
    assert rules.can_answer(cast.eva, appeal)
    assert not rules.can_answer(cast.ana, appeal)
