"""Staff write calendars: with reasons that everybody reads, and nothing of the past lost."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import moment
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.edition.calendar import actions
from ogp_participa.edition.calendar.fingerprint import fingerprint
from ogp_participa.edition.plans.models import Plan, Right, Stage, StageChange, StageKind
from ogp_participa.edition.plans.rules import is_open
from tests import factories
from tests.cast import Browser, Cast

CITY = ZoneInfo("America/Sao_Paulo")


def typed(moment: Any) -> str:
    return str(moment.astimezone(CITY).strftime("%Y-%m-%dT%H:%M"))


def kinds(plan: Plan) -> list[Kind]:
    return list(db.session.scalars(sa.select(Event.kind).where(Event.plan_id == plan.id).order_by(Event.id)))


def new_stage(plan: Plan, **fields: str) -> dict[str, Any]:
    return {
        "kind": "voting",
        "title": "Votação",
        "opens_at": typed(now() + timedelta(days=20)),
        "closes_at": typed(now() + timedelta(days=60)),
        "reason": "Decisão do fórum",
        "seen": fingerprint(plan),
        **fields,
    }


def test_a_stage_gets_the_rights_of_its_kind(app: Flask, cast: Cast) -> None:
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/nova", new_stage(cast.plan))
    stage = cast.plan.stages[-1]
    assert (stage.kind, stage.rights, stage.title) == (StageKind.VOTING, [Right.VOTE], "Votação")
    assert kinds(cast.plan) == [Kind.STAGE_ADDED]


def test_hours_are_the_citys(app: Flask, cast: Cast) -> None:
    given = new_stage(cast.plan, opens_at="2027-03-01T09:00", closes_at="2027-04-01T23:59")
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/nova", given)
    assert cast.plan.stages[-1].opens_at.isoformat() == "2027-03-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"opens_at": "2027-03-01T09:00", "closes_at": "2027-02-01T09:00"}, "fechamento precisa vir depois"),
        ({"opens_at": "amanhã"}, "Escreva o dia e a hora"),
        ({"opens_at": ""}, "Escolha o dia e a hora"),
        ({"opens_at": "0001-01-01T00:00"}, "entre 2000 e 2100"),
        ({"reason": "  "}, "Escreva o motivo"),
        ({"title": "x" * 121}, "até 120 letras"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    given = new_stage(cast.plan, **{"note": "Aviso que escrevi", **fields})
    answer = Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/nova", given, status=422)
    assert sentence in answer.text
    assert "Aviso que escrevi" in answer.text
    assert len(cast.plan.stages) == 1


def test_an_extension_keeps_the_old_date_and_shows_its_reason(app: Flask, cast: Cast, visitor: Browser) -> None:
    stage = cast.plan.stages[0]
    old, new = stage.closes_at, stage.closes_at + timedelta(days=7)
    given = {"closes_at": typed(new), "reason": "Chuva nas oficinas", "seen": fingerprint(cast.plan)}
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{stage.id}", given)
    change = db.session.scalars(sa.select(StageChange)).one()
    assert (change.old_closes_at, change.by_id) == (old, cast.dario.id)
    assert stage.closes_at == new.replace(second=59, microsecond=999_999)
    page = visitor.get(f"/planos/{cast.plan.slug}/calendario").text
    assert "Chuva nas oficinas" in page
    assert "<del" in page


def test_words_change_without_touching_the_hour(app: Flask, cast: Cast) -> None:
    stage = cast.plan.stages[0]
    before = stage.closes_at
    given = {"closes_at": typed(before), "title": "Envio", "reason": "Nome", "seen": fingerprint(cast.plan)}
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{stage.id}", given)
    assert (stage.title, stage.closes_at) == ("Envio", before)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StageChange)) == 0


def test_who_writes_on_an_old_calendar_is_told_and_keeps_the_text(app: Flask, cast: Cast) -> None:
    seen = fingerprint(cast.plan)
    actions.add_stage(cast.plan, cast.eva, "Ordem nova", **_dates(30, 40), kind=StageKind.VOTING)
    db.session.commit()
    stage = cast.plan.stages[0]
    given = {"closes_at": typed(now() + timedelta(days=50)), "reason": "Meu motivo escrito", "seen": seen}
    answer = Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{stage.id}", given, status=409)
    assert "Alguém mudou este calendário" in answer.text
    assert "Meu motivo escrito" in answer.text
    with pytest.raises(Stale):
        actions.change_stage(stage, cast.dario, "Motivo", seen, closes_at=now() + timedelta(days=50))


def _dates(opens: int, closes: int) -> dict[str, Any]:
    return {"opens_at": now() + timedelta(days=opens), "closes_at": now() + timedelta(days=closes)}


def test_the_order_changes_and_everybody_else_makes_room(app: Flask, cast: Cast) -> None:
    for number, kind in enumerate((StageKind.MODERATION, StageKind.VOTING, StageKind.DRAFTING)):
        factories.stage(cast.plan, kind, 20 + number, 30 + number)
    moved = cast.plan.stages[3]
    given = {"position": "2", "reason": "O fórum pediu", "seen": fingerprint(cast.plan)}
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{moved.id}/posicao", given)
    order = db.session.scalars(sa.select(Stage).where(Stage.plan_id == cast.plan.id).order_by(Stage.position))
    assert [s.kind.value for s in order] == ["proposals", "drafting", "moderation", "voting"]
    assert kinds(cast.plan)[-1] is Kind.STAGES_REORDERED


@pytest.mark.parametrize("position", ["", "x", "0", "-3", "9" * 40])
def test_a_position_that_is_none_changes_nothing(app: Flask, cast: Cast, position: str) -> None:
    stage = factories.stage(cast.plan, StageKind.VOTING, 20, 30)
    db.session.commit()
    given = {"position": position, "reason": "x", "seen": fingerprint(cast.plan)}
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{stage.id}/posicao", given, status=422)
    assert stage.position == 2


def test_a_stage_goes_only_before_it_opens(app: Flask, cast: Cast) -> None:
    later = factories.stage(cast.plan, StageKind.VOTING, 20, 30)
    db.session.commit()
    staff, path = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/etapas"
    given = {"reason": "Não haverá", "seen": fingerprint(cast.plan)}
    opened = cast.plan.stages[0]
    answer = staff.post(f"{path}/{opened.id}/remocao", given, status=422)
    assert "já abriu" in answer.text
    staff.get(f"{path}/{later.id}/remocao")
    staff.post(f"{path}/{later.id}/remocao", given)
    assert [s.id for s in cast.plan.stages] == [opened.id]
    assert kinds(cast.plan) == [Kind.STAGE_REMOVED]


def test_what_has_happened_stays(cast: Cast) -> None:
    stage = cast.plan.stages[0]
    with pytest.raises(Refused):
        actions.change_stage(stage, cast.dario, "Motivo", opens_at=now() + timedelta(days=1))
    with pytest.raises(Refused):
        actions.change_stage(stage, cast.dario, "Motivo", closes_at=now() - timedelta(hours=1))
    with pytest.raises(Refused):
        actions.change_stage(stage, cast.dario, "Motivo", counts_hidden=False)
    closed = factories.stage(cast.plan, StageKind.VOTING, -20, -10)
    with pytest.raises(Refused):
        actions.change_stage(closed, cast.dario, "Motivo", closes_at=now() + timedelta(days=3))


def test_a_closing_moment_of_now_closes_at_once(cast: Cast) -> None:
    actions.change_stage(cast.plan.stages[0], cast.dario, "Próxima etapa", closes_at=now())
    assert not is_open(cast.plan, Right.PROPOSE, now())


def test_a_short_call_and_an_overlap_are_warned_about_not_forbidden(app: Flask, cast: Cast) -> None:
    factories.stage(cast.plan, StageKind.VOTING, 2, 12)
    page = Browser(app, cast.dario).get(f"/gestao/planos/{cast.plan.slug}/calendario").text
    assert "dura menos de 15 dias" in page
    assert "acontecem ao mesmo tempo" in page


@pytest.mark.parametrize("who", ["ana", "clara"])
def test_only_staff_open_the_desk(app: Flask, cast: Cast, who: str) -> None:
    browser, slug = Browser(app, getattr(cast, who)), cast.plan.slug
    for path in ("", "/planos/novo", f"/planos/{slug}", f"/planos/{slug}/calendario", f"/planos/{slug}/etapas/nova"):
        browser.get(f"/gestao{path}", status=403)
    for path in ("calendario", "temas"):
        browser.get(f"/gestao/planos/{slug}/{path}", status=403)
    stage = cast.plan.stages[0]
    browser.post(f"/gestao/planos/{slug}/etapas/{stage.id}/posicao", {"position": "1"}, status=403)
    with pytest.raises(Refused):
        actions.add_stage(cast.plan, getattr(cast, who), "Motivo", kind=StageKind.VOTING, **_dates(1, 2))


@pytest.mark.parametrize("second", [0, 20, 59])
def test_the_minute_that_is_shown_belongs_to_the_stage(cast: Cast, app: Flask, second: int) -> None:
    end = (now() + timedelta(days=3)).replace(second=0, microsecond=0)
    fields = {"closes_at": typed(end), "reason": "Mais tempo", "seen": fingerprint(cast.plan)}
    stage = cast.plan.stages[0]
    Browser(app, cast.dario).post(f"/gestao/planos/{cast.plan.slug}/etapas/{stage.id}", fields)
    db.session.expire_all()
    assert stage.is_open(end + timedelta(seconds=second))
    assert not stage.is_open(end + timedelta(minutes=1))
    with app.test_request_context():
        assert moment(stage.closes_at) == moment(end)
