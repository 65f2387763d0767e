"""What everybody reads of a commitment: as it stands, each version, and what changed between any two."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments import actions
from ogp_participa.drafting.commitments.comparison import compared
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import CommitmentVersion
from ogp_participa.drafting.commitments.needs import needs
from ogp_participa.drafting.commitments.queries import versions_of
from ogp_participa.drafting.consultation.actions import open_draft
from ogp_participa.drafting.promotion.models import Basis, Promotion
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.edition.plans.models import StageKind
from ogp_participa.people.accounts.actions import erase
from ogp_participa.readers.opendata.queries import record_of_commitment
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.commitments.desk import commitment, institution, milestone, part, save
from tests.test_query_caps import count

SECRETS = ("Rosa Oculta", "rosa-oculta@example.org", "11 98765-4321")


def changed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """label → what changed, as "[-was-]{+became+}"."""
    signs = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return {c.label: "".join(signs[kind].format(text) for kind, text in c.parts) for c in compared(old, new)}


def test_any_two_versions_are_compared_word_by_word(cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    for text in ("Publicar as tabelas", "Publicar todas as tabelas", "Publicar todas as tabelas antigas"):
        save(cast, promise, action=text)
    path = f"/compromissos/{promise.reference}/comparacao"
    page = visitor.get(f"{path}?de=2&ate=4").text
    assert ">]</span></ins>" in page
    assert "todas" in page
    assert "antigas" in page
    back = visitor.get(f"{path}?de=4&ate=2").text
    assert "<del>" in back
    assert "Nada mudou de uma para a outra" in visitor.get(f"{path}?de=3&ate=3").text
    assert "Da versão 3 à versão 4" in visitor.get(path).text


def test_a_milestone_that_moved_or_left_is_told_in_the_difference(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        promise = commitment(cast)
        for title in ("Abrir", "Publicar"):
            milestone(cast, promise, title=title)
        before = content_of(promise)
        actions.move_milestone(cast.dario, promise, 2, 1, promise.version, "")
        moved = changed(before, content_of(promise))
        n = promise.number
        assert moved == {f"Marco {n}.1": f"{n}.[-2-]{{+1+}}", f"Marco {n}.2": f"{n}.[-1-]{{+2+}}"}
        actions.remove_milestone(cast.dario, promise, 1, "Já feito")
        page = changed(before, content_of(promise))
        assert "[-Abrir-]" in page.values()
        assert page[f"Marco {n}.1"] == "[-Marco retirado-]"
        assert changed(content_of(promise), before)[f"Marco {n}.1"] == "{+Novo marco+}"


def test_a_day_changes_as_a_whole(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        promise = commitment(cast)
        save(cast, promise, starts_on="2027-03-28")
        before = content_of(promise)
        save(cast, promise, starts_on="2029-02-01")
        assert "[-28 de março de 2027-]{+1 de fevereiro de 2029+}" in changed(before, content_of(promise)).values()


def test_each_version_names_who_saved_it(cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    save(cast, promise, action="Publicar tudo.")
    there = f"/compromissos/{promise.reference}/versoes"
    for page in (there, f"{there}/2"):
        assert f"{cast.dario.public_name}, Equipe de governo aberto" in visitor.get(page).text
    cast.dario.roles = []
    erase(cast.dario)
    db.session.commit()
    page = visitor.get(there).text
    assert "Dario" not in page and "Equipe de governo aberto" in page


def test_every_field_is_in_the_difference(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        promise, school = commitment(cast), institution()
        before = content_of(promise)
        save(cast, promise, problem="a", areas=["open-data"], starts_on="2027-01-01", how_civic_participation="Reúne")
        part(cast, promise, school, contact_name="Rui")
        labels = changed(before, content_of(promise))
        assert len(labels) == 5
        assert "{+Dados abertos+}" in labels.values()
        assert "{+1 de janeiro de 2027+}" in labels.values()


@pytest.mark.parametrize(
    "query", ["?de=1&ate=99", "?de=0", "?de=-1", "?de=x", "?ate=99999999999999999999", "?de=1e1", "?de=²"]
)
def test_versions_that_are_not_there_cannot_be_compared(cast: Cast, visitor: Browser, query: str) -> None:
    promise = commitment(cast)
    visitor.get(f"/compromissos/{promise.reference}/comparacao{query}", 404)
    visitor.get(f"/compromissos/{promise.reference}/versoes/99", 404)
    visitor.get(f"/compromissos/{promise.reference}/versoes/0.json", 404)
    visitor.get("/compromissos/C9-99/versoes", 404)


def test_a_commitment_of_the_past_has_no_versions_and_no_gaps(cast: Cast, visitor: Browser) -> None:
    past = commitment(cast, title="De antes")
    past.plan.historical, past.version = True, 0
    db.session.execute(sa.delete(CommitmentVersion))
    db.session.commit()
    assert "ainda não preenchido" not in visitor.get(f"/compromissos/{past.reference}").text.lower()
    assert "Não há versões" in visitor.get(f"/compromissos/{past.reference}/versoes").text
    visitor.get(f"/compromissos/{past.reference}/comparacao", 404)


def test_a_draft_says_what_is_not_filled_yet(cast: Cast, visitor: Browser) -> None:
    page = visitor.get(f"/compromissos/{commitment(cast).reference}").text
    assert page.count("Ainda não preenchido") >= 8


def test_history_keeps_the_name_of_the_day(cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution("Secretaria de Relações Internacionais")
    part(cast, promise, school)
    rename(cast.dario, school, "Secretaria de Relações Institucionais", "Decreto 61.245")
    db.session.commit()
    path = f"/compromissos/{promise.reference}"
    assert "chamava-se Secretaria de Relações Internacionais" in visitor.get(path).text
    old = visitor.get(f"{path}/versoes/2").text
    assert "Relações Internacionais" in old
    assert "Relações Institucionais" not in old


def test_a_version_that_a_new_name_made_is_nobodys_and_says_so(cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution("Secretaria de Relações Internacionais")
    part(cast, promise, school)
    factories.stage(promise.plan, StageKind.CONSULTATION, opens=1)
    rename(cast.dario, school, "Secretaria de Relações Institucionais", "Decreto 61.245")
    open_draft(cast.dario, promise.plan, False, "")
    db.session.commit()
    path = f"/compromissos/{promise.reference}/versoes"
    page = visitor.get(path).text
    assert "um órgão tem outro nome" in page
    assert "Como estava antes da primeira versão" not in page
    assert "Relações Institucionais" in visitor.get(f"{path}/3").text


def test_what_only_staff_see_of_a_contact_is_nowhere_else(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution()
    name, email, phone = SECRETS
    part(cast, promise, school, private_name=name, private_email=email, private_phone=phone, contact_name="Rui Público")
    save(cast, promise, action="Outra versão")
    path = f"/compromissos/{promise.reference}"
    addresses = (path, f"{path}.json", f"{path}/versoes", f"{path}/versoes/2", f"{path}/versoes/2.json")
    more = (f"{path}/comparacao?de=1&ate=3", "/registro", "/registro.json", f"/planos/{promise.plan.slug}/compromissos")
    for person in (None, cast.ana, cast.clara):
        for address in (*addresses, *more):
            page = Browser(app, person).get(address).text
            assert not [secret for secret in SECRETS if secret in page], address
    assert "Rui Público" in visitor.get(path).text
    assert email in Browser(app, cast.dario).get(f"/gestao{path}").text
    assert SECRETS[0] not in json.dumps([row.content for row in versions_of(promise)])


HOSTILE = "<script>alert(1)</script> **x** [a](javascript:alert(1)) <img src=x onerror=alert(1)> \u202eoculto {{ 7*7 }}"


def test_hostile_text_is_text(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise, school = commitment(cast), institution(HOSTILE[:60])
    dario, path = Browser(app, cast.dario), f"/compromissos/{promise.reference}"
    for section, field in (("resumo", "summary"), ("problema", "problem"), ("valores", "how_civic_participation")):
        sent = {"seen": promise.version, field: HOSTILE, "reason": HOSTILE, "title": HOSTILE}
        dario.post(f"/gestao{path}/{section}", sent)
    dario.post(f"/gestao{path}/marcos/novo", {"seen": promise.version, "title": HOSTILE, "output": HOSTILE})
    contact = {"institution": school.id, "role": "lead", "contact_name": HOSTILE, "contact_email": "a@example.org"}
    dario.post(f"/gestao{path}/instituicoes/nova", {"seen": promise.version, **contact})
    rest = ("", "/versoes", "/versoes/3", "/comparacao?de=1&ate=5", "/comparacao")
    pages = [visitor.get(path + row).text for row in rest] + [dario.get(f"/gestao{path}").text]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
        assert "\u202e" not in page
        assert "49 " not in page.split("<main", 1)[1][:2000]


def test_a_huge_text_is_kept_and_compared(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    words = [f"palavra{n % 300}" for n in range(700)]
    dario, path = Browser(app, cast.dario), f"/compromissos/{promise.reference}"
    names = ("problem", "causes", "status_quo", "done_so_far")
    dario.post(f"/gestao{path}/problema", {"seen": "1", **dict.fromkeys(names, " ".join(words))})
    words[350] = "diferente"
    dario.post(f"/gestao{path}/problema", {"seen": "2", **dict.fromkeys(names, " ".join(words))})
    page = visitor.get(f"{path}/comparacao").text
    assert page.count("diferente") == 4
    assert page.count("<ins>") == 5  # one in the key


def test_the_json_walks_back_to_the_proposals(cast: Cast, visitor: Browser) -> None:
    promise, proposal = commitment(cast), factories.proposal(cast.plan, cast.ana)
    db.session.add(Promotion(commitment_id=promise.id, proposal_id=proposal.id, rank=1, basis=Basis.RANKING))
    save(cast, promise, areas=["open-data"], how_civic_participation="Reúne", reason="Revisão")
    milestone(cast, promise, title="Publicar", ends_on="2027-05-01")
    path = f"/compromissos/{promise.reference}"
    assert f'type="application/json" href="{path}.json"' in visitor.get(path).text
    data = visitor.get(f"{path}.json").json
    assert data is not None
    assert [row["reference"] for row in data["came_from"]] == [proposal.reference]
    assert data["came_from"][0]["address"].endswith(f"/propostas/{proposal.reference}.json")
    assert data["policy_areas"] == [{"key": "open-data", "ogp": "Open Data"}]
    assert (data["served"], data["milestones"][0]["ends_on"]) == ({"civic_participation": "Reúne"}, "2027-05-01")
    assert data["milestones"][0]["reference"] == f"{promise.reference}-M1"
    assert [row["number"] for row in data["versions"]] == [3, 2, 1]
    assert data["versions"][1]["reason"] == "Revisão"
    whole = visitor.get(f"{path}/versoes/2.json").json
    assert whole is not None
    assert whole["content"]["milestones"] == []
    assert proposal.reference in visitor.get(path).text
    forward = visitor.get(f"/propostas/{proposal.reference}.json").json
    assert forward is not None
    assert [row["reference"] for row in forward["commitments"]] == [promise.reference]


def test_data_of_an_edition_that_only_staff_see_is_not_there(cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    promise.plan.listed = False
    db.session.commit()
    for rest in ("", ".json", "/versoes", "/versoes/1", "/versoes/1.json", "/comparacao"):
        visitor.get(f"/compromissos/{promise.reference}{rest}", 404)


def test_pages_need_few_statements_whatever_there_is(app: Flask, cast: Cast, visitor: Browser) -> None:
    promise = commitment(cast)
    path, dario = f"/compromissos/{promise.reference}", Browser(app, cast.dario)

    def fill(some: int) -> None:
        for n in range(some):
            of = institution(f"Secretaria {n} de {some}")
            part(cast, promise, of)
            milestone(cast, promise, title=f"Marco {n}", institution=str(of.id))

    def counts() -> list[int]:
        public = [count(visitor, path + rest) for rest in ("", ".json", "/versoes", "/versoes/2", "/comparacao")]
        return [len(row) for row in (*public, count(dario, f"/gestao{path}"), count(dario, f"/gestao{path}/marcos/1"))]

    fill(2)
    few = counts()
    fill(9)
    assert counts() == few
    assert max(few[:5]) <= 10, few
    assert max(few) <= 13, few


def test_nothing_missing_is_everything_filled(cast: Cast, app: Flask) -> None:
    with app.test_request_context():
        promise, school = commitment(cast), institution()
        texts: Any = dict.fromkeys(
            ("short_title", "summary", "problem", "causes", "status_quo", "done_so_far"), "Texto"
        )
        days: Any = {"starts_on": "2027-01-01", "ends_on": "2028-01-01"}
        save(cast, promise, **texts, action="a", result="b", areas=["open-data"], how_civic_participation="c", **days)
        part(cast, promise, school, contact_name="Rui")
        milestone(cast, promise, title="a", output="b", institution=str(school.id), **days)
        assert [need.label for need in needs(content_of(promise)) if not need.filled] == []
        milestone(cast, promise, 1, **{"title": "a", "output": "", "institution": "", **days})
        missing = [need for need in needs(content_of(promise)) if not need.filled]
        assert [(need.section, need.field, need.item) for need in missing] == [("marcos", "output", 1)]
        assert record_of_commitment(promise)["version"] == promise.version
