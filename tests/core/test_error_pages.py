"""When something goes wrong the page says what happened, in the person's language, and gives a way out."""

from typing import cast

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFError

from ogp_participa.core.errors import expired
from tests.cast import Browser
from tests.page_check import check_page


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", "Não achamos esta página"), ("/en", "We did not find this page"), ("/es", "No encontramos esta página")],
)
def test_a_wrong_address_is_explained_in_each_language(app: Flask, prefix: str, words: str) -> None:
    answer = Browser(app).get(f"{prefix}/nada-aqui", status=404)
    assert words in answer.text
    assert "Set-Cookie" not in answer.headers


def test_an_expired_form_gives_back_what_was_typed(app: Flask) -> None:
    long_text = 'A rua </textarea> inunda\n"sempre" que chove, e ninguém sabe quando vem alguém.'
    typed = {"texto": long_text, "tema": "3", "password": "segredo"}
    with app.test_request_context("/qualquer", method="POST", data=typed, headers={"Origin": "http://localhost"}):
        page, status = cast(tuple[str, int], expired(CSRFError()))
    assert status == 400
    check_page(page)
    assert "A rua &lt;/textarea&gt; inunda" in page
    assert '<input type="hidden" name="tema" value="3">' in page
    assert "segredo" not in page


def test_a_form_posted_from_elsewhere_is_not_given_back(app: Flask) -> None:
    with app.test_request_context(
        "/qualquer", method="POST", data={"tema": "3"}, headers={"Origin": "http://evil.example"}
    ):
        page, status = cast(tuple[str, int], expired(CSRFError()))
    assert status == 400
    check_page(page)
    assert 'name="tema"' not in page
