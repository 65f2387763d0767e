"""A year of a published plan in a browser with a set clock: reports, silence, a slip, an answer, an amendment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from flask_security import hash_password
from playwright.sync_api import Page

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring import actions
from ogp_participa.readers.demonstration.running.edition import PASSWORD
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.looking import look
from tests.implementation import followed_plan, noon, publish

RESIDENT, OFFICIAL, STAFF = "ana.segue@example.org", "bruno.relata@example.org", "dario.cuida@example.org"


@dataclass
class Year:
    """Where the story happens."""

    visit: Visit
    slug: str
    reference: str

    @contextmanager
    def on(self, day: date, email: str = "") -> Iterator[Page]:
        """A page of a phone on that day, of somebody who has signed in, or of anybody."""
        with time_machine.travel(noon(day)):
            page = self.visit.signed_in(email, wide=False) if email else self.visit.page(wide=False)
            yield page
            page.context.close()

    def report(self, day: date, month: str, milestone: int, **answers: str) -> None:
        """The official writes a month's report and sends it."""
        with self.on(day, OFFICIAL) as page:
            page.goto(f"/marcos/{self.reference}-M{milestone}/relato/{month}")
            page.get_by_label("O que foi feito neste mês?").fill(answers.pop("done", f"Relato de {month}: seguimos."))
            for label, text in answers.items():
                page.get_by_label(label.replace("_", " ")).fill(text)
            page.get_by_role("button", name="Enviar o relato").click()
            page.wait_for_url("**/acompanhamento*")

    def statuses(self, day: date) -> list[str]:
        """How the milestones stand on the public page that day; the page is looked at, too."""
        with self.on(day) as page:
            path = f"/planos/{self.slug}/acompanhamento"
            assert look(page, path) == []
            return [" ".join(tag.split()[1:]) for tag in page.locator("#marcos ~ section li .tag").all_inner_texts()]


@pytest.fixture
def year(new_visit: Visit) -> Year:
    with new_visit.site.app.app_context(), time_machine.travel(noon(date(2027, 1, 10))):
        plan, commitment = followed_plan(2)
        for name, email, role in (("Ana Souza", RESIDENT, None), ("Dario Melo", STAFF, "staff")):
            factories.person(name, role, email=email, password=hash_password(PASSWORD))
        official = factories.person("Bruno Lima", email=OFFICIAL, password=hash_password(PASSWORD))
        staff = factories.person("Eva Prado", "staff")
        organisation = commitment.parts[0].organisation
        actions.name_reporter(staff, plan, organisation, official, date(2027, 1, 10))
        db.session.commit()
        return Year(new_visit, plan.slug, commitment.reference)


def test_a_year_of_a_plan(year: Year) -> None:
    year.report(date(2027, 3, 5), "2027-02", 1, Iniciado_em="2027-02-01")
    year.report(date(2027, 3, 5), "2027-02", 2, Iniciado_em="2027-02-01")
    year.report(date(2027, 4, 5), "2027-03", 1)
    assert year.statuses(date(2027, 4, 11)) == ["No prazo", "Sem notícia"]

    slips = {"Quando ficará pronto?": "2027-08-15", "Por que leva mais tempo que o previsto?": "A licitação atrasou."}
    year.report(date(2027, 5, 5), "2027-04", 1, **slips)
    year.report(date(2027, 6, 4), "2027-05", 1)
    assert year.statuses(date(2027, 6, 30)) == ["Em risco de atraso", "Sem notícia"]
    assert year.statuses(date(2027, 7, 1)) == ["Em atraso", "Em atraso"]

    _contest(year, date(2027, 7, 2))
    _answer(year, date(2027, 7, 6))
    with year.visit.site.app.app_context():
        plan = db.session.query(Plan).filter_by(slug=year.slug).one()
        commitment = db.session.query(Commitment).filter_by(plan_id=plan.id).one()
        commitment.milestones[1].ends_on = date(2028, 6, 30)
        publish(plan, commitment, date(2027, 7, 15))
    assert year.statuses(date(2027, 7, 16)) == ["Em atraso", "Sem notícia"]

    finished = {
        "done": "A tabela está publicada, com histórico.",
        "Concluído em": "2027-08-02",
        "Endereço de uma página que mostra isso": "https://dados.example.org/tabela",
        "O que esta prova mostra?": "A tabela no portal",
    }
    year.report(date(2027, 9, 3), "2027-08", 1, **finished)
    assert year.statuses(date(2027, 9, 4)) == ["Feito com atraso", "Sem notícia"]
    with year.on(date(2027, 12, 31)) as page:
        page.goto(f"/compromissos/{year.reference}/acompanhamento")
        text = page.inner_text("main")
    for words in ("A licitação atrasou.", "A página não abre.", "Agora ela abre", "A tabela no portal", "30 de junho"):
        assert words in text


def _contest(year: Year, day: date) -> None:
    with year.on(day, RESIDENT) as page:
        page.goto(f"/compromissos/{year.reference}/acompanhamento")
        page.get_by_role("link", name="Contestar este relato").first.click()
        page.get_by_label("O que você quer saber ou contestar?").fill(
            "A página não abre. Onde está o que o relato diz?"
        )
        page.get_by_role("button", name="Publicar").click()
        page.wait_for_url("**/acompanhamento*")


def _answer(year: Year, day: date) -> None:
    with year.on(day, OFFICIAL) as page:
        page.goto(f"/compromissos/{year.reference}/acompanhamento")
        page.get_by_role("link", name="Responder").click()
        page.get_by_label("A resposta").fill("Agora ela abre: o endereço tinha mudado, e corrigimos.")
        page.get_by_role("button", name="Publicar a resposta").click()
        page.wait_for_url("**/acompanhamento*")
