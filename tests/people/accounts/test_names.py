"""What stands in public of a name, which names are taken, and which passwords are."""

import time

import pytest
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.people.accounts.common_passwords import is_common
from ogp_participa.people.accounts.models import Signature, signed_name
from ogp_participa.people.accounts.names import author_name, clean_name, looks_mixed
from tests import factories
from tests.cast import Browser, Cast


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("Maria Aparecida Souza", "Maria S."),
        ("Maria (Cida)", "Maria C."),
        ("Maria 2", "Maria"),
        ("Maria Souza 🌱", "Maria S."),
        ("Ana d'Ávila", "Ana D."),
        ("João", "João"),
        ("maria.souza@example.org", "M."),
        ("Maria maria.souza@example.org", "Maria"),
        ("", ""),
    ],
)
def test_an_initial_is_a_letter_and_an_address_is_no_name(name: str, initial: str) -> None:
    assert signed_name(name, Signature.INITIAL) == initial
    assert "@" not in signed_name(name, Signature.FULL)
    assert "@" not in signed_name("Ana Lima", Signature.COLLECTIVE, name)


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u200d", "\u034f", "\ufe0f", "\u2060", "\U000e0041", "\u3164"])
def test_signs_that_nobody_sees_make_no_other_name(sign: str) -> None:
    assert clean_name(f"Ana{sign} Souza{sign}") == "Ana Souza"
    assert signed_name(f"A{sign}na Souza", Signature.FULL) == "Ana Souza"


def test_a_name_is_written_in_one_alphabet() -> None:
    assert looks_mixed("Аna Souza"), "its first letter is Cyrillic"
    assert not any(map(looks_mixed, ("Ana Souza", "Иван Петров", "Νίκος", "李小龙", "Ana Иванова")))


@pytest.mark.parametrize("name", ["ana@example.org", "Аna Souza", "123", "🌱"])
def test_such_names_are_not_taken(cast: Cast, app: Flask, name: str) -> None:
    ana = Browser(app, cast.ana)
    ana.post("/minha-conta/perfil-publico", {"name": name, "signature": "full", "collective": ""}, status=422)
    fields = {"name": "Ana Souza", "signature": "collective", "collective": name}
    ana.post("/minha-conta/perfil-publico", fields, status=422)
    assert cast.ana.name == "Ana Souza"


def test_an_erased_person_has_no_empty_name(cast: Cast) -> None:
    cast.ana.name, cast.ana.erased_at = "", now()
    db.session.flush()
    assert cast.ana.public_name == author_name("") != ""


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertyuiop",
        "QwertyUiop",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "senha123456",
        "0987654321",
        "1q2w3e4r5t",
    ],
)
def test_passwords_that_everybody_tries_first_are_refused(app: Flask, password: str) -> None:
    fields = {
        "name": "Rita Melo",
        "email": "rita@example.org",
        "password": password,
        "signature": "initial",
        "consent": "y",
    }
    page = Browser(app).post("/criar-conta", {**fields, "signature": "initial", "collective": ""}, status=422)
    assert "Muita gente usa esta senha" in page.text


def test_a_sentence_is_a_good_password() -> None:
    assert not any(map(is_common, ("uma frase bem comprida", "casa azul na serra", "hahaha que graça")))


def test_an_empty_sign_in_marks_its_fields(visitor: Browser) -> None:
    page = visitor.post("/entrar", {"email": "", "password": ""}, status=422).text
    assert page.count('aria-invalid="true"') == 2
    assert "Escreva seu e-mail" in page
    assert "Digite a senha" in page
    assert "não confere" not in page


def test_asking_for_a_new_password_takes_as_long_with_and_without_an_account(app: Flask, visitor: Browser) -> None:
    factories.person("Maria Souza", email="maria@example.org")
    db.session.commit()
    seconds = []
    for email in ("maria@example.org", "ninguem@example.org"):
        begun = time.monotonic()
        visitor.post("/recuperar", {"email": email}, status=200)
        seconds.append(time.monotonic() - begun)
    assert min(seconds) >= 0.4


def test_an_address_that_opens_something_goes_to_nobody_else(visitor: Browser) -> None:
    for path, policy in (("/recuperar/abc", "same-origin"), ("/entrar", "strict-origin-when-cross-origin")):
        assert visitor.client.get(path).headers["Referrer-Policy"] == policy


def test_where_to_report_a_weakness(visitor: Browser) -> None:
    page = visitor.get("/.well-known/security.txt")
    assert page.mimetype == "text/plain"
    assert {line.split(":")[0] for line in page.text.splitlines()} >= {"Contact", "Expires"}
