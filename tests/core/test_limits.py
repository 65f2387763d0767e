"""Limits for people who are signed in and for those who are not, on a server as a city runs it."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from ogp_participa.app import create_app
from ogp_participa.commands import main
from ogp_participa.config import UnsafeSecret, load_settings
from ogp_participa.core.database import db
from tests import factories
from tests.cast import Browser, Cast, token_of
from tests.conftest import SETTINGS


@pytest.fixture
def limited(fresh_app: Flask, tmp_path: Path) -> Flask:
    """The same database behind an application with limits and one proxy."""
    url = fresh_app.config["OGP_DATABASE_URL"]
    more = {"OGP_DATABASE_URL": url, "OGP_VAR": str(tmp_path / "limited"), "OGP_RATE_LIMITS": True, "OGP_PROXIES": 1}
    return create_app({**SETTINGS, **more})


def knock(app: Flask, place: str, email: str, host: str = "localhost") -> TestResponse:
    """A wrong password from a place, as the proxy tells it."""
    client = app.test_client()
    headers = {"X-Forwarded-For": f"6.6.6.6, {place}", "X-Forwarded-Host": host}
    data = {"csrf_token": token_of(client), "email": email, "password": "errada"}
    return client.post("/entrar", data=data, headers=headers)


def test_who_is_signed_in_posts_within_the_limits(limited: Flask) -> None:
    cast = Cast.in_database()
    path = f"/propostas/{factories.proposal(cast.plan, cast.ana).reference}/comentarios"
    bruno = cast.bruno.fs_uniquifier
    db.session.commit()
    db.session.remove()
    browser = Browser(limited)
    browser.become(bruno)
    for number in range(10):
        browser.post(path, {"text": f"Ideia {number}"})
    answer = browser.client.post(path, data={"csrf_token": browser.token(), "text": "Mais uma"})
    assert answer.status_code == 429
    db.session.remove()


def test_hidden_letters_do_not_open_a_second_count_of_one_address(limited: Flask) -> None:
    spellings = (
        "ana@example.org",
        "ANA@example.org",
        " ana@example.org",
        "ana@exam\u200bple.org",
        "\u2060ana@example.org",
        "ana@ｅｘａｍｐｌｅ.org",
        "ana@ⓔⓧⓐⓜⓟⓛⓔ.ⓞⓡⓖ",
        "ana@example。org",
    )
    found = [knock(limited, f"10.0.0.{n}", spellings[n % len(spellings)]).status_code for n in range(12)]
    assert found == [422] * 10 + [429] * 2


def test_a_network_registers_so_many_accounts_a_day(limited: Flask) -> None:
    limited.config["OGP_ACCOUNTS_A_DAY"] = 3

    def register(place: str, number: int) -> int:
        client = limited.test_client()
        data = {"csrf_token": token_of(client), "email": f"r{number}@example.org", "name": "Rita Melo"}
        answer = client.post("/criar-conta", data=data, headers={"X-Forwarded-For": place})
        return answer.status_code

    assert [register("203.0.113.9", number) for number in range(5)] == [422] * 3 + [429] * 2
    assert [register(f"2001:db8:1:2::{number}", number) for number in range(5)] == [422] * 3 + [429] * 2
    assert register("203.0.113.10", 9) == 422


def test_a_place_is_what_the_proxy_says(limited: Flask) -> None:
    found = [knock(limited, "10.0.0.1", f"a{n}@example.org").status_code for n in range(32)]
    assert found == [422] * 30 + [429] * 2
    assert knock(limited, "10.0.0.2", "b@example.org").status_code == 422


def test_strangers_write_no_addresses_into_pages(limited: Flask) -> None:
    assert "evil.example" not in limited.test_client().get("/", headers={"X-Forwarded-Host": "evil.example"}).text


def test_workers_that_start_together_share_their_secrets(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        app = Flask("again")
        load_settings(app, {"OGP_VAR": str(tmp_path / "var")})
        kept.append(app.config["SECRET_KEY"])
    assert kept[0] == kept[1] and len(kept[0]) > 30
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in (tmp_path / "var").iterdir()) == ["password-salt", "secret-key", "signing-key"]


@pytest.mark.parametrize("name", ["secret-key", "password-salt", "signing-key"])
@pytest.mark.parametrize(
    ("text", "mode", "sentence"),
    [
        ("", 0o600, "is empty"),
        ("\n", 0o600, "is empty"),
        ("short", 0o600, "has 5 letters, fewer than 32"),
        ("x" * 43, 0o644, "can be read by others (mode 644). Run: chmod 600"),
        ("x" * 43, 0o640, "can be read by others (mode 640)"),
    ],
)
def test_a_secret_that_keeps_nothing_secret_stops_the_start(
    tmp_path: Path, name: str, text: str, mode: int, sentence: str
) -> None:
    (tmp_path / name).write_text(text, encoding="ascii")
    (tmp_path / name).chmod(mode)
    with pytest.raises(UnsafeSecret, match=re.escape(f"{tmp_path / name} {sentence}")):
        load_settings(Flask("again"), {"OGP_VAR": str(tmp_path)})
    assert (tmp_path / name).read_text(encoding="ascii") == text


@pytest.mark.parametrize("name", ["OGP_SECRET_KEY", "OGP_SIGNING_KEY"])
def test_a_short_secret_of_the_settings_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeSecret, match=f"{name} has 7 letters"):
        load_settings(Flask("again"), {"OGP_VAR": str(tmp_path), name: "letters"})


def test_a_command_says_in_one_sentence_which_secret_is_not_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "signing-key").touch(mode=0o600)
    monkeypatch.setenv("OGP_VAR", str(tmp_path))
    ended = CliRunner().invoke(main, ["db", "current"])
    assert (ended.exit_code, ended.output.splitlines()[-1][:6]) == (1, "Error:")
    assert "signing-key is empty: it keeps nothing secret." in ended.output


def test_a_new_secret_is_on_the_disk_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", lambda number: synced.append(os.fstat(number).st_size))
    load_settings(Flask("again"), {"OGP_VAR": str(tmp_path)})
    assert len(synced) == 6, "each of three files, and the folder after each"
    assert synced[::2] == [43, 43, 43]


def test_a_million_letters_get_their_form_back(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    data = {"title": "a" * 1_000_000, "change": "A mudança que escrevi"}
    assert "A mudança que escrevi" in Browser(app, cast.ana).post(f"/propor/{draft.token}/2-ideia", data, 422).text
    visitor = app.test_client().get("/entrar")
    assert visitor.headers["Cache-Control"] == "private, no-store"
