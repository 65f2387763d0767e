"""Answering the forum's request for a change, and taking a proposal back."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Right
from ogp_participa.moderation.models import Decision, DecisionState, Outcome
from ogp_participa.proposals.drafts import queries
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast


def returned(cast: Cast) -> Proposal:
    """Ana's proposal, which Clara returned with a request."""
    proposal = factories.proposal(cast.plan, cast.ana, State.NEEDS_CHANGE, title="Publicar horários")
    decision = Decision(
        proposal_id=proposal.id,
        round=1,
        version=1,
        outcome=Outcome.RETURN,
        standing=DecisionState.IN_FORCE,
        by_id=cast.clara.id,
        text="Conte com um exemplo de linha.",
    )
    db.session.add(decision)
    db.session.commit()
    return proposal


ANSWERS: dict[str, Any] = {
    "problem": "Ninguém sabe quando passa o 8600.",
    "title": "Publicar o horário do 8600",
    "change": "Publicar o horário em cada ponto.",
    "summary": "Horário em cada ponto.",
    "values": ["civic_participation"],
    "where": "region",
    "territory": "PR",
    "signature": "full",
    "collective": "",
    "link": "",
}


def test_ana_mends_and_resends(app: Flask, cast: Cast) -> None:
    proposal = returned(cast)
    ana = Browser(app, cast.ana)
    page = ana.get(f"/propostas/{proposal.reference}/ajuste").text
    assert "Conte com um exemplo de linha." in page
    assert "Publicar horários" in page
    check = ana.post(f"/propostas/{proposal.reference}/ajuste", ANSWERS).headers["Location"]
    draft = queries.open_amendment(proposal)
    assert draft is not None
    assert "Conte com um exemplo de linha." in ana.get(check).text
    assert proposal.title == "Publicar horários", "nothing changes before it is sent"
    ana.post(check, {"seen": draft.updated_at.isoformat()})
    db.session.refresh(proposal)
    assert (proposal.title, proposal.state) == (ANSWERS["title"], State.IN_REVIEW)
    assert (proposal.version, proposal.round, proposal.signed) == (2, 2, "Ana Souza")
    versions = db.session.scalars(sa.select(ProposalVersion.title).order_by(ProposalVersion.number)).all()
    assert versions == ["Publicar horários", ANSWERS["title"]]
    assert db.session.scalars(sa.select(ProposalValue.value)).all() == ["civic_participation"]
    assert db.session.scalars(sa.select(Event.kind)).all() == ["proposal_resent"]
    ana.post(check, {"seen": "whenever"})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ProposalVersion)) == 2


def test_an_unfinished_answer_is_kept(app: Flask, cast: Cast) -> None:
    proposal = returned(cast)
    ana = Browser(app, cast.ana)
    path = f"/propostas/{proposal.reference}/ajuste"
    ana.post(path, {**ANSWERS, "title": "", "do": "continue"}, 422)
    ana.post(path, {**ANSWERS, "title": "", "autosave": "1"}, 204)
    assert ANSWERS["problem"] in ana.get(path).text
    assert "/propor/" in ana.get("/minha-conta/propostas").text


def test_a_second_round_begins_from_what_was_sent_last(app: Flask, cast: Cast) -> None:
    proposal = returned(cast)
    ana = Browser(app, cast.ana)
    path = f"/propostas/{proposal.reference}/ajuste"
    check = ana.post(path, ANSWERS).headers["Location"]
    draft = queries.open_amendment(proposal)
    assert draft is not None
    ana.post(check, {"seen": draft.updated_at.isoformat()})
    db.session.refresh(proposal)
    proposal.enter(State.NEEDS_CHANGE)
    db.session.commit()
    assert ANSWERS["title"] in ana.get(path).text
    assert queries.open_amendment(proposal) is None


def test_nobody_but_the_author_mends_and_only_when_asked(app: Flask, cast: Cast) -> None:
    proposal = returned(cast)
    path = f"/propostas/{proposal.reference}/ajuste"
    Browser(app, cast.bruno).get(path, 403)
    Browser(app, cast.bruno).post(path, ANSWERS, 403)
    assert Browser(app).client.get(path).status_code == 303
    Browser(app, cast.ana).get("/propostas/P-2026-9999/ajuste", 404)
    other = factories.proposal(cast.plan, cast.ana, State.PUBLISHED)
    db.session.commit()
    Browser(app, cast.ana).get(f"/propostas/{other.reference}/ajuste", 403)
    cast.plan.stages[0].rights = [Right.VOTE]
    db.session.commit()
    Browser(app, cast.ana).post(path, ANSWERS, 403)


def test_ana_withdraws_with_a_reason(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    path = f"/propostas/{proposal.reference}/retirada"
    ana.get(path)
    ana.post(path, {"reason": "a" * 501}, 422)
    ana.post(path, {"reason": "Já foi feito."})
    db.session.refresh(proposal)
    assert proposal.state is State.WITHDRAWN
    ana.post(path, {"reason": "De novo"})
    event = db.session.scalars(sa.select(Event)).one()
    assert (event.kind, event.details) == ("proposal_withdrawn", {"reason": "Já foi feito."})


def test_nobody_withdraws_what_became_part_of_the_plan_or_is_not_theirs(app: Flask, cast: Cast) -> None:
    promoted = factories.proposal(cast.plan, cast.ana, State.PROMOTED)
    published = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    Browser(app, cast.ana).get(f"/propostas/{promoted.reference}/retirada", 403)
    Browser(app, cast.ana).post(f"/propostas/{promoted.reference}/retirada", status=403)
    Browser(app, cast.bruno).post(f"/propostas/{published.reference}/retirada", status=403)
    Browser(app, cast.dario).post(f"/propostas/{published.reference}/retirada", status=403)
    states = set(db.session.scalars(sa.select(Proposal.state)))
    assert states == {State.PROMOTED, State.PUBLISHED}
