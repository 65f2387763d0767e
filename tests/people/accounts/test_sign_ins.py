"""What a sign-in is: one on the server, ended by signing out; what opens it, and what ends it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password

from ogp_participa.core.database import db
from ogp_participa.people.accounts.email_address import normal_address
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.sign_ins import network_of
from tests import factories
from tests.cast import Browser, Cast

PASSWORD = "uma frase bem comprida"


@pytest.fixture
def maria(app: Flask) -> Person:
    """Somebody with a password."""
    person = factories.person("Maria Aparecida", email="maria@example.org", password=hash_password(PASSWORD))
    db.session.commit()
    return person


def signed_in(app: Flask, **fields: str) -> Browser:
    """Return a browser in which Maria signed in."""
    browser = Browser(app)
    browser.post("/entrar", {"email": "maria@example.org", "password": PASSWORD, **fields})
    return browser


def copy_of(app: Flask, browser: Browser, *names: str) -> FlaskClient:
    """Return another browser with copies of these cookies."""
    other = app.test_client()
    for name in names:
        cookie = browser.client.get_cookie(name)
        assert cookie is not None, name
        other.set_cookie(name, cookie.value)
    return other


@pytest.mark.parametrize("names", [("sessao",), ("lembrar",), ("sessao", "lembrar")])
def test_signing_out_ends_copies_of_the_cookies_too(app: Flask, maria: Person, names: tuple[str, ...]) -> None:
    browser = signed_in(app, remember="y")
    before, after = copy_of(app, browser, *names), copy_of(app, browser, *names)
    assert before.get("/minha-conta").status_code == 200
    browser.post("/sair")
    assert before.get("/minha-conta").status_code == 303
    assert after.get("/minha-conta").status_code == 303


def test_people_of_a_demonstration_sign_in_whose_key_is_an_address(app: Flask, maria: Person) -> None:
    maria.fs_uniquifier = "demo-maria@example.org"
    db.session.commit()
    browser = signed_in(app)
    browser.get("/minha-conta")
    browser.post("/sair")
    browser.get("/minha-conta", status=303)


def test_signing_out_here_leaves_other_devices_signed_in(app: Flask, maria: Person) -> None:
    here, elsewhere = signed_in(app), signed_in(app)
    here.post("/sair")
    elsewhere.get("/minha-conta")
    here.post("/entrar", {"email": "maria@example.org", "password": PASSWORD})
    here.get("/minha-conta")


def test_a_sign_in_without_a_name_of_its_own_ends_with_all_others(app: Flask, maria: Person) -> None:
    old, other = Browser(app, maria), Browser(app, maria)
    old.post("/sair")
    other.get("/minha-conta", status=303)


def test_a_form_token_of_before_signing_in_is_no_good_after(app: Flask, maria: Person) -> None:
    browser = Browser(app)
    known = browser.token()
    browser.post("/entrar", {"email": "maria@example.org", "password": PASSWORD})
    answer = browser.client.post("/minha-conta/perfil-publico", data={"csrf_token": known, "name": "Outra"})
    assert answer.status_code == 400
    assert maria.name == "Maria Aparecida"


@pytest.mark.parametrize("path", ["/entrar/codigo", "/en/entrar/codigo"])
def test_a_link_signs_nobody_out(app: Flask, maria: Person, path: str) -> None:
    browser = signed_in(app)
    for _time in range(2):
        assert browser.client.get(path).status_code == 303
    browser.get("/minha-conta")


@pytest.mark.parametrize("path", ["/entrar", "/criar-conta", "/recuperar", "/", "/propor/novo"])
def test_deep_json_is_no_error_of_ours(app: Flask, path: str) -> None:
    client = app.test_client()
    for method in ("GET", "POST"):
        answer = client.open(path, method=method, data="[" * 5000, content_type="application/json")
        assert answer.status_code < 500
    token = Browser(app).token()
    posted = client.post(path, data="[" * 5000, content_type="application/json", headers={"X-CSRFToken": token})
    assert posted.status_code < 500


@pytest.mark.parametrize(
    "typed",
    [
        "maria@example.org",
        "MARIA@Example.Org",
        "maria@ｅｘａｍｐｌｅ．ｏｒｇ",
        "maria@ⓔⓧⓐⓜⓟⓛⓔ.org",
        " maria@example。org ",
    ],
)
def test_an_address_counts_as_the_account_that_it_finds(app: Flask, maria: Person, typed: str) -> None:
    assert normal_address(typed) == "maria@example.org"
    browser = Browser(app)
    browser.post("/entrar", {"email": typed, "password": PASSWORD})


@pytest.mark.parametrize(
    ("place", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unix", "unix"),
    ],
)
def test_a_network_is_an_address_or_half_of_one(place: str, network: str) -> None:
    assert network_of(place) == network


@pytest.mark.parametrize(
    "email", ["=?utf-8?q?x?=@example.org", "=?UTF-8?B?eA==?=@example.org", "joão@example.org", "用户@example.org"]
)
def test_an_address_that_letters_do_not_reach_is_refused_in_plain_words(app: Flask, email: str) -> None:
    fields = {
        "name": "Rita Melo",
        "email": email,
        "password": "frase longa da rita",
        "signature": "initial",
        "consent": "y",
    }
    page = Browser(app).post("/criar-conta", {**fields, "signature": "initial", "collective": ""}, status=422)
    assert re.search(
        r"Este endereço não recebe mensagens|não consegue escrever para um endereço com acentos", page.text
    )


IRREVERSIBLE = (
    "/minha-conta/dados/exclusao",
    "/minha-conta/seguranca/email",
    "/admin/papeis",
    "/gestao/planos/{slug}/plano",
    "/gestao/planos/{slug}/devolutivas/assinatura",
    "/gestao/planos/{slug}/deliberacao/nova",
    "/gestao/planos/{slug}/deliberacao/atos/homologation",
)


@pytest.mark.parametrize("path", IRREVERSIBLE)
def test_what_cannot_be_undone_asks_for_the_password_of_this_session(app: Flask, cast: Cast, path: str) -> None:
    eva = Browser(app, cast.eva)
    with eva.client.session_transaction() as session:
        del session["fs_paa"]  # as the "keep me signed in" cookie leaves it
    path = path.format(slug=cast.plan.slug)
    for answer in (eva.client.get(path), eva.client.post(path, data={"csrf_token": eva.token()})):
        assert answer.status_code == 303
        assert "/entrar/confirmacao" in answer.headers["Location"]


def test_the_remember_cookie_alone_erases_no_account(app: Flask, maria: Person) -> None:
    browser = Browser(app)
    cookie = signed_in(app, remember="y").client.get_cookie("lembrar")
    assert cookie is not None
    browser.client.set_cookie("lembrar", cookie.value)
    browser.get("/minha-conta")
    browser.post("/minha-conta/dados/exclusao", {"email": "maria@example.org"})
    assert maria.erased_at is None
    browser.post("/entrar/confirmacao?next=/minha-conta/dados/exclusao", {"password": PASSWORD})
    browser.post("/minha-conta/dados/exclusao", {"email": "maria@example.org"})
    assert maria.erased_at is not None
