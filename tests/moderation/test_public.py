"""What everybody may know: rules, catalogue, figures, the register; and the author's appeal page."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.models import APPEAL_TERM
from ogp_participa.moderation.queries import register as queries
from ogp_participa.moderation.queries.decisions import decisions_on, last_decision
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast
from tests.moderation.saying import BECAUSE, member, newcomer, refusal, refused, statements, waiting, words


def register(cast: Cast, query: str = "") -> str:
    """Where the register of the plan is."""
    return f"/planos/{cast.plan.slug}/decisoes{query}"


def test_the_rules_and_the_catalogue_are_public(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get(f"/planos/{cast.plan.slug}/como-moderamos")
    assert "Motivo 2.1" in answer.text
    assert "15 dias" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_decisions_and_reasons_are_public(cast: Cast, visitor: Browser) -> None:
    proposal = refused(cast)
    answer = visitor.get(register(cast))
    assert proposal.title in answer.text
    assert BECAUSE in answer.text
    assert "Clara D." in answer.text
    assert "Célio R." in answer.text
    assert "sociedade civil" in answer.text
    assert "Ana" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_decision_in_the_making_is_not_public(cast: Cast, visitor: Browser) -> None:
    proposal = waiting(cast)
    refusal(cast, proposal)
    page = visitor.get(register(cast)).text
    assert proposal.reference not in page
    assert "P-" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_title_of_what_is_not_public_is_not_in_the_register(cast: Cast, visitor: Browser) -> None:
    proposal = waiting(cast, title="Com o nome de alguém")
    actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "1.1"))
    page = visitor.get(register(cast)).text
    assert proposal.reference in page
    assert "Com o nome de alguém" not in page


def test_the_register_is_filtered(cast: Cast, visitor: Browser) -> None:
    one, other = waiting(cast, title="Publicada por Clara"), waiting(cast, title="Publicada por Célio")
    actions.publish(one, by=member(cast.clara, cast.plan), words=words(one))
    actions.publish(other, by=member(cast.celio, cast.plan), words=words(other))
    db.session.commit()
    assert "Publicada por Célio" not in visitor.get(register(cast, "?setor=civil_society")).text
    assert "Publicada por Clara" in visitor.get(register(cast, f"?q={one.reference}")).text
    assert "Publicada por Célio" not in visitor.get(register(cast, f"?q={one.reference}")).text
    assert "Publicada por" not in visitor.get(register(cast, "?decisao=refuse")).text
    for query in ("?setor=x", "?decisao=x", "?q=x", "?pagina=x", "?pagina=99", "?slug=x"):
        visitor.get(register(cast, query))


def test_an_unknown_plan_has_no_pages(visitor: Browser) -> None:
    for page in ("decisoes", "como-moderamos"):
        visitor.get(f"/planos/nenhum/{page}", status=404)


def test_a_longer_register_costs_no_more_statements(cast: Cast, visitor: Browser) -> None:
    sizes = []
    for _ in range(2):
        for _ in range(4):
            refused(cast, factories.person())
        db.session.commit()
        with statements() as seen:
            visitor.get(register(cast))
        sizes.append(len(seen))
    assert sizes[0] == sizes[1]
    assert sizes[0] <= 8


def test_the_figures_count_what_happened(cast: Cast) -> None:
    clara = member(cast.clara, cast.plan)
    published = waiting(cast)
    actions.publish(published, by=clara, words=words(published))
    disputed = waiting(cast)
    refusal(cast, disputed)
    actions.second(disputed, by=member(cast.celio, cast.plan), words=words(disputed), agrees=False)
    actions.appeal(refused(cast), by=cast.ana, text=BECAUSE)
    changed = refused(cast)
    actions.appeal(changed, by=cast.ana, text=BECAUSE)
    actions.answer_appeal(changed, by=newcomer(cast), upheld=True, text=BECAUSE)
    figures = queries.statistics(cast.plan)
    assert (figures.received, figures.waiting, figures.published) == (4, 1, 1)
    assert (figures.refused, figures.not_agreed, figures.appeals, figures.upheld) == (1, 1, 2, 1)
    assert figures.median_days == 0


def test_a_plan_without_decisions_has_pages_all_the_same(cast: Cast, visitor: Browser) -> None:
    visitor.get(register(cast))
    visitor.get(f"/planos/{cast.plan.slug}/como-moderamos")
    assert queries.statistics(cast.plan).median_days is None


@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_the_pages_speak_three_languages(cast: Cast, visitor: Browser, language: str) -> None:
    refused(cast)
    db.session.commit()
    for page in ("decisoes", "como-moderamos"):
        visitor.get(f"{language}/planos/{cast.plan.slug}/{page}")


def test_the_author_appeals_on_the_page(cast: Cast, app: Flask) -> None:
    proposal = refused(cast)
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{proposal.reference}/recurso"
    assert BECAUSE in ana.get(path).text
    page = ana.post(path, {"text": "curto"}, status=422).text
    assert "curto" in page
    ana.post(path, {"text": "Ligue para 11 98765-4321."}, status=422)
    ana.post(path, {"text": "A lei municipal trata disso."})
    assert "A lei municipal trata disso." in ana.get(path).text
    ana.post(path, {"text": "Mais uma vez, por favor."}, status=403)


def test_after_the_term_the_page_says_so(cast: Cast, app: Flask) -> None:
    proposal = refused(cast)
    second = decisions_on(proposal)[0].second
    assert second is not None
    second.at -= 2 * APPEAL_TERM
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{proposal.reference}/recurso"
    assert "O prazo para recorrer terminou" in ana.get(path).text
    ana.post(path, {"text": "A lei municipal trata disso."}, status=403)


def test_nobody_sees_the_appeal_page_of_what_is_not_public(cast: Cast, app: Flask, visitor: Browser) -> None:
    proposal = waiting(cast)
    path = f"/propostas/{proposal.reference}/recurso"
    Browser(app, cast.bruno).get(path, status=404)
    assert "/entrar" in visitor.get(path, status=303).location
    Browser(app, cast.ana).get(path)
    assert proposal.state is State.IN_REVIEW


def test_the_last_decision_is_told_to_the_author_with_what_to_do(cast: Cast, app: Flask) -> None:
    proposal = waiting(cast)
    actions.return_for_changes(proposal, by=member(cast.clara, cast.plan), words=words(proposal, "1.1"))
    decision = last_decision(proposal)
    template = app.jinja_env.from_string(
        "{% from 'moderation/_decision.html' import decision_note %}"
        "{{ decision_note(decision, 'pt-BR', reference=ref, is_author=True) }}"
    )
    with app.test_request_context():
        told = template.render(decision=decision, ref=proposal.reference)
    assert f'href="/propostas/{proposal.reference}/ajuste"' in told
    assert "Motivo 1.1" in told


def test_the_page_of_a_refused_proposal_leads_its_author_to_the_appeal(
    cast: Cast, app: Flask, visitor: Browser
) -> None:
    proposal = refused(cast)
    path, appeal = f"/propostas/{proposal.address}", f'href="/propostas/{proposal.reference}/recurso"'
    assert appeal in Browser(app, cast.ana).get(path).text
    page = visitor.get(path).text
    assert appeal not in page
    assert BECAUSE in page
