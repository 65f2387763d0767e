"""Staff enter the real third plan through the forms: four commitments with four milestones each."""

import pytest

from ogp_participa.database import db
from ogp_participa.plans.models import Right
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import address, sees, signs_in
from tests.browser.hands import Mouse
from tests.browser.looking import findings
from tests.browser.third_plan import THIRD_PLAN, Published
from tests.browser.world import people_with_accounts

LISTED = "/gestao/planos/3-plano/compromissos"
EDITOR = "/gestao/compromissos/C3-0"


def the_edition_may_be_written(site: Site) -> None:
    """The third edition: without a vote, as it was; drafting is open."""
    with site.app.app_context():
        factories.plan(rights=(Right.DRAFT,), slug="3-plano", number=3, title="3º Plano de Ação em Governo Aberto")
        db.session.commit()


def names_institutions(staff: Mouse) -> None:
    """Every institution of the plan on the list of institutions."""
    for name in dict.fromkeys(name for one in THIRD_PLAN for name in one.institutions):
        staff.open("/gestao/instituicoes")
        staff.write("Nome", name)
        staff.tick("Governo")
        staff.press("Incluir a instituição")
        sees(staff, f"{name}")


def enters(staff: Mouse, number: int, one: Published) -> None:
    """One commitment, part by part."""
    staff.open(LISTED)
    staff.write("Título do compromisso", one.title)
    staff.press("Começar o compromisso")
    editor = f"{EDITOR}{number}"
    assert address(staff) == editor
    staff.open(f"{editor}/resumo")
    staff.write("Resumo", one.summary)
    staff.press("Salvar")
    staff.open(f"{editor}/valores")
    for value in one.values:
        staff.page.locator(f"#serves_{value}").check(force=True)
    staff.press("Salvar")
    staff.open(f"{editor}/temas")
    for area in one.areas:
        staff.tick(area)
    staff.press("Salvar")
    for name in one.institutions:
        staff.open(f"{editor}/instituicoes/nova")
        staff.choose("Instituição", name)
        staff.choose("Papel no compromisso", "Órgão responsável")
        staff.press("Salvar")
    for title in one.milestones:
        staff.open(f"{editor}/marcos/novo")
        staff.write("O que será feito", title)
        staff.press("Salvar")
    sees(staff, f"{number}.4")


@pytest.mark.timeout(180)
def test_the_real_third_plan_is_entered_through_the_forms(new_visit: Visit) -> None:
    site, wrong = new_visit.site, list[str]()
    people_with_accounts(site, dario="Dario Melo")
    the_edition_may_be_written(site)
    dario = Mouse(new_visit.page(javascript=False))
    signs_in(dario, "dario@example.org")
    names_institutions(dario)
    for number, one in enumerate(THIRD_PLAN, start=1):
        enters(dario, number, one)

    reader = Mouse(new_visit.page())
    for number, one in enumerate(THIRD_PLAN, start=1):
        reader.open(f"/compromissos/C3-0{number}")
        sees(reader, one.title, one.summary, *one.institutions)
        sees(
            reader, f"{number}.1", f"{number}.4", "ainda não preenchido", *(title for title in one.milestones if title)
        )
    wrong += findings(reader.page)
    for rest in ("/versoes", "/versoes/2", "/comparacao?de=1&ate=6"):
        reader.open(f"/compromissos/C3-03{rest}")
        wrong += findings(reader.page)

    watching = Mouse(new_visit.page())
    signs_in(watching, "dario@example.org")
    seen = (
        "",
        "/resumo",
        "/valores",
        "/temas",
        "/marcos/1",
        "/instituicoes/nova",
        "/marcos/2/ordem",
        "/marcos/2/remocao",
    )
    for path in (LISTED, *(f"{EDITOR}3{rest}" for rest in seen)):
        watching.open(path)
        wrong += findings(watching.page)
    wrong += two_people_write_the_problem(dario, watching)
    assert wrong == []


def two_people_write_the_problem(one: Mouse, other: Mouse) -> list[str]:
    """Both have the same part open; who saves second decides, and nothing is lost. What is wrong with that page."""
    for hands in (one, other):
        hands.open(f"{EDITOR}1/problema")
    one.page.locator("#problem").fill("Poucas pessoas entendem os dados de licitações.")
    one.press("Salvar")
    other.page.locator("#problem").fill("Quase ninguém entende os dados de contratos.")
    other.write("O que causa o problema", "Cada órgão publica de um jeito.")
    other.press("Salvar")
    sees(other, "Duas pessoas mudaram a mesma coisa", "Poucas pessoas", "Quase ninguém")
    wrong = findings(other.page)
    other.tick("O que está na caixa abaixo")
    other.page.locator("#problem").fill("Poucas pessoas entendem os dados de licitações e contratos.")
    other.press("Salvar o que foi escolhido")
    other.open("/compromissos/C3-01")
    sees(other, "licitações e contratos.", "Cada órgão publica de um jeito.")
    return wrong
