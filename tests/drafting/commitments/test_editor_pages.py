"""The editor's pages: every part is written, nothing typed is lost, and people without the right stay out."""

from typing import Any

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.needs import needs
from ogp_participa.edition.plans.models import Right
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.commitments.desk import EVERY_FIELD, commitment, consulted, institution, milestone, part


def at(promise: Commitment, rest: str = "") -> str:
    """An address of the editor."""
    return f"/gestao/compromissos/{promise.reference}{rest}"


def sent(section: str, promise: Commitment, **other: Any) -> dict[str, Any]:
    """What a browser sends from a part of the editor."""
    empty: dict[str, Any] = {"title": promise.title} if section == "resumo" else {}
    return {"seen": promise.version, "reason": "", **empty, **EVERY_FIELD[section], **other}


def test_every_part_is_written_and_read_by_everybody(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    dario = Browser(app, cast.dario)
    for section in EVERY_FIELD:
        dario.get(at(promise, f"/{section}"))
        dario.post(at(promise, f"/{section}"), sent(section, promise))
    page = visitor.get(f"/compromissos/{promise.reference}").text
    for words in (
        "Abrir os dados",
        "Em duas frases.",
        "Ninguém acha.",
        "Está em papel.",
        "Três tabelas.",
        "Publicar tudo.",
    ):
        assert words in page
    assert "Publica o que era de papel." in page
    assert "Dados abertos" in page
    assert "1 de janeiro de 2027" in page
    assert promise.version == 1 + len(EVERY_FIELD)


def test_what_is_missing_is_a_list_of_links_and_no_obstacle(app: Flask, cast: Cast) -> None:
    promise = commitment(cast)
    dario = Browser(app, cast.dario)
    before = needs(content_of(promise))
    page = dario.get(at(promise)).text
    done = [need for need in before if need.filled]
    assert f"{len(done)} de {len(before)}" in page
    assert f'{at(promise, "/problema")}#causes"' in page
    assert f'{at(promise, "/marcos/novo")}"' in page
    dario.post(at(promise, "/problema"), {"seen": 1, "problem": "Só isto"})
    assert len([need for need in needs(content_of(promise)) if need.filled]) == len(done) + 1


def test_every_field_of_the_checklist_is_on_its_page(app: Flask, cast: Cast) -> None:
    promise = commitment(cast, served={"civic_participation": ""})
    part(cast, promise, institution())
    milestone(cast, promise)
    dario = Browser(app, cast.dario)
    for need in needs(content_of(promise)):
        path = at(promise, f"/{need.section}" + (f"/{need.item}" if need.item else ""))
        if need.field:
            assert f'id="{need.field}' in dario.get(path).text, need


def test_an_end_before_the_start_is_said_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    promise = commitment(cast)
    dario = Browser(app, cast.dario)
    wrong = sent("resumo", promise, starts_on="2027-05-01", ends_on="2027-04-01", summary="Fica aqui")
    page = dario.post(at(promise, "/resumo"), wrong, status=422).text
    assert "O fim vem antes do início" in page
    assert "Fica aqui" in page
    assert "2027-04-01" in page
    assert promise.version == 1


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("resumo", "title", ""),
        ("resumo", "title", "a" * 301),
        ("resumo", "short_title", "a" * 81),
        ("resumo", "starts_on", "amanhã"),
        ("resumo", "ends_on", "99999-01-01"),
        ("problema", "causes", "palavra " * 1200),
        ("temas", "areas", ["nada"]),
        ("valores", "how_civic_participation", "a" * 4001),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    app: Flask, cast: Cast, section: str, field: str, value: Any
) -> None:
    promise = commitment(cast)
    page = Browser(app, cast.dario).post(
        at(promise, f"/{section}"), sent(section, promise, **{field: value}), status=422
    )
    assert "error-text" in page.text
    assert promise.version == 1


def test_a_milestone_is_written_moved_taken_out_and_put_back(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution()
    dario = Browser(app, cast.dario)
    for title in ("Primeiro", "Segundo", "Terceiro"):
        dario.get(at(promise, "/marcos/novo"))
        typed = {"seen": promise.version, "title": title, "output": "Uma tabela", "institution": school.id}
        dario.post(at(promise, "/marcos/novo"), {**typed, "starts_on": "2027-01-01", "ends_on": "2027-06-30"})
    dario.get(at(promise, "/marcos/3/ordem"))
    dario.post(at(promise, "/marcos/3/ordem"), {"place": "1", "seen": promise.version})
    assert [row.title for row in promise.milestones] == ["Terceiro", "Primeiro", "Segundo"]
    assert [row.number for row in promise.milestones] == [f"{promise.number}.{n}" for n in (1, 2, 3)]
    dario.get(at(promise, "/marcos/1/remocao"))
    dario.post(at(promise, "/marcos/1/remocao"), {"reason": " "}, status=422)
    dario.post(at(promise, "/marcos/1/remocao"), {"reason": "Já foi feito"})
    assert "Primeiro" not in visitor.get(f"/compromissos/{promise.reference}").text
    assert "Já foi feito" in visitor.get(f"/compromissos/{promise.reference}/versoes").text
    dario.post(at(promise, "/marcos/1/remocao"), {"reason": "De novo"}, status=422)
    dario.get(at(promise))
    dario.get(at(promise, "/marcos/1"))
    back = {"title": "Primeiro", "output": "Duas tabelas", "institution": school.id, "seen": promise.version}
    stored = dario.post(at(promise, "/marcos/1"), back, status=409).text
    assert "Duas tabelas" in stored
    dario.post(at(promise, "/marcos/1"), {**back, "put_back": "1"})
    assert [row.title for row in promise.milestones] == ["Terceiro", "Segundo", "Primeiro"]


def test_a_milestone_beyond_its_commitment_is_a_warning(app: Flask, cast: Cast) -> None:
    promise = commitment(cast)
    dario = Browser(app, cast.dario)
    dario.post(at(promise, "/resumo"), sent("resumo", promise, ends_on="2027-12-31"))
    dario.post(at(promise, "/marcos/novo"), {"seen": promise.version, "title": "Tarde", "ends_on": "2028-02-01"})
    assert "vão além das do compromisso" in dario.get(at(promise)).text


def test_an_institution_takes_part_and_leaves(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution()
    dario = Browser(app, cast.dario)
    dario.post(at(promise, "/instituicoes/nova"), {"seen": promise.version, "role": "lead"}, status=422)
    wrong = {"seen": promise.version, "institution": school.id, "role": "lead", "contact_email": "nada"}
    dario.post(at(promise, "/instituicoes/nova"), wrong, status=422)
    dario.post(
        at(promise, "/instituicoes/nova"), {**wrong, "contact_email": "educacao@example.org", "contact_name": "Rui"}
    )
    assert "educacao@example.org" in visitor.get(f"/compromissos/{promise.reference}").text
    dario.get(at(promise, f"/instituicoes/{school.id}"))
    dario.get(at(promise, f"/instituicoes/{school.id}/remocao"))
    dario.post(at(promise, f"/instituicoes/{school.id}/remocao"), {"reason": ""})
    assert "educacao@example.org" not in visitor.get(f"/compromissos/{promise.reference}").text
    assert "educacao@example.org" in visitor.get(f"/compromissos/{promise.reference}/versoes/2").text


def test_once_the_public_reads_the_draft_each_change_says_why(app: Flask, cast: Cast) -> None:
    promise = consulted(commitment(cast))
    dario = Browser(app, cast.dario)
    page = dario.post(at(promise, "/acao"), {"seen": 1, "action": "Outra coisa"}, status=422).text
    assert "Outra coisa" in page
    dario.post(at(promise, "/acao"), {"seen": 1, "action": "Outra coisa", "reason": "Pedido da consulta"})
    assert "Pedido da consulta" in dario.get(f"/compromissos/{promise.reference}/versoes").text


def test_the_calendar_opens_and_closes_the_editor(app: Flask, cast: Cast) -> None:
    closed = factories.plan(rights=(Right.CONSULT,))
    promise = Commitment(plan=closed, number=1, title="Fechado")
    db.session.add(promise)
    db.session.commit()
    dario = Browser(app, cast.dario)
    dario.get(at(promise), 403)
    dario.post(at(promise, "/acao"), {"action": "x"}, status=403)
    dario.get(f"/gestao/planos/{closed.slug}/compromissos")
    past = Commitment(plan=factories.plan(historical=True), number=1, title="Passado")
    db.session.add(past)
    db.session.commit()
    dario.get(at(past), 403)


@pytest.mark.parametrize("rest", ["/nada", "/marcos/99", "/marcos/0/ordem", "/instituicoes/99", "/marcos/99999999999"])
def test_what_is_not_there_is_not_found(app: Flask, cast: Cast, rest: str) -> None:
    promise = commitment(cast)
    Browser(app, cast.dario).get(at(promise, rest), 404)
    Browser(app, cast.dario).get("/gestao/compromissos/C9-99", 404)


def test_where_there_is_a_vote_a_commitment_begins_with_a_proposal(app: Flask, cast: Cast) -> None:
    dario = Browser(app, cast.dario)
    path = f"/gestao/planos/{cast.plan.slug}/compromissos"
    assert "quadro de seleção" in dario.get(path).text
    dario.post(path, {"title": "Do nada"}, status=403)
    plan = factories.plan(rights=(Right.DRAFT,))
    db.session.commit()
    path = f"/gestao/planos/{plan.slug}/compromissos"
    dario.post(path, {"title": ""}, status=422)
    dario.post(path, {"title": "Conselhos"})
    assert "Conselhos" in dario.get(path).text
    Browser(app, cast.ana).get(path, 403)
