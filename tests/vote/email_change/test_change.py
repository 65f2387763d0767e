"""An account moves to another address: its owner asks, whoever reads the new address agrees, the old one hears."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_security.utils import hash_password

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.models import Mail
from ogp_participa.vote.ballots.actions import cast as vote
from ogp_participa.vote.ballots.models import Ballot
from ogp_participa.vote.ballots.queries import mark_of
from ogp_participa.vote.email_change.actions import move
from ogp_participa.vote.email_change.queries import token_for
from ogp_participa.vote.email_change.rules import HOURS
from tests import factories
from tests.cast import Browser, Cast
from tests.postbox import link_in

PASSWORD = "uma frase bem comprida"
OLD, NEW = "maria@example.org", "maria.nova@example.org"
ASK = "/minha-conta/seguranca/email"


@pytest.fixture
def maria(app: Flask) -> Person:
    """Somebody with a password."""
    person = factories.person("Maria Aparecida", email=OLD, password=hash_password(PASSWORD))
    db.session.commit()
    return person


def letters() -> dict[str, str]:
    """What was written last to each address."""
    return {mail.address: mail.text for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))}


def asked(browser: Browser, address: str = NEW) -> str:
    """The path of the link that the new address gets."""
    browser.post(ASK, {"email": address, "password": PASSWORD})
    return link_in(letters()[address.strip().lower()], "/confirmar-email/novo/")


def test_the_new_address_confirms_and_the_old_one_hears(app: Flask, maria: Person, visitor: Browser) -> None:
    here, other = Browser(app, maria), Browser(app, maria)
    link = asked(here, " MARIA.Nova@example.org ")
    assert maria.email == OLD
    assert "outro endereço de e-mail" in letters()[OLD]
    assert "Maria" not in visitor.get(link).text
    assert maria.email == OLD, "opening the page writes nothing"
    here.post(link)
    assert maria.email == NEW
    assert "agora tem outro endereço" in letters()[OLD]
    here.get("/minha-conta/seguranca")
    other.get("/minha-conta/seguranca", status=303)
    here.post(link, status=410)
    visitor.post("/entrar", {"email": OLD, "password": PASSWORD}, status=422)
    visitor.post("/entrar", {"email": NEW, "password": PASSWORD})


def test_the_link_works_on_a_device_that_is_not_signed_in(app: Flask, maria: Person, visitor: Browser) -> None:
    link = asked(Browser(app, maria))
    assert visitor.post(link).location.endswith("/entrar")
    assert maria.email == NEW


def test_the_link_signs_out_somebody_else_who_opens_it(app: Flask, maria: Person, cast: Cast) -> None:
    link = asked(Browser(app, maria))
    bruno = Browser(app, cast.bruno)
    bruno.post(link)
    bruno.get("/minha-conta", status=303)
    assert (maria.email, cast.bruno.email != NEW) == (NEW, True)


def test_a_wrong_password_or_address_is_told_and_what_was_typed_stays(app: Flask, maria: Person) -> None:
    browser = Browser(app, maria)
    assert NEW in browser.post(ASK, {"email": NEW, "password": "x" * 12}, status=422).text
    for address in ("", "sem arroba", OLD, OLD.upper(), "a" * 300 + "@example.org"):
        browser.post(ASK, {"email": address, "password": PASSWORD}, status=422)
    assert letters() == {}


def test_nobody_learns_whether_an_address_has_an_account(app: Flask, maria: Person, cast: Cast) -> None:
    browser = Browser(app, maria)
    free = browser.client.post(ASK, data={"csrf_token": browser.token(), "email": NEW, "password": PASSWORD})
    taken = browser.client.post(
        ASK, data={"csrf_token": browser.token(), "email": cast.bruno.email, "password": PASSWORD}
    )
    assert (free.status_code, free.location) == (taken.status_code, taken.location)
    assert "já tem uma conta" in letters()[cast.bruno.email]
    assert "/confirmar-email/novo/" not in letters()[cast.bruno.email]


def test_an_address_that_was_taken_meanwhile_stays_with_who_took_it(app: Flask, maria: Person) -> None:
    link = asked(Browser(app, maria))
    factories.person(email=NEW)
    db.session.commit()
    Browser(app).post(link, status=403)
    assert maria.email == OLD


def test_a_link_ends_with_a_day_and_with_another_password(app: Flask, maria: Person) -> None:
    link = asked(Browser(app, maria))
    with time_machine.travel(now() + timedelta(hours=HOURS, minutes=1)):
        Browser(app).get(link, status=410)
    browser = Browser(app, maria)
    new = "uma outra frase longa"
    browser.post("/minha-conta/senha", {"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    Browser(app).post(link, status=410)
    Browser(app).get("/confirmar-email/novo/x", status=410)
    assert maria.email == OLD


def test_a_ballot_moves_with_the_address(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.bruno)
    vote(cast.ana, proposal)
    move(cast.ana, NEW)
    db.session.commit()
    (ballot,) = db.session.scalars(sa.select(Ballot)).all()
    assert (ballot.mark, ballot.voter_id) == (mark_of(cast.plan, NEW), cast.ana.id)


def test_nobody_moves_to_an_address_that_has_voted(cast: Cast) -> None:
    paper = Ballot(plan_id=cast.plan.id, mark=mark_of(cast.plan, NEW))
    db.session.add(paper)
    db.session.commit()
    with pytest.raises(Refused):
        move(cast.ana, NEW)


def test_who_voted_on_paper_votes_no_second_time_under_a_new_address(cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.bruno)
    db.session.add(Ballot(plan_id=cast.plan.id, mark=mark_of(cast.plan, cast.ana.email)))
    db.session.commit()
    move(cast.ana, NEW)
    with pytest.raises(Refused):
        vote(cast.ana, proposal)


def test_the_public_record_is_silent_about_addresses(visitor: Browser, cast: Cast) -> None:
    move(cast.ana, NEW)
    db.session.commit()
    assert db.session.scalar(sa.select(Event.kind).order_by(Event.id.desc())) is Kind.EMAIL_CHANGED
    assert "email_changed" not in visitor.get("/registro.json").text


def test_letters_and_password_attempts_are_limited(fresh_app: Flask) -> None:
    fresh_app.config["OGP_RATE_LIMITS"] = True
    person = factories.person(email=OLD, password=hash_password(PASSWORD))
    db.session.commit()
    browser = Browser(fresh_app, person)
    for _n in range(4):
        browser.post(ASK, {"email": NEW, "password": PASSWORD})
    browser.post(ASK, {"email": NEW, "password": PASSWORD}, status=429)
    browser.post(ASK, {"email": "outra@example.org", "password": "x" * 12}, status=422)
    browser.post(ASK, {"email": "mais@example.org", "password": "x" * 12}, status=429)


def test_a_token_is_bound_to_who_asked(app: Flask, maria: Person, cast: Cast) -> None:
    token = token_for(maria, NEW)
    Browser(app).post(f"/confirmar-email/novo/{token[:-3]}", status=410)
    Browser(app).post(f"/confirmar-email/novo/{token}")
    assert maria.email == NEW
    assert cast.ana.email != NEW
