"""A winner that proved unfeasible is taken out, and the rule is run again without it."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.drafting.promotion import actions as drafting
from ogp_participa.drafting.promotion import wording
from ogp_participa.drafting.promotion.models import CountResponse
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.comments.models import Follow
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.readers.timeline.queries.story import timeline
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.models import Last, Removal
from ogp_participa.vote.count.queries import results
from tests import factories
from tests.cast import Cast
from tests.vote.count.elections import SEED, SHARED, at_once, held

WHY = "A Secretaria de Obras examinou o terreno: ele é de área de risco e não pode receber obra."


def _counted(by: Person, **settings: object) -> tuple[Plan, list[Proposal]]:
    plan, proposals = held(SHARED, 5, **settings)
    actions.close_count(by, plan, SEED)
    db.session.commit()
    return plan, proposals


def _winners(plan: Plan) -> list[int]:
    return [s.proposal_id for s in results.standings(plan) if s.elected]


def test_the_rule_is_run_again_without_it(cast: Cast) -> None:
    plan, (a, b, c, _, _) = _counted(cast.dario)
    assert _winners(plan) == [a.id, c.id]
    removal = actions.remove_winner(cast.dario, plan, a, f"  {WHY} ")
    assert _winners(plan) == [b.id, c.id]
    assert (removal.reason, removal.entered, removal.left) == (WHY, [b.id], [])
    gone = results.standing_of(a)
    assert gone
    assert (gone.votes, gone.elected, gone.last, gone.left) == (12, False, Last.REMOVED, "")
    count = results.count_of(plan)
    assert count
    assert [step["winner"] for step in count.steps] == [b.id, c.id]
    assert count.unrepresented == 5
    assert all(a.id not in other["winners"] for other in count.comparisons)
    assert [item.proposal for item in results.removals_of(plan)] == [a]


def test_who_had_a_seat_may_lose_it_by_the_rerun(cast: Cast) -> None:
    plan, (a, b, c, d) = held([*[{0, 1, 2}] * 6, *[{0}] * 3, *[{1}] * 2, *[{3}] * 5, *[{2}] * 1], 4)
    plan.rule = Rule.PAV
    actions.close_count(cast.dario, plan, SEED)
    before = _winners(plan)
    removal = actions.remove_winner(cast.dario, plan, a, WHY)
    after = _winners(plan)
    assert before[0] == a.id
    assert removal.entered == [number for number in after if number not in before]
    assert removal.left == [number for number in before if number not in (*after, a.id)]
    assert {b.id, c.id, d.id} >= set(after)


def test_several_are_taken_out_one_after_the_other(cast: Cast) -> None:
    plan, (a, b, c, d, _) = _counted(cast.dario)
    actions.remove_winner(cast.dario, plan, a, WHY)
    second = actions.remove_winner(cast.dario, plan, b, WHY)
    assert set(_winners(plan)) == {c.id, d.id}
    assert second.entered == [d.id]
    actions.remove_winner(cast.dario, plan, c, WHY)
    assert _winners(plan) == [d.id], "nobody chose the fifth"
    stored = results.stored_result_of(plan, [a.id, b.id, c.id])
    assert stored.removed == {a.id, b.id, c.id}


def test_everybody_reads_of_it(cast: Cast) -> None:
    plan, (a, *_) = _counted(cast.dario)
    actions.remove_winner(cast.dario, plan, a, WHY)
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.WINNER_REMOVED)).one()
    assert (event.subject, event.subject_id, event.plan_id, event.details) == (
        "proposal",
        a.id,
        plan.id,
        {"reason": WHY},
    )


def test_its_author_and_followers_hear_why(cast: Cast) -> None:
    plan, (a, *_) = _counted(cast.dario)
    db.session.add(Follow(person_id=cast.bruno.id, proposal_id=a.id))
    actions.remove_winner(cast.dario, plan, a, WHY)
    announce_events()
    letters = db.session.scalars(sa.select(Mail)).all()
    about = [item for item in letters if a.reference in item.subject]
    assert len(about) == 2
    assert all(WHY in item.text for item in about)


def test_its_story_says_what_happened(cast: Cast) -> None:
    plan, (a, b, *_) = _counted(cast.dario)
    actions.remove_winner(cast.dario, plan, a, WHY)
    db.session.commit()
    with force_locale("en"):
        story = {step.title: step.text for step in timeline(a, "en", now())}
        other = {step.title: step.text for step in timeline(b, "en", now())}
    assert story["The vote: 12 votes"] == "By the vote it had a seat."
    assert story["Taken out of the result"] == WHY
    assert other["The vote: 9 votes"] == "It has seat 1 in the plan."


def test_promotions_stand_whoever_has_the_seat_now(cast: Cast) -> None:
    plan, (a, _, c, _, _) = _counted(cast.dario)
    commitment = drafting.draft_commitment(cast.dario, plan, "Dados", "")
    drafting.promote(cast.dario, commitment, [c])
    with pytest.raises(Refused):
        actions.remove_winner(cast.dario, plan, c, WHY)
    actions.remove_winner(cast.dario, plan, a, WHY)
    assert c.state is State.PROMOTED


@pytest.mark.parametrize("reason", ["", "Não dá.", " " * 60])
def test_the_reason_is_one_that_people_can_judge(cast: Cast, reason: str) -> None:
    plan, (a, *_) = _counted(cast.dario)
    with pytest.raises(Refused):
        actions.remove_winner(cast.dario, plan, a, reason)
    assert results.removals_of(plan) == []


def test_only_winners_are_taken_out_once_by_staff_after_the_count(cast: Cast) -> None:
    plan, (a, b, *_) = _counted(cast.dario)
    for person, proposal in ((cast.ana, a), (cast.clara, a), (cast.dario, b)):
        with pytest.raises(Refused):
            actions.remove_winner(person, plan, proposal, WHY)
    actions.remove_winner(cast.dario, plan, a, WHY)
    with pytest.raises(Refused):
        actions.remove_winner(cast.dario, plan, a, WHY)
    open_plan, (first, *_) = held(SHARED, 5)
    with pytest.raises(Refused):
        actions.remove_winner(cast.dario, open_plan, first, WHY)


def test_it_still_gets_a_reasoned_answer_with_the_reason(cast: Cast) -> None:
    plan, (a, *_) = _counted(cast.dario)
    actions.remove_winner(cast.dario, plan, a, WHY)
    drafting.answer(cast.dario, plan, [a], wording.opening(plan.seats))
    assert db.session.scalars(sa.select(CountResponse.text)).one().endswith(WHY)
    assert a.state is State.NOT_PROMOTED


def test_eight_desks_at_once_take_it_out_once(fresh_app: Flask) -> None:
    dario = factories.person("Dario Melo", role="staff")
    plan, (a, *_) = _counted(dario)
    staff, number, winner = dario.id, plan.id, a.id
    db.session.rollback()  # whoever read last still holds the write lock of SQLite

    def press() -> None:
        person, edition = db.session.get_one(Person, staff), db.session.get_one(Plan, number)
        actions.remove_winner(person, edition, db.session.get_one(Proposal, winner), WHY)

    answers = at_once(fresh_app, press)
    assert answers.count("done") == 1
    assert len(answers) == 8
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Removal)) == 1
