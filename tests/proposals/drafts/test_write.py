"""Writing a draft, page after page."""

import re

import sqlalchemy as sa
from flask import Flask
from flask_security import hash_password

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Right
from ogp_participa.people.accounts.models import Signature
from ogp_participa.proposals.drafts import actions
from ogp_participa.proposals.drafts.models import Draft, DraftStep
from ogp_participa.readers.jobs.tasks import PLAN
from tests import factories
from tests.cast import Browser, Cast

PROBLEM = "Ninguém sabe quando o ônibus passa no bairro."


def begin(browser: Browser, problem: str = PROBLEM, **more: str) -> Draft:
    """Begin a draft from the first page; returns it."""
    page = browser.get("/propor/novo").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    browser.post("/propor/novo", {"token": token[1], "problem": problem, "do": "continue", **more})
    draft = db.session.scalars(sa.select(Draft).where(Draft.token == token[1])).one()
    db.session.refresh(draft)
    return draft


def test_the_start_page_sets_no_cookie_and_may_be_cached(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get("/propor")
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer.headers["Cache-Control"]
    assert "/propor/novo" in answer.text


def test_the_start_page_says_when_proposals_are_closed(cast: Cast, visitor: Browser) -> None:
    cast.plan.stages[0].closes_at = now()
    db.session.commit()
    page = visitor.get("/propor").text
    assert "/propor/novo" not in page
    assert f"/planos/{cast.plan.slug}" in page
    assert visitor.client.get("/propor/novo").headers["Location"].endswith("/propor")


def test_without_any_plan_there_is_still_a_page(visitor: Browser) -> None:
    visitor.get("/propor")
    visitor.get("/propor/novo", 404)
    visitor.get("/propor?plano=nenhum", 404)


def test_a_draft_exists_from_the_first_page_on_without_account(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    assert (draft.problem, draft.person_id, draft.plan_id) == (PROBLEM, None, cast.plan.id)
    page = visitor.get("/propor").text
    assert draft.token in page
    visitor.get(f"/propor/{draft.token}/2-ideia")


def test_nobody_else_sees_the_draft(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    for other in (Browser(visitor.client.application), Browser(visitor.client.application, cast.bruno)):
        other.get(f"/propor/{draft.token}/1-problema", 404)
        other.get(f"/propor/{draft.token}/conferencia", 404)
        other.get(f"/propor/{draft.token}/texto", 404)
        other.post(f"/propor/{draft.token}/1-problema", {"problem": "outro"}, 404)
        other.post(f"/propor/{draft.token}/exclusao", status=404)


def test_a_forged_cookie_opens_nothing(cast: Cast, visitor: Browser) -> None:
    draft = factories.draft(cast.plan)
    db.session.commit()
    visitor.client.set_cookie("rascunhos", f'["{draft.token}"].x.y')
    visitor.get(f"/propor/{draft.token}/1-problema", 404)


def test_pressing_twice_on_the_first_page_begins_one_draft(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    visitor.post("/propor/novo", {"token": draft.token, "problem": PROBLEM + " Nunca."})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 1
    db.session.refresh(draft)
    assert draft.problem.endswith("Nunca.")


def test_the_draft_belongs_to_who_signs_in_later(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    assert actions.claim(cast.ana, [draft.token]) == 1
    db.session.commit()
    Browser(visitor.client.application, cast.ana).get(f"/propor/{draft.token}/1-problema")
    Browser(visitor.client.application, cast.bruno).get(f"/propor/{draft.token}/1-problema", 404)
    back = visitor.client.get(f"/propor/{draft.token}/1-problema").headers["Location"]
    assert back.startswith("/entrar"), "the browser that began it is asked to sign in"


def test_the_five_pages_in_any_order(app: object, cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    base = f"/propor/{draft.token}/"
    theme = str(db.session.scalar(sa.text("select min(id) from theme")))
    visitor.post(base + "5-assinatura", {"signature": "collective", "collective": "Coletivo Perus", "link": ""})
    visitor.post(base + "4-lugar", {"where": "region", "territory": "PR"})
    visitor.post(base + "3-tema", {"values": ["civic_participation", "unsure"], "theme": theme})
    answer = visitor.post(base + "2-ideia", {"title": "Publicar horários", "change": "Publicar.", "summary": ""})
    assert answer.headers["Location"].endswith("3-tema")
    db.session.refresh(draft)
    assert (draft.signature, draft.collective) == (Signature.COLLECTIVE, "Coletivo Perus")
    assert (draft.territory, draft.whole_city) == ("PR", False)
    assert (draft.values, draft.theme_id) == (["civic_participation"], int(theme))
    for step in DraftStep:
        visitor.get(base + step)
        visitor.get(base + step + "?modo=unica")
    page = visitor.get(base + "conferencia").text
    assert "Perus" in page and "Coletivo Perus" in page and PROBLEM in page
    visitor.get(base + "6-nada", 404)


def test_stopping_keeps_unfinished_answers(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    base = f"/propor/{draft.token}/"
    visitor.post(base + "2-ideia", {"title": "", "change": "Meia frase", "summary": "", "do": "continue"}, 422)
    answer = visitor.post(base + "2-ideia", {"title": "", "change": "Meia frase", "summary": "", "do": "exit"})
    assert answer.headers["Location"].endswith("/propor")
    db.session.refresh(draft)
    assert draft.change == "Meia frase"
    visitor.post(base + "2-ideia", {"title": "E se?", "change": "Outra", "summary": "", "do": "back"})
    db.session.refresh(draft)
    assert draft.title == "E se?"


def test_what_is_missing_is_said_in_words_and_nothing_typed_is_lost(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    page = visitor.post(
        f"/propor/{draft.token}/2-ideia", {"title": "Por que não?", "change": "", "summary": "Minha frase"}, 422
    ).text
    assert "Por que não?" in page and "Minha frase" in page
    assert 'id="title-error"' in page and 'id="change-error"' in page


def test_autosave_answers_without_a_page(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    path = f"/propor/{draft.token}/2-ideia"
    answer = visitor.post(path, {"title": "", "change": "Ainda escrevendo", "summary": "", "autosave": "1"}, 204)
    assert answer.data == b""
    db.session.refresh(draft)
    assert draft.change == "Ainda escrevendo"
    visitor.post("/propor/novo", {"token": draft.token, "problem": "Mais texto", "autosave": "1"}, 204)
    db.session.refresh(draft)
    assert draft.problem == "Mais texto"


def test_two_tabs_save_only_what_they_send(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    base = f"/propor/{draft.token}/"
    visitor.post(base + "2-ideia", {"title": "Da primeira aba", "change": "Texto", "summary": ""})
    visitor.post(base + "1-problema", {"problem": "Da segunda aba"})
    visitor.post(base + "2-ideia", {"title": "Da segunda aba"}, 422)
    visitor.post(base + "2-ideia", {"title": "Da terceira aba", "do": "exit"})
    db.session.refresh(draft)
    assert (draft.problem, draft.title, draft.change) == ("Da segunda aba", "Da terceira aba", "Texto")


def test_a_telephone_number_is_a_warning_that_can_be_passed(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor, "Ligue para (11) 91234-5678 e ninguém atende.")
    assert draft.problem.startswith("Ligue")
    assert "CPF" in visitor.get(f"/propor/{draft.token}/conferencia").text


def test_a_draft_is_deleted_after_asking(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    token = draft.token
    visitor.get(f"/propor/{token}/exclusao")
    visitor.post(f"/propor/{token}/exclusao")
    visitor.get(f"/propor/{token}/1-problema", 404)


def test_the_text_can_be_taken_away(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor, "<script>alert(1)</script> & mais")
    answer = visitor.get(f"/propor/{draft.token}/texto")
    assert answer.mimetype == "text/plain"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "<script>alert(1)</script> & mais" in answer.text


def test_old_drafts_of_nobody_are_forgotten(cast: Cast) -> None:
    old, recent, anas = factories.draft(cast.plan), factories.draft(cast.plan), factories.draft(cast.plan, cast.ana)
    old.updated_at = anas.updated_at = now().replace(year=now().year - 1)
    db.session.commit()
    jobs = {name: job for name, _when, job in PLAN}
    jobs["daily"]()
    left = set(db.session.scalars(sa.select(Draft.token)))
    assert left == {recent.token, anas.token}


def test_the_stage_may_close_while_typing(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    cast.plan.stages[0].rights = [Right.VOTE]
    db.session.commit()
    visitor.post(f"/propor/{draft.token}/2-ideia", {"title": "Nome", "change": "Texto", "summary": ""})
    db.session.refresh(draft)
    assert draft.title == "Nome"
    visitor.post("/propor/novo", {"token": "x", "problem": "Comecei a tempo", "do": "continue"})
    assert db.session.scalar(sa.select(sa.func.count()).where(Draft.problem == "Comecei a tempo")) == 1


def test_another_part_is_opened_without_losing_what_was_typed(cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    answers = {"title": "", "change": "Meia frase", "summary": ""}
    for wanted, end in (("4-lugar", "/4-lugar"), ("conferencia", "/conferencia"), ("unica", "/2-ideia?modo=unica")):
        answer = visitor.post(f"/propor/{draft.token}/2-ideia", {**answers, "do": f"go:{wanted}"})
        assert answer.headers["Location"].endswith(end)
    db.session.refresh(draft)
    assert draft.change == "Meia frase"


def test_signing_in_takes_the_draft_along(app: Flask, cast: Cast, visitor: Browser) -> None:
    draft = begin(visitor)
    cast.ana.password = hash_password("uma senha bem comprida")
    db.session.commit()
    visitor.client.post(
        "/entrar",
        data={"csrf_token": visitor.token(), "email": cast.ana.email, "password": "uma senha bem comprida"},
    )
    db.session.refresh(draft)
    assert draft.person_id == cast.ana.id
    assert draft.problem in visitor.get("/minha-conta/propostas").text


def test_the_pages_speak_three_languages(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana, values=[])
    db.session.commit()
    ana = Browser(app, cast.ana)
    for prefix, words in (("", "Confira antes de enviar"), ("/en", "Check before you send"), ("/es", "Revise antes")):
        page = ana.get(f"{prefix}/propor/{draft.token}/conferencia").text
        assert words in page
        assert f'{prefix}/propor/{draft.token}/3-tema?de=conferencia"' in page
        for step in DraftStep:
            ana.get(f"{prefix}/propor/{draft.token}/{step}")
