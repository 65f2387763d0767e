"""Roles are few and public; profile and preferences."""

import pytest
from click.testing import CliRunner
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.people.accounts.commands import people_group
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_email
from tests import factories
from tests.cast import Browser, Cast


def test_everybody_reads_who_has_a_role(cast: Cast, visitor: Browser) -> None:
    page = visitor.get("/quem-somos")
    assert "Dario Melo" in page.text
    assert "Ana Souza" not in page.text
    assert cast.dario.email not in page.text
    assert "Set-Cookie" not in page.headers


def test_an_administrator_gives_and_takes_a_role(cast: Cast, app: Flask) -> None:
    eva = Browser(app, cast.eva)
    eva.get("/admin/papeis")
    eva.post("/admin/papeis", {"email": cast.ana.email, "role": "staff"})
    assert cast.ana.is_staff
    eva.post("/admin/papeis", {"email": cast.ana.email, "role": "staff"}, status=422)
    eva.post("/admin/papeis", {"email": "ninguem@example.org", "role": "staff"}, status=422)
    eva.post("/admin/papeis", {"email": cast.bruno.email, "role": "king"}, status=422)
    eva.post(f"/admin/papeis/{cast.ana.id}/staff/retirada")
    assert not cast.ana.is_staff
    eva.post(f"/admin/papeis/{cast.eva.id}/administrator/retirada", status=403)
    eva.post("/admin/papeis/999999/staff/retirada", status=404)


def test_nobody_else_gives_roles(cast: Cast, app: Flask, visitor: Browser) -> None:
    for person in (cast.ana, cast.clara, cast.dario):
        browser = Browser(app, person)
        browser.get("/admin/papeis", status=403)
        browser.post("/admin/papeis", {"email": person.email, "role": "administrator"}, status=403)
        assert not person.is_administrator
    visitor.get("/admin/papeis", status=303)


def test_the_profile_shows_how_one_signs(cast: Cast, app: Flask) -> None:
    ana = Browser(app, cast.ana)
    page = ana.get("/minha-conta/perfil-publico")
    assert "Ana S." in page.text
    typed = {"name": "Ana Maria Souza", "signature": "full", "collective": "", "territory": ""}
    ana.post("/minha-conta/perfil-publico", typed)
    assert cast.ana.public_name == "Ana Maria Souza"
    wrong = ana.post("/minha-conta/perfil-publico", typed | {"name": "x" * 200}, status=422)
    assert "x" * 200 in wrong.text


def test_colours_are_kept_in_a_cookie_for_visitors_and_in_the_account_for_others(
    cast: Cast, app: Flask, visitor: Browser
) -> None:
    visitor.get("/preferencias")
    visitor.post("/preferencias", {"theme": "contraste"})
    assert 'data-tema="contraste"' in visitor.get("/quem-somos").text
    visitor.post("/preferencias", {"theme": "rosa"}, status=422)
    ana = Browser(app, cast.ana)
    ana.post("/preferencias", {"theme": "escuro", "locale": "es", "shortcuts": "y"})
    assert (cast.ana.theme, cast.ana.locale, cast.ana.shortcuts) == ("escuro", "es", True)
    assert 'data-tema="escuro"' in ana.get("/preferencias").text


def test_my_account_is_for_its_owner(cast: Cast, app: Flask, visitor: Browser) -> None:
    Browser(app, cast.ana).get("/minha-conta")
    for path in ("", "/dados", "/dados.json", "/seguranca", "/perfil-publico", "/avisos", "/avisos/preferencias"):
        visitor.get("/minha-conta" + path, status=303)


@pytest.mark.parametrize("role", ["staff", "administrator"])
def test_the_first_roles_come_from_the_command_line(fresh_app: Flask, role: str) -> None:
    run = CliRunner().invoke(people_group, ["add", "Chefe@example.org", "--name", "Chefe", "--role", role])
    assert run.exit_code == 0, run.output
    person: Person | None = by_email("chefe@example.org")
    assert person is not None
    assert [held.name for held in person.roles] == [role]
    again = CliRunner().invoke(people_group, ["add", "chefe@example.org", "--name", "Chefe"])
    assert again.exit_code == 1
    taken = CliRunner().invoke(people_group, ["role", "chefe@example.org", role, "--take"])
    assert "no role" in taken.output
    assert CliRunner().invoke(people_group, ["role", "x@example.org", role]).exit_code == 1


def test_a_role_is_for_a_proved_address(cast: Cast, app: Flask) -> None:
    nobody = factories.person(confirmed=False)
    db.session.commit()
    Browser(app, cast.eva).post("/admin/papeis", {"email": nobody.email, "role": "staff"}, status=422)
