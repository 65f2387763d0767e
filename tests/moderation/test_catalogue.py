"""The plan's catalogue of reasons: staff add and retire; what was used never changes."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.moderation.actions import decisions as moderation
from ogp_participa.moderation.actions import reasons as actions
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.moderation.queries import decisions as queries
from tests.cast import Browser, Cast
from tests.moderation.saying import fields, member, refused, waiting, words

NEW = {"number": "2.9", "outcome": "refuse", "pt": "Já existe por lei.", "en": "It is law already.", "es": ""}


def desk(cast: Cast) -> str:
    """Where staff keep the catalogue."""
    return f"/gestao/planos/{cast.plan.slug}/motivos"


def test_staff_add_a_reason_and_members_choose_it(app: Flask, cast: Cast, visitor: Browser) -> None:
    Browser(app, cast.dario).post(desk(cast), NEW)
    public = f"/planos/{cast.plan.slug}/como-moderamos"
    assert "Já existe por lei." in visitor.get(public).text
    assert "It is law already." in visitor.get(f"/en{public}").text
    proposal = waiting(cast)
    clara = Browser(app, cast.clara)
    assert "2.9 Já existe por lei." in clara.get(f"/mesa/leitura/{proposal.reference}").text
    clara.post(f"/mesa/leitura/{proposal.reference}", fields(proposal, "refuse", reason="2.9"))
    decision = queries.decisions_on(proposal)[0]
    assert decision.reason is not None
    assert decision.reason.number == "2.9"
    assert "Um motivo entrou no catálogo da moderação" in visitor.get("/registro").text


def test_a_retired_reason_is_chosen_no_more_and_stays_where_it_was_used(
    app: Flask, cast: Cast, visitor: Browser
) -> None:
    proposal = refused(cast)
    staff = Browser(app, cast.dario)
    staff.post(desk(cast), NEW)
    staff.post(f"{desk(cast)}/2.1/retirada")
    staff.post(f"{desk(cast)}/2.1/retirada", status=403)
    other = waiting(cast)
    clara = Browser(app, cast.clara)
    address = f"/mesa/leitura/{other.reference}"
    assert "2.1 Motivo 2.1" not in clara.get(address).text
    clara.post(address, fields(other, "refuse", reason="2.1"), status=422)
    with pytest.raises(Refused):
        moderation.propose_refusal(other, by=member(cast.clara, cast.plan), words=words(other, "2.1"))
    decision = queries.last_decision(proposal)
    assert decision is not None
    assert decision.reason is not None
    assert decision.reason.text("pt-BR") == "Motivo 2.1"
    page = visitor.get(f"/planos/{cast.plan.slug}/como-moderamos").text
    assert "não é usado desde" in page


def test_a_number_stands_for_one_sentence_for_good(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    staff.post(desk(cast), NEW)
    staff.post(f"{desk(cast)}/2.9/retirada")
    kept = staff.post(desk(cast), {**NEW, "pt": "Outra frase inteira."}, status=422).text
    assert "Outra frase inteira." in kept
    assert "Este número já tem um motivo" in kept
    rows = db.session.scalars(sa.select(Reason.text_pt).where(Reason.number == "2.9")).all()
    assert rows == ["Já existe por lei."]


@pytest.mark.parametrize("number", ["", "2", "2.", "0.1", "a.b", "2.1.1", "<b>", "2.1234", "２.１"])
def test_a_number_that_is_none_is_told(app: Flask, cast: Cast, number: str) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Reason.id)))
    page = Browser(app, cast.dario).post(desk(cast), {**NEW, "number": number}, status=422).text
    assert "Escreva o número, como 2.4" in page
    assert db.session.scalar(sa.select(sa.func.count(Reason.id))) == before


def test_the_last_reason_for_a_decision_stays(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    staff.post(f"{desk(cast)}/2.1/retirada", status=403)
    staff.post(f"{desk(cast)}/1.1/retirada", status=403)
    staff.post(f"{desk(cast)}/9.9/retirada", status=404)


def test_a_plan_without_a_catalogue_of_its_own_starts_with_the_common_one(app: Flask, cast: Cast) -> None:
    db.session.execute(sa.delete(Reason).where(Reason.plan_id == cast.plan.id))
    db.session.commit()
    actions.retire_reason(cast.plan, "2.2", by=cast.dario)
    assert len(queries.reasons_of(cast.plan)) == len(queries.catalogue())
    assert "2.2" not in {reason.number for reason in queries.reasons_to_choose(cast.plan)}


def test_nobody_but_staff_touches_the_catalogue(cast: Cast) -> None:
    for person in (cast.ana, cast.clara):
        with pytest.raises(Refused):
            actions.add_reason(cast.plan, "2.9", Outcome.REFUSE, ("Frase.", "", ""), by=person)
        with pytest.raises(Refused):
            actions.retire_reason(cast.plan, "3.1", by=person)
    event = db.session.scalar(sa.select(Event).where(Event.kind.in_([Kind.REASON_ADDED, Kind.REASON_RETIRED])))
    assert event is None
