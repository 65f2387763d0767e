"""Mail that leaves, waits, is refused, and can be stopped; the inbox; the worker's queue."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.jobs import make_queue
from ogp_participa.people.mail import sending
from ogp_participa.people.mail.actions import remove_old_texts
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.queries import ATTEMPTS
from ogp_participa.people.mail.sending import claim_mails, message, send_waiting_mail
from ogp_participa.readers.jobs.tasks import announce, tell_and_send
from ogp_participa.readers.notifications.actions import mute
from ogp_participa.readers.notifications.models import Muted, Notification, Topic
from ogp_participa.readers.notifications.tokens import unsubscribe_token
from tests import factories
from tests.cast import Browser, Cast
from tests.postbox import link_in, mail_server, text_of


def a_mail(**fields: Any) -> Mail:
    """A mail that waits."""
    fields = {"address": "ana@example.org", **fields}
    mail = Mail(subject="Olá, São Paulo", text="Olá.\n", html="<p>Olá.</p>", **fields)
    db.session.add(mail)
    db.session.commit()
    return mail


def test_a_step_of_the_story_arrives_and_can_be_stopped_in_one_click(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    with mail_server(app) as box:
        tell_and_send()
        tell_and_send()
    (mail,) = box.mails
    assert mail["To"] == cast.ana.email
    path = link_in(mail["List-Unsubscribe"].strip("<>"), "/avisos/cancelamento/")
    assert path in text_of(mail)
    assert "Set-Cookie" not in visitor.get(path).headers
    assert db.session.scalars(sa.select(Muted)).all() == [], "opening the link changes nothing"
    one_click = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert db.session.scalars(sa.select(Muted.topic)).all() == [Topic.MINE]
    assert visitor.client.post(path, data={"undo": "1"}).status_code == 200
    assert db.session.scalars(sa.select(Muted)).all() == []


def test_a_forged_unsubscribe_link_is_not_found(visitor: Browser) -> None:
    visitor.get("/avisos/cancelamento/forjado", status=404)
    assert visitor.client.post("/avisos/cancelamento/forjado").status_code == 404


def test_an_unsubscribe_page_says_when_it_is_done(cast: Cast, visitor: Browser) -> None:
    path = "/avisos/cancelamento/" + unsubscribe_token(cast.ana, Topic.FOLLOWED)
    visitor.get(path)
    visitor.post(path, status=200)
    visitor.post(path, status=200)
    assert db.session.scalars(sa.select(Muted.topic)).all() == [Topic.FOLLOWED]


def test_without_a_mail_server_mails_stay_in_the_outbox(cast: Cast, app: Flask) -> None:
    mail = a_mail(person_id=cast.ana.id)
    assert send_waiting_mail() == 1
    db.session.expire_all()
    assert mail.sent_at is not None


def test_a_server_that_is_away_is_tried_again_later(app: Flask) -> None:
    mail = a_mail()
    app.config.update(OGP_MAIL_SERVER="127.0.0.1", OGP_MAIL_PORT=1)
    try:
        assert send_waiting_mail() == 0
        assert send_waiting_mail() == 0
    finally:
        app.config.update(OGP_MAIL_SERVER="", OGP_MAIL_PORT=25)
    db.session.expire_all()
    assert (mail.attempts, mail.sent_at) == (1, None), "the second run leaves it in peace"
    assert mail.last_error == "ConnectionRefusedError"
    first_wait = mail.not_before - now()
    mail.attempts, mail.not_before = 3, now() - timedelta(seconds=1)
    db.session.commit()
    app.config.update(OGP_MAIL_SERVER="127.0.0.1", OGP_MAIL_PORT=1)
    try:
        send_waiting_mail()
    finally:
        app.config.update(OGP_MAIL_SERVER="", OGP_MAIL_PORT=25)
    db.session.expire_all()
    assert mail.not_before - now() > 10 * first_wait, "the wait grows"


def test_a_refused_address_is_given_up_and_others_still_leave(app: Flask) -> None:
    refused = a_mail()
    with mail_server(app) as box:
        box.refuse = "550 no such person"
        assert send_waiting_mail() == 0
        box.refuse = ""
        a_mail()
        assert send_waiting_mail() == 1
    db.session.expire_all()
    assert refused.attempts == ATTEMPTS
    assert "550" in refused.last_error
    assert len(box.mails) == 1


@pytest.mark.parametrize("address", ["=?utf-8?q?x?=@example.org", "no address", "a@b@example.org", ""])
def test_an_address_that_cannot_be_written_to_stops_no_other_mail(app: Flask, address: str) -> None:
    unreachable, accented = a_mail(address=address), a_mail(address="maria@açaí.example.org")
    with mail_server(app) as box:
        assert send_waiting_mail() == 1
    db.session.expire_all()
    assert (unreachable.attempts, unreachable.sent_at) == (ATTEMPTS, None)
    assert accented.sent_at is not None
    assert len(box.mails) == 1
    assert box.mails[0]["X-RcptTo"] == "maria@xn--aa-4iaz.example.org"


def test_a_mail_leaves_once(app: Flask) -> None:
    a_mail()
    with mail_server(app) as box:
        assert [send_waiting_mail(), send_waiting_mail()] == [1, 0]
    assert len(box.mails) == 1


def test_no_transaction_is_open_while_the_server_is_spoken_to(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_mail()
    open_transactions = []

    class Slow:
        def send_message(self, _message: object, to_addrs: list[str]) -> None:
            open_transactions.append(db.session.registry().in_transaction())

        def quit(self) -> None:
            raise smtplib.SMTPServerDisconnected

        def close(self) -> None:
            pass

    monkeypatch.setattr(sending, "connect", Slow)
    fresh_app.config["OGP_MAIL_SERVER"] = "mail.example"
    assert send_waiting_mail() == 1
    assert open_transactions == [False]


def test_old_mails_lose_their_texts(app: Flask) -> None:
    old, fresh = a_mail(created_at=now() - timedelta(days=91)), a_mail()
    assert remove_old_texts() == 1
    db.session.expire_all()
    assert (old.text, old.address, fresh.text) == ("", "", "Olá.\n")


def test_the_inbox_shows_and_forgets_what_is_new(cast: Cast, app: Flask) -> None:
    for _n in range(25):
        record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=factories.proposal(cast.plan, cast.ana))
    db.session.commit()
    tell_and_send()
    ana = Browser(app, cast.ana)
    assert "P-2026-" in ana.get("/minha-conta").text
    ana.get("/minha-conta/avisos")
    ana.get("/minha-conta/avisos?pagina=2")
    ana.get("/en/minha-conta/avisos?pagina=99999999")
    ana.get("/minha-conta/avisos?pagina=x")
    entry = db.session.scalars(sa.select(Notification).order_by(Notification.id)).first()
    assert entry is not None
    Browser(app, cast.bruno).post("/minha-conta/avisos/lidos", {"entry": entry.id})
    unread = sa.select(sa.func.count()).where(Notification.read_at.is_(None))
    assert db.session.scalar(unread) == 25, "nobody reads for others"
    ana.post("/minha-conta/avisos/lidos", {"entry": entry.id})
    assert db.session.scalar(unread) == 24
    ana.post("/minha-conta/avisos/lidos")
    assert db.session.scalar(unread) == 0


def test_people_choose_what_comes_by_mail(cast: Cast, app: Flask) -> None:
    mute(cast.ana, Topic.STAGES)
    db.session.commit()
    ana = Browser(app, cast.ana)
    ana.get("/minha-conta/avisos/preferencias")
    ana.post("/minha-conta/avisos/preferencias", {"topics": ["stages", "mine"]})
    assert db.session.scalars(sa.select(Muted.topic)).all() == [Topic.FOLLOWED]
    ana.post("/minha-conta/avisos/preferencias", {"topics": ["gossip"]}, status=422)


def test_the_outbox_is_for_staff_of_the_demonstration(cast: Cast, app: Flask) -> None:
    a_mail()
    page = Browser(app, cast.dario).get("/gestao/correio")
    assert "Olá, São Paulo" in page.text
    Browser(app, cast.ana).get("/gestao/correio", status=403)
    app.config["OGP_DEMONSTRATION"] = False
    Browser(app, cast.dario).get("/gestao/correio", status=404)
    app.config["OGP_DEMONSTRATION"] = True


def test_a_request_that_recorded_something_wakes_the_worker_which_sends(fresh_app: Flask) -> None:
    fresh_app.config["OGP_QUEUE"] = True
    typed = {"name": "Joana", "email": "joana@example.org", "password": "uma frase comprida"}
    for _n in range(2):
        Browser(fresh_app).post("/criar-conta", typed | {"signature": "initial", "territory": "", "consent": "y"})
    queue, _soon = make_queue(fresh_app)
    assert queue.storage.queue_size() == 1, "one task is enough"
    task = queue.dequeue()
    queue.execute(task)
    db.session.rollback()
    waiting = db.session.scalar(sa.select(sa.func.count()).where(Mail.sent_at.is_(None)))
    assert waiting == 0
    assert queue.storage.queue_size() == 0
    queue.storage.close()


def test_letters_about_accounts_leave_before_notices(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=proposal)
    announce()
    a_mail(person_id=cast.bruno.id)
    with mail_server(app) as box:
        send_waiting_mail()
    assert [bool(mail["List-Unsubscribe"]) for mail in box.mails] == [False, True]


def test_a_mail_that_no_server_takes_concerns_itself_alone(app: Flask) -> None:
    broken = a_mail(headers={"List-Unsubscribe": "two\nlines"})
    a_mail()
    with mail_server(app) as box:
        assert send_waiting_mail() == 1
    db.session.expire_all()
    assert broken.attempts == ATTEMPTS
    assert len(box.mails) == 1


def test_a_greylisting_server_is_asked_again_and_the_others_leave(app: Flask) -> None:
    waits = a_mail()
    with mail_server(app) as box:
        box.refuse = "450 try again later"
        assert send_waiting_mail() == 0
        box.refuse = ""
        a_mail()
        assert send_waiting_mail() == 1
        db.session.expire_all()
        assert (waits.attempts, waits.sent_at) == (1, None)
        waits.not_before = now() - timedelta(seconds=1)
        db.session.commit()
        assert send_waiting_mail() == 1
    assert len(box.mails) == 2


def test_the_data_of_one_mail_refused_for_good_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    refused, other = a_mail(), a_mail()

    class Strict(smtplib.SMTP):
        def __init__(self) -> None:
            self.seen = 0

        def send_message(self, *_args: Any, **_options: Any) -> dict[str, tuple[int, bytes]]:
            self.seen += 1
            if self.seen == 1:
                raise smtplib.SMTPDataError(554, b"not this one")
            return {}

        def quit(self) -> tuple[int, bytes]:
            return 221, b"bye"

    monkeypatch.setattr(sending, "connect", Strict)
    monkeypatch.setitem(app.config, "OGP_MAIL_SERVER", "mail.example")
    assert send_waiting_mail() == 1
    db.session.expire_all()
    assert (refused.attempts, refused.last_error) == (ATTEMPTS, "SMTPDataError 554")
    assert other.sent_at is not None


def test_a_mail_that_takes_long_is_not_sent_by_a_second_worker(app: Flask) -> None:
    a_mail()
    (mail,) = claim_mails(5)
    db.session.commit()
    with time_machine.travel(now() + timedelta(seconds=100), tick=False):
        assert claim_mails(5) == []
    assert mail.attempts == 1


def test_a_message_keeps_its_identity_over_attempts(app: Flask) -> None:
    mail = a_mail()
    assert message(mail)["Message-ID"] == message(mail)["Message-ID"]
    assert message(mail)["Message-ID"] != message(a_mail())["Message-ID"]


def test_mails_behind_a_server_in_trouble_wait_as_before(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = [a_mail() for _number in range(3)]
    monkeypatch.setitem(app.config, "OGP_MAIL_SERVER", "127.0.0.1")
    monkeypatch.setitem(app.config, "OGP_MAIL_PORT", 1)
    assert send_waiting_mail() == 0
    db.session.expire_all()
    assert [mail.attempts for mail in mails] == [1, 0, 0]
    assert mails[1].not_before <= now()


def test_an_administrator_sees_what_could_not_be_sent_and_tries_again(cast: Cast, app: Flask) -> None:
    mail = a_mail(attempts=ATTEMPTS, last_error="SMTPDataError 554")
    eva = Browser(app, cast.eva)
    assert "SMTPDataError 554" in eva.get("/gestao/correio/problemas").text
    eva.post("/gestao/correio/problemas", {"mail": str(mail.id)})
    db.session.expire_all()
    assert (mail.attempts, mail.last_error) == (0, "")
    assert "SMTPDataError 554" not in eva.get("/gestao/correio/problemas").text
    Browser(app, cast.dario).get("/gestao/correio/problemas", status=403)
