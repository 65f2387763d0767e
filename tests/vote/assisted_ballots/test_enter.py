"""Entering a ballot of somebody without internet: one person, one ballot, whichever way it comes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan, Right, StageKind
from ogp_participa.people.accounts.actions import erase
from ogp_participa.people.accounts.models import Level
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.assisted_ballots import actions, papers, rules, typed
from ogp_participa.vote.assisted_ballots.actions import PaperSheet
from ogp_participa.vote.ballots.actions import cast as vote
from ogp_participa.vote.ballots.models import Ballot, Channel, Leaf
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.count.actions import close_count
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Cast
from tests.vote.assisted_ballots.sheets import CPF, OTHER_CPF, entered
from tests.vote.count.elections import at_once


def proposals(plan: Plan, number: int = 3) -> list[Proposal]:
    """Proposals that receive votes."""
    return [factories.proposal(plan) for _ in range(number)]


def test_a_ballot_with_help_is_in_the_box_and_in_the_log(cast: Cast) -> None:
    chosen = proposals(cast.plan)
    entry = entered(cast, chosen)
    ballot = db.session.get_one(Ballot, entry.id, populate_existing=True)
    assert ballot.channel is Channel.ASSISTED
    assert ballot.level is Level.CHECKED
    assert ballot.voter_id is None
    assert ballot.entered_by_id == cast.dario.id
    assert ballot.confirmed_at
    assert ballot.chosen == {item.id for item in chosen}
    leaf = db.session.scalars(sa.select(Leaf).where(Leaf.ballot_id == ballot.id)).one()
    names = [name_in(cast.plan, item) for item in chosen]
    domain = merkle.domain(cast.plan.slug, rules_of(cast.plan)[1], "assisted")
    assert leaf.channel is Channel.ASSISTED
    assert leaf.nonce
    assert leaf.ballot_hash == merkle.ballot_hash(domain, leaf.nonce, names)
    online = merkle.domain(cast.plan.slug, rules_of(cast.plan)[1], "online")
    assert leaf.ballot_hash != merkle.ballot_hash(online, leaf.nonce, names)


def test_nothing_of_the_person_is_kept_but_a_keyed_mark(cast: Cast) -> None:
    chosen = proposals(cast.plan, 1)
    ballots = [entered(cast, chosen), entered(cast, chosen, "Rosa@Example.org", "5")]
    rows = db.session.execute(sa.text("SELECT * FROM ballot")).mappings().all()
    events = db.session.execute(sa.text("SELECT * FROM event")).mappings().all()
    everything = str([dict(row) for row in [*rows, *events]]).casefold()
    assert len({row["mark"] for row in rows}) == len(ballots)
    for secret in ("52998224725", CPF, "rosa", "example.org"):
        assert secret not in everything.replace("@", "@") or secret == "example.org"
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.BALLOT_ENTERED).order_by(Event.id)).first()
    assert event
    assert event.details == {"channel": "assisted"}
    assert event.actor_id == cast.dario.id


def test_a_cpf_is_no_address_and_other_plans_have_other_marks(cast: Cast) -> None:
    cpf, other = typed.identity(CPF), factories.plan()
    as_address = typed.VoterIdentity(email=cpf.cpf)
    marks = {actions.mark_of_identity(plan, identity) for plan in (cast.plan, other) for identity in (cpf, as_address)}
    assert len(marks) == 4


def test_who_voted_online_gets_no_second_ballot(cast: Cast) -> None:
    first, second = proposals(cast.plan, 2)
    vote(cast.ana, first)
    with pytest.raises(actions.BallotTaken, match="votou pela internet") as refusal:
        entered(cast, [second], cast.ana.email.upper())
    assert refusal.value.field == "identity"


def test_who_voted_in_person_gets_no_second_ballot_online(cast: Cast) -> None:
    first, second = proposals(cast.plan, 2)
    entered(cast, [first], cast.ana.email, "9")
    with pytest.raises(Refused, match="pessoalmente"):
        vote(cast.ana, second)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1


def test_erasing_an_account_frees_no_ballot_on_paper(cast: Cast) -> None:
    first, address = factories.proposal(cast.plan), cast.ana.email
    vote(cast.ana, first)
    erase(cast.ana)
    with pytest.raises(actions.BallotTaken):
        entered(cast, [first], address)


def test_nobody_has_two_ballots_in_person_and_no_paper_is_typed_twice(cast: Cast) -> None:
    chosen = proposals(cast.plan, 2)
    entered(cast, chosen[:1], CPF, "A-7")
    with pytest.raises(actions.BallotTaken, match="já votou pessoalmente"):
        entered(cast, chosen, CPF, "A-8")
    with pytest.raises(actions.BallotTaken, match="esse número") as refusal:
        entered(cast, chosen, OTHER_CPF, "A-7")
    assert refusal.value.field == "paper_number"
    entered(cast, chosen, OTHER_CPF, "A-7", plan=second_plan(chosen))


def second_plan(chosen: list[Proposal]) -> Plan:
    """Another plan with proposals of its own in the place of these."""
    plan = factories.plan()
    chosen[:] = [factories.proposal(plan)]
    return plan


def test_the_same_form_sent_twice_is_one_ballot(cast: Cast) -> None:
    chosen = proposals(cast.plan, 2)
    assert entered(cast, chosen, CPF, "7").id == entered(cast, chosen[::-1], CPF, "7").id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Leaf)) == 1
    with pytest.raises(actions.BallotTaken):
        entered(cast, chosen[:1], CPF, "7")


def test_only_staff_enter_and_staff_have_no_ballot(cast: Cast) -> None:
    chosen = proposals(cast.plan, 1)
    sheet = PaperSheet(Channel.ASSISTED, typed.identity(CPF), chosen)
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused, match="Só a equipe"):
            actions.enter(person, cast.plan, sheet)
    for colleague in (cast.dario, cast.eva):
        with pytest.raises(Refused, match="equipe"):
            entered(cast, chosen, colleague.email)


def test_more_choices_than_a_ballot_has_are_refused(cast: Cast) -> None:
    cast.plan.choices = 2
    with pytest.raises(Refused, match="no máximo 2"):
        entered(cast, proposals(cast.plan, 3))
    with pytest.raises(Refused, match="ao menos uma"):
        entered(cast, [])
    cast.plan.blank_count = True
    assert entered(cast, []).id


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.MERGED, State.IN_REVIEW, State.REFUSED])
def test_only_proposals_that_receive_votes_are_entered(cast: Cast, state: State) -> None:
    with pytest.raises(Refused):
        entered(cast, [factories.proposal(cast.plan, state=state)])


def test_proposals_of_other_plans_are_not_entered(cast: Cast) -> None:
    with pytest.raises(Refused):
        entered(cast, [factories.proposal(factories.plan())])


def closing(cast: Cast) -> tuple[Plan, Proposal]:
    """A plan whose vote closes in a day."""
    plan = factories.plan(rights=(), choices=3, tie_source="Loteria")
    factories.stage(plan, StageKind.VOTING, opens=-2, closes=1)
    return plan, factories.proposal(plan)


def test_after_closing_only_paper_is_entered_and_only_for_some_days(cast: Cast) -> None:
    plan, chosen = closing(cast)
    end = plan.stages[0].closes_at
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        with pytest.raises(Refused, match="encerrada"):
            entered(cast, [chosen], CPF, plan=plan)
        entered(cast, [chosen], CPF, "1", plan=plan)
    with time_machine.travel(end + timedelta(days=rules.PAPER_DAYS), tick=False), pytest.raises(Refused, match="dias"):
        entered(cast, [chosen], OTHER_CPF, "2", plan=plan)


def test_nothing_is_entered_before_voting_opens_nor_after_the_count(cast: Cast) -> None:
    plan, chosen = closing(cast)
    with time_machine.travel(plan.stages[0].opens_at - timedelta(seconds=1), tick=False), pytest.raises(Refused):
        entered(cast, [chosen], CPF, "1", plan=plan)
    with time_machine.travel(plan.stages[0].closes_at + timedelta(hours=1), tick=False):
        entered(cast, [chosen], CPF, "1", plan=plan)
        close_count(cast.dario, plan, "12345")
        with pytest.raises(Refused, match="apuração"):
            entered(cast, [chosen], OTHER_CPF, "2", plan=plan)


@pytest.mark.parametrize("same", ["person", "paper"])
def test_two_clerks_at_the_same_moment_enter_one_ballot(fresh_app: Flask, same: str) -> None:
    plan, staff = factories.plan(), [factories.person(role="administrator")]
    staff += [factories.person() for _ in range(5)]
    for item in staff[1:]:
        item.roles = list(staff[0].roles)
    chosen = factories.proposal(plan)
    db.session.commit()
    ids, plan_id, chosen_id = [item.id for item in staff], plan.id, chosen.id
    db.session.remove()

    def act() -> None:
        number = ids.pop()
        clerk, here = db.session.get_one(type(staff[0]), number), db.session.get_one(Plan, plan_id)
        who = CPF if same == "person" else f"pessoa-{number}@example.com"
        paper = "17" if same == "paper" else str(number)
        sheet = PaperSheet(Channel.PAPER, typed.identity(who), [db.session.get_one(Proposal, chosen_id)], paper)
        actions.enter(clerk, here, sheet)

    assert sorted(at_once(fresh_app, act, 6)) == [*["BallotTaken"] * 5, "done"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Leaf)) == 1


def test_a_stage_that_gives_no_vote_admits_no_ballot(cast: Cast) -> None:
    plan = factories.plan(rights=(Right.PROPOSE,))
    verdict = rules.can_enter(cast.dario, plan, Channel.PAPER, counted=False, now=now())
    assert not verdict
    assert papers.paper_until(plan, now()) is None
