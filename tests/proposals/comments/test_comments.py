"""Following, commenting, reporting, and what the forum does about reports."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.proposals.comments import actions, queries
from ogp_participa.proposals.comments.models import Comment, CommentDecision, CommentReport, Follow, Visibility
from ogp_participa.proposals.proposals.models import Proposal, State
from tests import factories
from tests.cast import Browser, Cast


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    return proposal


def comment_by_bruno(proposal: Proposal, cast: Cast, text: str = "Boa ideia") -> Comment:
    comment = actions.comment(cast.bruno, proposal, text)
    db.session.commit()
    return comment


def kinds() -> list[Kind]:
    return list(db.session.scalars(sa.select(Event.kind).order_by(Event.id)))


def test_following_twice_is_following_once_and_can_be_undone(app: Flask, cast: Cast, proposal: Proposal) -> None:
    browser, path = Browser(app, cast.bruno), f"/propostas/{proposal.reference}/seguimento"
    for _ in range(2):
        browser.post(path)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 1
    assert proposal.title in browser.get("/minha-conta/seguindo").text
    for _ in range(2):
        browser.post(f"{path}/remocao")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 0
    browser.get("/minha-conta/seguindo")


def test_only_people_with_an_account_follow_what_is_public(app: Flask, cast: Cast, proposal: Proposal) -> None:
    answer = Browser(app).post(f"/propostas/{proposal.reference}/seguimento")
    assert "/entrar" in answer.location
    hidden = factories.proposal(cast.plan, cast.ana, state=State.IN_REVIEW)
    db.session.commit()
    Browser(app, cast.bruno).post(f"/propostas/{hidden.reference}/seguimento", status=404)


def test_a_comment_is_published_counted_and_on_record(app: Flask, cast: Cast, proposal: Proposal) -> None:
    before = proposal.revision
    answer = Browser(app, cast.bruno).post(
        f"/propostas/{proposal.reference}/comentarios", {"text": "Muito **boa** <script>alert(1)</script>"}
    )
    assert answer.location.endswith(f"#comentario-{db.session.scalars(sa.select(Comment.id)).one()}")
    db.session.refresh(proposal)
    assert (proposal.comment_count, proposal.revision) == (1, before + 1)
    assert kinds() == [Kind.COMMENT_WRITTEN]
    page = Browser(app).get(f"/propostas/{proposal.address}").text
    assert "<strong>boa</strong>" in page and "<script>alert" not in page and "Bruno L." in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_comment_that_does_not_fit_comes_back_as_typed(app: Flask, cast: Cast, proposal: Proposal, text: str) -> None:
    page = Browser(app, cast.bruno).post(f"/propostas/{proposal.reference}/comentarios", {"text": text}, status=422)
    assert text.strip() in page.text
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 0


def test_commenting_needs_a_confirmed_address_and_an_open_proposal(app: Flask, cast: Cast, proposal: Proposal) -> None:
    new = factories.person("Nina Nova", confirmed=False)
    merged = factories.proposal(cast.plan, cast.ana, state=State.MERGED)
    for person, where in ((None, proposal), (new, proposal), (cast.bruno, merged)):
        with pytest.raises(Refused):
            actions.comment(person, where, "Oi")
    db.session.commit()
    Browser(app, new).post(f"/propostas/{proposal.reference}/comentarios", {"text": "Oi"}, status=403)
    assert "Confirme seu e-mail" in Browser(app, new).get(f"/propostas/{proposal.reference}/comentarios").text


def test_a_report_reaches_the_forum_once_for_each_person(app: Flask, cast: Cast, proposal: Proposal) -> None:
    comment = comment_by_bruno(proposal, cast)
    ana = Browser(app, cast.ana)
    path = f"/comentarios/{comment.id}/denuncia"
    ana.get(path)
    ana.post(path, {"reason": ""}, status=422)
    ana.post(path, {"reason": "Ofende"})
    ana.post(path, {"reason": "Ofende muito"})
    assert [report.reason for report in db.session.scalars(sa.select(CommentReport))] == ["Ofende muito"]
    Browser(app, cast.bruno).post(path, {"reason": "Eu mesmo"}, status=403)
    page = Browser(app, cast.clara).get(f"/mesa/denuncias?plano={cast.plan.slug}").text
    assert "Ofende muito" in page and "Ana" not in page.split("<main", 1)[1], "who reported is not shown"


def test_a_member_hides_and_another_restores_with_published_reasons(
    app: Flask, cast: Cast, proposal: Proposal, visitor: Browser
) -> None:
    comment = comment_by_bruno(proposal, cast, "Texto que ofende")
    actions.report(cast.ana, comment, "Ofende")
    db.session.commit()
    path = f"/comentarios/{comment.id}/decisao"
    Browser(app, cast.clara).get(path)
    Browser(app, cast.clara).post(path, {"outcome": "hide", "reason": ""}, status=422)
    Browser(app, cast.clara).post(path, {"outcome": "hide", "reason": "Ataca uma pessoa"})
    page = visitor.get(f"/propostas/{proposal.address}").text
    assert "Texto que ofende" not in page and "Ataca uma pessoa" in page
    db.session.refresh(proposal)
    assert proposal.comment_count == 0
    assert not queries.open_cases(cast.plan)
    Browser(app, cast.celio).post(path, {"outcome": "hide", "reason": "De novo"}, status=422)
    Browser(app, cast.celio).post(path, {"outcome": "restore", "reason": "É uma opinião"})
    assert "Texto que ofende" in visitor.get(f"/propostas/{proposal.address}").text
    assert kinds()[-2:] == [Kind.COMMENT_HIDDEN, Kind.COMMENT_RESTORED]
    assert "É uma opinião" in Browser(app, cast.clara).get(f"/mesa/denuncias?plano={cast.plan.slug}").text


def test_keeping_a_comment_settles_its_reports(cast: Cast, proposal: Proposal) -> None:
    comment = comment_by_bruno(proposal, cast)
    actions.report(cast.ana, comment, "Não gosto")
    actions.decide(cast.clara, cast.clara_seat, comment, Visibility.KEEP, "É uma opinião")
    assert not queries.open_cases(cast.plan) and proposal.comment_count == 1
    with pytest.raises(Refused):
        actions.report(cast.ana, comment, "De novo")
    assert db.session.scalars(sa.select(CommentDecision.outcome)).all() == [Visibility.KEEP]


def test_only_members_decide_and_never_about_their_own(app: Flask, cast: Cast, proposal: Proposal) -> None:
    comment = comment_by_bruno(proposal, cast)
    own = actions.comment(cast.clara, proposal, "Meu")
    db.session.commit()
    for person in (cast.ana, cast.bruno, cast.dario):
        Browser(app, person).get(f"/comentarios/{comment.id}/decisao", status=403)
        Browser(app, person).get(f"/mesa/denuncias?plano={cast.plan.slug}", status=403)
    with pytest.raises(Refused):
        actions.decide(cast.clara, cast.clara_seat, own, Visibility.HIDE, "Meu")
    with pytest.raises(Refused):
        actions.decide(cast.clara, cast.clara_seat, comment, Visibility.RESTORE, "Não está oculto")
    Browser(app, cast.clara).get("/comentarios/999999/decisao", status=404)


def test_comments_come_in_pages_of_fifty(app: Flask, cast: Cast, proposal: Proposal, visitor: Browser) -> None:
    db.session.add_all(
        Comment(proposal_id=proposal.id, author_id=cast.bruno.id, signed="Bruno L.", text=f"Número {n}.")
        for n in range(55)
    )
    db.session.commit()
    first = visitor.get(f"/propostas/{proposal.address}").text
    second = visitor.get(f"/propostas/{proposal.address}?comentarios=2").text
    assert first.count('class="comment"') == 50 and second.count('class="comment"') == 5
    assert "Número 54." in second


def test_a_comment_outlives_its_author_without_the_name(app: Flask, cast: Cast, proposal: Proposal) -> None:
    comment = comment_by_bruno(proposal, cast)
    comment.author_id, comment.signed = None, ""
    db.session.commit()
    assert "Alguém que excluiu a conta" in Browser(app).get(f"/propostas/{proposal.address}").text
