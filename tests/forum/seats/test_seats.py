"""Seats: who holds them from when to when; rights come and go with them."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.forum.seats import actions, rules
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.forum.seats.queries import seat_of
from tests import factories
from tests.cast import Browser, Cast

TODAY = date(2026, 11, 23)


def member(cast: Cast, **fields: str) -> dict[str, Any]:
    start = (today() + timedelta(days=1)).isoformat()
    return {"person": cast.ana.email, "position": "titular", "from_date": start, **fields}


def vacant(cast: Cast) -> Seat:
    seat = actions.create_seat(cast.plan, cast.dario, Sector.CIVIL_SOCIETY, "Movimentos sociais")
    db.session.commit()
    return seat


def test_a_seat_is_created_for_a_new_organisation(app: Flask, cast: Cast, visitor: Browser) -> None:
    staff, path = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/forum"
    staff.get(f"{path}/nova")
    given = {"sector": "government", "segment": "Secretarias", "new_organisation": "Casa Civil"}
    staff.post(f"{path}/nova", given)
    seat = db.session.scalars(sa.select(Seat).order_by(Seat.id.desc())).first()
    assert seat is not None and seat.organisation is not None
    assert (seat.organisation.name, seat.organisation.sector) == ("Casa Civil", Sector.GOVERNMENT)
    assert "Casa Civil" in visitor.get(f"/planos/{cast.plan.slug}/forum").text
    wrong = {"sector": "civil_society", "segment": "Academia", "organisation": "Casa Civil"}
    assert "outro setor" in staff.post(f"{path}/nova", wrong, status=422).text
    staff.post(f"{path}/nova", {"sector": "both", "segment": ""}, status=422)


def test_a_vacant_seat_says_since_when(cast: Cast, visitor: Browser) -> None:
    vacant(cast)
    assert "Cadeira vaga desde" in visitor.get(f"/planos/{cast.plan.slug}/forum").text


def test_who_takes_a_seat_can_moderate_from_the_first_day_to_the_last(app: Flask, cast: Cast) -> None:
    seat = vacant(cast)
    first, last = today() + timedelta(days=1), today() + timedelta(days=9)
    given = member(cast, until_date=last.isoformat(), new_organisation="Rede Aberta")
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/forum/{seat.id}", given)
    held = [seat_of(cast.ana, cast.plan, first + timedelta(days=n)) is not None for n in (-1, 0, 8, 9)]
    assert held == [False, True, True, False]
    names = db.session.scalars(sa.select(Organisation.name).where(Organisation.id == seat.organisation_id)).all()
    assert names == ["Rede Aberta"]
    kinds = db.session.scalars(sa.select(Event.kind).where(Event.plan_id == cast.plan.id).order_by(Event.id))
    assert list(kinds) == [Kind.SEAT_CREATED, Kind.MEMBER_SEATED]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": "ninguem@example.org"}, "Ninguém com este e-mail"),
        ({"person": ""}, "Escreva quem ocupa"),
        ({"from_date": "ontem"}, "Escolha o dia"),
        ({"position": "dono"}, "Escolha como a pessoa"),
        ({"until_date": "2020-01-01"}, "depois do primeiro"),
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, cast: Cast, fields: dict[str, str], sentence: str) -> None:
    seat = vacant(cast)
    given = member(cast, **{"new_organisation": "Nome que escrevi", **fields})
    answer = Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/forum/{seat.id}", given, status=422)
    assert sentence in answer.text
    assert "Nome que escrevi" in answer.text
    assert db.session.scalars(sa.select(Tenure).where(Tenure.seat_id == seat.id)).all() == []


def test_a_name_that_two_people_have_needs_the_address(app: Flask, cast: Cast) -> None:
    seat = vacant(cast)
    factories.person("Ana Souza")
    db.session.commit()
    path = f"/gestao/planos/{cast.plan.slug}/forum/{seat.id}"
    answer = Browser(app, cast.dario).post(path, member(cast, person="Ana Souza"), status=422)
    assert "Mais de uma pessoa" in answer.text
    Browser(app, cast.dario).post(path, member(cast, person="Bruno Lima"))
    assert seat_of(cast.bruno, cast.plan, today() + timedelta(days=1)) == seat


def test_a_seat_has_one_titular_at_a_time_and_a_person_one_seat(app: Flask, cast: Cast) -> None:
    path = f"/gestao/planos/{cast.plan.slug}/forum"
    staff = Browser(app, cast.dario)
    assert "tem titular" in staff.post(f"{path}/{cast.clara_seat.id}", member(cast), status=422).text
    staff.post(f"{path}/{cast.clara_seat.id}", member(cast, position="suplente"))
    other = vacant(cast)
    answer = staff.post(f"{path}/{other.id}", member(cast), status=422)
    assert "já ocupa uma cadeira" in answer.text
    with pytest.raises(Refused):
        actions.seat_member(other, cast.plan, cast.clara, Position.TITULAR, today(), None, cast.dario)


def test_the_right_ends_with_the_term_and_the_reason_is_public(app: Flask, cast: Cast, visitor: Browser) -> None:
    tenure = cast.clara_seat.tenures[0]
    staff = Browser(app, cast.dario)
    path = f"/gestao/planos/{cast.plan.slug}/forum/{cast.clara_seat.id}/mandatos/{tenure.id}/fim"
    yesterday = (today() - timedelta(days=1)).isoformat()
    staff.get(path)
    staff.post(path, {"until_date": yesterday, "reason": ""}, status=422)
    staff.post(path, {"until_date": "2001-01-01", "reason": "Saiu"}, status=422)
    assert seat_of(cast.clara, cast.plan, today()) == cast.clara_seat
    staff.post(path, {"until_date": yesterday, "reason": "Mudou de cidade", "person": cast.bruno.email})
    assert seat_of(cast.clara, cast.plan, today()) is None
    assert seat_of(cast.bruno, cast.plan, today()) == cast.clara_seat
    page = visitor.get(f"/planos/{cast.plan.slug}/forum").text
    assert "Mudou de cidade" in page
    staff.post(path, {"until_date": yesterday, "reason": "De novo"}, status=422)


days = st.integers(min_value=0, max_value=30).map(lambda n: TODAY + timedelta(days=n))
spans = st.tuples(days, st.one_of(st.none(), days)).filter(lambda span: span[1] is None or span[0] <= span[1])


@given(st.lists(spans, max_size=8))
def test_no_day_ever_has_two_titulares(wanted: list[tuple[date, date | None]]) -> None:
    seat = Seat(sector=Sector.GOVERNMENT, segment="x", tenures=[])
    for first, last in wanted:
        if rules.can_hold(Position.TITULAR, first, last, seat.tenures, []):
            seat.tenures.append(Tenure(position=Position.TITULAR, from_date=first, until_date=last))
    for n in range(40):
        assert sum(t.holds_on(TODAY + timedelta(days=n)) for t in seat.tenures) <= 1


@pytest.mark.parametrize("who", ["ana", "clara"])
def test_only_staff_write_seats(app: Flask, cast: Cast, who: str) -> None:
    browser, path = Browser(app, getattr(cast, who)), f"/gestao/planos/{cast.plan.slug}/forum"
    for ending in ("", "/nova", f"/{cast.clara_seat.id}", "/decisoes/nova"):
        browser.get(path + ending, status=403)
    with pytest.raises(Refused):
        actions.create_seat(cast.plan, getattr(cast, who), Sector.GOVERNMENT, "x")


def test_a_seat_of_another_plan_is_not_found(app: Flask, cast: Cast) -> None:
    other = factories.plan()
    db.session.commit()
    Browser(app, cast.dario).get(f"/gestao/planos/{other.slug}/forum/{cast.clara_seat.id}", status=404)
    Browser(app, cast.dario).get(f"/gestao/planos/{cast.plan.slug}/forum")
