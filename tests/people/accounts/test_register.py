"""From no account to being signed in, over a real mail server."""

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person, Signature
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.sending import send_waiting_mail
from tests import factories
from tests.cast import Browser
from tests.postbox import Postbox, link_in, mail_server, text_of

ANSWERS = {
    "name": "Joana Prado Lima",
    "email": "Joana@Example.org",
    "password": "uma frase bem comprida",
    "signature": "initial",
    "collective": "",
    "territory": "",
    "consent": "y",
}


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A real SMTP server on loopback that the application sends to."""
    with mail_server(app) as box:
        yield box


def person_named(email: str) -> Person:
    """The person with this address, read again."""
    return db.session.scalars(sa.select(Person).where(Person.email == email)).unique().one()


def test_a_newcomer_registers_confirms_and_signs_in(visitor: Browser, postbox: Postbox) -> None:
    plan = factories.plan()
    db.session.commit()
    back = f"/planos/{plan.slug}/calendario"
    visitor.get(f"/criar-conta?next={back}")
    answer = visitor.post("/criar-conta", ANSWERS | {"next": back})
    assert answer.location.endswith("/criar-conta/confira-seu-email")
    visitor.get(answer.location)
    joana = person_named("joana@example.org")
    assert (joana.public_name, joana.confirmed_at) == ("Joana L.", None)

    assert send_waiting_mail() == 1
    mail = postbox.mails[0]
    assert mail["To"] == "joana@example.org"
    assert len(str(mail["Subject"])) <= 50
    path = link_in(text_of(mail), "/confirmar-email/")
    page = visitor.get(path)
    db.session.expire_all()
    assert person_named("joana@example.org").confirmed_at is None, "opening the link writes nothing"
    assert "<form" in page.text

    confirmed = visitor.post(path)
    assert person_named("joana@example.org").is_confirmed
    visitor.get(confirmed.location)
    entered = visitor.post("/entrar", {"email": "joana@example.org", "password": ANSWERS["password"], "next": back})
    assert entered.location.endswith(back)
    visitor.get("/minha-conta")
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == Kind.PERSON_REGISTERED)) == 1


def test_a_known_and_an_unknown_address_get_the_same_answer(app: Flask, visitor: Browser) -> None:
    factories.person(email="joana@example.org")
    db.session.commit()
    known = visitor.post("/criar-conta", ANSWERS)
    other = Browser(app)
    unknown = other.post("/criar-conta", ANSWERS | {"email": "outra@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    pages = [browser.get(answer.location).text for browser, answer in ((visitor, known), (other, unknown))]
    assert pages[0].replace("Joana@Example.org", "X").replace("joana@example.org", "X") == pages[1].replace(
        "outra@example.org", "X"
    )
    subjects = set(db.session.scalars(sa.select(Mail.subject)))
    assert len(subjects) == 2, "the known one is told that there is an account already"


def test_what_was_typed_stays_when_something_is_missing(visitor: Browser) -> None:
    answer = visitor.post("/criar-conta", ANSWERS | {"password": "abc123-x", "consent": ""}, status=422)
    assert "Joana Prado Lima" in answer.text
    assert "abc123-x" not in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0


@pytest.mark.parametrize("email", ["", "x", "a@b", "a" * 300 + "@example.org", "<script>@x.org"])
def test_a_hostile_or_mistyped_address_is_asked_again(visitor: Browser, email: str) -> None:
    visitor.post("/criar-conta", ANSWERS | {"email": email}, status=422)


def test_a_group_has_a_name(visitor: Browser) -> None:
    visitor.post("/criar-conta", ANSWERS | {"signature": "collective"}, status=422)
    visitor.post("/criar-conta", ANSWERS | {"signature": "collective", "collective": "Rede SP"})
    assert person_named("joana@example.org").public_name == "Rede SP"
    assert person_named("joana@example.org").signature is Signature.COLLECTIVE


def test_a_newcomer_in_spanish_gets_spanish_mail(visitor: Browser) -> None:
    visitor.post("/es/criar-conta", ANSWERS)
    mail = db.session.scalars(sa.select(Mail)).one()
    assert person_named("joana@example.org").locale == "es"
    assert "/es/confirmar-email/" in mail.text
    assert 'lang="es"' in mail.html


def test_an_old_or_broken_link_says_what_to_do(visitor: Browser) -> None:
    assert "/confirmar-email" in visitor.get("/confirmar-email/quebrado", status=410).text


def test_links_in_mails_lead_to_the_public_address(app: Flask, visitor: Browser) -> None:
    app.config["OGP_PUBLIC_URL"] = "https://participa.example"
    visitor.post("/criar-conta", ANSWERS)
    app.config["OGP_PUBLIC_URL"] = "http://127.0.0.1:5000"
    assert "https://participa.example/confirmar-email/" in db.session.scalars(sa.select(Mail)).one().text


def test_one_address_registered_twice_at_once_is_one_account(fresh_app: Flask) -> None:
    browsers = [Browser(fresh_app) for _n in range(4)]
    tokens = [browser.token() for browser in browsers]
    answers: list[int] = []
    start = threading.Barrier(len(browsers))

    def register(browser: Browser, token: str) -> None:
        start.wait()
        answers.append(browser.client.post("/criar-conta", data=ANSWERS | {"csrf_token": token}).status_code)

    threads = [threading.Thread(target=register, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 4
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == 4
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == Kind.PERSON_REGISTERED)) == 1
