"""What JavaScript adds for comfort, and what the platform remembers of each person."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect

from ogp_participa.core.database import db
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import PASSWORD, sees, signs_in
from tests.browser.hands import Mouse
from tests.browser.world import SLUG, neighbours_wrote, people_with_accounts, someone_prepared_the_edition


@pytest.fixture
def ana(new_visit: Visit) -> Mouse:
    """A resident in front of an edition in which everything is open."""
    people_with_accounts(new_visit.site, ana="Ana Souza")
    someone_prepared_the_edition(new_visit.site, voting=True)
    neighbours_wrote(new_visit.site)
    hands = Mouse(new_visit.page())
    signs_in(hands, "ana@example.org", PASSWORD)
    return hands


def kept_draft(site: Site) -> Draft:
    """The newest draft, as the database has it."""
    with site.app.app_context():
        return db.session.scalars(sa.select(Draft).order_by(Draft.id.desc()).limit(1)).one()


def begins_a_proposal(who: Mouse) -> None:
    """The first page is sent; the second is open."""
    who.open("/propor/novo")
    who.write("O que acontece hoje que precisa mudar?", "Ninguém sabe quando o ônibus passa.")
    who.press("Salvar e continuar")
    who.field("Um nome curto para a sua ideia").wait_for()


def test_what_is_typed_is_kept_without_pressing_anything(ana: Mouse, new_site: Site) -> None:
    begins_a_proposal(ana)
    ana.field("Um nome curto para a sua ideia").press_sequentially("Horários abertos")
    expect(ana.page.locator("form p.saved")).to_contain_text("Salvo às", timeout=10_000)
    assert kept_draft(new_site).title == "Horários abertos"
    ana.page.reload()
    expect(ana.field("Um nome curto para a sua ideia")).to_have_value("Horários abertos")


def test_a_lost_connection_is_said_and_what_was_typed_is_kept_when_it_is_back(ana: Mouse, new_site: Site) -> None:
    begins_a_proposal(ana)
    ana.page.context.set_offline(True)
    ana.field("Um nome curto para a sua ideia").press_sequentially("Sem rede")
    expect(ana.page.locator("form p.saved")).to_contain_text("Não salvou", timeout=10_000)
    ana.page.context.set_offline(False)
    ana.field("Um nome curto para a sua ideia").press_sequentially(" e de volta")
    expect(ana.page.locator("form p.saved")).to_contain_text("Salvo às", timeout=10_000)
    assert kept_draft(new_site).title == "Sem rede e de volta"


def test_a_vote_keeps_the_place_and_brings_the_ballot_up_to_date(ana: Mouse) -> None:
    ana.open(f"/planos/{SLUG}/votacao/propostas")
    pressed = ana.main().get_by_role("button", name=re.compile("^Votar nesta")).nth(2)
    pressed.scroll_into_view_if_needed()
    card = ana.main().locator("article.card", has_text=pressed.inner_text().removeprefix("Votar nesta").strip())
    before, loaded = height_of(card), ana.page.evaluate("performance.timeOrigin")
    pressed.click()
    expect(ana.page.locator(".ballot-bar")).to_contain_text("1 de 5")
    assert abs(height_of(card) - before) < 20
    assert ana.page.evaluate("performance.timeOrigin") == loaded, "the page was loaded again"
    expect(ana.page.locator(":focus")).to_contain_text("Tirar")
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator(".ballot-bar")).to_contain_text("0 de 5")


def test_a_vote_that_the_connection_swallowed_is_cast_the_plain_way(ana: Mouse) -> None:
    ana.open(f"/planos/{SLUG}/votacao/propostas")

    def swallow(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.abort()
        else:
            route.continue_()

    ana.page.route("**/voto", swallow)
    ana.main().get_by_role("button", name=re.compile("^Votar nesta")).first.click()
    expect(ana.page.locator(".ballot-bar")).to_contain_text("1 de 5")


def test_a_double_click_sends_once(ana: Mouse, new_site: Site) -> None:
    with new_site.app.app_context():
        address = db.session.scalars(sa.select(Proposal).limit(1)).one().address
    ana.open(f"/propostas/{address}")
    ana.write("Seu comentário", "Uma vez só.")
    ana.button("Publicar comentário").dblclick()
    sees(ana, "Uma vez só.")
    ana.page.reload()
    expect(ana.main().locator("li.comment")).to_have_count(1)


def test_the_counter_says_what_is_left(ana: Mouse) -> None:
    begins_a_proposal(ana)
    count = ana.page.locator("#title-count")
    expect(count).to_contain_text("100")
    ana.write("Um nome curto para a sua ideia", "á" * 99)
    expect(count).to_have_text("Ainda cabem 1 letras")
    ana.write("Um nome curto para a sua ideia", "á" * 103)
    expect(count).to_have_class(re.compile("over"))
    expect(count).to_have_text("3 letras a mais")


def test_another_language_is_the_same_page(ana: Mouse) -> None:
    ana.open(f"/planos/{SLUG}/propostas?q=praça&pagina=1")
    ana.page.get_by_role("link", name="English").click()
    expect(ana.page.locator("html")).to_have_attribute("lang", "en")
    assert ana.page.url.endswith(f"/en/planos/{SLUG}/propostas?q=pra%C3%A7a&pagina=1")
    ana.page.get_by_role("link", name="Español").click()
    expect(ana.page.locator("html")).to_have_attribute("lang", "es")
    ana.page.get_by_role("link", name="Português").click()
    assert ana.page.url.endswith(f"/planos/{SLUG}/propostas?q=pra%C3%A7a&pagina=1")


@pytest.mark.parametrize(("label", "theme"), [("Escuro", "escuro"), ("Alto contraste", "contraste")])
def test_colours_stay_as_chosen_with_and_without_an_account(
    ana: Mouse, new_visit: Visit, label: str, theme: str
) -> None:
    for who in (ana, Mouse(new_visit.page())):
        plain = background(who.page)
        who.open("/preferencias")
        who.tick(label)
        who.press("Salvar")
        who.open("/planos")
        expect(who.page.locator("html")).to_have_attribute("data-tema", theme)
        assert background(who.page) != plain


def height_of(thing: Locator) -> float:
    """Where on the screen it begins."""
    box = thing.bounding_box()
    assert box
    return box["y"]


def background(page: Page) -> str:
    """The colour behind the page."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
