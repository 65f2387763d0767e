"""Who may report on a milestone, on which month, and what a report must say."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.forum.seats.models import ForumDecision, Seat
from ogp_participa.implementation.monitoring.models import Evidence, MonthlyReport, Reporter, ReportWords
from ogp_participa.people.accounts.models import Person

FEWEST_LETTERS = 20
"""What was done, and why something is withdrawn, is a sentence at least."""

ALREADY = _l("This month has a report already. Correct it instead: the first one stays readable.")
STOPPED = _l("This milestone is stopped already.")
CORRECTED = _l("Somebody corrected this report meanwhile. Correct the newest one.")


def is_followed(plan: Plan, now: datetime) -> Verdict:
    """A published plan is reported on while the calendar is in its implementation."""
    if not plan.published:
        return no(_l("Only a published plan is reported on."))
    return is_open(plan, Right.IMPLEMENT, now)


def can_name(person: Person | None) -> Verdict:
    """Staff name who reports for an institution."""
    return can_manage(person)


def can_end(reporter: Reporter, until_date: date, reason: str) -> Verdict:
    """A reporter's time ends once, on or after its first day, with a reason."""
    if reporter.until_date is not None:
        return no(_l("This person has stopped reporting already."))
    if until_date < reporter.from_date:
        return no(_l("The last day must come after the first."))
    return YES if reason.strip() else no(_l("Write why it ends. Everybody can read it."))


def can_report(reporter: Reporter | None, milestone: Milestone, answering: Sequence[int]) -> Verdict:
    """Who reports for an institution reports on the milestones it answers for, as long as they are in the plan."""
    if reporter is None or reporter.organisation_id not in answering:
        return no(_l("Only who reports for an institution that answers for this milestone can do this."))
    return _is_there(milestone)


def can_speak(seat: Seat | None, milestone: Milestone) -> Verdict:
    """Who holds a seat says the forum's word beside the institution's."""
    if seat is None:
        return no(_l("Only members of this plan's forum can do this."))
    return _is_there(milestone)


def is_a_month_to_report(month: date, first: date, today: date) -> Verdict:
    """A month is reported on from its first day on, and none from before the plan."""
    if month > today.replace(day=1):
        return no(_l("This month has not begun yet."))
    return YES if month >= first.replace(day=1) else no(_l("The plan was not published yet in this month."))


def fits(words: ReportWords, today: date) -> Verdict:
    """A report says what was done, and its days follow one another."""
    if len((words.done or "").strip()) < FEWEST_LETTERS:
        return no(_l("Write what was done, in a sentence at least. If nothing was done, say so."))
    if words.finished_on is not None and words.finished_on > today:
        return no(_l("What is done was finished today at the latest. Use the forecast for a day to come."))
    if words.started_on is not None and words.started_on > today:
        return no(_l("What has started began today at the latest."))
    if words.started_on is not None and words.finished_on is not None and words.finished_on < words.started_on:
        return no(_l("The end comes before the start."))
    if words.share == 100 and words.finished_on is None:
        return no(_l("What is done to 100 % has a day on which it was finished."))
    return YES


def explains_delay(words: ReportWords, planned: date | None, today: date) -> Verdict:
    """Who is late, or will be, says why."""
    ends = words.finished_on or words.forecast_on or (today if planned is not None and today > planned else None)
    if planned is None or ends is None or ends <= planned or words.late_reason.strip():
        return YES
    return no(_l("Say why it takes longer than planned. Everybody can read it."))


def can_correct(report: MonthlyReport, is_corrected: bool) -> Verdict:
    """The newest report of a month is corrected, by a new one that points to it."""
    return no(CORRECTED) if is_corrected else _is_there(report.milestone)


def can_withdraw(person: Person | None, evidence: Evidence, reason: str) -> Verdict:
    """Staff take evidence away that shows more than it may, once, with a published reason (LGPD, Lei 13.709/2018)."""
    if evidence.withdrawn_at is not None:
        return no(_l("This evidence was withdrawn already."))
    if len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return can_manage(person)


def can_stop(person: Person | None, milestone: Milestone, decision: ForumDecision | None, reason: str) -> Verdict:
    """Staff write down that the forum decided to stop a milestone."""
    if decision is None or decision.plan_id != milestone.commitment.plan_id:
        return no(_l("Choose the decision of the forum that stops it."))
    if decision.votes_for <= decision.votes_against:
        return no(_l("In this decision the forum did not agree."))
    if len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return first_no(can_manage(person), _is_there(milestone))


def can_resume(person: Person | None, until_date: date | None) -> Verdict:
    """Staff write down that a stopped milestone goes on, once."""
    return first_no(can_manage(person), YES if until_date is None else no(_l("This milestone goes on already.")))


def _is_there(milestone: Milestone) -> Verdict:
    return YES if milestone.removed_at is None else no(_l("This milestone was taken out of the plan."))
