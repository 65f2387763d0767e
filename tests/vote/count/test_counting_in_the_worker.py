"""A large vote is closed by one request, for good, and counted by the worker; nobody waits for it."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.readers.jobs import tasks
from ogp_participa.vote.ballots.actions import cast as choose
from ogp_participa.vote.ballots.actions import freeze
from ogp_participa.vote.ballots.models import FrozenRules
from ogp_participa.vote.count import actions
from ogp_participa.vote.count.models import Closing, Count, CountStep, StoredTurnout
from ogp_participa.vote.count.queries import participation, results
from ogp_participa.vote.count.rules import PATIENCE
from tests import factories
from tests.cast import Browser, Cast
from tests.vote.count.elections import SEED, SHARED, held


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every vote with a handful of ballots is a large one."""
    monkeypatch.setattr(participation, "AT_ONCE", 3)
    yield


def press(app: Flask, cast: Cast, plan: Plan) -> str:
    """Dario closes the count; returns the board that he sees then."""
    Browser(app, cast.dario).post(f"/gestao/planos/{plan.slug}/contagem", {"seed": SEED})
    return Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text


@pytest.mark.usefixtures("large")
def test_a_large_vote_is_closed_at_once_and_counted_by_the_worker(cast: Cast, app: Flask) -> None:
    plan, _proposals = held(SHARED, 5)
    board = press(app, cast, plan)
    assert "os votos estão sendo contados" in board
    assert "<progress" in board
    db.session.expire_all()
    assert plan.counted_at is not None, "closed for good, before anything is counted"
    assert results.count_of(plan) is None
    assert "sendo contados" in app.test_client().get(f"/planos/{plan.slug}/resultado").text
    assert tasks.count_closed_votes() == 1
    count = results.count_of(plan)
    assert count
    assert (count.ballots, count.seed, count.closed_by_id) == (20, SEED, cast.dario.id)
    assert count.closed_at == plan.counted_at
    assert tasks.count_closed_votes() == 0
    assert "sendo contados" not in Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text


def test_a_small_vote_is_counted_at_once(cast: Cast, app: Flask) -> None:
    plan, _proposals = held(SHARED, 5)
    press(app, cast, plan)
    db.session.expire_all()
    assert results.count_of(plan)


@pytest.mark.usefixtures("large")
def test_between_closing_and_counting_no_ballot_changes(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    press(app, cast, plan)
    with time_machine.travel(now() - timedelta(days=2), tick=False), pytest.raises(Refused):
        db.session.expire_all()
        choose(cast.ana, proposals[0])  # on a server whose clock is two days late
    dario = Browser(app, cast.dario)
    dario.post(f"/gestao/planos/{plan.slug}/contagem", {"seed": "other"}, status=403)
    assert db.session.scalars(sa.select(Closing.seed)).all() == [SEED]


@pytest.mark.usefixtures("large")
def test_without_a_worker_whoever_closed_counts_after_a_while(cast: Cast, app: Flask) -> None:
    plan, _proposals = held(SHARED, 5)
    assert "Contar agora" not in press(app, cast, plan)
    with time_machine.travel(now() + PATIENCE, tick=False):
        dario = Browser(app, cast.dario)
        assert "Contar agora" in dario.get(f"/gestao/planos/{plan.slug}/selecao").text
        dario.post(f"/gestao/planos/{plan.slug}/contagem")
    db.session.expire_all()
    assert results.count_of(plan)


@pytest.mark.usefixtures("large")
def test_a_worker_that_ended_in_the_middle_begins_again(cast: Cast, app: Flask) -> None:
    plan, _proposals = held(SHARED, 5)
    press(app, cast, plan)
    actions.note_step(plan.id, CountStep.COUNTING)
    db.session.commit()
    assert tasks.count_closed_votes() == 0, "another worker counts"
    with time_machine.travel(now() + PATIENCE, tick=False):
        assert tasks.count_closed_votes() == 1


def test_the_board_goes_on_while_the_worker_counts(fresh_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker stands still in the middle of a count; everybody else reads and writes as always."""
    plan, _proposals = held(SHARED, 5)
    dario, other = factories.person("Dario Melo", role="staff"), factories.plan()
    ana, proposal = factories.person("Ana"), factories.proposal(other)
    actions.close_vote(dario, plan, SEED)
    db.session.commit()
    here, go_on, run = threading.Event(), threading.Event(), results.run

    def slow(*arguments: object) -> object:
        here.set()
        assert go_on.wait(30)
        return run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(results, "run", slow)

    def work() -> None:
        with fresh_app.app_context():
            tasks.count_closed_votes()

    slug, reference = plan.slug, proposal.reference
    staff, voter = Browser(fresh_app, dario), Browser(fresh_app, ana)
    db.session.rollback()
    worker = threading.Thread(target=work)
    worker.start()
    assert here.wait(20)
    assert "As vagas são dadas" in staff.get(f"/gestao/planos/{slug}/selecao").text
    voter.post(f"/propostas/{reference}/voto")
    go_on.set()
    worker.join(30)
    db.session.expire_all()
    assert results.count_of(db.session.scalars(sa.select(Plan).where(Plan.slug == slug)).one())


@pytest.mark.usefixtures("large")
def test_the_board_shows_the_stored_turnout_of_a_large_vote_and_from_when_it_is(cast: Cast, app: Flask) -> None:
    plan, proposals = held(SHARED, 5)
    before = now()
    tasks.read_turnouts()
    stored = db.session.get_one(StoredTurnout, plan.id)
    assert (stored.ballots, stored.at >= before) == (20, True)
    plan.stages[0].closes_at = now() + timedelta(days=1)
    choose(cast.ana, proposals[0])
    db.session.commit()
    with time_machine.travel(now() + timedelta(minutes=5)):
        assert ">20<" in Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
        tasks.read_turnouts()
        assert ">20<" in Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    with time_machine.travel(now() + participation.OLD):
        tasks.read_turnouts()
        board = Browser(app, cast.dario).get(f"/gestao/planos/{plan.slug}/selecao").text
    assert ">21<" in board
    assert "Situação em" in board


def test_a_server_whose_clock_is_fast_closes_nothing_early(cast: Cast, app: Flask) -> None:
    plan, closing = cast.plan, cast.plan.stages[0].closes_at
    factories.proposal(plan)
    db.session.commit()
    app.config["OGP_DATABASE_CLOCK"] = True
    try:
        with time_machine.travel(closing + timedelta(seconds=1), tick=False):
            with pytest.raises(Refused, match=r"not over|não acabou|não terminou"):
                actions.close_count(cast.dario, plan, SEED)
            db.session.rollback()
        assert db.session.scalar(sa.select(Count.id)) is None
        plan.stages[0].opens_at = now() + timedelta(hours=1)
        db.session.commit()
        with time_machine.travel(closing - timedelta(seconds=1), tick=False), pytest.raises(Refused):
            freeze(plan)
        db.session.rollback()
        assert db.session.get(FrozenRules, plan.id) is None
    finally:
        del app.config["OGP_DATABASE_CLOCK"]
