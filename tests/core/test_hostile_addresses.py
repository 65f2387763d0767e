"""Addresses that nobody's link has: a clear answer, never an error of ours."""

import pytest
from flask import Flask

from tests.cast import Browser, Cast

HOSTILE = (
    "/planos/%00",
    "/planos/x%00/propostas",
    "/propostas/P-2026-%00",
    "/propostas/P-99999999999999999999-1",
    "/propostas/P-2026-99999999999999999999",
    "/compromissos/C99999999999999999999-1",
    "/anexos/99999999999999999999/x",
    "/comentarios/99999999999/denuncia",
    "/busca?q=%00",
    "/busca?q=" + "%C3%A3" * 3000,
    '/busca?q="*',
    "/busca?q=%27%20OR%201=1%20--",
    "/registro?antes=99999999999999999999",
    "/registro?plano=%FF%FE&tipo=%FF",
    "/en/planos/%E2%80%AE/propostas",
    "/pt-BR//exemplo.org",
    "/en/en/planos",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_address_gets_a_clear_answer(app: Flask, cast: Cast, path: str) -> None:
    for browser in (Browser(app), Browser(app, cast.eva)):
        answer = browser.client.get(path)
        assert answer.status_code in (200, 303, 308, 400, 404), answer.status_code
        assert not answer.headers.get("Location", "").startswith(("//", "http://exemplo"))


@pytest.mark.parametrize("name", ["q", "tema", "valor", "sub", "situacao", "ordem", "pagina"])
@pytest.mark.parametrize("value", ["%00", "-1", "99999999999999999999", "%3Cscript%3E", "%E2%80%AE", "a" * 5000])
def test_a_hostile_filter_gets_a_page(app: Flask, cast: Cast, name: str, value: str) -> None:
    answer = Browser(app).client.get(f"/planos/{cast.plan.slug}/propostas?{name}={value}")
    assert answer.status_code in (200, 404)
    assert "<script>" not in answer.text
