"""What is open follows from the calendar and the clock, whatever the calendar."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.core.calendar_file import CalendarEntry, calendar_file
from ogp_participa.core.database import db
from ogp_participa.edition.plans import rules
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageKind
from ogp_participa.edition.plans.moments import stage_next, stage_now
from ogp_participa.edition.plans.wording import phases
from tests import factories
from tests.cast import Browser, Cast

START = datetime(2026, 1, 1, tzinfo=UTC)

hours = st.integers(min_value=0, max_value=24 * 400)


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    kind = draw(st.sampled_from(list(StageKind)))
    opens, length = draw(hours), draw(st.integers(min_value=1, max_value=24 * 100))
    return Stage(
        kind=kind,
        title="",
        rights=[right.value for right in DEFAULT_RIGHTS[kind]],
        opens_at=START + timedelta(hours=opens),
        closes_at=START + timedelta(hours=opens + length),
    )


@given(st.lists(stages(), max_size=8), hours, st.sampled_from(list(Right)))
@settings(max_examples=150, deadline=None)
def test_a_right_is_open_exactly_while_a_stage_that_gives_it_is(calendar: list[Stage], hour: int, right: Right) -> None:
    moment = START + timedelta(hours=hour)
    plan = Plan(title="Plano", stages=calendar, historical=False)
    given_now = [s for s in calendar if right in s.rights and s.opens_at <= moment < s.closes_at]
    assert bool(rules.is_open(plan, right, moment)) == bool(given_now)


@given(st.lists(stages(), max_size=8), hours)
@settings(max_examples=100, deadline=None)
def test_where_we_are_is_the_open_stage_that_closes_first(calendar: list[Stage], hour: int) -> None:
    moment = START + timedelta(hours=hour)
    plan = Plan(title="Plano", stages=calendar, historical=False)
    stage, following = stage_now(plan, moment), stage_next(plan, moment)
    assert (stage is None) == (not any(s.is_open(moment) for s in calendar))
    assert stage is None or all(s.closes_at >= stage.closes_at for s in calendar if s.is_open(moment))
    assert following is None or all(s.opens_at >= following.opens_at for s in calendar if s.opens_at > moment)


def test_the_closing_moment_itself_is_closed() -> None:
    stage = Stage(kind=StageKind.VOTING, rights=["vote"], opens_at=START, closes_at=START + timedelta(hours=1))
    plan = Plan(title="Plano", stages=[stage])
    assert rules.is_open(plan, Right.VOTE, START)
    assert not rules.is_open(plan, Right.VOTE, START + timedelta(hours=1))


def test_a_calendar_file_folds_long_lines_and_escapes_signs() -> None:
    title = "Votação; com vírgula, barra \\ e\nlinha " + "ã" * 80
    entry = CalendarEntry("1@x", title, "nota", "https://example.org/", START, START + timedelta(days=1), START)
    lines = calendar_file("Plano", [entry]).encode().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    whole = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Votação\\; com vírgula\\, barra \\\\ e\\nlinha " + "ã" * 80 in whole
    assert "DTSTART:20260101T000000Z" in whole


def test_anybody_takes_the_calendar_along(visitor: Browser, cast: Cast) -> None:
    answer = visitor.get(f"/planos/{cast.plan.slug}/calendario.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.text.count("BEGIN:VEVENT") == len(cast.plan.stages)


def test_the_phases_show_where_we_are(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        lines = phases(cast.plan, cast.plan.stages[0].opens_at)
    assert [line.state for line in lines] == ["now", "next", "next"]


def test_every_page_names_the_stage_and_offers_what_ends_on_the_date_beside_it(visitor: Browser, cast: Cast) -> None:
    cast.plan.stages.clear()
    factories.stage(cast.plan, StageKind.PROPOSALS, closes=5)
    factories.stage(cast.plan, StageKind.VOTING, closes=12)
    db.session.commit()
    for path, name, action in (
        ("/acessibilidade", "Propostas", "Enviar uma proposta"),
        ("/es/acessibilidade", "Propuestas", "Enviar una propuesta"),
    ):
        strip = visitor.get(path).text.split('<aside class="here"')[1].split("</aside>")[0]
        assert f" · {name} · " in strip
        assert action in strip
        assert "Votar" not in strip
