"""Pages of moderation that cost the same however many proposals there are."""

from time import perf_counter

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.queries import public_log
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Theme
from ogp_participa.moderation.actions.figures import store_figures
from ogp_participa.moderation.case import Member
from ogp_participa.moderation.models import StoredFigures
from ogp_participa.moderation.queries import queue, register
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.jobs.tasks import read_moderation
from tests.cast import Browser, Cast

MANY, FEW = 20_000, 1_000
YEAR = 2031


def many(plan: Plan, number: int) -> None:
    """So many more proposals that wait for their first reading."""
    theme = db.session.scalars(sa.select(Theme.id).where(Theme.plan_id == plan.id)).first()
    first = db.session.scalar(sa.select(sa.func.max(Proposal.number)).where(Proposal.year == YEAR)) or 0
    common = {"plan_id": plan.id, "year": YEAR, "state": State.IN_REVIEW, "theme_id": theme}
    texts = {"title": "Dados", "summary": "Uma frase.", "problem": "Não há.", "change": "Publicar."}
    rows = [{**common, **texts, "number": first + n, "signed": "Ana S."} for n in range(1, number + 1)]
    db.session.execute(sa.insert(Proposal), rows)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE proposal"))


def seconds(browser: Browser, path: str) -> float:
    """The shortest of three views, in seconds."""
    times = []
    for _view in range(3):
        began = perf_counter()
        browser.client.get(path)
        times.append(perf_counter() - began)
    return min(times)


def test_the_desk_of_twenty_thousand_costs_what_that_of_a_thousand_costs(app: Flask, cast: Cast) -> None:
    browser = Browser(app, cast.clara)
    browser.get("/mesa")
    many(cast.plan, FEW)
    before = seconds(browser, "/mesa")
    many(cast.plan, MANY - FEW)
    assert seconds(browser, "/mesa") < max(2 * before, before + 0.05)
    assert "Há mais esperando" in browser.get("/mesa").text


def test_the_figures_of_a_large_plan_are_read_by_the_worker_and_told_as_of_when(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "AT_ONCE", 3)
    page, visitor = f"/planos/{cast.plan.slug}/como-moderamos", Browser(app)
    many(cast.plan, 4)
    assert "Situação em" not in visitor.get(page).text
    read_moderation()
    assert "Situação em" in visitor.get(page).text
    many(cast.plan, 2)
    stored, at = register.figures_to_show(cast.plan)
    assert (stored.received, register.statistics(cast.plan).received) == (4, 6)
    assert at is not None
    read_moderation()
    assert register.figures_to_show(cast.plan)[0].received == 4, "it is fresh enough"
    store_figures(cast.plan, register.statistics(cast.plan), now())
    db.session.expire_all()
    assert register.figures_to_show(cast.plan)[0].received == 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StoredFigures)) == 1


def test_more_than_can_be_listed_is_said_and_counted_no_further(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST", 3)
    many(cast.plan, 4)
    who = Member(cast.clara, cast.clara_seat, frozenset())
    assert queue.counts(cast.plan, who, now()).first == 3
    assert queue.waiting(cast.plan, who, queue.QueueFilters(), now()).total == 3


def test_the_record_by_kind_is_read_by_an_index(app: Flask) -> None:
    names = {index["name"] for index in sa.inspect(db.session.connection()).get_indexes("event")}
    assert "ix_event_kind" in names
    assert public_log(None, None) == []
