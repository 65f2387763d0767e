"""A draft before the public, with and without JavaScript: opened by staff, commented beside its text, agreed with."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from ogp_participa.core.database import db
from ogp_participa.drafting.consultation.models import Agreement, Contribution
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan, StageKind
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import address, sees, signs_in
from tests.browser.hands import Mouse
from tests.browser.looking import findings
from tests.browser.world import people_with_accounts
from tests.drafting.consultation import closed, commitment

DESK, START = "/gestao/planos/4-plano/consulta", "/planos/4-plano/consulta"


@pytest.fixture
def site(new_visit: Visit) -> Site:
    """An edition with two commitments, in the weeks of its consultation."""
    people_with_accounts(new_visit.site, ana="Ana Souza", bruno="Bruno Lima", clara="Clara Dias", dario="Dario Melo")
    with new_visit.site.app.app_context():
        plan = factories.plan(rights=(), slug="4-plano", number=4, title="4º Plano de Ação")
        factories.stage(plan, StageKind.CONSULTATION)
        clara = db.session.scalars(sa.select(Person).where(Person.name == "Clara Dias")).one()
        factories.seat(plan, Sector.CIVIL_SOCIETY, clara)
        factories.workshop(plan)
        for number in (1, 2):
            commitment(plan, number, result="Todos acham.\n\n- em formato aberto\n- sem cadastro")
    return new_visit.site


def hands(visit: Visit, who: str, wide: bool = True, javascript: bool = True) -> Mouse:
    """Somebody who has signed in."""
    person = Mouse(visit.page(wide=wide, javascript=javascript))
    signs_in(person, f"{who}@example.org")
    return person


def opens_the_draft(staff: Mouse) -> None:
    """Through the form, with new commitments accepted."""
    staff.open(DESK)
    staff.tick("Também compromissos novos")
    staff.write("O que as pessoas devem saber antes de ler?", "Leia **com calma**.")
    staff.press("Abrir a minuta para todos")
    sees(staff, "Minuta 1", "com calma")


def proposes_a_wording(who: Mouse) -> str:
    """On the second paragraph of a problem; the address of the contribution."""
    who.open(START)
    who.follow("1. Abrir os dados 1")
    who.page.locator("#problema-2").get_by_role("link", name="Comentar").click()
    who.tick("Mudança no texto")
    who.write("Sua redação", "Quem procura desiste depois de dez telefonemas.")
    who.write("Seu comentário", "Contei.")
    who.press("Publicar")
    sees(who, "C-20", "dez", "Contei.")
    return address(who)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("wide", [True, False])
def test_people_comment_and_agree_instead_of_repeating(
    new_visit: Visit, site: Site, wide: bool, javascript: bool
) -> None:
    opens_the_draft(hands(new_visit, "dario"))
    contribution = proposes_a_wording(hands(new_visit, "ana", wide, javascript))
    bruno = hands(new_visit, "bruno", wide, javascript)
    bruno.open(f"{START}/1/1")
    sees(bruno, "Contei.", "Ana S.")
    text, beside = (bruno.page.locator(f"#problema-2 .passage-{part}").bounding_box() for part in ("text", "said"))
    assert text
    assert beside
    assert (beside["x"] >= text["x"] + text["width"]) is wide, "beside the text on wide screens, under it on phones"
    assert (beside["y"] >= text["y"] + text["height"]) is not wide
    bruno.page.locator("#problema-2").get_by_role("link", name="1 contribuição").click()
    bruno.press("Concordo")
    sees(bruno, "1 pessoa concorda")
    expect(bruno.button("Não concordo mais")).to_be_visible()
    bruno.open(contribution)
    bruno.press("Não concordo mais")
    sees(bruno, "Ninguém mais concordou")
    with site.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Agreement)) == 0


def test_what_is_typed_when_it_closes_is_given_back(new_visit: Visit, site: Site) -> None:
    opens_the_draft(hands(new_visit, "dario"))
    ana = hands(new_visit, "ana")
    ana.open(f"{START}/1/1/problema-2")
    ana.tick("Objeção")
    ana.write("Seu comentário", "Escrevi durante uma hora.")
    with site.app.app_context():
        closed(db.session.scalars(sa.select(Plan).where(Plan.slug == "4-plano")).one())
    ana.press("Publicar")
    expect(ana.page.get_by_role("alert")).to_contain_text("A consulta fechou")
    expect(ana.page.locator("#kept-text")).to_have_value("Escrevi durante uma hora.")
    assert findings(ana.page) == []
    with site.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 0


def test_every_page_of_a_consultation_is_accessible_and_fits_the_smallest_screen(new_visit: Visit, site: Site) -> None:
    dario = hands(new_visit, "dario")
    opens_the_draft(dario)
    contribution = proposes_a_wording(hands(new_visit, "ana"))
    reader, bruno, clara = Mouse(new_visit.page()), hands(new_visit, "bruno"), hands(new_visit, "clara")
    rest = ("", "/1", "/1/1", "/1/1/problema-2", "/1/1/marco-1", "/1/1/tudo", "/1/geral", "/1/novos")
    public = [*(f"{START}{path}" for path in rest), contribution]
    visits = [
        *((reader, path) for path in public),
        *((bruno, path) for path in (*public, f"{contribution}/denuncia")),
        *((dario, path) for path in (DESK, f"{START}/1/1/problema-2")),
        *((clara, path) for path in (f"{contribution}/decisao", "/mesa/denuncias/consulta/4-plano")),
    ]
    wrong = []
    for who, path in visits:
        who.open(path)
        wrong += findings(who.page)
    assert wrong == []
