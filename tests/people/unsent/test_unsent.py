"""Nothing that somebody typed is lost for want of a sign-in: it waits, and is in a form afterwards, once."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_security import hash_password

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.unsent import actions, models
from ogp_participa.people.unsent.actions import forget_old, keep
from ogp_participa.people.unsent.models import LARGEST, UnsentForm
from ogp_participa.people.unsent.queries import waiting_for
from ogp_participa.proposals.comments.models import Comment
from tests import factories
from tests.cast import Browser, Cast

PASSWORD = "uma frase bem comprida"
TEXT = 'Escrevi durante uma hora.\n\n<b>Com "aspas"</b> & duas linhas.'


@pytest.fixture
def comments(cast: Cast) -> str:
    """Where comments on a proposal go; Ana has a password."""
    cast.ana.password = hash_password(PASSWORD)
    proposal = factories.proposal(cast.plan, cast.bruno)
    db.session.commit()
    return f"/propostas/{proposal.reference}/comentarios"


def sign_in(browser: Browser, cast: Cast, address: str) -> str:
    """Sign in as Ana on the page that was led to; return where that leads."""
    browser.get(address)
    answer = browser.post(address, {"email": cast.ana.email, "password": PASSWORD})
    assert answer.location
    return str(answer.location)


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of the page would send."""
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in (*hidden, *areas)}


def test_a_comment_is_in_a_form_after_signing_in_and_is_said_once(app: Flask, cast: Cast, comments: str) -> None:
    browser = Browser(app)
    led_to = browser.post(comments, {"text": TEXT}).location
    assert "O que você escreveu está guardado" in browser.get(led_to).text
    page = browser.get(sign_in(browser, cast, led_to)).text
    assert f'action="{comments}"' in page
    fields = fields_of(page)
    assert fields["text"] == TEXT
    browser.post(comments, {**fields, "csrf_token": browser.token()})
    assert db.session.scalars(sa.select(Comment.text)).all() == [TEXT]
    assert db.session.scalars(sa.select(UnsentForm)).all() == []
    browser.get("/retomar", 404)


def test_it_stays_until_it_is_sent_and_waits_again_when_sent_without_signing_in(
    app: Flask, cast: Cast, comments: str
) -> None:
    browser = Browser(app)
    browser.post(comments, {"text": TEXT})
    browser.get("/retomar")
    fields = fields_of(browser.get("/retomar").text)
    led_to = browser.post(comments, {**fields, "csrf_token": browser.token()}).location
    assert len(db.session.scalars(sa.select(UnsentForm)).all()) == 1
    assert fields_of(browser.get(sign_in(browser, cast, led_to)).text)["text"] == TEXT


def test_the_page_that_stayed_open_too_long_keeps_its_promise(app: Flask, cast: Cast, comments: str) -> None:
    browser = Browser(app)
    ours = {"Origin": "http://localhost"}
    page = browser.post(comments, {"text": TEXT, "csrf_token": "old"}, 400, headers=ours).text
    assert "Nada se perdeu" in page
    led_to = browser.post(comments, {"text": fields_of(page)["text"]}).location
    assert fields_of(browser.get(sign_in(browser, cast, led_to)).text)["text"] == TEXT


def test_signed_out_elsewhere_a_draft_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    browser = Browser(app)
    address = f"/propor/{draft.token}/1-problema"
    browser.post(address, {"problem": TEXT, "do": "continue"})
    fields = fields_of(browser.get("/retomar").text)
    assert (fields["problem"], fields["do"]) == (TEXT, "continue")
    assert Browser(app, cast.bruno).client.get(address).status_code == 404


def test_only_the_browser_that_sent_it_reads_it(app: Flask, comments: str) -> None:
    Browser(app).post(comments, {"text": TEXT})
    Browser(app).get("/retomar", 404)


def test_whoever_signs_out_leaves_nothing_for_the_next(app: Flask, cast: Cast, comments: str) -> None:
    browser = Browser(app)
    browser.post(comments, {"text": TEXT})
    browser.become(cast.ana.fs_uniquifier)
    browser.post("/sair")
    browser.get("/retomar", 404)


def test_it_is_forgotten_after_an_hour(app: Flask, comments: str) -> None:
    browser = Browser(app)
    browser.post(comments, {"text": TEXT})
    with time_machine.travel(now() + models.TERM + timedelta(seconds=1)):
        forget_old()
    assert db.session.scalars(sa.select(UnsentForm)).all() == []


def test_a_button_leads_back_to_its_page_and_keeps_nothing(app: Flask, cast: Cast, comments: str) -> None:
    proposal = factories.proposal(cast.plan)
    led_to = Browser(app).post(f"/propostas/{proposal.reference}/seguimento").location
    assert "retomar" not in led_to
    assert db.session.scalars(sa.select(UnsentForm)).all() == []


def test_secrets_and_files_are_not_kept_and_the_person_reads_so(app: Flask, comments: str) -> None:
    browser = Browser(app)
    data = {"text": TEXT, "password": "segredo", "file": (io.BytesIO(b"x"), "foto.png")}
    browser.post(comments, data, content_type="multipart/form-data")
    kept = db.session.scalars(sa.select(UnsentForm)).one()
    assert kept.fields == [["text", TEXT]]
    assert "Os arquivos não ficaram guardados" in browser.get("/retomar").text


def test_strangers_cannot_fill_the_disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 3)
    assert keep("/", "/", [["text", "x" * (LARGEST + 1)]], False) is None
    tokens = []
    for second in range(5):
        with time_machine.travel(now() + timedelta(seconds=second), tick=False):
            tokens.append(keep("/", "/", [["text", "x"]], False))
    assert [waiting_for(token or "") is not None for token in tokens] == [False, False, True, True, True]
