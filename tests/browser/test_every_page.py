"""Every page, as the people who open it see it: no accessibility finding, nothing wider than the smallest screen."""

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ogp_participa.database import db
from ogp_participa.proposals.models import Proposal, State
from tests.browser.conftest import Site, Visit

PLAN = "/planos/demonstracao"
DESK = "/gestao/planos/demonstracao"

PUBLIC = (
    *("/", "/planos", PLAN, "/planos/1-plano", "/planos/3-plano", "/planos/4-plano", f"{PLAN}/calendario"),
    *(f"{PLAN}/regras", f"{PLAN}/forum", f"{PLAN}/forum/decisoes", f"{PLAN}/compromissos", "/compromissos/C3-01"),
    *(f"{PLAN}/propostas", f"{PLAN}/propostas?q=onibus&pagina=2", f"{PLAN}/propostas?q=xyzw", f"{PLAN}/propostas/mapa"),
    *("published", "merged", "refused", "/busca", "/busca?q=escola", f"{PLAN}/como-moderamos", f"{PLAN}/decisoes"),
    *(f"{PLAN}/votacao", f"{PLAN}/votacao/propostas", f"{PLAN}/resultado", "/propor", "/propor/novo", "/registro"),
    *("/entrar", "/criar-conta", "/recuperar", "/confirmar-email", "/preferencias", "/quem-somos", "/dados"),
    *("/como-funciona", "/acessibilidade", "/privacidade", "/participar-presencialmente", "/mapa-do-site", "/nada"),
    *("/en/", f"/es{PLAN}/propostas"),
)

SIGNED_IN = {
    "ana@example.org": (
        *("/", f"{PLAN}/propostas", "published", "/minha-conta", "/minha-conta/propostas", "/minha-conta/avisos"),
        *("/minha-conta/avisos/preferencias", "/minha-conta/perfil-publico", "/minha-conta/dados", "/preferencias"),
        *("/minha-conta/dados/exclusao", "/minha-conta/seguranca", "/minha-conta/seguindo", "/propor"),
        *(f"{PLAN}/votacao/propostas", f"{PLAN}/cedula", "returned/ajuste", "refused/recurso"),
    ),
    "mesa-aurora@example.org": (*("/mesa", "reading", "second", "/mesa/recursos", "/mesa/denuncias", f"{PLAN}/forum"),),
    "dario@example.org": (
        *("/gestao", "/gestao/planos/novo", DESK, f"{DESK}/calendario", f"{DESK}/etapas/nova", f"{DESK}/temas"),
        *(f"{DESK}/forum", f"{DESK}/forum/nova", f"{DESK}/forum/decisoes/nova", f"{DESK}/oficinas", f"{DESK}/selecao"),
        *("/gestao/correio",),
    ),
    "eva@example.org": ("/admin/papeis",),
}


def path_of(name: str, site: Site) -> str:
    """A path, or the name of a kind of proposal (with what follows it) as the path of one of the demonstration."""
    state, _, rest = name.partition("/")
    if not state:
        return name
    wanted = {"reading": State.IN_REVIEW, "second": State.IN_REVIEW, "returned": State.NEEDS_CHANGE}
    with site.app.app_context():
        query = sa.select(Proposal).where(Proposal.state == wanted.get(state, state)).order_by(Proposal.id)
        if rest:
            query = query.where(Proposal.author.has(email="ana@example.org"))
        found = db.session.scalars(query).first()
        assert found
        if state == "reading":
            return f"/mesa/leitura/{found.reference}"
        if state == "second":
            return f"/mesa/segunda-leitura/{found.reference}"
        return f"/propostas/{found.reference}/{rest}" if rest else f"/propostas/{found.address}"


def look(page: Page, path: str) -> list[str]:
    """What is wrong with a page: accessibility findings at 1280 px, and width at 320 px (400 % zoom)."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(path)
    assert answer is not None
    if answer.status >= 500:
        return [f"{path}: {answer.status}"]
    axe = Axe().run(page)
    wrong = [f"{path}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in axe.response["violations"]]
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    return wrong + ([f"{path}: {width} px wide on a screen of 320"] if width > 320 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_are_accessible_and_fit_the_smallest_screen(visit: Visit, scheme: str) -> None:
    page = visit.page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert [wrong for name in PUBLIC for wrong in look(page, path_of(name, visit.site))] == []


@pytest.mark.parametrize("email", SIGNED_IN)
def test_pages_of_people_who_signed_in_are_accessible_and_fit_the_smallest_screen(visit: Visit, email: str) -> None:
    page = visit.signed_in(email)
    assert [wrong for name in SIGNED_IN[email] for wrong in look(page, path_of(name, visit.site))] == []
