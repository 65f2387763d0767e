"""Checking a draft and sending it."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.proposals.proposals.models import Proposal, ProposalValue, ProposalVersion, State
from tests import factories
from tests.cast import Browser, Cast


def send(browser: Browser, draft: Draft, status: int = 303) -> str:
    """Press send on the check page, as it stands."""
    answer = browser.post(f"/propor/{draft.token}/conferencia", {"seen": draft.updated_at.isoformat()}, status)
    return answer.headers.get("Location", answer.text)


def test_ana_sends_a_proposal(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana, whole_city=False, territory="PR", values=["unsure"])
    db.session.commit()
    ana = Browser(app, cast.ana)
    assert "Ana S." in ana.get(f"/propor/{draft.token}/conferencia").text
    where = send(ana, draft)
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert (proposal.state, proposal.signed, proposal.author_id) == (State.IN_REVIEW, "Ana S.", cast.ana.id)
    assert (proposal.territory, proposal.values, proposal.number) == ("PR", [], 1)
    assert proposal.summary == "Publicar o horário de cada linha."
    assert db.session.scalars(sa.select(ProposalVersion.number)).all() == [1]
    event = db.session.scalars(sa.select(Event)).one()
    assert (event.kind, event.subject_id, event.actor_id) == ("proposal_submitted", proposal.id, cast.ana.id)
    assert proposal.reference in ana.get(where).text


def test_sending_twice_lands_on_the_same_proposal(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    assert send(ana, draft) == send(ana, draft)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 1
    assert db.session.scalars(sa.select(ProposalValue.value)).all() == ["access_to_information"]
    assert ana.client.get(f"/propor/{draft.token}/2-ideia").headers["Location"].endswith("enviada")
    ana.post(f"/propor/{draft.token}/2-ideia", {"title": "Outro", "change": "x"})
    assert db.session.scalars(sa.select(Proposal.title)).one() == draft.title


def test_numbers_follow_each_other(app: Flask, cast: Cast) -> None:
    for person in (cast.ana, cast.bruno):
        draft = factories.draft(cast.plan, person)
        db.session.commit()
        send(Browser(app, person), draft)
    assert set(db.session.scalars(sa.select(Proposal.number))) == {1, 2}


def test_a_stale_window_sends_nothing(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    seen = draft.updated_at.isoformat()
    ana.post(f"/propor/{draft.token}/1-problema", {"problem": "Mudei em outra aba"})
    page = ana.post(f"/propor/{draft.token}/conferencia", {"seen": seen}, 409).text
    assert "Mudei em outra aba" in page
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_missing_answers_are_listed_with_their_pages(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana, title="", whole_city=False, signature=None, values=[])
    db.session.commit()
    page = send(Browser(app, cast.ana), draft, 422)
    for step in ("2-ideia", "3-tema", "4-lugar", "5-assinatura"):
        assert f'/{step}?de=conferencia">' in page
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_without_account_one_signs_in_and_comes_back(app: Flask, cast: Cast) -> None:
    visitor = Browser(app)
    visitor.post("/propor/novo", {"token": "a" * 43, "problem": "Ninguém sabe."})
    draft = db.session.scalars(sa.select(Draft)).one()
    page = visitor.get(f"/propor/{draft.token}/conferencia").text
    assert "/entrar?next=" in page and "/criar-conta?next=" in page
    assert send(visitor, draft).startswith("/entrar?next=")
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_without_confirmed_address_the_text_waits(app: Flask, cast: Cast) -> None:
    new = factories.person("Nina Alves", confirmed=False)
    draft = factories.draft(cast.plan, new)
    db.session.commit()
    nina = Browser(app, new)
    assert "/confirmar-email" in nina.get(f"/propor/{draft.token}/conferencia").text
    send(nina, draft, 422)
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_after_closing_the_text_is_kept(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    cast.plan.stages[0].closes_at = now() - timedelta(hours=1)
    db.session.commit()
    page = send(Browser(app, cast.ana), draft, 422)
    assert f"/propor/{draft.token}/texto" in page
    assert db.session.get(Draft, draft.id) is not None
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_somebody_elses_draft_cannot_be_sent(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    send(Browser(app, cast.bruno), draft, 404)


def test_a_forged_post_is_refused(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    sent = ana.client.post(f"/propor/{draft.token}/conferencia", data={"seen": draft.updated_at.isoformat()})
    assert sent.status_code == 400
    assert not db.session.scalars(sa.select(Proposal)).first()


def test_similar_proposals_are_shown_before_sending(app: Flask, cast: Cast) -> None:
    near = factories.proposal(cast.plan, cast.bruno, title="Publicar o horário dos ônibus")
    index_for_search(near)
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    page = Browser(app, cast.ana).get(f"/propor/{draft.token}/conferencia").text
    assert near.reference in page
    assert f"/propostas/{near.reference}/seguimento" in page


def test_a_long_sentence_is_advice_and_no_obstacle(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana, problem="palavra " * 42 + "fim.")
    db.session.commit()
    ana = Browser(app, cast.ana)
    assert "43" in ana.get(f"/propor/{draft.token}/conferencia").text
    send(ana, draft)


def test_a_seat_holder_may_name_the_organisation_and_nobody_else(app: Flask, cast: Cast) -> None:
    organisation = cast.clara_seat.organisation
    assert organisation
    for person, expected in ((cast.clara, organisation.id), (cast.ana, None)):
        draft = factories.draft(cast.plan, person, organisation_id=organisation.id)
        db.session.commit()
        send(Browser(app, person), draft)
        sent = db.session.scalars(sa.select(Proposal).where(Proposal.author_id == person.id)).one()
        assert sent.organisation_id == expected


def test_my_page_lists_drafts_and_proposals(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    assert "/propor" in ana.get("/minha-conta/propostas").text
    draft = factories.draft(cast.plan, cast.ana)
    proposals = [factories.proposal(cast.plan, cast.ana, state) for state in State]
    db.session.commit()
    page = ana.get("/minha-conta/propostas").text
    assert draft.title in page
    assert all(proposal.title in page for proposal in proposals)
    assert f"/propostas/{proposals[1].reference}/ajuste" in page
    assert Browser(app).client.get("/minha-conta/propostas").status_code == 303


def test_what_was_sent_is_no_draft_any_more(app: Flask, cast: Cast) -> None:
    draft = factories.draft(cast.plan, cast.ana)
    db.session.commit()
    ana = Browser(app, cast.ana)
    send(ana, draft)
    ana.get(f"/propor/{draft.token}/exclusao", 403)
    ana.post(f"/propor/{draft.token}/exclusao", status=403)
    assert draft.title in ana.get(f"/propor/{draft.token}/enviada").text
