"""Asking about a milestone, contesting a report, answering in public, hiding what hurts."""

from datetime import date

import pytest
from flask import Flask

from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.implementation.inquiries import actions
from ogp_participa.implementation.inquiries.models import Inquiry, InquiryKind
from ogp_participa.people.accounts.actions import erase
from tests import factories
from tests.cast import Browser, Cast
from tests.implementation import followed_plan, noon, reported, reporter

ASKED_ON = noon(date(2027, 4, 6))
QUESTION = "Quando a tabela vai ao ar, e onde posso ler?"
ANSWER = "Ela está no portal desde ontem, na página de dados."


def test_a_resident_asks_and_the_institution_answers_where_it_was_asked(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    person, page = reporter(cast, plan, commitment), f"/compromissos/{commitment.reference}/acompanhamento"
    resident, institution = Browser(app, cast.ana), Browser(app, person)
    with as_of(ASKED_ON):
        resident.post(f"/marcos/{commitment.reference}-M1/perguntas/nova", {"text": QUESTION})
        inquiry = db.session.query(Inquiry).one()
        assert "A resposta vence em 26 de abril de 2027." in resident.get(page).text
        institution.post(f"/perguntas/{inquiry.id}/resposta", {"text": ANSWER})
        text = Browser(app).get(page).text
    assert QUESTION in text
    assert ANSWER in text
    assert (inquiry.signed, inquiry.institution) == ("Ana S.", commitment.parts[0].organisation.name)


def test_an_objection_stays_beside_the_report_that_it_contests(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    report = reported(reporter(cast, plan, commitment), commitment.milestones[0], date(2027, 3, 1))
    with as_of(ASKED_ON):
        Browser(app, cast.ana).post(
            f"/marcos/{commitment.reference}-M1/perguntas/nova?relato={report.id}",
            {"text": "A página que o relato mostra está fora do ar.", "link": "https://exemplo.example.org"},
        )
        page = Browser(app).get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert "Contestação de um relato" in page
    assert f'href="#r{report.id}"' in page


def test_an_objection_without_its_report_is_refused(app: Flask, cast: Cast) -> None:
    _plan, commitment = followed_plan(1)
    with pytest.raises(Refused, match="relato"):
        actions.ask(cast.ana, commitment.milestones[0], InquiryKind.OBJECTION, QUESTION)


def test_what_was_typed_stays_when_it_is_too_short(app: Flask, cast: Cast) -> None:
    _plan, commitment = followed_plan(1)
    with as_of(ASKED_ON):
        page = Browser(app, cast.ana).post(
            f"/marcos/{commitment.reference}-M1/perguntas/nova", {"text": "Quando?", "link": "example.org"}, status=422
        )
    assert "Quando?" in page.text
    assert "Escreva o endereço inteiro" in page.text


def test_nobody_else_answers_and_nobody_twice(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    person = reporter(cast, plan, commitment)
    with as_of(ASKED_ON):
        inquiry = actions.ask(cast.ana, commitment.milestones[0], InquiryKind.QUESTION, QUESTION)
        with pytest.raises(Refused):
            actions.answer(cast.celio, inquiry, ANSWER)
        actions.answer(person, inquiry, ANSWER)
        with pytest.raises(Stale):
            actions.answer(person, inquiry, ANSWER)


def test_a_question_without_an_answer_says_since_when(app: Flask, cast: Cast) -> None:
    _plan, commitment = followed_plan(1)
    with as_of(ASKED_ON):
        actions.ask(cast.ana, commitment.milestones[0], InquiryKind.QUESTION, QUESTION)
        db.session.commit()
    with as_of(noon(date(2027, 5, 1))):
        page = Browser(app).get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert "Sem resposta desde 26 de abril de 2027" in page


def test_a_member_hides_what_hurts_and_shows_it_again(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan(1)
    factories.seat(plan, holder=cast.clara, from_date=date(2027, 1, 1))
    member, page = Browser(app, cast.clara), f"/compromissos/{commitment.reference}/acompanhamento"
    with as_of(ASKED_ON):
        inquiry = actions.ask(cast.ana, commitment.milestones[0], InquiryKind.QUESTION, QUESTION)
        db.session.commit()
        Browser(app, cast.ana).post(f"/perguntas/{inquiry.id}/decisao", {"reason": "Não gosto."}, status=403)
        member.post(f"/perguntas/{inquiry.id}/decisao", {"reason": ""}, status=422)
        member.post(f"/perguntas/{inquiry.id}/decisao", {"reason": "Expõe um servidor."})
        hidden = Browser(app).get(page).text
        member.post(f"/perguntas/{inquiry.id}/decisao", {})
        shown = Browser(app).get(page).text
    assert "Expõe um servidor." in hidden
    assert QUESTION not in hidden
    assert QUESTION in shown


def test_an_erased_author_leaves_the_question_unsigned_and_an_erased_official_leaves_it_signed(
    app: Flask, cast: Cast
) -> None:
    plan, commitment = followed_plan(1)
    person = reporter(cast, plan, commitment)
    with as_of(ASKED_ON):
        inquiry = actions.ask(cast.ana, commitment.milestones[0], InquiryKind.QUESTION, QUESTION)
        actions.answer(person, inquiry, ANSWER)
        erase(person)
        db.session.refresh(inquiry)
        assert inquiry.signed == "Ana S."
        erase(cast.ana)
        db.session.refresh(inquiry)
        page = Browser(app).get(f"/compromissos/{commitment.reference}/acompanhamento").text
    assert inquiry.signed == ""
    assert "Uma pessoa que saiu" in page
