"""Sending a month's report: who may, what it must say, and what stays."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import as_of
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.implementation.monitoring import actions
from ogp_participa.implementation.monitoring.content import NewEvidence, report_data
from ogp_participa.implementation.monitoring.models import Share, Voice
from ogp_participa.implementation.monitoring.queries import reporting
from tests import factories
from tests.cast import Cast
from tests.implementation import followed_plan, noon, reported, reporter, words

MARCH = date(2027, 3, 1)


def test_an_institution_reports_on_its_milestone_in_public(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    report = reported(reporter(cast, plan, commitment), commitment.milestones[0], MARCH, words(share=40))
    assert (report.voice, report.organisation_id, report.share) == (
        Voice.INSTITUTION,
        commitment.parts[0].organisation_id,
        40,
    )
    assert not report.late
    assert report.digest == report_data(report)["digest"]
    event = db.session.query(Event).filter_by(kind=Kind.MILESTONE_REPORTED).one()
    assert event.details == {"report_id": report.id, "milestone": 1, "month": "2027-03", "voice": "institution"}


def test_nobody_else_reports_for_it(app: Flask, cast: Cast) -> None:
    _plan, commitment = followed_plan()
    with pytest.raises(Refused, match="Só quem relata por uma instituição"):
        reported(cast.ana, commitment.milestones[0], MARCH)


def test_whoever_has_left_reports_no_more(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    held = reporting.reporters_of(plan)[0]
    with as_of(noon(date(2027, 3, 20))):
        actions.end_reporter(cast.dario, held, date(2027, 3, 31), "Mudou de secretaria.")
    reported(person, commitment.milestones[0], date(2027, 2, 1), day=date(2027, 3, 31))
    with pytest.raises(Refused, match="Só quem relata"):
        reported(person, commitment.milestones[0], MARCH, day=date(2027, 4, 1))


def test_the_forum_says_its_word_beside_the_institution(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    factories.seat(plan, holder=cast.clara, from_date=date(2027, 1, 1))
    with as_of(noon(date(2027, 4, 5))):
        seat = seat_of(cast.clara, plan, date(2027, 4, 5))
    theirs = reported(reporter(cast, plan, commitment), commitment.milestones[0], MARCH)
    ours = reported(cast.clara, commitment.milestones[0], MARCH, seat=seat)
    assert (theirs.voice, ours.voice, ours.organisation_id) == (Voice.INSTITUTION, Voice.FORUM, None)


def test_a_second_report_of_a_month_corrects_the_first_and_both_stay(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    first = reported(person, commitment.milestones[0], MARCH, words(share=40))
    second = reported(person, commitment.milestones[0], MARCH, words(share=30))
    assert (first.corrects_id, second.corrects_id) == (None, first.id)
    assert [report.share for report in reporting.reports_on([commitment.milestones[0].id])] == [30, 40]


def test_what_comes_after_the_term_is_marked_as_late(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    in_time = reported(person, commitment.milestones[0], MARCH, day=date(2027, 4, 10))
    late = reported(person, commitment.milestones[1], MARCH, day=date(2027, 4, 11))
    assert (in_time.late, late.late) == (False, True)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"done": "Nada."}, "Escreva o que foi feito"),
        ({"finished_on": date(2027, 5, 1)}, "terminou no máximo hoje"),
        ({"started_on": date(2027, 5, 1)}, "começou no máximo hoje"),
        ({"started_on": date(2027, 3, 9), "finished_on": date(2027, 3, 1)}, "O fim vem antes do início"),
        ({"share": 100}, "tem um dia em que foi concluído"),
        ({"forecast_on": date(2027, 9, 14)}, "Diga por que leva mais tempo"),
    ],
)
def test_a_report_that_does_not_fit_says_why(app: Flask, cast: Cast, said: dict[str, Any], reason: str) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    with pytest.raises(Refused, match=reason):
        reported(person, commitment.milestones[0], MARCH, words(**said))


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2027, 5, 1)])
def test_months_to_come_and_from_before_the_plan_are_not_reported(app: Flask, cast: Cast, month: date) -> None:
    plan, commitment = followed_plan()
    with pytest.raises(Refused):
        reported(reporter(cast, plan, commitment), commitment.milestones[0], month, day=date(2027, 4, 5))


def test_missing_data_has_a_code_of_its_own(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person = reporter(cast, plan, commitment)
    report = reported(person, commitment.milestones[0], MARCH, words(missing=Share.NO_DATA))
    assert (report_data(report)["share"], report_data(report)["missing"]) == (None, "ND")


def test_sending_takes_the_draft_away_and_a_draft_is_its_writers_alone(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    person, milestone = reporter(cast, plan, commitment), commitment.milestones[0]
    actions.keep_draft(person, milestone, Voice.INSTITUTION, MARCH, words(done="Meio escrito"))
    db.session.commit()
    kept = reporting.draft_of(person, milestone, Voice.INSTITUTION, MARCH)
    assert kept is not None
    assert kept.done == "Meio escrito"
    assert reporting.draft_of(cast.ana, milestone, Voice.INSTITUTION, MARCH) is None
    reported(person, milestone, MARCH)
    assert reporting.draft_of(person, milestone, Voice.INSTITUTION, MARCH) is None


def test_a_withdrawn_evidence_keeps_its_digest_and_loses_everything_else(app: Flask, cast: Cast) -> None:
    plan, commitment = followed_plan()
    proof = [NewEvidence("O portal no ar", date(2027, 3, 30), url="https://dados.example.org/ana")]
    report = reported(reporter(cast, plan, commitment), commitment.milestones[0], MARCH, evidence=proof)
    evidence = report.evidence[0]
    digest = evidence.digest
    with pytest.raises(Refused, match="uma frase, pelo menos"):
        actions.withdraw_evidence(cast.dario, evidence, "Dados.")
    with pytest.raises(Refused):
        actions.withdraw_evidence(cast.ana, evidence, "Mostra o endereço de uma pessoa.")
    actions.withdraw_evidence(cast.dario, evidence, "Mostra o endereço de uma pessoa.")
    assert (evidence.url, evidence.name, evidence.content, evidence.digest) == ("", "", None, digest)
    assert report.digest == report_data(report)["digest"]
