"""The pages of a roll call as members and staff use and misuse them."""

from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.decision.roll_call import actions, queries
from tests import factories
from tests.cast import Browser, Cast
from tests.decision.deliberation import written
from tests.decision.roll_call import called, form, say
from tests.test_query_caps import count

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2))"


def desk(cast: Cast, path: str = "") -> str:
    """An address of the roll call."""
    return f"/gestao/planos/{cast.plan.slug}/deliberacao/chamada{path}"


def test_a_whole_vote_through_the_pages(app: Flask, cast: Cast) -> None:
    written(cast)
    dario, clara, visitor = Browser(app, cast.dario), Browser(app, cast.clara), Browser(app)
    dario.post(desk(cast, "/nova"), {"motion": "approve_with_changes", "text": "O marco 2 fica."})
    assert desk(cast) in clara.get(f"/gestao/planos/{cast.plan.slug}/deliberacao").text
    mine, other = desk(cast, f"/lugares/{cast.clara_seat.id}"), desk(cast, f"/lugares/{cast.celio_seat.id}")
    page = clara.get(desk(cast)).text
    assert mine in page and other not in page
    clara.post(mine, form("against", text="O prazo é longo demais."))
    assert "O prazo é longo" not in visitor.get(f"/planos/{cast.plan.slug}/deliberacao").text
    dario.post(other, form("for", by=str(cast.celio_seat.tenures[0].id)))
    dario.get(desk(cast, "/encerramento"))
    dario.post(desk(cast, "/encerramento"), {"minutes": "https://example.org/ata"})
    page = visitor.get(f"/planos/{cast.plan.slug}/deliberacao").text
    for words in ("O prazo é longo demais.", "votou online", "disse na sala", "https://example.org/ata"):
        assert words in page


def test_strangers_and_members_of_other_seats_stay_outside(app: Flask, cast: Cast) -> None:
    called(cast)
    Browser(app, cast.ana).get(desk(cast), 403)
    clara = Browser(app, cast.clara)
    clara.get(desk(cast, f"/lugares/{cast.celio_seat.id}"), 403)
    clara.post(desk(cast, f"/lugares/{cast.celio_seat.id}"), form(), 403)
    clara.get(desk(cast, "/lugares/999999"), 404)
    for path in ("/nova", "/encerramento", "/retirada"):
        clara.get(desk(cast, path), 403)


def test_a_form_with_gaps_comes_back_as_it_was_filled(app: Flask, cast: Cast) -> None:
    written(cast)
    dario, clara = Browser(app, cast.dario), Browser(app, cast.clara)
    dario.post(desk(cast, "/nova"), {"motion": "sim"}, 422)
    dario.post(desk(cast, "/nova"), {"motion": "approve_with_changes", "text": " "}, 422)
    dario.post(desk(cast, "/nova"), {"motion": "approve"})
    dario.post(desk(cast, "/nova"), {"motion": "approve"}, 422)
    mine = desk(cast, f"/lugares/{cast.clara_seat.id}")
    for vote in ("", "absent", "twice"):
        clara.post(mine, form(vote, text="O que escrevi."), 422)
    assert "conflito" in clara.post(mine, form("conflict"), 422).text
    dario.post(desk(cast, f"/lugares/{cast.celio_seat.id}"), form("for", by=""), 422)
    dario.post(desk(cast, f"/lugares/{cast.celio_seat.id}"), form("for", by=str(cast.clara_seat.tenures[0].id)), 422)
    dario.post(desk(cast, "/encerramento"), {"minutes": "javascript:alert(1)"}, 422)
    dario.post(desk(cast, "/retirada"), {"reason": "Não."}, 422)
    dario.post(desk(cast, "/encerramento"), {}, 403)  # nobody has voted
    call = queries.open_call(cast.plan)
    assert call and call.votes == []


def test_an_old_page_does_not_write_over_a_newer_vote(app: Flask, cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    db.session.commit()
    page = Browser(app, cast.clara).post(
        desk(cast, f"/lugares/{cast.clara_seat.id}"), form("against", text="De uma página antiga."), 409
    )
    assert "De uma página antiga." in page.text
    open_call = queries.open_call(cast.plan)
    assert open_call and [vote.revision for vote in open_call.votes] == [1]


def test_hostile_words_do_nothing(app: Flask, cast: Cast) -> None:
    call = called(cast, text=HOSTILE)
    actions.cast(cast.clara, call, cast.clara_seat, say(text=HOSTILE), 0)
    db.session.commit()
    for page in (desk(cast), desk(cast, f"/lugares/{cast.clara_seat.id}")):
        text = Browser(app, cast.clara).get(page).text
        assert "<script>alert" not in text and 'href="javascript' not in text


def test_the_reason_of_a_withdrawn_motion_is_public(app: Flask, cast: Cast, visitor: Browser) -> None:
    called(cast)
    Browser(app, cast.dario).post(desk(cast, "/retirada"), {"reason": "A moção certa é outra, com mudanças."})
    assert "A moção certa é outra" in visitor.get(f"/planos/{cast.plan.slug}/deliberacao").text


def test_many_seats_cost_as_many_statements_as_few(app: Flask, cast: Cast) -> None:
    call = called(cast)
    actions.cast(cast.clara, call, cast.clara_seat, say(), 0)
    few = len(count(Browser(app, cast.dario), desk(cast)))
    for number in range(8):
        person = factories.person(f"Membro {number}")
        seat = factories.seat(cast.plan, holder=person)
        open_call = queries.open_call(cast.plan)
        assert open_call
        actions.cast(person, open_call, seat, say(), 0)
    assert len(count(Browser(app, cast.dario), desk(cast))) <= few + 1
