"""Words of sixty letters and addresses of a hundred and fifty: on the smallest screen no page scrolls sideways."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Right
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.opendata.actions import import_proposals
from ogp_participa.readers.opendata.imported_rows import read_sheet
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import PASSWORD, signs_in
from tests.browser.hands import Mouse
from tests.browser.looking import SMALLEST
from tests.browser.world import SLUG, people_with_accounts, someone_prepared_the_edition
from tests.drafting.consultation import commitment

TITLE = "Anticonstitucionalissimamentequefoiescritosemnenhumespaco2026"
ADDRESS = f"https://example.org/{'a' * 140}"
TABLE = f"| Ano | Valor | Onde |\n|---|---|---|\n| 2026 | 1000 | {TITLE} |"
ROW = {
    "titulo": TITLE,
    "ideia": f"Ideia simples. {TITLE} {ADDRESS}\n\n{TABLE}",
    "tema": "Desenvolvimentosustentavelemeioambienteurbano",
    "link": ADDRESS,
    "resumo": f"{TITLE} {TITLE}",
    "assinatura": "maria.aparecida.dos.santos.secretaria.example.org",
}


LINES = """(cell) => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  return words.getClientRects().length;
}"""


@pytest.fixture
def written(new_site: Site, tmp_path: Path) -> str:
    """A proposal, a comment and a commitment of words that are too long."""
    people_with_accounts(new_site, ana="Ana Souza", dario=TITLE)
    someone_prepared_the_edition(new_site)
    file = tmp_path / "longas.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(ROW))
        writer.writeheader()
        writer.writerow(ROW)
    with new_site.app.app_context():
        plan = plan_by_slug(SLUG)
        assert plan
        list(import_proposals(plan, read_sheet(file, {}), file.name))
        db.session.flush()
        [proposal] = db.session.query(Proposal).all()
        db.session.add(Comment(proposal_id=proposal.id, text=f"{TITLE} {ADDRESS}", signed=TITLE))
        later = factories.plan((Right.DRAFT,), slug="outro", title=TITLE)
        commitment(later, title=TITLE, problem=f"{TITLE}\n\n{ADDRESS}")
        db.session.commit()
        return f"/propostas/{proposal.address}"


def width_of(page: Page, path: str) -> int:
    """Open a page on the smallest screen; return how wide it is."""
    page.set_viewport_size({"width": SMALLEST["width"], "height": SMALLEST["height"]})
    page.goto(path)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def test_no_page_scrolls_sideways_for_a_long_word(written: str, new_visit: Visit) -> None:
    ana = Mouse(new_visit.page())
    signs_in(ana, "ana@example.org", PASSWORD)
    paths = [
        "/",
        f"/planos/{SLUG}",
        f"/planos/{SLUG}/propostas",
        written,
        "/planos/outro",
        "/planos/outro/compromissos",
        "/compromissos/outro-01",
        "/planos",
        f"/propor/novo?plano={SLUG}",
    ]
    wide = {path: width for path in paths if (width := width_of(ana.page, path)) > SMALLEST["width"]}
    assert wide == {}


def test_a_long_title_of_ones_own_is_read_without_scrolling(written: str, new_visit: Visit) -> None:
    ana = Mouse(new_visit.page())
    signs_in(ana, "ana@example.org", PASSWORD)
    ana.open(f"/propor/novo?plano={SLUG}")
    ana.write("O que acontece hoje que precisa mudar?", f"{TITLE} {ADDRESS}")
    ana.press("Salvar e continuar")
    ana.write("Um nome curto para a sua ideia", TITLE)
    ana.press("Salvar e continuar")
    check = ana.page.url.rpartition("/")[0] + "/conferencia"
    for path in ("/propor", f"/propor/novo?plano={SLUG}", check, ana.page.url):
        assert width_of(ana.page, path) <= SMALLEST["width"], path


def test_a_number_in_a_table_stays_on_one_line(written: str, new_visit: Visit) -> None:
    page = new_visit.page()
    assert width_of(page, written) <= SMALLEST["width"]
    cells = page.locator(".prose td", has_text="1000")
    assert cells.first.evaluate(LINES) == 1
