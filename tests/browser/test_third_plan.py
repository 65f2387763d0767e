"""Staff enter the real third plan through the forms (four commitments with four milestones each) and publish it.

What was never published of it (days, causes, the names of most milestones) is filled in with words that say so.
"""

import csv
import io
import json
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pypdf
import pytest
import sqlalchemy as sa
from docx import Document

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.deliberation import actions as deliberation
from ogp_participa.decision.deliberation.acts import ActSignature
from ogp_participa.decision.deliberation.models import Act, Majority
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.edition.plans.models import Right
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.browser.conftest import Site, Visit
from tests.browser.deeds import address, sees, signs_in
from tests.browser.hands import Mouse
from tests.browser.looking import findings
from tests.browser.third_plan import THIRD_PLAN, Published
from tests.browser.world import people_with_accounts
from tests.decision import publication
from tests.tags import wrong_with
from tools import debian, office

SLUG = "3-plano"
DRAWING = 60_000
"""Milliseconds that a file may take on a busy machine, where it is drawn for the first time."""

UNTOLD = "Não consta do que foi publicado."
LISTED = f"/gestao/planos/{SLUG}/compromissos"
EDITOR = "/gestao/compromissos/C3-0"


def the_edition_may_be_written(site: Site) -> None:
    """The third edition: without a vote, as it was; drafting is open."""
    with site.app.app_context():
        factories.plan(
            rights=(Right.DRAFT, Right.DELIBERATE, Right.PUBLISH),
            slug=SLUG,
            number=3,
            title="3º Plano de Ação em Governo Aberto",
            summary="Quatro compromissos da cidade.",
            starts="2021",
            ends="2024",
        )
        db.session.commit()


def names_institutions(staff: Mouse) -> None:
    """Every institution of the plan on the list of institutions."""
    for name in dict.fromkeys(name for commitment in THIRD_PLAN for name in commitment.institutions):
        staff.open("/gestao/instituicoes")
        staff.write("Nome", name)
        staff.tick("Governo")
        staff.press("Incluir a instituição")
        sees(staff, f"{name}")


def enters(staff: Mouse, number: int, commitment: Published) -> None:
    """One commitment, part by part."""
    staff.open(LISTED)
    staff.write("Título do compromisso", commitment.title)
    staff.press("Começar o compromisso")
    editor = f"{EDITOR}{number}"
    assert address(staff) == editor
    staff.open(f"{editor}/resumo")
    staff.write("Resumo", commitment.summary)
    staff.press("Salvar")
    staff.open(f"{editor}/valores")
    for value in commitment.values:
        staff.page.locator(f"#serves_{value}").check(force=True)
    staff.press("Salvar")
    staff.open(f"{editor}/temas")
    for area in commitment.areas:
        staff.tick(area)
    staff.press("Salvar")
    for name in commitment.institutions:
        staff.open(f"{editor}/instituicoes/nova")
        staff.choose("Instituição", name)
        staff.choose("Papel no compromisso", "Órgão responsável")
        staff.press("Salvar")
    for title in commitment.milestones:
        staff.open(f"{editor}/marcos/novo")
        staff.write("O que será feito", title)
        staff.press("Salvar")
    sees(staff, f"{number}.4")


@pytest.mark.timeout(1800)
def test_the_real_third_plan_is_entered_published_and_taken_along(new_visit: Visit, tmp_path: Path) -> None:
    site, wrong = new_visit.site, list[str]()
    people_with_accounts(site, dario="Dario Melo")
    the_edition_may_be_written(site)
    dario = Mouse(new_visit.page(javascript=False))
    signs_in(dario, "dario@example.org")
    names_institutions(dario)
    for number, commitment in enumerate(THIRD_PLAN, start=1):
        enters(dario, number, commitment)

    reader = Mouse(new_visit.page())
    for number, commitment in enumerate(THIRD_PLAN, start=1):
        reader.open(f"/compromissos/C3-0{number}")
        sees(reader, commitment.title, commitment.summary, *commitment.institutions)
        sees(
            reader,
            f"{number}.1",
            f"{number}.4",
            "ainda não preenchido",
            *(title for title in commitment.milestones if title),
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

    the_rest_is_filled_in_and_decided(site)
    for hands in (dario, reader):
        hands.page.set_default_timeout(DRAWING)
    is_published(dario)
    files = {kind: taken_along(reader, kind, tmp_path) for kind in ("docx", "json", "csv")}
    the_data_are_the_plan(reader, files)
    the_docx_opens(files["docx"], tmp_path)
    the_pdf_is_for_everybody(taken_along(reader, "pdf", tmp_path))


def the_rest_is_filled_in_and_decided(site: Site) -> None:
    """Other tests walk the answers and the acts page by page."""
    with site.app.app_context():
        plan = plan_by_slug(SLUG)
        dario = db.session.scalars(sa.select(Person).where(Person.email == "dario@example.org")).one()
        assert plan
        for commitment in whole_commitments_of(plan, 10):
            is_filled_in(commitment)
        terms = DecisionNeeds(False, True, False, 0, False, Majority.MORE_FOR, False, "Resolução 1/2021")
        deliberation.set_terms(dario, plan, terms)
        signed = ActSignature(kind=Act.HOMOLOGATION, institution="CIGA-SP", **publication.SIGNED, signed_on=today())
        deliberation.sign(dario, plan, signed, 0)
        db.session.commit()


def is_filled_in(commitment: Commitment) -> None:
    """Whatever nobody wrote."""
    for name in ("summary", "problem", "causes", "status_quo", "done_so_far", "action", "result"):
        setattr(commitment, name, getattr(commitment, name) or UNTOLD)
    commitment.short_title = commitment.short_title or commitment.title[:40]
    commitment.served = {value: how or UNTOLD for value, how in commitment.served.items()}
    commitment.starts_on, commitment.ends_on = date(2021, 11, 1), date(2024, 8, 31)
    for part in commitment.parts:
        part.contact_name = part.contact_name or UNTOLD
    for mark in commitment.milestones:
        mark.title, mark.output = mark.title or f"Marco {mark.position}: {UNTOLD}", UNTOLD
        mark.organisation_id = commitment.parts[0].organisation_id
        mark.starts_on, mark.ends_on = commitment.starts_on, commitment.ends_on


def is_published(staff: Mouse) -> None:
    """From the desk, with a foreword."""
    staff.open(f"/gestao/planos/{SLUG}/plano")
    staff.write("Apresentação", "O plano como a cidade o publicou.")
    staff.press("Publicar o plano")
    staff.page.wait_for_url(f"**/planos/{SLUG}/plano/1")
    sees(staff, *(commitment.title for commitment in THIRD_PLAN))


def taken_along(reader: Mouse, kind: str, folder: Path) -> Path:
    """The file behind the link of the published plan, as anybody gets it."""
    reader.open(f"/planos/{SLUG}/plano")
    link = reader.main().locator(f'a[href="/planos/{SLUG}/plano/1.{kind}"]').first
    path = folder / f"plano.{kind}"
    if kind == "json":  # a browser shows it
        path.write_bytes(reader.page.request.get(str(link.get_attribute("href"))).body())
        return path
    with reader.page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == f"{SLUG}-v1.{kind}"
    waiting.value.save_as(path)
    return path


def the_data_are_the_plan(reader: Mouse, files: dict[str, Path]) -> None:
    """The JSON is what the schema says that it names, and holds the plan; so does the spreadsheet."""
    data = json.loads(files["json"].read_text())
    schema = reader.page.request.get(urlsplit(data["$schema"]).path).json()
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(checker.iter_errors(data)) == []
    assert [commitment["title"] for commitment in data["commitments"]] == [
        commitment.title for commitment in THIRD_PLAN
    ]
    rows = list(csv.DictReader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
    assert [row["milestone"] for row in rows] == [f"{n}.{m}" for n in range(1, 5) for m in range(1, 5)]


def the_docx_opens(path: Path, folder: Path) -> None:
    """LibreOffice reads every heading and milestone, and lays the document out on pages."""
    opened = Document(str(path))
    headings = {p.text for p in opened.paragraphs if p.style and p.style.name and p.style.name.startswith("Heading")}
    assert {f"C3-0{number} {commitment.title}" for number, commitment in enumerate(THIRD_PLAN, start=1)} <= headings
    program = office.find()
    if program is None:
        assert not debian.may_install(), office.MISSING
        return
    profile = f"-env:UserInstallation=file://{folder / 'libreoffice'}"
    paper = folder / "on-paper"
    command: list[str | Path] = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        paper,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=90)
    laid_out = pypdf.PdfReader(paper / "plano.pdf")
    assert len(laid_out.pages) > 4
    text = " ".join("".join(page.extract_text() for page in laid_out.pages).split())
    for words in (*headings, *("Reuniões anuais dos conselhos territoriais", "4.4", "Página 2")):
        assert " ".join(words.split()) in text, words


def the_pdf_is_for_everybody(path: Path) -> None:
    """Nothing that PDF/UA asks is missing."""
    assert wrong_with(path.read_bytes()) == []
    assert len(pypdf.PdfReader(path).pages) > 4


def two_people_write_the_problem(staff: Mouse, other: Mouse) -> list[str]:
    """Both have the same part open; who saves second decides, and nothing is lost. What is wrong with that page."""
    for hands in (staff, other):
        hands.open(f"{EDITOR}1/problema")
    staff.page.locator("#problem").fill("Poucas pessoas entendem os dados de licitações.")
    staff.press("Salvar")
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
