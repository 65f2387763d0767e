"""Somebody writes, is signed out meanwhile, and loses nothing."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.comments.models import Comment
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import PASSWORD, sees, signs_in
from tests.browser.hands import Mouse
from tests.browser.looking import findings
from tests.browser.world import people_with_accounts

TEXT = "Ajuda quem espera no ponto.\nMoro lá há dez anos."


def signed_out_on_another_device(_page: Page, site: Site) -> None:
    """The account ended all its sign-ins."""
    with site.app.app_context():
        ana = db.session.scalars(sa.select(Person).where(Person.email == "ana@example.org")).one()
        ana.fs_uniquifier = "another"
        db.session.commit()


def signed_out_in_another_tab(page: Page, _site: Site) -> None:
    """The account signed out here, behind the page that is open."""
    other = page.context.new_page()
    other.goto("/minha-conta")
    other.get_by_role("button", name="Sair").first.click()
    other.wait_for_url(lambda url: "minha-conta" not in url)
    other.close()


def cookies_gone(page: Page, _site: Site) -> None:
    """The browser forgot everything about this site."""
    page.context.clear_cookies()


LOSSES: dict[str, Callable[[Page, Site], None]] = {
    "another device": signed_out_on_another_device,
    "another tab": signed_out_in_another_tab,
    "no cookies": cookies_gone,
}


@pytest.fixture
def reference(new_site: Site) -> str:
    """A proposal to comment on; Ana has an account."""
    people_with_accounts(new_site, ana="Ana Souza")
    with new_site.app.app_context():
        reference = factories.proposal(factories.plan()).reference
        db.session.commit()
        return reference


@pytest.mark.parametrize("loss", LOSSES)
def test_a_comment_is_there_after_signing_in(new_visit: Visit, reference: str, loss: str) -> None:
    ana = Mouse(new_visit.page())
    signs_in(ana, "ana@example.org")
    ana.open(f"/propostas/{reference}")
    ana.write("Seu comentário", TEXT)
    LOSSES[loss](ana.page, new_visit.site)
    ana.press("Publicar comentário")
    if loss != "another device":  # the token in the page is no good either
        expect(ana.field("O que você escreveu")).to_have_value(TEXT)
        ana.press("Enviar de novo")
    sees(ana, "Entrar")
    ana.write("E-mail", "ana@example.org")
    ana.write("Senha", PASSWORD)
    ana.press("Entrar")
    ana.page.wait_for_url("**/retomar")
    expect(ana.field("O que você escreveu")).to_have_value(TEXT)
    assert findings(ana.page) == []
    ana.press("Enviar de novo")
    sees(ana, "Moro lá há dez anos.")
    with new_visit.site.app.app_context():
        assert len(db.session.scalars(sa.select(Comment.text)).all()) == 1
