"""Nothing on a page or in a redirect leads away from here by a trick, and every kind of answer has its headers."""

import re

import pytest
from flask import Flask

from tests.cast import Browser, Cast

TRICKS = ("//evil.example", "/%5Cevil.example", "%5Cevil.example", "/%09/evil.example", "%0d%0aX-Evil: 1", "%C3%A9/%FF")
"""What stands after a prefix; browsers take a backslash for a slash and leave tabs out."""

WANTED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


@pytest.mark.parametrize("trick", TRICKS)
def test_the_bare_address_stays_here(app: Flask, trick: str) -> None:
    answer = app.test_client().get("/pt-BR/" + trick)
    location = answer.headers["Location"]
    assert answer.status_code == 308
    assert re.fullmatch(r"/(?![/\\])[!-~]*", location) and "\\" not in location
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example/x", "/en//evil.example/x", "/es///evil.example"])
def test_the_languages_of_a_page_that_is_not_there_stay_here(app: Flask, cast: Cast, path: str) -> None:
    answer = app.test_client().get(path)
    assert not re.search(r'(href|action|src)="/[/\\]', answer.text)


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example", "///e.x"]
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_who_is_signed_in_already_is_not_led_away(app: Flask, cast: Cast, prefix: str, back: str) -> None:
    answer = Browser(app, cast.ana).client.get(f"{prefix}/entrar", query_string={"next": back})
    if answer.status_code in (302, 303):
        assert re.fullmatch(r"(http://127.0.0.1:5000)?/(?![/\\])[!-~]*", answer.headers["Location"]), answer.headers[
            "Location"
        ]
    else:
        assert answer.status_code in (200, 404)


def test_every_kind_of_answer_has_its_headers(app: Flask, cast: Cast) -> None:
    page = app.test_client().get("/")
    static = re.findall(r'"(/static/[^"]+)"', page.text)
    assert len(static) >= 2
    ana = Browser(app, cast.ana)
    plan = f"/planos/{cast.plan.slug}"
    for path in (
        *static,
        "/",
        "/nada",
        "/pt-BR/planos",
        "/en/pt-BR",
        f"{plan}/propostas.csv",
        f"{plan}/propostas.json",
        f"{plan}/propostas.atom",
        f"{plan}/calendario.ics",
        "/healthz",
        "/mesa",
        "/minha-conta/dados.json",
    ):
        for client in (app.test_client(), ana.client):
            answer = client.get(path)
            missing = [name for name in WANTED if name not in answer.headers]
            assert not missing, (path, answer.status_code, missing)
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
