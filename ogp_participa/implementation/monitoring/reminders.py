"""Who is reminded of a month's report, before its term ends and after, once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from ogp_participa.core.dates import day as day_in_words
from ogp_participa.core.dates import month_name
from ogp_participa.edition.plans.models import Plan
from ogp_participa.implementation.monitoring.models import Reporter
from ogp_participa.implementation.monitoring.queries.followed import DUE_DAY, FollowedMilestone
from ogp_participa.implementation.status.milestones import Status, due_on, month_due, standing_on
from ogp_participa.people.mail.letters import Letter

DAYS_BEFORE = 3
"""How many days before the term's last day a reporter is reminded."""


@dataclass(frozen=True)
class Reminder:
    """A month's report that a reporter's institution still owes, and on how many milestones."""

    reporter: Reporter
    month: date
    milestones: int
    is_late: bool


def month_asked(day: date) -> tuple[date, bool] | None:
    """Return the month that a reminder of this day is about, and whether its term is over; None on other days."""
    last = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    if day > due_on(last, DUE_DAY):
        return last, True
    return (last, False) if day >= due_on(last, DUE_DAY) - timedelta(days=DAYS_BEFORE) else None


def owed_milestones(milestones: Sequence[FollowedMilestone], organisation_id: int, month: date, day: date) -> int:
    """Return on how many milestones an institution still owes the report of a month."""
    owed = 0
    for milestone in milestones:
        standing = standing_on(milestone.facts, day)
        if milestone.institution_id != organisation_id or standing is None:
            continue
        if standing.status in (Status.DONE, Status.DONE_LATE, Status.STOPPED, Status.NOT_STARTED):
            continue
        reports = milestone.facts.reports.get(organisation_id, ())
        begins = milestone.promise.starts_on or milestone.promise.since
        owed += begins < due_on(month, DUE_DAY) and all(report.month < month for report in reports)
    return owed


def reminders_due(reporters: Sequence[Reporter], milestones: Sequence[FollowedMilestone], day: date) -> list[Reminder]:
    """Return the reminders that are due on a day. Nobody is reminded twice before a month's term ends, nor after."""
    asked = month_asked(day)
    if asked is None:
        return []
    month, is_late = asked
    reminders = []
    for reporter in reporters:
        last_month = reporter.warned_of if is_late else reporter.reminded_of
        if not reporter.reports_on(day) or (last_month is not None and last_month >= month):
            continue
        owed = owed_milestones(milestones, reporter.organisation_id, month, day)
        if owed:
            reminders.append(Reminder(reporter, month, owed, is_late))
    return reminders


def reminders_owed(reporters: Sequence[Reporter], milestones: Sequence[FollowedMilestone], day: date) -> list[Reminder]:
    """Return a reminder for everybody whose institution owes the newest report that was due, told before or not."""
    month = month_due(day, DUE_DAY)
    reminders = []
    for reporter in reporters:
        owed = owed_milestones(milestones, reporter.organisation_id, month, day) if reporter.reports_on(day) else 0
        if owed:
            reminders.append(Reminder(reporter, month, owed, is_late=True))
    return reminders


def letter_of(reminder: Reminder, plan: Plan) -> Letter:
    """Return the words of a reminder, in the language of whoever reads it."""
    month, due = month_name(reminder.month), day_in_words(due_on(reminder.month, DUE_DAY))
    late, institution = reminder.is_late, reminder.reporter.organisation.name
    subject = _("Report of %(month)s is missing", month=month) if late else _("Report of %(month)s", month=month)
    term = _("The term ended on %(day)s.", day=due) if late else _("The term ends on %(day)s.", day=due)
    lines = [
        _("%(institution)s answers for milestones of %(plan)s.", institution=institution, plan=plan.title),
        _("The report of %(month)s is still missing for %(n)s of them.", month=month, n=reminder.milestones),
        term,
    ]
    return Letter(subject, lines, "monitoring.desk", {"plano": plan.slug}, _("Write the reports"))
