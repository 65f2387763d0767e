"""The pages of a consultation: reading without an account, taking part, closing while somebody types, hostile words."""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import InstitutionRole, Part
from ogp_participa.drafting.consultation import actions
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind
from ogp_participa.drafting.consultation.wording import ContributionWords
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Right
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.models import Mail
from ogp_participa.proposals.comments.models import Visibility
from ogp_participa.readers.notifications.actions import announce_events
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.consultation import address, closed, commitment, opened, part, place, said

QUESTION = {"kind": "question", "text": "Quais dados?"}


def newest() -> Contribution:
    """What was contributed last."""
    return db.session.scalars(sa.select(Contribution).order_by(Contribution.id.desc()).limit(1)).one()


def unproved() -> Person:
    """Somebody who has not confirmed the address."""
    contribution = factories.person("Zoe Lima", confirmed=False)
    db.session.commit()
    return contribution


def test_before_the_first_draft_the_page_says_so(cast: Cast, visitor: Browser) -> None:
    page = visitor.get(f"/planos/{cast.plan.slug}/consulta")
    assert "Ainda não há minuta" in page.text


def test_the_start_says_what_until_when_and_which_changes(cast: Cast, visitor: Browser) -> None:
    draft = opened(cast)
    page = visitor.get(f"/planos/{cast.plan.slug}/consulta").text
    assert "Minuta 1" in page
    assert "Você pode participar até" in page
    assert "Só mudanças de redação" in page
    assert "novos" not in visitor.get(address(draft)).text
    visitor.get(address(draft, "novos"), 404)
    commitment(cast.plan, 2)
    second = opened(cast, accepts_new=True)
    page = visitor.get(f"/planos/{cast.plan.slug}/consulta").text
    assert "Mudanças de redação e compromissos novos" in page
    visitor.get(address(second, "novos"))


@pytest.mark.parametrize("rest", ["", "/1", "/1/problema-2", "/1/marco-1", "/1/tudo", "/geral"])
def test_anonymous_pages_can_be_kept_and_set_no_cookie(cast: Cast, visitor: Browser, rest: str) -> None:
    draft = opened(cast)
    said(cast.ana, draft)
    page = visitor.get(address(draft) + rest)
    assert page.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.text


@pytest.mark.parametrize("rest", ["/9", "/1/problema-3", "/1/nada", "/1/institution-1", "/1/tudo?pagina=9"])
def test_what_is_not_there_is_not_found(cast: Cast, visitor: Browser, rest: str) -> None:
    visitor.get(address(opened(cast)) + rest, 404)


def test_a_draft_that_nobody_opened_is_not_found(cast: Cast, visitor: Browser) -> None:
    draft = opened(cast)
    visitor.get(address(draft).replace("/1", "/2"), 404)
    visitor.get("/contribuicoes/C-2026-9999", 404)
    visitor.get("/contribuicoes/P-2026-0001", 404)


def test_a_resident_comments_and_reads_it_beside_the_text(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft, ana = opened(cast), Browser(app, cast.ana)
    answer = ana.post(address(draft, 1, "problema-2"), QUESTION)
    contribution = newest()
    assert answer.headers["Location"] == f"/contribuicoes/{contribution.reference}"
    assert contribution.reference in ana.get(answer.headers["Location"]).text
    for path in (address(draft, 1), address(draft, 1, "problema-2")):
        page = visitor.get(path).text
        assert "Quais dados?" in page
        assert cast.ana.public_name in page
    assert "1 contribuição" in visitor.get(address(draft)).text


def test_a_proposed_wording_is_shown_word_by_word(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft, ana = opened(cast), Browser(app, cast.ana)
    form = ana.get(address(draft, 1, "problema-2")).text
    assert "Quem procura desiste depois de três telefonemas.</textarea>" in form
    wording = {"kind": "wording", "replacement": "Quem procura desiste depois de dez telefonemas.", "text": ""}
    ana.post(address(draft, 1, "problema-2"), wording)
    page = visitor.get(address(draft, 1, "problema-2")).text
    assert "três<span" in page
    assert "dez<span" in page


def test_a_form_without_words_is_given_back(cast: Cast, app: Flask) -> None:
    draft, ana = opened(cast), Browser(app, cast.ana)
    page = ana.post(address(draft, 1, "problema-2"), {"text": ""}, 422).text
    assert "Escolha o que você quer dizer." in page
    unchanged = {"kind": "wording", "replacement": "Quem procura desiste depois de três telefonemas."}
    assert "Escreva o que você quer dizer." in ana.post(address(draft, 1, "problema-2"), unchanged, 422).text


def test_huge_words_are_given_back_whole(cast: Cast, app: Flask) -> None:
    draft, ana = opened(cast), Browser(app, cast.ana)
    huge = "palavra " * 5_000
    page = ana.post(address(draft, 1, "tudo"), {"kind": "question", "text": huge}, 422).text
    assert huge.strip() in page


def test_hostile_words_stay_words(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft, ana = (
        opened(cast, problem="<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>"),
        Browser(app, cast.ana),
    )
    bad = "<script>alert(3)</script> [aqui](javascript:alert(4))"
    sent = {"kind": "wording", "text": bad, "replacement": "<b onclick=alert(5)>x</b>"}
    ana.post(address(draft, 1, "problema-1"), sent)
    for path in (address(draft, 1), address(draft, 1, "problema-1"), f"/contribuicoes/{newest().reference}"):
        page = visitor.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "<b onclick" not in page


def test_closing_while_somebody_types_says_so_and_loses_nothing(cast: Cast, app: Flask) -> None:
    draft, ana = opened(cast), Browser(app, cast.ana)
    ana.get(address(draft, 1, "problema-2"))
    closed(cast.plan)
    words = {"kind": "wording", "text": "Escrevi durante uma hora.", "replacement": "Outra redação <b>minha</b>."}
    page = ana.post(address(draft, 1, "problema-2"), words, 403).text
    assert "A consulta fechou" in page
    assert "não se perdeu" in page
    assert "Escrevi durante uma hora.</textarea>" in page
    assert "Outra redação &lt;b&gt;minha&lt;/b&gt;.</textarea>" in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 0


def test_a_newer_draft_while_somebody_types_says_so_and_loses_nothing(cast: Cast, app: Flask) -> None:
    draft, ana = opened(cast, accepts_new=True), Browser(app, cast.ana)
    commitment(cast.plan, 2)
    opened(cast)
    page = ana.post(address(draft, "novos"), {"title": "Ônibus à noite", "text": "Porque sim."}, 403).text
    assert "Há uma minuta mais nova" in page
    assert "Ônibus à noite</textarea>" in page


def test_an_account_without_a_proved_address_is_told_what_to_do(cast: Cast, app: Flask) -> None:
    draft, someone = opened(cast), Browser(app, unproved())
    assert "Confirme seu e-mail" in someone.get(address(draft, 1, "tudo")).text
    assert "Quais dados?</textarea>" in someone.post(address(draft, 1, "tudo"), QUESTION, 403).text


def test_agreeing_counts_and_is_taken_back(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft, bruno = opened(cast), Browser(app, cast.bruno)
    contribution = said(cast.ana, draft)
    here = f"/contribuicoes/{contribution.reference}"
    assert "Concordo" in bruno.get(here).text
    assert "Concordo" not in Browser(app, cast.ana).get(here).text
    bruno.post(f"{here}/concordancia")
    assert "1 pessoa concorda" in visitor.get(here).text
    assert "Não concordo mais" in bruno.get(address(draft, 1, "problema-2")).text
    bruno.post(f"{here}/concordancia/remocao")
    assert "1 pessoa concorda" not in visitor.get(here).text
    Browser(app, cast.ana).post(f"{here}/concordancia", status=403)


def test_old_drafts_stay_readable_and_point_to_the_new_one(cast: Cast, visitor: Browser) -> None:
    draft = opened(cast)
    said(cast.ana, draft)
    commitment(cast.plan, 2)
    opened(cast)
    for rest in ("", "/1", "/1/problema-2"):
        page = visitor.get(address(draft) + rest).text
        assert "Ler a minuta mais nova (2)" in page
    assert "Falta dizer quais dados." in visitor.get(address(draft, 1)).text


def test_staff_open_a_draft_and_type_in_a_session(cast: Cast, app: Flask, visitor: Browser) -> None:
    commitment(cast.plan)
    workshop = factories.workshop(cast.plan, place="CEU Perus")
    db.session.commit()
    dario = Browser(app, cast.dario)
    desk = f"/gestao/planos/{cast.plan.slug}/consulta"
    assert "Abrir a minuta 1" in dario.get(desk).text
    assert "Escolha o que as pessoas podem dizer." in dario.post(desk, {"note": "Olá"}, 422).text
    draft = dario.post(desk, {"accepts": "novos", "note": "Leia com calma."}).headers["Location"]
    sent = {"title": "Praça à noite", "text": "Iluminar a praça.", "workshop": str(workshop.id)}
    where = dario.post(f"{draft}/novos", sent).headers["Location"]
    page = visitor.get(where).text
    assert "Dito em encontro presencial" in page
    assert "CEU Perus" in page
    assert "35 pessoas" in page
    assert cast.dario.public_name not in page
    dario.get(desk)
    dario.post(desk, {"accepts": "texto"}, 403)


def test_a_new_name_of_an_institution_can_be_put_before_the_public(cast: Cast, app: Flask, visitor: Browser) -> None:
    school = Organisation(name="Secretaria de Relações Internacionais", sector=Sector.GOVERNMENT)
    db.session.add(school)
    commitment(cast.plan).parts = [Part(organisation=school, role=InstitutionRole.LEAD)]
    first = opened(cast)
    dario, desk = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/consulta"
    assert "tem outro nome" not in dario.get(desk).text
    dario.post(desk, {"accepts": "texto"}, 403)
    rename(cast.dario, school, "Secretaria de Relações Institucionais", "Decreto 61.245")
    db.session.commit()
    page = dario.get(desk).text
    assert "tem outro nome" in page and "Abrir a minuta para todos" in page
    second = dario.post(desk, {"accepts": "texto"}).headers["Location"]
    assert "Relações Institucionais" in visitor.get(f"{second}/1").text
    old = visitor.get(address(first, 1)).text
    assert "Relações Internacionais" in old and "Relações Institucionais" not in old


def test_residents_cannot_sign_for_a_session(cast: Cast, app: Flask) -> None:
    draft, workshop = opened(cast), factories.workshop(cast.plan)
    Browser(app, cast.ana).post(address(draft, 1, "tudo"), {**QUESTION, "workshop": str(workshop.id)})
    assert (newest().workshop_id, newest().author_id) == (None, cast.ana.id)


def test_the_forum_hides_a_reported_contribution_and_its_author_hears_why(
    cast: Cast, app: Flask, visitor: Browser
) -> None:
    contribution = said(cast.ana, opened(cast), text="Ligue para 11 99999-0000")
    here = f"/contribuicoes/{contribution.reference}"
    bruno, clara = Browser(app, cast.bruno), Browser(app, cast.clara)
    bruno.get(f"{here}/denuncia")
    bruno.post(f"{here}/denuncia", {"reason": ""}, 422)
    bruno.post(f"{here}/denuncia", {"reason": "Traz um telefone"})
    assert "Traz um telefone" in clara.get(f"/mesa/denuncias/consulta/{cast.plan.slug}").text
    bruno.get(f"/mesa/denuncias/consulta/{cast.plan.slug}", 403)
    clara.get(f"{here}/decisao")
    clara.post(f"{here}/decisao", {"outcome": "hide", "reason": "Dados pessoais."})
    page = visitor.get(here).text
    assert "Dados pessoais." in page
    assert "99999" not in page
    assert "Dados pessoais." in clara.get(f"/mesa/denuncias/consulta/{cast.plan.slug}").text
    announce_events()
    (mail,) = [row for row in db.session.scalars(sa.select(Mail)) if contribution.reference in row.subject]
    assert (mail.address, "Dados pessoais." in mail.text) == (cast.ana.email, True)


def test_who_wrote_or_follows_a_proposal_in_the_draft_hears_that_it_can_be_read(
    cast: Cast, app: Flask, visitor: Browser
) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    Browser(app, cast.bruno).post(f"/propostas/{proposal.reference}/seguimento")
    contribution = commitment(cast.plan)
    promotion = Promotion(proposal_id=proposal.id, commitment_id=contribution.id, basis=Basis.RANKING, rank=1)
    db.session.add(promotion)
    db.session.commit()
    opened(cast)
    announce_events()
    letter = {row.address for row in db.session.scalars(sa.select(Mail)) if "minuta" in row.subject}
    assert letter == {cast.ana.email, cast.bruno.email}


def test_an_erased_author_leaves_the_words_without_a_name(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft = opened(cast)
    contribution, other = said(cast.ana, draft), said(cast.bruno, draft, text="Outra")
    actions.agree(cast.ana, other)
    db.session.commit()
    name = cast.ana.public_name
    Browser(app, cast.ana).post("/minha-conta/dados/exclusao", {"email": cast.ana.email, "word": "APAGAR"}, 303)
    page = visitor.get(f"/contribuicoes/{contribution.reference}").text
    assert name not in page
    assert "Falta dizer quais dados." in page
    assert "pessoa concorda" not in visitor.get(f"/contribuicoes/{other.reference}").text


def test_files_hold_every_contribution_and_no_formula(cast: Cast, visitor: Browser) -> None:
    draft = opened(cast)
    said(cast.ana, draft, text='=HYPERLINK("http://mau")')
    hidden = said(cast.bruno, draft, text="Um telefone")
    actions.decide(cast.clara, cast.clara_seat, hidden, Visibility.HIDE, "Dados pessoais.")
    db.session.commit()
    rows = list(
        csv.DictReader(io.StringIO(visitor.get(f"/planos/{cast.plan.slug}/consulta.csv").text.lstrip("\ufeff")))
    )
    assert [row["text"] for row in rows] == ['\'=HYPERLINK("http://mau")', ""]
    listed = json.loads(visitor.get(f"/planos/{cast.plan.slug}/consulta.json").text)["contributions"]
    assert (listed[0]["commitment"], listed[0]["passage"], listed[0]["draft"]) == (1, "problem-2", 1)
    assert (listed[1]["hidden_reason"], listed[1]["signature"]) == ("Dados pessoais.", "")
    assert cast.ana.email not in json.dumps(listed)
    assert visitor.get(urlsplit(listed[0]["address"]).path).status_code == 200


def test_the_consultation_can_be_read_before_it_opens(cast: Cast, app: Flask) -> None:
    for stage in cast.plan.stages_with(Right.CONSULT):
        stage.opens_at, stage.closes_at = now() + timedelta(days=2), now() + timedelta(days=9)
    db.session.commit()
    draft, ana = opened(cast), Browser(app, cast.ana)
    assert "A consulta abre" in ana.get(address(draft, 1, "tudo")).text
    ana.post(address(draft, 1, "tudo"), QUESTION, 403)


def test_a_plan_that_is_not_shown_yet_has_no_public_consultation(cast: Cast, app: Flask, visitor: Browser) -> None:
    draft = opened(cast)
    contribution = said(cast.ana, draft)
    cast.plan.listed = False
    db.session.commit()
    visitor.get(address(draft), 404)
    visitor.get(f"/contribuicoes/{contribution.reference}", 404)
    Browser(app, cast.dario).get(address(draft))


def test_words_with_the_place_of_a_commitment_stay_when_it_says_something_else(cast: Cast, visitor: Browser) -> None:
    draft = opened(cast)
    actions.contribute(cast.ana, place(draft, "marco-1"), ContributionWords(ContributionKind.SUPPORT, "Muito bom."))
    part(draft).commitment.problem = "Tudo novo"
    db.session.commit()
    assert "Muito bom." in visitor.get(address(draft, 1, "marco-1")).text
