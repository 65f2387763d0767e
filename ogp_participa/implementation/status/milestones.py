"""How a milestone stands on a day, worked out from promises, reports and evidence alone.

Standard library only: the follow-up bundle carries this folder as it is, so that anybody can repeat every status.
A fact counts from the day on which it became known. What comes later never changes how an earlier day stood.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

RULE = "1"
"""The rule's own version: it stands in every bundle, and a changed rule gets another."""


class Status(enum.StrEnum):
    """How a milestone stands."""

    NOT_STARTED = "not_started"
    IN_TIME = "in_time"
    AT_RISK = "at_risk"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    SILENT = "silent"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Promise:
    """What the published plan promised from ``since`` on, until the next promise; ``withdrawn`` takes it back."""

    since: date
    starts_on: date | None
    ends_on: date | None
    withdrawn: bool = False


@dataclass(frozen=True)
class ReportFact:
    """What an institution reported, known since ``sent_on``. ``month`` is the first day of the month it speaks of."""

    sent_on: date
    month: date
    started_on: date | None = None
    finished_on: date | None = None
    forecast_on: date | None = None


@dataclass(frozen=True)
class EvidenceFact:
    """A piece of evidence that something is done, known from ``added_on`` until it is taken away."""

    added_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Suspension:
    """A decision that stops a milestone, known and in force from ``since`` until ``until`` (open without one)."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that the status of one milestone depends on. ``due_day`` is the day of the following month on which a
    month's report is due (1 to 28). Reports of several institutions in one milestone stand under ``reports`` by the
    institution's number: the milestone is done when every one of them says so, and as late as the latest of them.
    """

    promises: Sequence[Promise]
    reports: dict[int, Sequence[ReportFact]] = field(default_factory=dict)
    evidence: Sequence[EvidenceFact] = ()
    suspensions: Sequence[Suspension] = ()
    due_day: int = 10


@dataclass(frozen=True)
class MilestoneStanding:
    """The status of a milestone on a day, and the dates that it rests on: they are its reason."""

    status: Status
    planned_on: date | None = None
    forecast_on: date | None = None
    finished_on: date | None = None
    reported_on: date | None = None
    silent_since: date | None = None
    unproved: bool = False


def standing_on(facts: Facts, day: date) -> MilestoneStanding | None:
    """Return how a milestone stands at the end of ``day``; None where the plan did not hold it that day."""
    promise = _promise_on(facts.promises, day)
    if promise is None or promise.withdrawn:
        return None
    newest = {number: _newest(reports, day) for number, reports in facts.reports.items()}
    known = [report for report in newest.values() if report is not None]
    finished = _finished(newest, day)
    proved = any(piece.added_on <= day and not _is_over(piece.withdrawn_on, day) for piece in facts.evidence)
    planned = promise.ends_on
    around = MilestoneStanding(
        Status.IN_TIME,
        planned_on=planned,
        forecast_on=max((report.forecast_on for report in known if report.forecast_on), default=None),
        finished_on=finished,
        reported_on=max((report.sent_on for report in known), default=None),
        unproved=finished is not None and not proved,
    )
    if finished is not None and proved:
        return _as(around, Status.DONE_LATE if planned and finished > planned else Status.DONE)
    if any(stop.since <= day and not _is_over(stop.until, day) for stop in facts.suspensions):
        return _as(around, Status.STOPPED)
    if planned is not None and day > planned:
        return _as(around, Status.LATE)
    silent = _silent_since(facts, promise, day)
    if silent is not None:
        return _as(around, Status.SILENT, silent)
    if around.forecast_on is not None and planned is not None and around.forecast_on > planned:
        return _as(around, Status.AT_RISK)
    begun = any(report.started_on is not None and report.started_on <= day for report in known)
    if not begun and (promise.starts_on is None or day < promise.starts_on):
        return _as(around, Status.NOT_STARTED)
    return around


def due_on(month: date, due_day: int) -> date:
    """Return the last day on which the report of a month is in time."""
    return next_month(month).replace(day=due_day)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_due(day: date, due_day: int) -> date:
    """Return the newest month whose report was due before ``day``."""
    last = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    return last if day > due_on(last, due_day) else (last - timedelta(days=1)).replace(day=1)


def _as(around: MilestoneStanding, status: Status, silent_since: date | None = None) -> MilestoneStanding:
    return MilestoneStanding(
        status,
        around.planned_on,
        around.forecast_on,
        around.finished_on,
        around.reported_on,
        silent_since,
        around.unproved,
    )


def _is_over(end: date | None, day: date) -> bool:
    return end is not None and end <= day


def _promise_on(promises: Sequence[Promise], day: date) -> Promise | None:
    known = [promise for promise in promises if promise.since <= day]
    return max(known, key=lambda promise: promise.since, default=None)


def _newest(reports: Sequence[ReportFact], day: date) -> ReportFact | None:
    """Return the report that speaks last: of the latest month, and of that month the one sent last.

    Among reports of the same month and day the later one in the sequence speaks: it corrects the one before.
    """
    newest: ReportFact | None = None
    for report in reports:
        if report.sent_on > day:
            continue
        if newest is None or (report.month, report.sent_on) >= (newest.month, newest.sent_on):
            newest = report
    return newest


def _finished(newest: dict[int, ReportFact | None], day: date) -> date | None:
    """Return the day on which the last of all institutions finished; None while one of them has not."""
    days = [report.finished_on if report else None for report in newest.values()]
    finished = [moment for moment in days if moment is not None and moment <= day]
    return max(finished) if finished and len(finished) == len(days) else None


def _silent_since(facts: Facts, promise: Promise, day: date) -> date | None:
    """Return the first month without a report, where the newest month that was due has none from some institution."""
    month = month_due(day, facts.due_day)
    begins = promise.starts_on or promise.since
    first = max(begins, min(known.since for known in facts.promises)).replace(day=1)
    if month < first:
        return None
    silent = [_first_gap(reports, first, month, day) for reports in facts.reports.values() or [()]]
    gaps = [gap for gap in silent if gap is not None]
    return min(gaps) if gaps else None


def _first_gap(reports: Sequence[ReportFact], first: date, month: date, day: date) -> date | None:
    last = max((report.month for report in reports if report.sent_on <= day), default=None)
    if last is not None and last >= month:
        return None
    return first if last is None or last < first else next_month(last)
