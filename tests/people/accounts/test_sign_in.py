"""Signing in and out, a forgotten password, and the second factor."""

import re
import time
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security.utils import hash_password

from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.models import Mail
from tests import factories
from tests.cast import Browser
from tests.postbox import link_in

PASSWORD = "uma frase bem comprida"


@pytest.fixture
def maria(app: Flask) -> Person:
    """Somebody with a password."""
    made = factories.person("Maria Aparecida", email="maria@example.org", password=hash_password(PASSWORD))
    db.session.commit()
    return made


def sign_in(browser: Browser, password: str = PASSWORD, status: int = 303, **fields: Any) -> Any:
    """Sign in as Maria."""
    return browser.post("/entrar", {"email": "maria@example.org", "password": password, **fields}, status=status)


def words(page: str) -> str:
    """What a page says, without tokens and what was typed."""
    return re.sub(r'value="[^"]*"', "", page)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(maria: Person, visitor: Browser) -> None:
    wrong = sign_in(visitor, "outra frase qualquer", 422)
    unknown = visitor.post("/entrar", {"email": "ninguem@example.org", "password": PASSWORD}, status=422)
    assert words(wrong.text) == words(unknown.text)
    assert "maria@example.org" in wrong.text, "what was typed stays"


def test_an_address_is_the_same_in_capitals(maria: Person, visitor: Browser) -> None:
    visitor.post("/entrar", {"email": " MARIA@example.org ", "password": PASSWORD})
    visitor.get("/minha-conta")


def test_who_has_not_confirmed_is_told_so_only_with_the_right_password(app: Flask, visitor: Browser) -> None:
    factories.person(email="nova@example.org", confirmed=False, password=hash_password(PASSWORD))
    db.session.commit()
    right = visitor.post("/entrar", {"email": "nova@example.org", "password": PASSWORD}, status=422)
    wrong = visitor.post("/entrar", {"email": "nova@example.org", "password": "x" * 12}, status=422)
    assert "/confirmar-email?" in right.text
    assert "/confirmar-email?" not in wrong.text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(maria: Person, visitor: Browser, elsewhere: str) -> None:
    answer = visitor.post("/entrar", {"email": maria.email, "password": PASSWORD, "next": elsewhere}, status=422)
    assert "evil" not in (answer.location or "")


def test_a_page_for_people_with_an_account_comes_back_after_sign_in(maria: Person, visitor: Browser) -> None:
    asked = visitor.get("/en/minha-conta/dados", status=303)
    page = visitor.get(asked.location)
    back = re.search(r'name="next"[^>]*value="([^"]*)"', page.text)
    assert back
    assert sign_in(visitor, next=back.group(1)).location.endswith("/en/minha-conta/dados")


def test_signing_out_takes_a_post(maria: Person, visitor: Browser) -> None:
    sign_in(visitor)
    visitor.get("/sair", status=405)
    visitor.get("/minha-conta")
    visitor.post("/sair")
    visitor.get("/minha-conta", status=303)


def test_session_cookies_are_closed_to_scripts_and_other_sites(app: Flask, maria: Person, visitor: Browser) -> None:
    cookies = sign_in(visitor, remember="y").headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} >= {"sessao", "lembrar"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_forgotten_password_is_chosen_anew(maria: Person, visitor: Browser) -> None:
    known = visitor.post("/recuperar", {"email": "maria@example.org"}, status=200)
    unknown = visitor.post("/recuperar", {"email": "ninguem@example.org"}, status=200)
    assert words(known.text).replace("maria", "ninguem") == words(unknown.text)
    mail = db.session.scalars(sa.select(Mail)).one()
    path = link_in(mail.text, "/recuperar/")
    visitor.get(path)
    visitor.post(path, {"password": "curta", "password_confirm": "curta"}, status=422)
    visitor.post(path, {"password": "uma outra frase longa", "password_confirm": "diferente"}, status=422)
    visitor.post(path, {"password": "uma outra frase longa", "password_confirm": "uma outra frase longa"})
    sign_in(visitor, status=422)
    sign_in(visitor, "uma outra frase longa")
    used = visitor.client.get(path)
    assert used.location.endswith("/recuperar"), "a link works once"


def test_a_changed_password_ends_other_sessions(app: Flask, maria: Person, visitor: Browser) -> None:
    other = Browser(app)
    sign_in(visitor)
    sign_in(other)
    new = "uma outra frase longa"
    visitor.post("/minha-conta/senha", {"password": "x" * 12, "new_password": new, "new_password_confirm": new}, 422)
    visitor.post("/minha-conta/senha", {"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    visitor.get("/minha-conta")
    other.get("/minha-conta", status=303)


def test_signing_out_elsewhere_leaves_this_device(app: Flask, maria: Person, visitor: Browser) -> None:
    other = Browser(app)
    sign_in(visitor)
    sign_in(other)
    visitor.post("/minha-conta/seguranca/outros-aparelhos")
    visitor.get("/minha-conta/seguranca")
    other.get("/minha-conta", status=303)


def set_up_app(browser: Browser) -> str:
    """Turn the second factor on; returns the secret key."""
    page = browser.post("/minha-conta/segundo-fator", {"setup": "authenticator"}, status=200).text
    assert 'src="data:image/svg+xml' in page
    key = re.search(r"<code[^>]*>([A-Z2-7 -]+)</code>", page)
    assert key
    secret = re.sub("[^A-Z2-7]", "", key.group(1))
    browser.post("/entrar/codigo", {"code": "000000"}, status=422)
    browser.post("/entrar/codigo", {"code": pyotp.TOTP(secret).now()})
    return secret


def next_code(secret: str) -> str:
    """The code that the app shows half a minute from now: a clock may be that much ahead."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


def test_a_code_works_once(app: Flask, maria: Person, visitor: Browser) -> None:
    sign_in(visitor)
    secret = set_up_app(visitor)
    code = next_code(secret)
    first, late = Browser(app), Browser(app)
    first.post(sign_in(first).location, {"code": code})
    first.get("/minha-conta")
    late.post(sign_in(late).location, {"code": code}, status=422)
    late.get("/minha-conta", status=303)


def test_the_second_factor_is_asked_for_at_sign_in(app: Flask, maria: Person, visitor: Browser) -> None:
    sign_in(visitor)
    secret = set_up_app(visitor)
    other = Browser(app)
    asked = sign_in(other, next="/minha-conta/dados")
    assert "/entrar/codigo" in asked.location
    other.get("/minha-conta", status=303)
    asked = sign_in(other, next="/minha-conta/dados")
    other.get(asked.location)
    other.post(asked.location, {"code": "123 456"}, status=422)
    code = next_code(secret)
    entered = other.post(asked.location, {"code": f"{code[:3]} {code[3:]}"})
    assert entered.location.endswith("/minha-conta/dados")
    other.get("/minha-conta")


def test_a_recovery_code_works_once(app: Flask, maria: Person, visitor: Browser) -> None:
    sign_in(visitor)
    set_up_app(visitor)
    assert "/minha-conta/codigos-de-recuperacao" in visitor.get("/minha-conta/seguranca").text
    visitor.get("/minha-conta/codigos-de-recuperacao")
    shown = visitor.post("/minha-conta/codigos-de-recuperacao", status=200).text
    codes = re.findall(r"<li><code>([^<]+)</code>", shown)
    assert len(codes) == 5
    db.session.expire_all()
    stored = db.session.scalars(sa.select(Person.mf_recovery_codes)).one()
    assert codes[0] not in str(stored), "codes are kept encrypted"
    for status in (303, 422):
        other = Browser(app)
        sign_in(other)
        other.get("/entrar/recuperacao")
        other.post("/entrar/recuperacao", {"code": codes[0]}, status=status)


def test_the_second_factor_can_be_turned_off(app: Flask, maria: Person, visitor: Browser) -> None:
    sign_in(visitor)
    set_up_app(visitor)
    visitor.get("/minha-conta/segundo-fator")
    visitor.post("/minha-conta/segundo-fator", {"setup": "disable"})
    assert sign_in(Browser(app)).location.endswith("/minha-conta")


def test_important_pages_ask_for_the_password_again(maria: Person, app: Flask) -> None:
    long_ago = Browser(app, maria)
    with long_ago.client.session_transaction() as session:
        del session["fs_paa"]
    asked = long_ago.client.get("/minha-conta/segundo-fator")
    assert "/entrar/confirmacao" in asked.location
    long_ago.get(asked.location)
    long_ago.post(asked.location, {"password": "x" * 12}, status=422)
    assert long_ago.post(asked.location, {"password": PASSWORD}).location.endswith("/minha-conta/segundo-fator")


def test_pages_that_we_do_not_offer_are_not_there(visitor: Browser) -> None:
    for path in ("/login", "/verify", "/tf-rescue", "/fs-static/x.js", "/entrar/codigo/ajuda", "/mf-recovery"):
        visitor.get(path, status=404)


def test_every_page_of_accounts_has_a_portuguese_address(app: Flask) -> None:
    theirs = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    ours = ("/entrar", "/sair", "/criar-conta", "/recuperar", "/confirmar-email", "/minha-conta")
    assert theirs
    assert [rule for rule in theirs if not rule.startswith(ours)] == []


def test_too_many_attempts_are_stopped_over_all_processes(fresh_app: Flask) -> None:
    fresh_app.config["OGP_RATE_LIMITS"] = True
    typed = {"email": "maria@example.org", "password": "x" * 12}
    browsers = [Browser(fresh_app), Browser(fresh_app)]
    for n in range(10):
        browsers[n % 2].post("/entrar", typed, status=422)
    stopped = browsers[0].post("/entrar", typed, status=429)
    assert "x" * 12 not in stopped.text
    browsers[1].post("/entrar", typed, status=429)
    browsers[1].post("/entrar", typed | {"email": "outra@example.org"}, status=422)
