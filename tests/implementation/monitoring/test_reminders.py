"""Who is reminded of a month's report: before its term and after, once each, and all at once by staff."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.people.mail.models import Mail
from ogp_participa.readers.jobs.tasks import remind_reporters
from tests.cast import Browser, Cast
from tests.implementation import followed_plan, noon, reported, reporter


def mails() -> list[str]:
    return list(db.session.scalars(sa.select(Mail.subject).order_by(Mail.id)))


def reminded_on(day: date) -> int:
    with as_of(noon(day)):
        return remind_reporters()


def test_a_reporter_is_reminded_three_days_before_the_term_and_after_it_and_once_each(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    reporter(cast, plan, commitment)
    days = [date(2027, 4, day) for day in (1, 6, 7, 8, 10, 11, 12, 20)]
    assert [reminded_on(day) for day in days] == [0, 0, 1, 0, 0, 1, 0, 0]
    assert mails() == ["Relato de março de 2027", "Relato de março de 2027 em falta"]


def test_whoever_has_reported_or_left_is_not_reminded(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    for milestone in commitment.milestones:
        reported(person, milestone, date(2027, 3, 1))
    assert reminded_on(date(2027, 4, 8)) == reminded_on(date(2027, 4, 11)) == 0


def test_before_the_milestones_begin_nobody_is_reminded(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    reporter(cast, plan, commitment)
    assert reminded_on(date(2027, 1, 11)) == 0


def test_staff_remind_everybody_at_once(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    reporter(cast, plan, commitment)
    with as_of(noon(date(2027, 4, 20))):
        staff = Browser(app, cast.dario)
        assert "Lembrar quem deve um relato" in staff.get(f"/gestao/planos/{plan.slug}/acompanhamento").text
        staff.post(f"/gestao/planos/{plan.slug}/acompanhamento/lembrete")
        Browser(app, cast.ana).post(f"/gestao/planos/{plan.slug}/acompanhamento/lembrete", status=403)
    assert mails() == ["Relato de março de 2027 em falta"]
