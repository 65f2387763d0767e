"""Publishing a plan: refused until nothing is missing, then frozen for good."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.decision.deliberation.models import Motion
from ogp_participa.decision.publication import actions, queries
from ogp_participa.decision.publication.models import PublishedPlan
from ogp_participa.decision.roll_call import actions as rollcall
from ogp_participa.decision.roll_call.models import RollCall
from ogp_participa.drafting.commitments import actions as editing
from ogp_participa.edition.institutions.actions import rename
from ogp_participa.edition.plans.models import Right
from ogp_participa.readers.notifications.actions import announce_events
from ogp_participa.readers.notifications.models import Notification
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.publication import published, ready


def desk(slug: str) -> str:
    return f"/gestao/planos/{slug}/plano"


def test_a_plan_from_which_things_are_missing_is_refused_with_the_list(app: Flask, cast: Cast) -> None:
    plan = factories.plan((Right.PUBLISH,))
    db.session.commit()
    dario = Browser(app, cast.dario)
    page = dario.get(desk(plan.slug)).text
    assert "O que falta" in page
    assert f'href="/gestao/planos/{plan.slug}"' in page
    assert f'href="/gestao/planos/{plan.slug}/compromissos"' in page
    assert "Publicar o plano</button>" not in page
    dario.post(desk(plan.slug), {"foreword": ""}, status=403)
    assert plan.published == 0


def test_one_empty_field_of_one_commitment_is_enough_to_refuse(cast: Cast) -> None:
    plan, commitment = ready(cast, result="")
    with pytest.raises(Refused):
        actions.publish(cast.dario, plan, "")
    assert [entry.values for entry in queries.missing_here(plan)] == [{"reference": commitment.reference}]


def test_a_vote_of_the_seats_that_goes_on_stops_publication_until_it_ends(app: Flask, cast: Cast) -> None:
    plan, _made = ready(cast)
    call = RollCall(plan_id=plan.id, after=0, motion=Motion.REJECT, by_id=cast.dario.id)
    db.session.add(call)
    db.session.commit()
    dario, address = Browser(app, cast.dario), f"/gestao/planos/{plan.slug}/deliberacao/chamada"
    page = dario.get(desk(plan.slug)).text
    assert "votando uma moção" in page and f'href="{address}"' in page
    assert "votando uma moção" in dario.get(address.removesuffix("/chamada")).text
    dario.post(desk(plan.slug), {"foreword": ""}, 403)
    with pytest.raises(Refused):
        actions.publish(cast.dario, plan, "")
    rollcall.withdraw(cast.dario, call, "O Fórum preferiu aprovar o texto como está.")
    db.session.commit()
    assert queries.missing_here(plan) == []
    actions.publish(cast.dario, plan, "")


def test_a_complete_plan_is_published_and_everybody_reads_it(app: Flask, cast: Cast, visitor: Browser) -> None:
    plan, commitment = ready(cast)
    assert queries.missing_here(plan) == []
    assert "ainda não foi publicado" in visitor.get(f"/planos/{plan.slug}/plano").text
    dario = Browser(app, cast.dario)
    assert "Publicar o plano</button>" in dario.get(desk(plan.slug)).text
    answer = dario.post(desk(plan.slug), {"foreword": "Palavras <b>da</b> cidade."})
    assert answer.headers["Location"].endswith(f"/planos/{plan.slug}/plano/1")
    for path in (f"/planos/{plan.slug}/plano", f"/planos/{plan.slug}/plano/1"):
        page = visitor.get(path).text
        assert "Palavras &lt;b&gt;da&lt;/b&gt; cidade." in page
        assert "Ninguém <strong>acha</strong> os dados." in page
        assert "Quero os dados dos ônibus" in page
        assert "Marco número 2" in page
        assert "99999-0000" not in page
    page = visitor.get(f"/compromissos/{commitment.reference}").text
    assert "No plano publicado" in page
    assert f"/planos/{plan.slug}/plano/1#{commitment.reference}" in page
    visitor.get(f"/planos/{plan.slug}/plano/2", status=404)


def test_a_plan_is_published_once(cast: Cast) -> None:
    edition, _made = published(cast)
    with pytest.raises(Refused, match="emendas"):
        actions.publish(cast.dario, edition.plan, "")


@pytest.mark.parametrize("who", ["ana", "clara"])
def test_only_staff_publish(cast: Cast, who: str) -> None:
    plan, _made = ready(cast)
    with pytest.raises(Refused):
        actions.publish(getattr(cast, who), plan, "")


def test_the_calendar_says_when(cast: Cast) -> None:
    plan, _made = ready(cast)
    plan.stages[0].closes_at = now() - timedelta(minutes=1)
    db.session.commit()
    with pytest.raises(Refused):
        actions.publish(cast.dario, plan, "")


def test_what_is_published_keeps_its_words_whatever_changes_later(cast: Cast, visitor: Browser) -> None:
    edition, commitment = published(cast)
    before = queries.record_of(edition)
    edition.plan.title, edition.plan.summary = "Outro nome", "Outra coisa"
    rename(cast.dario, commitment.parts[0].organisation, "Secretaria Nova", "Decreto")
    commitment.title = "Outro título"
    db.session.commit()
    db.session.expire_all()
    again = queries.edition_of(edition.plan)
    assert again is not None
    assert queries.record_of(again) == before
    assert "Secretaria Nova" not in visitor.get(f"/planos/{edition.plan.slug}/plano").text


def test_a_new_name_of_an_institution_is_in_what_is_published(cast: Cast) -> None:
    plan, commitment = ready(cast)
    rename(cast.dario, commitment.parts[0].organisation, "Secretaria Nova", "Decreto")
    db.session.commit()
    edition = actions.publish(cast.dario, plan, "")
    assert queries.record_of(edition)["commitments"][0]["institutions"][0]["name"] == "Secretaria Nova"
    assert commitment.published == commitment.version == 2


def test_the_editor_is_closed_afterwards_and_says_the_way(app: Flask, cast: Cast) -> None:
    edition, commitment = published(cast)
    dario = Browser(app, cast.dario)
    page = dario.get(f"/gestao/compromissos/{commitment.reference}", status=403).text
    assert "só muda por emenda" in page
    assert desk(edition.plan.slug) in dario.get(f"/gestao/planos/{edition.plan.slug}/compromissos").text
    with pytest.raises(Refused):
        editing.save(cast.dario, commitment, {"summary": "Outra"}, commitment.version, "Porque sim")
    with pytest.raises(Refused):
        editing.start(cast.dario, edition.plan, "Mais um")


def test_authors_and_followers_hear_of_it(cast: Cast) -> None:
    edition, _made = published(cast)
    announce_events()
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.PLAN_PUBLISHED)).one()
    assert event.plan_id == edition.plan_id
    data = sa.select(Notification.person_id).where(Notification.event_id == event.id)
    assert set(db.session.scalars(data)) == {cast.ana.id}


def test_a_published_version_needs_few_statements(app: Flask, cast: Cast, visitor: Browser) -> None:
    edition, _made = published(cast)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PublishedPlan)) == 1
    assert edition.number == edition.plan.published == 1
