"""One proposal: who reads what, where old addresses lead, versions, files."""

import hashlib

import pytest
from flask import Flask
from markupsafe import Markup

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.moderation.models import Decision, DecisionState, Outcome, Reason
from ogp_participa.proposals.proposals.kept_parts import Parts
from ogp_participa.proposals.proposals.models import Attachment, Proposal, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast


def shown(browser: Browser, proposal: Proposal, status: int = 200) -> str:
    db.session.commit()
    return browser.get(f"/propostas/{proposal.address}", status).text


def test_an_old_address_leads_to_the_present_one(cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, title="Dados de ônibus")
    db.session.commit()
    for old in (proposal.reference, f"{proposal.reference}-outro-nome"):
        answer = visitor.client.get(f"/propostas/{old}")
        assert (answer.status_code, answer.location) == (301, f"/propostas/{proposal.reference}-dados-de-onibus")
    for unknown in ("P-2026-999999", "x", "P-99999999999-1"):
        visitor.get(f"/propostas/{unknown}", status=404)


def test_what_is_kept_of_a_page_comes_back_as_it_was() -> None:
    parts = Parts(Markup("<h1>Ônibus ✓ &amp; “metrô”</h1>"), Markup("<p>Seguir</p>"))
    assert Parts.unpacked(parts.packed()) == parts
    assert isinstance(Parts.unpacked(parts.packed()).aside, Markup)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.NEEDS_CHANGE])
def test_what_is_not_public_is_for_insiders(app: Flask, cast: Cast, visitor: Browser, state: State) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, state=state)
    shown(visitor, proposal, 404)
    shown(Browser(app, cast.bruno), proposal, 404)
    for person in (cast.ana, cast.clara, cast.dario):
        assert proposal.problem in shown(Browser(app, person), proposal)


def refuse(cast: Cast, proposal: Proposal, number: str) -> None:
    reason = Reason(plan_id=cast.plan.id, number=number, outcome=Outcome.REFUSE, text_pt="O motivo publicado")
    db.session.add(reason)
    db.session.flush()
    decision = Decision(
        proposal_id=proposal.id, round=1, version=1, outcome=Outcome.REFUSE, standing=DecisionState.IN_FORCE
    )
    decision.reason_id, decision.by_id, decision.text = reason.id, cast.clara.id, "Nas palavras da leitora"
    db.session.add(decision)


@pytest.mark.parametrize(("number", "readable"), [("2.9", True), ("4.1", False)])
def test_a_refused_one_shows_its_reason_and_hides_a_text_that_hurts(
    app: Flask, cast: Cast, visitor: Browser, number: str, readable: bool
) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, state=State.REFUSED, problem="O texto recusado")
    refuse(cast, proposal, number)
    page = shown(visitor, proposal)
    assert "O motivo publicado" in page and "Nas palavras da leitora" in page
    assert ("O texto recusado" in page) is readable
    assert "O texto recusado" in shown(Browser(app, cast.ana), proposal)
    history = visitor.get(f"/propostas/{proposal.reference}/historico").text
    assert ("O texto recusado" in history) is readable


def test_a_merged_one_points_to_its_host_and_back(cast: Cast, visitor: Browser) -> None:
    host = factories.proposal(cast.plan, cast.ana)
    guest = factories.proposal(cast.plan, cast.bruno, state=State.MERGED, problem="O texto da unida")
    guest.merged_into_id = host.id
    page = shown(visitor, guest)
    assert host.address in page and "O texto da unida" in page
    assert guest.address in shown(visitor, host)


def test_a_withdrawn_one_is_gone_and_says_so(app: Flask, cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, state=State.WITHDRAWN, published_at=now(), problem="Meu texto")
    assert "Meu texto" not in shown(visitor, proposal, 410)
    assert "Meu texto" in shown(Browser(app, cast.ana), proposal)
    never = factories.proposal(cast.plan, cast.ana, state=State.WITHDRAWN, published_at=None)
    shown(visitor, never, 404)


def test_people_s_text_cannot_run(cast: Cast, visitor: Browser) -> None:
    evil = "<script>x()</script> [a](javascript:x()) <img src=x onerror=x()>"
    proposal = factories.proposal(
        cast.plan, cast.ana, title='"><script>x()</script>', problem=evil, link="javascript:x()"
    )
    page = shown(visitor, proposal)
    assert "<script>x" not in page and 'href="javascript' not in page and "<img src=x" not in page


def test_versions_show_what_changed(cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, problem="Falta informação no ponto")
    new = ProposalVersion(proposal_id=proposal.id, number=2, title=proposal.title, problem="Falta aviso no ponto")
    new.summary, new.change = proposal.summary, proposal.change
    db.session.add(new)
    db.session.commit()
    page = visitor.get(f"/propostas/{proposal.reference}/historico").text
    assert "<del>" in page and "informação" in page and "<ins>" in page


def test_a_file_is_served_so_that_nothing_runs(app: Flask, cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    secret = factories.proposal(cast.plan, cast.ana, state=State.IN_REVIEW)
    content = b"%PDF-1.4 <script>"
    files = [
        Attachment(
            proposal_id=of.id,
            name="estudo é.pdf",
            media_type="application/pdf",
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        for of in (proposal, secret)
    ]
    db.session.add_all(files)
    db.session.commit()
    numbers = [file.id for file in files]
    answer = visitor.get(f"/anexos/{numbers[0]}/estudo é.pdf")
    assert answer.data == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "public" in answer.headers["Cache-Control"]
    assert "estudo é.pdf" in shown(visitor, proposal)
    visitor.get(f"/anexos/{numbers[0]}/outro.pdf", status=404)
    visitor.get(f"/anexos/{numbers[1]}/estudo é.pdf", status=404)
    private = Browser(app, cast.clara).get(f"/anexos/{numbers[1]}/estudo é.pdf")
    assert private.headers["Cache-Control"].startswith("private")


def test_one_search_finds_proposals_plans_and_references(cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, title="Hortas comunitárias")
    db.session.commit()
    visitor.get("/busca")
    assert cast.plan.title in visitor.get(f"/busca?q={cast.plan.title.split()[-1]}").text
    assert visitor.client.get(f"/busca?q={proposal.reference}").status_code == 302
    visitor.get("/busca?q=" + "a" * 5000)
