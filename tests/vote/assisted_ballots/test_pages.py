"""The desk where ballots are typed, as clerks use it, and its hostile guests."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.assisted_ballots.queries import MINUTES
from ogp_participa.vote.ballots.actions import cast as vote
from ogp_participa.vote.ballots.models import Ballot, Channel, Leaf
from tests import factories
from tests.cast import Browser, Cast
from tests.test_query_caps import count, statements
from tests.vote.assisted_ballots.sheets import CPF, OTHER_CPF, entered, typed


def chosen_by(cast: Cast, number: int = 2) -> list[Proposal]:
    """Proposals of the plan."""
    candidates = [factories.proposal(cast.plan) for _ in range(number)]
    db.session.commit()
    return candidates


def desk(cast: Cast, page: str = "") -> str:
    """An address of the desk."""
    return f"/gestao/planos/{cast.plan.slug}/cedulas{page}"


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the page that asks whether it is right."""
    hits = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in hits if name != "csrf_token"}


def test_a_clerk_types_looks_and_hands_over_the_receipt(app: Flask, cast: Cast, visitor: Browser) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    staff.get(desk(cast, "/nova"))
    page = staff.post(desk(cast, "/nova"), typed(chosen, step="check"), 200).text
    assert all(proposal.title in page for proposal in chosen)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0
    answer = staff.post(desk(cast, "/nova"), {**fields(page), "step": "enter"})
    receipt = staff.get(answer.headers["Location"]).text
    leaf = db.session.scalars(sa.select(Leaf)).one()
    assert leaf.channel is Channel.PAPER
    words = re.search(r'class="receipt-code" translate="no">([^<]+)<', receipt)
    assert words
    assert chosen[0].title not in receipt
    hits = visitor.get(f"/planos/{cast.plan.slug}/votacao/recibo?recibo={words[1]}").text
    assert leaf.hash.hex() in hits


def test_without_a_receipt_the_desk_is_ready_for_the_next(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    answer = staff.post(desk(cast, "/nova"), typed(chosen, step="enter-quietly"))
    assert answer.headers["Location"].endswith("/cedulas/nova")
    page = staff.get(answer.headers["Location"]).text
    assert "está na urna" in page
    assert CPF not in page


def test_what_is_changed_is_typed_still(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    page = staff.post(desk(cast, "/nova"), typed(chosen, step="edit"), 200).text
    assert CPF in page
    assert chosen[0].reference in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"channel": ""}, "Escolha como"),
        ({"paper_number": ""}, "Escreva o número"),
        ({"channel": "assisted"}, "Só a cédula de papel"),
        ({"channel": "online"}, ""),
        ({"identity": ""}, "e-mail ou o CPF"),
        ({"identity": "529.982.247-24"}, "não combinam"),
        ({"identity": "123"}, "11 dígitos"),
        ({"seen": ""}, "Marque"),
        ({"choices": ""}, "ao menos uma"),
        ({"choices": "P-2026-999999"}, "não pode entrar"),
    ]
    for change, said in wrong:
        for step in ("check", "enter"):
            page = staff.post(desk(cast, "/nova"), typed(chosen, **{**change, "step": step}), 422).text
            assert said in page, change
            sent = typed(chosen, **change)
            assert all(str(sent[name]) in page for name in ("identity", "paper_number", "choices"))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0


def test_who_was_first_is_said_at_the_field_and_everything_is_kept(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.eva)
    entered(cast, chosen, CPF, "17")
    vote(cast.ana, chosen[0])
    db.session.commit()
    for change, said in (
        ({"identity": OTHER_CPF}, "esse número"),
        ({"paper_number": "18"}, "já votou pessoalmente"),
        ({"paper_number": "18", "identity": cast.ana.email}, "votou pela internet"),
    ):
        page = staff.post(desk(cast, "/nova"), typed(chosen, **change), 422).text
        assert said in page
        assert all(proposal.reference in page for proposal in chosen)
    page = staff.post(desk(cast, "/nova"), typed(chosen, identity=OTHER_CPF, step="check"), 422).text
    assert "esse número" in page


@pytest.mark.parametrize(
    "change",
    [
        {"choices": "P-2026-1\x00"},
        {"choices": "9" * 5_000},
        {"choices": "99999999999999999999999"},
        {"choices": "999999999"},
        {"choices": "<script>alert(1)</script>"},
        {"choices": "1\n" * 1_990},
        {"choices": "'; DROP TABLE ballot; --"},
        {"identity": "a" * 300 + "@example.org"},
        {"identity": "x\x00"},
        {"paper_number": "1" * 41},
        {"paper_number": "\x00"},
        {"paper_number": "'\"><b>"},
        {"channel": "imported"},
        {"step": "enter' OR 1=1"},
    ],
)
def test_hostile_typing_enters_nothing(app: Flask, cast: Cast, change: dict[str, str]) -> None:
    chosen, staff = chosen_by(cast, 1), Browser(app, cast.dario)
    if change.keys() & {"step", "paper_number"}:
        change = {"identity": "nobody", **change}
    page = staff.post(desk(cast, "/nova"), typed(chosen, **change), 422).text
    assert "<script>alert" not in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0


def test_without_its_token_no_form_is_taken(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    assert staff.client.post(desk(cast, "/nova"), data=typed(chosen_by(cast))).status_code == 400


def test_who_voted_in_person_is_told_before_choosing_again(app: Flask, cast: Cast) -> None:
    chosen = factories.proposal(cast.plan)
    entered(cast, [chosen], cast.ana.email)
    db.session.commit()
    here = f"/planos/{cast.plan.slug}"
    for page in (f"{here}/votacao/propostas", f"{here}/cedula", f"/propostas/{chosen.address}"):
        text = Browser(app, cast.ana).get(page).text
        assert "Você já votou pessoalmente" in text, page
        assert f'/propostas/{chosen.reference}/voto"' not in text, page
        assert f'/propostas/{chosen.reference}/voto"' in Browser(app, cast.bruno).get(page).text or "cedula" in page


def test_a_paper_is_typed_again_and_the_log_keeps_both(app: Flask, cast: Cast, visitor: Browser) -> None:
    first, second = chosen_by(cast)
    ballot, staff = entered(cast, [first], CPF, "A-7"), Browser(app, cast.eva)
    db.session.commit()
    page = staff.get(desk(cast, "/correcao?numero=A-7")).text
    assert first.title not in page
    again = {"paper_number": "a 07", "choices": str(second.number), "reason": "mistyped"}
    page = staff.post(desk(cast, "/correcao"), {**again, "step": "check"}, 200).text
    assert second.title in page
    answer = staff.post(desk(cast, "/correcao"), {**fields(page), "step": "enter"})
    assert "substitui o recibo" in staff.get(answer.headers["Location"]).text
    assert db.session.get_one(Ballot, ballot.id, populate_existing=True).chosen == {second.id}
    leaves = db.session.scalars(sa.select(Leaf).order_by(Leaf.id)).all()
    assert [leaf.superseded_id for leaf in leaves] == [None, leaves[0].id]
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.BALLOT_CORRECTED)).one()
    assert event.details == {"channel": "paper", "reason": "mistyped"}
    assert "cédula de papel foi corrigido" in visitor.get("/registro").text


def test_a_paper_that_was_not_entered_cannot_be_corrected(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast, 1), Browser(app, cast.dario)
    again = {"paper_number": "8", "choices": chosen[0].reference, "reason": "read_again"}
    for step in ("check", "enter"):
        assert "Nenhuma cédula" in staff.post(desk(cast, "/correcao"), {**again, "step": step}, 422).text
    staff.post(desk(cast, "/correcao"), {**again, "reason": "because"}, 422)


def test_a_receipt_opens_for_half_an_hour_and_for_one_clerk(app: Flask, cast: Cast) -> None:
    staff = Browser(app, cast.dario)
    address = staff.post(desk(cast, "/nova"), typed(chosen_by(cast))).headers["Location"]
    staff.get(address)
    Browser(app, cast.ana).get(address, 403)
    assert Browser(app, cast.eva).client.get(address).status_code == 303
    assert staff.client.get(address[:-3]).status_code == 303
    with time_machine.travel(now() + timedelta(minutes=MINUTES + 1)):
        assert staff.client.get(address).status_code == 303


def test_the_desk_counts_ways_and_names_papers_without_a_choice(app: Flask, cast: Cast) -> None:
    chosen = chosen_by(cast, 1)
    chosen[0].title = "Uma escolha que ninguém vê"
    vote(cast.ana, chosen[0])
    entered(cast, chosen, CPF, "A-7")
    entered(cast, chosen, OTHER_CPF)
    db.session.commit()
    staff = Browser(app, cast.dario)
    page = staff.get(desk(cast)).text
    assert "A-7" in page
    assert chosen[0].title not in page
    assert "já foi digitado" in staff.get(desk(cast, "?numero=a007")).text
    assert "não foi digitado" in staff.get(desk(cast, "?numero=8")).text
    staff.get(desk(cast, "?pagina=2"), 404)
    staff.get(desk(cast, "?numero=%27%22%3E%3Cscript%3E"))


def test_when_it_is_too_late_the_desk_says_so(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    end = cast.plan.stages[0].closes_at
    with time_machine.travel(end + timedelta(hours=1)):
        assert "Só as cédulas de papel" in staff.get(desk(cast, "/nova")).text
        staff.post(desk(cast, "/nova"), typed(chosen, channel="assisted", paper_number=""), 422)
        staff.post(desk(cast, "/nova"), typed(chosen))
    with time_machine.travel(end + timedelta(days=4)):
        for page in ("", "/nova", "/correcao"):
            assert "acabaram" in staff.get(desk(cast, page)).text
        staff.post(desk(cast, "/nova"), typed(chosen), 403)
        staff.post(desk(cast, "/correcao"), {"paper_number": "17"}, 403)


def test_everybody_prints_a_paper_ballot_and_gets_no_cookie(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get(f"/planos/{cast.plan.slug}/votacao/cedula-de-papel")
    assert "Set-Cookie" not in answer.headers
    assert answer.text.count('<li><p class="paper short">') == cast.plan.choices


def test_the_rules_say_until_when_paper_is_entered(cast: Cast, visitor: Browser) -> None:
    assert "no máximo 3 dias depois" in visitor.get(f"/planos/{cast.plan.slug}/votacao/regras").text


def test_the_same_form_sent_twice_shows_the_same_receipt(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast), Browser(app, cast.dario)
    receipts = [staff.get(staff.post(desk(cast, "/nova"), typed(chosen)).headers["Location"]).text for _ in range(2)]
    words = [re.findall(r'class="receipt-code" translate="no">([^<]+)<', page) for page in receipts]
    assert words[0] == words[1]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1


def test_the_desk_asks_as_often_for_many_ballots_as_for_one(app: Flask, cast: Cast) -> None:
    chosen, staff = chosen_by(cast, 12), Browser(app, cast.dario)
    cast.plan.choices = 12
    entered(cast, chosen[:1], CPF, "1")
    few = len(count(staff, desk(cast)))
    for number in range(2, 12):
        entered(cast, chosen[:number], f"pessoa-{number}@example.com", str(number))
    assert len(count(staff, desk(cast))) == few
    forms = [typed(some, identity="rosa@example.com", paper_number="99", step="check") for some in (chosen[:1], chosen)]
    sent = []
    for form in forms:
        with statements() as asked:
            staff.post(desk(cast, "/nova"), form, 200)
        sent.append(len(asked))
    assert sent[0] == sent[1]


def test_whoever_may_not_enter_ballots_meets_a_closed_door(app: Flask, cast: Cast) -> None:
    chosen = chosen_by(cast)
    for person in (cast.ana, cast.clara):
        Browser(app, person).post(desk(cast, "/nova"), typed(chosen), 403)
        Browser(app, person).post(desk(cast, "/correcao"), {"paper_number": "1", "step": "enter"}, 403)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 0
