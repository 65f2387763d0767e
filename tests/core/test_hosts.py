"""Which hosts are answered, and what stands in addresses that pages write."""

import pytest
from flask import Flask

from tests.cast import Browser, Cast

STRANGE = [
    "evil.example",
    "evil.example:5000",
    "a" * 64 + ".example",
    "a" * 300,
    "[::g]",
    "x y",
    "localhost.evil.example",
]


@pytest.mark.parametrize("host", STRANGE)
def test_a_host_that_is_not_ours_is_refused(app: Flask, host: str) -> None:
    for path in ("/", "/healthz", "/nao-existe"):
        answer = app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.2:81", "[::1]:5000", "LOCALHOST."]
)
def test_this_machine_is_answered(app: Flask, host: str) -> None:
    assert app.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_other_names_are_answered_when_they_are_set(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "OGP_HOSTS", "dentro.example, web")
    monkeypatch.setitem(app.config, "OGP_PUBLIC_URL", "https://participa.example")
    for host in ("dentro.example", "WEB:8000", "participa.example"):
        assert app.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_whole_addresses_are_the_public_ones_whatever_host_asks(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OGP_PUBLIC_URL", "https://participa.example")
    slug = cast.plan.slug
    for path in ("/", f"/planos/{slug}", f"/planos/{slug}/calendario.ics", f"/planos/{slug}/propostas.atom"):
        answer = app.test_client().get(path, headers={"Host": "127.0.0.1:8000"})
        assert "127.0.0.1" not in answer.text
        assert "https://participa.example" in answer.text


@pytest.mark.parametrize("address", ["http://[::1", "http://[x", "//[", "http://a]b"])
@pytest.mark.parametrize("name", ["Referer", "Origin"])
def test_an_address_that_is_none_is_as_if_it_were_not_sent(visitor: Browser, name: str, address: str) -> None:
    headers = {name: address}
    assert visitor.client.get("/nao-existe", headers=headers).status_code == 404
    assert visitor.client.post("/entrar", data={}, headers=headers).status_code == 400
    https = visitor.client.post(
        "/entrar", data={"csrf_token": visitor.token()}, headers=headers, base_url="https://localhost"
    )
    assert https.status_code == 400
