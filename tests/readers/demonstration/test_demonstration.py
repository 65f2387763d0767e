"""The demonstration: filled completely, labelled as invented, and walked stage by stage."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.deliberation.queries import deliberations_of
from ogp_participa.decision.publication.models import AmendmentState
from ogp_participa.decision.publication.queries import amendments_of, missing_here
from ogp_participa.drafting.commitments.models import Commitment, CommitmentFact, CommitmentVersion
from ogp_participa.drafting.responses.queries.figures import figures_of
from ogp_participa.edition.plans.models import Plan, PlanFact, Right, StageChange, StageKind
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.moderation.models import Decision
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.demonstration import actions, filling, queries
from ogp_participa.readers.notifications.models import Announced
from ogp_participa.vote.ballots.models import Ballot
from ogp_participa.vote.count.queries.results import removals_of, standings
from tests import factories
from tests.cast import Browser, Cast


def _count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_demonstration_is_lively(filled: Plan) -> None:
    rows = db.session.execute(sa.select(Proposal.state, sa.func.count().label("n")).group_by(Proposal.state))
    states = {row.state: row.n for row in rows}
    assert sum(states.values()) > 300
    assert {State.IN_REVIEW, State.NEEDS_CHANGE, State.REFUSED, State.MERGED, State.WITHDRAWN} <= set(states)
    assert _count(Ballot) > 400
    assert _count(Decision) > 250


def test_what_is_not_established_about_past_plans_has_no_value(filled: Plan) -> None:
    unknown = db.session.scalars(sa.select(CommitmentFact).where(CommitmentFact.value.is_(None))).all()
    assert any(fact.label == "completion" for fact in unknown)
    fourth = plan_by_slug("4-plano")
    assert fourth
    assert db.session.scalars(sa.select(Commitment).where(Commitment.plan_id == fourth.id)).all() == []


def test_every_established_fact_has_its_source(filled: Plan) -> None:
    for model in (PlanFact, CommitmentFact):
        bare = db.session.scalars(sa.select(model).where(model.value.is_not(None), model.source_url == "")).all()
        assert bare == []


def test_the_edition_says_on_its_pages_that_it_is_invented(filled: Plan, visitor: Browser) -> None:
    for path in ("/", "/planos/demonstracao", "/planos/demonstracao/propostas", "/planos/demonstracao/forum"):
        assert "Demonstração: conteúdo inventado" in visitor.get(path).text


def test_everybody_who_can_sign_in_is_printed(filled: Plan) -> None:
    people = [email for _role, email, _password in queries.sign_ins()]
    assert len(people) == 5
    known = db.session.scalars(sa.select(Person.email).where(Person.email.in_(people))).all()
    assert sorted(known) == sorted(people)


def test_staff_walk_through_the_stages(filled: Plan) -> None:
    dario = db.session.scalars(sa.select(Person).where(Person.email == "dario@example.org")).one()
    seen = []
    for hours in range(1, 5):
        with time_machine.travel(now() + timedelta(hours=hours), tick=False):
            seen.append({right for right in Right if filled.stage_open(now(), right)})
            actions.advance(dario, filled)
            db.session.flush()
    assert seen[0] == {Right.PROPOSE, Right.MODERATE, Right.VOTE}
    assert seen[1] == {Right.MODERATE, Right.VOTE}
    assert seen[2] == {Right.DRAFT}
    reasons = db.session.scalars(sa.select(StageChange.reason)).all()
    assert reasons
    assert all(reasons)


def test_of_two_staff_who_press_the_same_button_one_opens_the_next_stage(cast: Cast, app: Flask) -> None:
    plan = factories.plan(rights=(), demonstration=True)
    factories.stage(plan, StageKind.PROPOSALS, opens=-9, closes=5)
    factories.stage(plan, StageKind.VOTING, opens=6, closes=15)
    factories.stage(plan, StageKind.DRAFTING, opens=16, closes=30)
    db.session.commit()
    page, path = now(), f"/gestao/planos/{plan.slug}/proxima-etapa"
    with time_machine.travel(now() + timedelta(seconds=20), tick=False):
        Browser(app, cast.dario).post(path, {"seen": page.isoformat()})
    with time_machine.travel(now() + timedelta(seconds=21), tick=False):
        again = Browser(app, cast.eva).post(path, {"seen": page.isoformat()}, status=409)
        assert "Outra pessoa" in again.text
        db.session.expire_all()
        assert [stage.is_open(now()) for stage in plan.stages] == [False, True, False]
        assert 'name="seen"' in Browser(app, cast.dario).get("/gestao").text


def test_nobody_else_moves_the_demonstration_on(filled: Plan) -> None:
    ana = db.session.scalars(sa.select(Person).where(Person.email == "ana@example.org")).one()
    with pytest.raises(Refused):
        actions.advance(ana, filled)


def test_a_real_edition_has_no_such_button(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.advance(cast.dario, cast.plan)


def test_the_earlier_edition_went_the_whole_way_and_is_no_real_plan(filled: Plan, visitor: Browser) -> None:
    plan = plan_by_slug("demo-anterior")
    assert plan
    assert (plan.demonstration, plan.historical, plan.published, plan.number) == (True, False, 2, None)
    figures = figures_of(plan, now())
    assert figures.share == 1
    assert figures.share_in_time is not None
    assert figures.share_in_time < 1
    winners = [one.proposal for one in standings(plan) if one.elected]
    assert {one.state for one in winners} == {State.PROMOTED}
    assert [one.proposal.state for one in removals_of(plan)] == [State.NOT_PROMOTED]
    assert [one.carried for one in deliberations_of(plan)] == [True, False]
    assert {one.state for one in amendments_of(plan)} == set(AmendmentState)
    assert "Demonstração: conteúdo inventado" in visitor.get("/planos/demo-anterior/plano").text
    assert "Edição de demonstração anterior" not in visitor.get("/").text


def test_what_is_done_in_the_past_stays_in_the_past(filled: Plan) -> None:
    earlier = sa.select(Plan.id).where(Plan.slug == "demo-anterior").scalar_subquery()
    moments = db.session.scalars(sa.select(Event.at).where(Event.plan_id == earlier)).all()
    assert len(moments) > 300
    assert max(moments) < now() - timedelta(days=1)
    said = db.session.scalars(sa.select(CommitmentVersion.at)).all()
    assert max(said) < now()
    assert min(said) < now() - timedelta(days=365)


def test_the_public_record_is_in_the_order_of_what_happened(filled: Plan) -> None:
    told = db.session.execute(sa.select(Event.id, Event.at).order_by(Event.id)).all()
    assert [row.id for row in told] == list(range(told[0].id, told[0].id + len(told)))
    assert [row.at for row in told] == sorted(row.at for row in told)
    assert told[-1].at <= now()


def test_there_are_commitments_at_every_step(filled: Plan, visitor: Browser) -> None:
    consulted, decided = plan_by_slug("demo-consulta"), plan_by_slug("demo-decidida")
    assert consulted
    assert decided
    assert consulted.stage_open(now(), Right.CONSULT)
    draft = visitor.get("/planos/demo-consulta/consulta/1").text
    assert "/planos/demo-consulta/consulta/1/1" in draft
    assert "/planos/demo-consulta/consulta/1/3" not in draft
    assert "Programação das casas de cultura" in visitor.get("/compromissos/demo-consulta-03").text
    assert [one.approves for one in deliberations_of(decided)] == [True]
    assert [one.endpoint for one in missing_here(decided)] == ["deliberation.sign"]


def test_the_list_of_plans_tells_what_runs_from_what_is_invented_or_past(filled: Plan, visitor: Browser) -> None:
    page = visitor.get("/planos").text
    places = [page.index(words) for words in ("Em andamento", "Outras edições", "Planos anteriores")]
    assert places == sorted(places)
    running, earlier = (
        page.index(f'class="cover" href="/planos/{slug}"') for slug in ("demonstracao", "demo-anterior")
    )
    assert places[0] < running < places[1] < earlier < places[2]


def test_a_filling_of_an_older_version_gets_the_editions_it_lacks_and_keeps_the_rest(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(filling, "_beside", lambda _people: {})
        for _name, step in filling.steps():
            step()
    db.session.commit()
    ballots, last = _count(Ballot), db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
    for _name, step in filling.steps_missing():
        step()
    db.session.commit()
    assert all(plan_by_slug(slug) for slug in ("demo-anterior", "demo-consulta", "demo-decidida"))
    assert _count(Ballot) > ballots
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.email == "ana@example.org")) == 1
    )
    told = sa.select(Announced.event_id)
    assert not db.session.scalars(sa.select(Event.id).where(Event.id > last, Event.id.not_in(told))).all()
    assert filling.steps_missing() == []
