"""What is not public is nowhere: not in histories, files, data, lists, nor in caches."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.moderation.models import Decision, DecisionState, Outcome, Reason
from ogp_participa.proposals.proposals.models import Attachment, Proposal, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast

SECRET = "O CPF dela é 111.222.333-44"


def decided(cast: Cast, proposal: Proposal, outcome: Outcome, number: str) -> Decision:
    """A decision in force on the first version, for a reason of the catalogue."""
    reason = db.session.scalars(
        sa.select(Reason).where(Reason.plan_id == cast.plan.id, Reason.number == number)
    ).first() or Reason(plan_id=cast.plan.id, number=number, outcome=outcome, text_pt="Motivo")
    made = Decision(proposal_id=proposal.id, round=1, version=1, outcome=outcome, standing=DecisionState.IN_FORCE)
    made.reason, made.by, made.seat, made.text = reason, cast.celio, cast.celio_seat, "Tire isso, por favor."
    db.session.add(made)
    db.session.flush()
    return made


def mended(cast: Cast) -> Proposal:
    """A published proposal whose first version went back because it showed personal data."""
    proposal = factories.proposal(cast.plan, cast.ana, problem="Ninguém sabe o horário.", version=2, round=2)
    first = db.session.scalars(sa.select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)).one()
    first.problem = SECRET
    db.session.add(ProposalVersion(proposal_id=proposal.id, number=2, title=proposal.title, problem=proposal.problem))
    decided(cast, proposal, Outcome.RETURN, "1.3")
    db.session.commit()
    return proposal


def test_what_the_forum_asked_to_take_out_is_not_public_after_all(app: Flask, cast: Cast) -> None:
    proposal = mended(cast)
    history = f"/propostas/{proposal.reference}/historico"
    for person in (None, cast.bruno):
        browser = Browser(app, person)
        for path in (history, f"/propostas/{proposal.reference}.json", f"/propostas/{proposal.address}"):
            assert SECRET not in browser.get(path).text
        assert "Ninguém sabe o horário." in browser.get(history).text
    for person in (cast.ana, cast.clara, cast.dario):
        assert SECRET in Browser(app, person).get(history).text


def test_other_versions_stay_readable(app: Flask, cast: Cast, visitor: Browser) -> None:
    proposal = mended(cast)
    db.session.execute(sa.update(Reason).where(Reason.number == "1.3").values(number="1.2"))
    db.session.commit()
    assert SECRET in visitor.get(f"/propostas/{proposal.reference}/historico").text
    assert SECRET in visitor.get(f"/propostas/{proposal.reference}.json").text


def file_of(proposal: Proposal) -> str:
    """The address of a file of the proposal."""
    file = Attachment(proposal_id=proposal.id, name="foto.webp", media_type="image/webp", size=1, digest="0a")
    file.content = b"x"
    db.session.add(file)
    db.session.commit()
    return f"/anexos/{file.id}/foto.webp"


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.NEEDS_CHANGE, State.WITHDRAWN])
def test_files_are_as_private_as_their_proposal(app: Flask, cast: Cast, state: State) -> None:
    path = file_of(factories.proposal(cast.plan, cast.ana, state))
    for person in (None, cast.bruno):
        Browser(app, person).get(path, 404)
    assert "no-store" in Browser(app, cast.ana).get(path).headers["Cache-Control"]


def test_files_of_a_text_that_is_hidden_are_hidden(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana, State.REFUSED, summary="Frase ofensiva")
    decided(cast, proposal, Outcome.REFUSE, "4.1")
    path = file_of(proposal)
    for person in (None, cast.bruno):
        browser = Browser(app, person)
        browser.get(path, 404)
        assert "Frase ofensiva" not in browser.get(f"/propostas/{proposal.address}").text
        assert "Frase ofensiva" not in browser.get(f"/planos/{cast.plan.slug}/propostas?situacao=refused").text
    Browser(app, cast.ana).get(path)


def test_a_public_file_is_cached_for_a_while_and_asked_for_again(app: Flask, cast: Cast, visitor: Browser) -> None:
    path = file_of(factories.proposal(cast.plan, cast.ana))
    answer = visitor.get(path)
    assert "public" in answer.headers["Cache-Control"] and "immutable" not in answer.headers["Cache-Control"]
    visitor.get(path, 304, headers={"If-None-Match": answer.headers["ETag"]})
    for shown in (path, f"/planos/{cast.plan.slug}/propostas.csv", f"/planos/{cast.plan.slug}/propostas.json"):
        with Browser(app, cast.ana).client.get(shown) as seen:
            assert "private" in seen.headers["Cache-Control"] and "public" not in seen.headers["Cache-Control"]


def test_an_edition_that_is_not_listed_is_for_staff_alone(app: Flask, cast: Cast) -> None:
    hidden = factories.plan(listed=False, title="Edição secreta")
    db.session.commit()
    lists = (
        "propostas",
        "propostas/mapa",
        "propostas.csv",
        "propostas.json",
        "propostas.atom",
        "compromissos",
        "forum",
    )
    for path in (
        *lists,
        "calendario",
        "calendario.ics",
        "regras",
        "votacao",
        "resultado",
        "como-moderamos",
        "decisoes",
    ):
        for person in (None, cast.ana):
            Browser(app, person).get(f"/planos/{hidden.slug}/{path}", 404)
    for person in (None, cast.ana):
        browser = Browser(app, person)
        for path in (f"/propor?plano={hidden.slug}", f"/registro?plano={hidden.slug}", "/busca?q=secreta"):
            assert "Edição secreta" not in browser.client.get(path).text
    Browser(app, cast.dario).get(f"/planos/{hidden.slug}/propostas")
