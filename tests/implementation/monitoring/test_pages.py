"""The pages of reporting: an institution's person, a member of the forum and staff at work."""

from datetime import date

from flask import Flask

from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.implementation.monitoring.content import NewEvidence
from ogp_participa.implementation.monitoring.models import MonthlyReport, Voice
from ogp_participa.implementation.monitoring.queries import reporting
from tests import factories
from tests.cast import Browser, Cast
from tests.implementation import DONE, followed_plan, noon, reported, reporter

APRIL_FIFTH = noon(date(2027, 4, 5))
MARCH = date(2027, 3, 1)


def test_a_person_sees_what_is_due_and_writes_it(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    browser = Browser(app, reporter(cast, plan, commitment))
    reference = f"{commitment.reference}-M1"
    with as_of(APRIL_FIFTH):
        assert "Escrever o relato" in browser.get("/relatos").text
        browser.get(f"/marcos/{reference}/relato/2027-03")
        browser.post(f"/marcos/{reference}/relato/2027-03", {"done": DONE, "share": "40%"})
        page = browser.get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert DONE in page
    report = db.session.query(MonthlyReport).one()
    assert (report.share, report.month, report.voice) == (40, MARCH, Voice.INSTITUTION)


def test_last_months_report_is_where_the_next_begins(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    person = reporter(cast, plan, commitment)
    reported(person, commitment.milestones[0], date(2027, 2, 1))
    with as_of(APRIL_FIFTH):
        assert DONE in Browser(app, person).get(f"/marcos/{commitment.reference}-M1/relato/2027-03").text


def test_what_was_typed_stays_with_the_reason_beside_it(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    browser = Browser(app, reporter(cast, plan, commitment))
    typed = {"done": "Nada.", "share": "cem", "link": "dados.example.org", "forecast_on": "amanhã"}
    with as_of(APRIL_FIFTH):
        page = browser.post(f"/marcos/{commitment.reference}-M1/relato/2027-03", typed, status=422).text
    for sentence in ("Escreva um número inteiro de 0 a 100.", "Escreva o endereço inteiro", "cem", "Nada."):
        assert sentence in page
    assert not db.session.query(MonthlyReport).count()


def test_what_is_kept_is_there_again_and_nobody_else_reads_it(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    browser = Browser(app, reporter(cast, plan, commitment))
    address = f"/marcos/{commitment.reference}-M1/relato/2027-03"
    with as_of(APRIL_FIFTH):
        browser.post(address, {"done": "Ainda escrevendo", "keep": "1"})
        assert "Ainda escrevendo" in browser.get(address).text
        other = Browser(app, cast.ana).get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert "Ainda escrevendo" not in other


def test_a_member_says_the_forums_word_from_the_commitments_page(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    factories.seat(plan, holder=cast.clara, from_date=date(2027, 1, 1))
    db.session.commit()
    browser = Browser(app, cast.clara)
    with as_of(APRIL_FIFTH):
        assert "palavra do fórum" in browser.get(f"/compromissos/{commitment.reference}/acompanhamento").text
        browser.post(f"/marcos/{commitment.reference}-M1/relato/2027-03?voz=forum", {"done": DONE})
    assert db.session.query(MonthlyReport).one().voice is Voice.FORUM


def test_others_are_told_why_they_do_not_report(app: Flask, cast: Cast) -> None:
    _plan, commitment = followed_plan(1)
    with as_of(APRIL_FIFTH):
        page = Browser(app, cast.ana).get(f"/marcos/{commitment.reference}-M1/relato/2027-03", status=403).text
    assert "Só quem relata por uma instituição" in page


def test_staff_name_who_reports_see_who_is_silent_and_end_it(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    lead = commitment.parts[0].organisation
    browser, address = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/acompanhamento"
    with as_of(noon(date(2027, 4, 12))):
        assert "sem relato desde fevereiro de 2027" in browser.get(address).text
        browser.post(
            address, {"organisation": lead.id, "person": "ninguem@example.org", "from_date": "2027-04-12"}, status=422
        )
        browser.post(address, {"organisation": lead.id, "person": cast.bruno.email, "from_date": "2027-04-12"})
        named = reporting.reporters_of(plan)[0]
        assert (named.person_id, named.organisation_id) == (cast.bruno.id, lead.id)
        browser.post(f"/gestao/relatores/{named.id}/encerrar", {"until_date": "2027-04-30"}, status=422)
        browser.post(
            f"/gestao/relatores/{named.id}/encerrar", {"until_date": "2027-04-30", "reason": "Mudou de secretaria."}
        )
    assert named.until_date == date(2027, 4, 30)


def test_staff_withdraw_evidence_and_its_file_is_gone_for_good(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    proof = [NewEvidence("A foto da praça", url="https://exemplo.example.org/foto")]
    report = reported(reporter(cast, plan, commitment), commitment.milestones[0], MARCH, evidence=proof)
    browser, evidence = Browser(app, cast.dario), report.evidence[0]
    with as_of(noon(date(2027, 4, 12))):
        browser.post(f"/gestao/evidencias/{evidence.id}/retirar", {"reason": "Não."}, status=422)
        browser.post(f"/gestao/evidencias/{evidence.id}/retirar", {"reason": "Mostra o rosto de uma criança."})
        page = browser.get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert "Mostra o rosto de uma criança." in page
    assert "exemplo.example.org/foto" not in page
    browser.get(f"/evidencias/{evidence.id}/foto.webp", status=410)


def test_the_way_to_the_reports_and_to_how_the_plan_stands_is_where_people_look(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    person = reporter(cast, plan, commitment)
    with as_of(APRIL_FIFTH):
        assert f'href="/relatos?plano={plan.slug}"' in Browser(app, person).get("/minha-conta").text
        assert "/relatos" not in Browser(app, cast.ana).get("/minha-conta").text
        assert f'href="/planos/{plan.slug}/acompanhamento"' in Browser(app).get(f"/planos/{plan.slug}").text
        tracker = f'href="/compromissos/{commitment.reference}/acompanhamento"'
        assert tracker in Browser(app).get(f"/compromissos/{commitment.reference}").text
