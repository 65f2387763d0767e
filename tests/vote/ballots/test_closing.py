"""The end of a vote: at its last moment, with clocks that differ or jump, with old requests, and after the count."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.calendar.actions import add_stage, change_stage
from ogp_participa.edition.plans.models import Plan, Right, StageKind
from ogp_participa.vote.ballots import actions
from ogp_participa.vote.ballots.models import Ballot, Choice, Leaf
from ogp_participa.vote.count.actions import close_count, count_imported
from tests import factories
from tests.cast import Browser, Cast, token_of

LATE = timedelta(minutes=5)


def rows() -> tuple[int, ...]:
    """How many ballots, choices and leaves there are."""
    db.session.expire_all()
    return tuple(
        db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (Ballot, Choice, Leaf)
    )


def closed(cast: Cast) -> None:
    """The count is closed by a server whose clock is right."""
    with time_machine.travel(cast.plan.stages[0].closes_at, tick=False):
        close_count(cast.dario, cast.plan, "48211")
        db.session.commit()


def test_over_http_the_last_second_counts_and_the_next_does_not(cast: Cast, app: Flask) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    db.session.commit()
    ana, closing = Browser(app, cast.ana), cast.plan.stages[0].closes_at
    with time_machine.travel(closing - timedelta(microseconds=1), tick=False):
        ana.post(f"/propostas/{first.reference}/voto")
    before = rows()
    assert before == (1, 1, 1)
    with time_machine.travel(closing, tick=False):
        for path in (f"/propostas/{second.reference}/voto", f"/propostas/{first.reference}/voto/remocao"):
            ana.post(path, status=403)
        ana.post(f"/planos/{cast.plan.slug}/cedula/confirmacao", status=403)
        ana.post(f"/planos/{cast.plan.slug}/cedula/troca?por={second.reference}", {"out": first.reference}, status=403)
    assert rows() == before


def test_a_request_of_before_the_closing_sent_again_later_changes_nothing(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{proposal.reference}/voto"
    request = {"csrf_token": ana.token()}
    assert ana.client.post(path, data=request).status_code == 303
    ana.post(f"{path}/remocao")
    before = rows()
    assert before == (1, 0, 2)
    with time_machine.travel(cast.plan.stages[0].closes_at + timedelta(seconds=1), tick=False):
        assert ana.client.post(path, data=request).status_code == 403
    assert rows() == before


def test_a_token_of_another_session_votes_for_nobody(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    ana, bruno = Browser(app, cast.ana), Browser(app, cast.bruno)
    taken = ana.token()
    bruno.token()
    for token in (taken, "", "x", token_of(app.test_client())):
        assert bruno.client.post(f"/propostas/{proposal.reference}/voto", data={"csrf_token": token}).status_code == 400
    assert rows() == (0, 0, 0)


def test_a_server_whose_clock_is_late_takes_no_choice_after_the_count(cast: Cast, app: Flask) -> None:
    first, second, third = (factories.proposal(cast.plan) for _ in range(3))
    cast.plan.choices = 2
    actions.cast(cast.ana, first)
    actions.cast(cast.ana, second)
    db.session.commit()
    ana, clara, swap = Browser(app, cast.ana), Browser(app, cast.clara), f"/planos/{cast.plan.slug}/cedula/troca"
    closed(cast)
    before = rows()
    with time_machine.travel(cast.plan.stages[0].closes_at - LATE, tick=False):
        for path in (f"/propostas/{third.reference}/voto", f"/propostas/{first.reference}/voto/remocao"):
            assert "A contagem está encerrada" in ana.post(path, status=403).text
        clara.post(f"/propostas/{third.reference}/voto", status=403)
        ana.post(f"/planos/{cast.plan.slug}/cedula/confirmacao", status=403)
        ana.post(swap, {"por": third.reference, "out": first.reference}, status=403)
        assert "voto/remocao" not in ana.get(f"/planos/{cast.plan.slug}/cedula").text
    assert rows() == before


@pytest.mark.parametrize("jump", [timedelta(days=-400), -LATE, LATE, timedelta(days=3)])
def test_a_clock_that_jumps_while_people_vote_loses_and_doubles_nothing(cast: Cast, jump: timedelta) -> None:
    chosen, moment = [factories.proposal(cast.plan) for _ in range(3)], now()
    cast.plan.stages[0].opens_at = moment - timedelta(days=500)
    db.session.commit()
    for number, (at, proposal) in enumerate(zip((moment, moment + jump, moment), chosen, strict=True), start=1):
        with time_machine.travel(at, tick=False):
            actions.cast(cast.ana, proposal)
            actions.cast(cast.ana, proposal)
            db.session.commit()
        assert rows() == (1, number, number)
    order = db.session.execute(sa.select(Leaf.id, Leaf.superseded_id).order_by(Leaf.id)).all()
    assert [later.superseded_id for later in order[1:]] == [earlier.id for earlier in order[:-1]]


def test_after_the_count_no_other_vote_opens(cast: Cast) -> None:
    drafting = factories.stage(cast.plan, StageKind.DRAFTING, opens=40, closes=60)
    db.session.commit()
    closed(cast)
    closing = cast.plan.stages[0].closes_at
    again: dict[str, Any] = {"opens_at": closing + timedelta(days=1), "closes_at": closing + timedelta(days=9)}
    with time_machine.travel(closing + timedelta(hours=1), tick=False):
        with pytest.raises(Refused, match=r"no other vote|nenhuma outra votação"):
            add_stage(cast.plan, cast.dario, "Once more", kind=StageKind.VOTING, title="", **again)
        db.session.refresh(cast.plan)
        with pytest.raises(Refused, match=r"no other vote|nenhuma outra votação"):
            change_stage(drafting, cast.dario, "Once more", rights=[Right.DRAFT.value, Right.VOTE.value])
        change_stage(cast.plan.stages[0], cast.dario, "A word", note="Thanks to everybody")


def test_a_choice_that_waited_for_the_count_comes_too_late(fresh_app: Flask) -> None:
    plan = factories.plan()
    ana, proposal = factories.person(), factories.proposal(plan)
    db.session.commit()
    browser, path, number, statuses = Browser(fresh_app, ana), f"/propostas/{proposal.reference}/voto", plan.id, [0]
    request = {"csrf_token": browser.token()}
    db.session.rollback()
    locked = db.session.get_one(Plan, number, with_for_update={"of": Plan})
    count_imported(locked, "48211")  # another server, whose clock says that voting is over
    db.session.flush()

    def vote() -> None:
        statuses[0] = browser.client.post(path, data=request).status_code

    late = threading.Thread(target=vote)
    late.start()
    late.join(0.5)
    assert late.is_alive(), statuses
    db.session.commit()
    late.join(20)
    assert statuses == [403]
    assert rows() == (0, 0, 0)
