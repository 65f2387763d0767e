"""How a milestone stands: from dates, reports and evidence alone, the same for whoever asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.implementation.status.milestones import (
    EvidenceFact,
    Facts,
    MilestoneStanding,
    Promise,
    ReportFact,
    Status,
    Suspension,
    due_on,
    month_due,
    standing_on,
)

PLAN = Promise(since=date(2027, 1, 10), starts_on=date(2027, 2, 1), ends_on=date(2027, 6, 30))
LEAD, HELPER = 1, 2


def report(month: int, sent: date | None = None, **dates: date) -> ReportFact:
    """A report of a month of 2027, sent on the fifth of the month after."""
    return ReportFact(sent or date(2027, month + 1, 5), date(2027, month, 1), **dates)


def standing(day: date, *reports: ReportFact, **fields: Any) -> MilestoneStanding:
    """How the milestone stands with these reports of the institution that leads."""
    facts = Facts([PLAN], {LEAD: reports}, **fields)
    result = standing_on(facts, day)
    assert result is not None
    return result


def status(day: date, *reports: ReportFact, **fields: Any) -> Status:
    return standing(day, *reports, **fields).status


def test_before_its_publication_a_milestone_is_not_in_the_plan() -> None:
    assert standing_on(Facts([PLAN]), date(2027, 1, 9)) is None


def test_before_its_start_it_has_not_started_unless_somebody_began_earlier() -> None:
    assert status(date(2027, 1, 20)) is Status.NOT_STARTED
    early = report(1, date(2027, 1, 25), started_on=date(2027, 1, 15))
    assert status(date(2027, 1, 26), early) is Status.IN_TIME


def test_a_report_in_each_month_keeps_it_in_time() -> None:
    assert status(date(2027, 4, 9), report(2), report(3)) is Status.IN_TIME


def test_a_month_without_a_report_is_silent_from_the_day_after_it_was_due() -> None:
    assert status(date(2027, 4, 10), report(2)) is Status.IN_TIME
    silent = standing(date(2027, 4, 11), report(2))
    assert (silent.status, silent.silent_since) == (Status.SILENT, date(2027, 3, 1))


def test_silence_of_one_of_several_institutions_is_silence() -> None:
    facts = Facts([PLAN], {LEAD: [report(2), report(3)], HELPER: [report(2)]})
    result = standing_on(facts, date(2027, 4, 11))
    assert result is not None
    assert result.status is Status.SILENT


def test_a_forecast_after_the_planned_end_is_a_risk_until_that_end_and_then_late() -> None:
    slips = report(5, forecast_on=date(2027, 9, 14))
    assert status(date(2027, 6, 30), report(4), slips) is Status.AT_RISK
    late = standing(date(2027, 7, 1), report(4), slips)
    assert late.status is Status.LATE
    assert (late.planned_on, late.forecast_on, late.reported_on) == (
        date(2027, 6, 30),
        date(2027, 9, 14),
        date(2027, 6, 5),
    )


def test_nothing_is_done_without_evidence() -> None:
    finished = report(5, finished_on=date(2027, 5, 20))
    claimed = standing(date(2027, 6, 6), finished)
    assert (claimed.status, claimed.unproved) == (Status.IN_TIME, True)
    assert status(date(2027, 6, 6), finished, evidence=[EvidenceFact(date(2027, 6, 5))]) is Status.DONE


def test_what_was_finished_after_its_end_is_done_late() -> None:
    finished = report(8, finished_on=date(2027, 8, 3))
    assert status(date(2027, 9, 6), finished, evidence=[EvidenceFact(date(2027, 9, 5))]) is Status.DONE_LATE


def test_evidence_that_is_taken_away_proves_nothing_any_more() -> None:
    finished, taken = report(5, finished_on=date(2027, 5, 20)), EvidenceFact(date(2027, 6, 5), date(2027, 8, 1))
    assert status(date(2027, 7, 31), finished, evidence=[taken]) is Status.DONE
    assert status(date(2027, 8, 1), finished, evidence=[taken]) is Status.LATE


def test_it_is_done_when_every_institution_says_so() -> None:
    proof = [EvidenceFact(date(2027, 5, 1))]
    one = Facts([PLAN], {LEAD: [report(5, finished_on=date(2027, 5, 20))], HELPER: [report(5)]}, proof)
    both = Facts(
        [PLAN],
        {LEAD: [report(5, finished_on=date(2027, 5, 20))], HELPER: [report(5, finished_on=date(2027, 5, 28))]},
        proof,
    )
    first, second = (standing_on(facts, date(2027, 6, 6)) for facts in (one, both))
    assert first is not None
    assert second is not None
    assert first.status is Status.IN_TIME
    assert (second.status, second.finished_on) == (Status.DONE, date(2027, 5, 28))


def test_a_decision_stops_it_for_as_long_as_it_says() -> None:
    stop = [Suspension(date(2027, 7, 10), date(2027, 8, 10))]
    days = [date(2027, 7, 9), date(2027, 7, 10), date(2027, 8, 9), date(2027, 8, 10)]
    assert [status(day, report(6), suspensions=stop) for day in days] == [
        Status.LATE,
        Status.STOPPED,
        Status.STOPPED,
        Status.LATE,
    ]


def test_an_amendment_counts_from_its_publication_and_never_before() -> None:
    later = Promise(date(2027, 7, 15), date(2027, 2, 1), date(2027, 12, 31))
    facts = Facts([PLAN, later], {LEAD: [report(6)]})
    before, after = (standing_on(facts, day) for day in (date(2027, 7, 14), date(2027, 7, 15)))
    assert before is not None
    assert after is not None
    assert (before.status, after.status) == (Status.LATE, Status.IN_TIME)


def test_a_milestone_that_was_taken_out_stands_nowhere_from_then_on() -> None:
    facts = Facts([PLAN, Promise(date(2027, 7, 15), None, None, withdrawn=True)])
    assert standing_on(facts, date(2027, 7, 15)) is None


def test_a_correction_speaks_instead_of_what_it_corrects() -> None:
    wrong = report(4, forecast_on=date(2027, 9, 1))
    right = report(4, forecast_on=date(2027, 6, 1))
    assert status(date(2027, 5, 6), wrong, right) is Status.IN_TIME


def test_a_late_report_of_an_old_month_does_not_speak_over_a_newer_one() -> None:
    newer, older = report(4, forecast_on=date(2027, 6, 1)), report(2, date(2027, 5, 20), forecast_on=date(2027, 9, 1))
    assert status(date(2027, 5, 21), newer, older) is Status.IN_TIME


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2027, 3, 10), date(2027, 1, 1)),
        (date(2027, 3, 11), date(2027, 2, 1)),
        (date(2028, 1, 5), date(2027, 11, 1)),
        (date(2028, 1, 31), date(2027, 12, 1)),
    ],
)
def test_a_month_is_due_in_the_month_after(day: date, month: date) -> None:
    assert month_due(day, 10) == month
    assert due_on(month, 10) < day


DAYS = st.dates(date(2027, 1, 1), date(2029, 12, 31))
MAYBE = st.none() | DAYS
REPORTS = st.builds(
    lambda sent, back, started, finished, forecast: ReportFact(
        sent, (sent - timedelta(days=back)).replace(day=1), started, finished, forecast
    ),
    DAYS,
    st.integers(0, 90),
    MAYBE,
    MAYBE,
    MAYBE,
)
PROMISES = st.lists(st.builds(Promise, DAYS, MAYBE, MAYBE, st.booleans()), max_size=3)
EVIDENCE = st.lists(st.builds(EvidenceFact, DAYS, MAYBE), max_size=3)
SUSPENSIONS = st.lists(st.builds(Suspension, DAYS, MAYBE), max_size=2)


@given(
    PROMISES,
    st.lists(REPORTS, max_size=5),
    st.lists(REPORTS, max_size=5),
    EVIDENCE,
    SUSPENSIONS,
    st.integers(1, 28),
    DAYS,
)
def test_what_becomes_known_later_never_changes_an_earlier_day(
    promises: list[Promise],
    first: list[ReportFact],
    second: list[ReportFact],
    evidence: list[EvidenceFact],
    suspensions: list[Suspension],
    due_day: int,
    day: date,
) -> None:
    everything = Facts(promises, {LEAD: first, HELPER: second}, evidence, suspensions, due_day)
    known = Facts(
        [promise for promise in promises if promise.since <= day],
        {number: [fact for fact in facts if fact.sent_on <= day] for number, facts in everything.reports.items()},
        [piece for piece in evidence if piece.added_on <= day],
        [stop for stop in suspensions if stop.since <= day],
        due_day,
    )
    assert standing_on(everything, day) == standing_on(known, day) == standing_on(everything, day)
