"""Staff note that somebody showed a document; nobody leafs through residents."""

import json
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
from ogp_participa.people.accounts.actions import erase
from ogp_participa.people.accounts.models import Level
from ogp_participa.vote.ballots.actions import cast as vote
from ogp_participa.vote.ballots.queries import ballot_of
from ogp_participa.vote.identities import actions
from ogp_participa.vote.identities.queries import MINUTES, token_for
from tests import factories
from tests.cast import Browser, Cast

FIND = "/gestao/pessoas"


def found(staff: Browser, email: str) -> str:
    """The address that staff are led to when they write this e-mail."""
    return str(staff.post(FIND, {"email": email}).headers["Location"])


def test_staff_note_that_they_saw_a_document_and_can_take_it_back(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    address = found(staff, f" {cast.ana.email.upper()} ")
    page = staff.get(address).text
    assert cast.ana.name in page
    assert "E-mail confirmado" in page
    staff.post(f"{address}/conferencia")
    assert cast.ana.checked_at
    staff.post(f"{address}/conferencia", status=403)
    assert "Identidade conferida" in staff.get(address).text
    staff.post(f"{address}/retirada")
    assert cast.ana.level is Level.EMAIL
    events = db.session.scalars(sa.select(Event).where(Event.kind == Kind.IDENTITY_CHECKED).order_by(Event.id)).all()
    assert [(e.actor_id, e.subject_id, e.details["level"]) for e in events] == [
        (cast.dario.id, cast.ana.id, "checked"),
        (cast.dario.id, cast.ana.id, "email"),
    ]


def test_the_public_record_names_nobody_who_was_checked(visitor: Browser, cast: Cast) -> None:
    actions.check(cast.ana, by=cast.dario)
    db.session.commit()
    assert "identity_checked" not in visitor.get("/registro").text
    assert "identity_checked" not in visitor.get("/registro.json").text


def test_an_unknown_or_shortened_address_finds_nobody(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    for typed in ("ninguem@example.org", cast.ana.email[:-1], cast.ana.name[:-1], "%", "*", "a" * 300, ""):
        assert cast.ana.name not in staff.post(FIND, {"email": typed}, status=422).text


def test_who_was_found_stays_found_for_half_an_hour_and_for_one_colleague(app: Flask, cast: Cast) -> None:
    token = token_for(cast.dario, cast.ana)
    dario, eva = Browser(app, cast.dario), Browser(app, cast.eva)
    assert dario.client.get(f"{FIND}/{token}").status_code == 200
    assert eva.client.get(f"{FIND}/{token}").status_code == 303
    for wrong in (str(cast.ana.id), token[:-2], "x"):
        assert dario.client.get(f"{FIND}/{wrong}").status_code == 303
        dario.post(f"{FIND}/{wrong}/conferencia")
    with time_machine.travel(now() + timedelta(minutes=MINUTES + 1)):
        dario.post(f"{FIND}/{token}/conferencia")
    assert cast.ana.level is Level.EMAIL


def test_residents_and_members_check_nobody(app: Flask, cast: Cast) -> None:
    token = token_for(cast.dario, cast.bruno)
    for person in (cast.ana, cast.clara):
        browser = Browser(app, person)
        browser.get(FIND, status=403)
        browser.post(FIND, {"email": cast.bruno.email}, status=403)
        browser.post(f"{FIND}/{token}/conferencia", status=403)
        with pytest.raises(Refused):
            actions.check(cast.bruno, by=person)
    assert cast.bruno.level is Level.EMAIL


def test_nobody_checks_themselves_nor_an_address_that_is_not_confirmed(cast: Cast) -> None:
    with pytest.raises(Refused, match="própria identidade"):
        actions.check(cast.dario, by=cast.dario)
    with pytest.raises(Refused, match="não confirmou"):
        actions.check(factories.person(confirmed=False), by=cast.dario)
    with pytest.raises(Refused, match="não foi conferida"):
        actions.take_back(cast.ana, by=cast.dario)


def test_a_person_sees_their_level_and_takes_it_along(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    assert "Algumas votações pedem também um documento" in ana.get("/minha-conta").text
    actions.check(cast.ana, by=cast.dario)
    db.session.commit()
    assert "A sua identidade foi conferida" in ana.get("/minha-conta").text
    assert "viu um documento" in ana.get("/minha-conta/dados").text
    held = json.loads(ana.get("/minha-conta/dados.json").text)["tables"]["person"][0]
    assert held["checked_at"]


def test_an_erased_account_was_never_checked(cast: Cast) -> None:
    actions.check(cast.ana, by=cast.dario)
    erase(cast.ana)
    assert cast.ana.checked_at is None
    with pytest.raises(Refused, match="não existe mais"):
        actions.check(cast.ana, by=cast.dario)


def test_where_identity_counts_only_who_was_checked_votes(app: Flask, cast: Cast) -> None:
    cast.plan.voters = Level.CHECKED
    proposal = factories.proposal(cast.plan)
    db.session.commit()
    ana = Browser(app, cast.ana)
    ana.post(f"/propostas/{proposal.reference}/voto", status=403)
    for page in ("votacao", "votacao/propostas", "cedula"):
        assert "mostre uma vez" in ana.get(f"/planos/{cast.plan.slug}/{page}").text
    actions.check(cast.ana, by=cast.dario)
    vote(cast.ana, proposal)
    db.session.commit()
    actions.take_back(cast.ana, by=cast.dario)
    with pytest.raises(Refused):
        vote(cast.ana, factories.proposal(cast.plan))
    ballot = ballot_of(cast.ana, cast.plan)
    assert ballot
    assert ballot.level is Level.CHECKED
    assert ballot.chosen == {proposal.id}
