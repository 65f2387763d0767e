"""The page of one's own account: what waits for this person, wherever in the process it waits."""

from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.decision.roll_call import actions
from ogp_participa.edition.plans.models import Right
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.roll_call import called, say


def test_a_motion_waits_for_a_member_until_the_seat_has_voted(app: Flask, cast: Cast) -> None:
    call = called(cast)
    clara, path = Browser(app, cast.clara), f"/gestao/planos/{cast.plan.slug}/deliberacao/chamada"
    page = clara.get("/minha-conta").text
    assert path in page
    assert "Nada espera por você" not in page
    assert path not in Browser(app, cast.ana).get("/minha-conta").text
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    db.session.commit()
    assert path not in clara.get("/minha-conta").text
    assert path in Browser(app, cast.celio).get("/minha-conta").text


def test_what_waits_at_the_desk_is_told_to_members_alone(app: Flask, cast: Cast) -> None:
    factories.proposal(cast.plan, cast.ana, State.IN_REVIEW)
    factories.proposal(cast.plan, cast.clara, State.IN_REVIEW)  # not for its own author to read
    db.session.commit()
    assert "1 proposta para ler" in Browser(app, cast.clara).get("/minha-conta").text
    assert "2 propostas para ler" in Browser(app, cast.celio).get("/minha-conta").text
    for person in (cast.ana, cast.dario):
        assert "Nada espera por você" in Browser(app, person).get("/minha-conta").text


def test_a_change_that_nobody_reads_any_more_is_said_and_not_offered(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, State.NEEDS_CHANGE)
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{proposal.reference}/ajuste"
    pages = ("/minha-conta", "/minha-conta/propostas", f"/propostas/{proposal.address}")
    assert all(path in ana.get(page).text for page in pages)
    cast.plan.stages[0].rights = [Right.VOTE]
    db.session.commit()
    for page in pages:
        text = ana.get(page).text
        assert f'"{path}"' not in text, page
        assert proposal.title in text
    ana.get(path, 403)
