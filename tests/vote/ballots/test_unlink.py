"""When the time for objections to the count is over, what links people to their ballots is destroyed."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.actions import erase
from ogp_participa.people.accounts.queries import everything_about
from ogp_participa.readers.jobs.tasks import unlink_ballots
from ogp_participa.vote.audit_bundle.writing import files_in
from ogp_participa.vote.ballots import actions, queries, rules
from ogp_participa.vote.ballots.models import Ballot
from ogp_participa.vote.count.actions import close_count
from ogp_participa.vote.verifier.check import check
from tests import factories
from tests.cast import Browser, Cast
from tests.vote.audit_bundle.votes import bundled

SEED = "48211"


def counted(cast: Cast) -> datetime:
    """Ana and Bruno voted, the count is closed; returns when it was."""
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    for voter, chosen in ((cast.ana, first), (cast.ana, second), (cast.bruno, first)):
        actions.cast(voter, chosen)
    actions.confirm(cast.ana, cast.plan)
    db.session.query(Ballot).filter_by(voter_id=cast.bruno.id).update({"entered_by_id": cast.dario.id})
    with time_machine.travel(cast.plan.stages[0].closes_at + timedelta(hours=1), tick=False):
        at = close_count(cast.dario, cast.plan, SEED).closed_at
    db.session.commit()
    return at


def over(at: datetime) -> datetime:
    """The first moment after the term."""
    return at + timedelta(days=rules.LINK_DAYS)


def links(plan: Plan) -> int:
    """How many ballots still say something of a person."""
    links = sa.or_(Ballot.voter_id.is_not(None), Ballot.mark.is_not(None), Ballot.entered_by_id.is_not(None))
    query = sa.select(sa.func.count()).select_from(Ballot).where(Ballot.plan_id == plan.id, links)
    return db.session.scalar(query) or 0


def test_after_the_term_no_ballot_says_whose_it_is(cast: Cast) -> None:
    at = counted(cast)
    with time_machine.travel(over(at), tick=False):
        assert actions.unlink(cast.plan) == 2
    ballots = db.session.execute(sa.select(Ballot.__table__).where(Ballot.plan_id == cast.plan.id)).mappings().all()
    assert [(b["voter_id"], b["mark"], b["entered_by_id"]) for b in ballots] == [(None, None, None)] * 2
    assert {b["opened_at"] for b in ballots} == {at}
    assert sorted(b["confirmed_at"] is None for b in ballots) == [False, True]
    assert cast.plan.unlinked_at == over(at)
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.LINK_DESTROYED)).one()
    assert (event.actor_id, event.plan_id, event.details) == (None, cast.plan.id, {"ballots": 2})


def test_the_term_is_kept_to_the_microsecond_and_it_happens_once(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.unlink(cast.plan)
    at = counted(cast)
    with time_machine.travel(over(at) - timedelta(microseconds=1), tick=False):
        with pytest.raises(Refused):
            actions.unlink(cast.plan)
        assert queries.linked_plans(now()) == []
    assert links(cast.plan) == 2
    with time_machine.travel(over(at), tick=False):
        actions.unlink(cast.plan)
        with pytest.raises(Refused):
            actions.unlink(cast.plan)


def test_the_worker_does_it_for_each_plan_whose_term_is_over_and_no_other(cast: Cast) -> None:
    at = counted(cast)
    other = factories.plan()
    actions.cast(cast.ana, factories.proposal(other))
    db.session.commit()
    with time_machine.travel(over(at), tick=False):
        assert queries.linked_plans(now()) == [cast.plan]
        unlink_ballots()
        unlink_ballots()
    assert (links(cast.plan), links(other)) == (0, 1)
    assert len(db.session.scalars(sa.select(Event).where(Event.kind == Kind.LINK_DESTROYED)).all()) == 1


def test_the_bundle_stays_the_same_byte_for_byte(cast: Cast, tmp_path: Path) -> None:
    at = counted(cast)
    before = bundled(cast.plan, tmp_path / "before")
    with time_machine.travel(over(at), tick=False):
        actions.unlink(cast.plan)
        after = bundled(cast.plan, tmp_path / "after")
    assert check(after, say=lambda _said: None) == []
    files = files_in(before)
    assert [(after / name).read_bytes() for name in files] == [(before / name).read_bytes() for name in files]


def test_nobody_votes_again_when_the_link_is_gone(cast: Cast) -> None:
    at = counted(cast)
    with time_machine.travel(over(at), tick=False):
        actions.unlink(cast.plan)
    late = factories.proposal(cast.plan)
    with pytest.raises(Refused):  # also on a server whose clock says that voting is open
        actions.cast(cast.ana, late)
    assert queries.ballot_of(cast.ana, cast.plan) is None


def test_voters_read_why_their_choices_are_not_shown(cast: Cast, app: Flask) -> None:
    at = counted(cast)
    ballot = f"/planos/{cast.plan.slug}/cedula"
    with time_machine.travel(over(at), tick=False):
        ana = Browser(app, cast.ana)
        assert "Suas escolhas não são mais mostradas" not in ana.get(ballot).text
        actions.unlink(cast.plan)
        db.session.commit()
        assert "Suas escolhas não são mais mostradas" in ana.get(ballot).text
        assert ana.client.get(f"{ballot}/confirmacao").status_code == 302
        result = ana.get(f"/planos/{cast.plan.slug}/resultado").text
        assert "o que ligava as pessoas às cédulas foi destruído" in result
        stranger = Browser(app).get(f"/planos/{cast.plan.slug}/resultado").text
        assert "Suas próprias escolhas" not in stranger
        assert "O que ligava as pessoas às cédulas foi destruído" in Browser(app).get("/registro").text


def test_the_rules_promise_it(cast: Cast, app: Flask) -> None:
    assert (
        f"{rules.LINK_DAYS} dias depois de encerrada a contagem"
        in Browser(app).get(f"/planos/{cast.plan.slug}/votacao/regras").text
    )


def test_accounts_are_downloaded_and_erased_without_it(cast: Cast) -> None:
    at = counted(cast)
    with time_machine.travel(over(at), tick=False):
        actions.unlink(cast.plan)
        held = everything_about(cast.ana)
        assert (held["ballot"], held["choice"], held["leaf"]) == ([], [], [])
        erase(cast.ana)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 2
