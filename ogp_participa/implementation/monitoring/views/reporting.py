"""Where institutions and the forum report, and the files of their evidence."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.uploads import as_response
from ogp_participa.core.verdicts import Verdict, first_no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.plans.addresses import seen
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.forum.seats.models import Seat
from ogp_participa.implementation.monitoring import actions, rules
from ogp_participa.implementation.monitoring.forms import (
    MonthlyReportForm,
)
from ogp_participa.implementation.monitoring.models import Evidence, Reporter, Voice
from ogp_participa.implementation.monitoring.queries import followed, reporting
from ogp_participa.implementation.status.milestones import Status, due_on, month_due, next_month, standing_on
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("monitoring", __name__)


def milestone_at(reference: str) -> Milestone:
    """Return the milestone of an address, when whoever asks may see its plan; 404 for others."""
    milestone = reporting.milestone_by_reference(reference) or abort(404)
    seen(milestone.commitment.plan)
    return milestone


def month_at(written: str) -> date:
    """Return the month of an address ("2027-03") by its first day; 404 for what is none."""
    try:
        month = date.fromisoformat(f"{written}-01")
    except ValueError:
        abort(404)
    return month if 2000 <= month.year <= 2100 else abort(404)


@pages.get("/relatos")
@signed_in
def desk() -> str:
    """What a person reports on: the milestones of their institution, and of which month a report is due."""
    day = today()
    reporters = reporting.plans_reported_by(myself(), day)
    plans = {reporter.plan.slug: reporter.plan for reporter in reporters}
    plan = plans.get(request.args.get("plano", "")) or next(reversed(plans.values()), None)
    own = {reporter.organisation_id for reporter in reporters if reporter.plan is plan}
    rows = [
        (milestone, _due(milestone, day))
        for milestone in (followed.followed_milestones(plan) if plan else ())
        if milestone.institution_id in own and not milestone.promise.withdrawn
    ]
    return render_template(
        "implementation/monitoring/desk.html", reporters=reporters, plans=plans, plan=plan, rows=rows
    )


def _due(milestone: followed.FollowedMilestone, day: date) -> dict[str, Any]:
    """Return of which month the milestone's institution reports next, until when, and how the milestone stands."""
    standing = standing_on(milestone.facts, day)
    reports = milestone.facts.reports.get(milestone.institution_id or 0, ())
    last = max((report.month for report in reports), default=None)
    month = min(next_month(last), day.replace(day=1)) if last else month_due(day, followed.DUE_DAY)
    begun = (milestone.facts.promises[0].since).replace(day=1)
    month = max(month, begun)
    is_done = standing is not None and standing.status in (Status.DONE, Status.DONE_LATE)
    return {
        "month": month,
        "due_on": due_on(month, followed.DUE_DAY),
        "is_late": day > due_on(month, followed.DUE_DAY),
        "is_reported": last is not None and last >= month,
        "is_done": is_done,
        "standing": standing,
    }


@pages.route("/marcos/<reference>/relato/<written_month>", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
@signed_in
def report(reference: str, written_month: str) -> ResponseReturnValue:
    """Write, keep or send the report of a month, of one's institution or (``voz=forum``) of the forum."""
    milestone, month, person = milestone_at(reference), month_at(written_month), myself()
    plan = milestone.commitment.plan
    _person, seat = reader(plan)
    speaking = seat if request.args.get("voz") == Voice.FORUM else None
    voice = Voice.FORUM if request.args.get("voz") == Voice.FORUM else Voice.INSTITUTION
    reporter = reporting.reporter_of(person, plan, today(), reporting.answering(milestone))
    verdict = _may_report(milestone, voice, seat, reporter, month)
    organisation = reporter.organisation_id if reporter and voice is Voice.INSTITUTION else None
    before = reporting.newest_report(milestone, voice, organisation, month)
    start = reporting.draft_of(person, milestone, voice, month) or before
    start = start or reporting.newest_report(milestone, voice, organisation)
    entry = MonthlyReportForm(data=MonthlyReportForm.starting_from(start))
    if verdict and request.method == "POST" and "keep" in request.form:
        actions.keep_draft(person, milestone, voice, month, entry.words())
        flash(_("What you wrote is kept. Only you can see it until you send it."), "ok")
        return redirect(request.full_path.rstrip("?"), 303)
    if verdict and entry.validate_on_submit():
        fits = actions.fits(milestone, entry.words(), voice)
        if fits:
            actions.send(person, milestone, month, entry.words(), entry.evidence(), speaking)
            flash(_("The report is published. It stays as it is; a correction would stand beside it."), "ok")
            target = url_for("tracker.commitment", reference=milestone.commitment.reference)
            return redirect(f"{target}#m{milestone.serial}", 303)
        entry.done.errors = [*entry.done.errors, str(fits.reason)]
    page = render_template(
        "implementation/monitoring/report.html",
        plan=plan,
        milestone=milestone,
        month=month,
        voice=voice,
        entry=entry,
        verdict=verdict,
        before=before,
        due=due_on(month, followed.DUE_DAY),
        is_late=today() > due_on(month, followed.DUE_DAY),
    )
    return page, 200 if verdict and not entry.is_submitted() else 422 if verdict else 403


def _may_report(
    milestone: Milestone, voice: Voice, seat: Seat | None, reporter: Reporter | None, month: date
) -> Verdict:
    """Return whether the person may report on the milestone in this month, as the action will ask."""
    plan = milestone.commitment.plan
    speaks = (
        rules.can_speak(seat, milestone)
        if voice is Voice.FORUM
        else rules.can_report(reporter, milestone, reporting.answering(milestone))
    )
    first = reporting.published_on(plan) or today()
    return first_no(rules.is_followed(plan, now()), speaks, rules.is_a_month_to_report(month, first, today()))


@pages.get("/evidencias/<int:number>/<name>")
def evidence_file(number: int, name: str) -> Response:
    """The file of a piece of evidence, served so that nothing in it can run; 410 where it was withdrawn."""
    evidence = evidence_at(number, with_content=True)
    if evidence.withdrawn_at is not None:
        abort(410)
    if evidence.content is None or name != evidence.name:
        abort(404)
    return as_response(evidence.content, evidence.name, evidence.media_type)


def evidence_at(number: int, with_content: bool = False) -> Evidence:
    """Return a piece of evidence, when whoever asks may see its plan; 404 for others."""
    evidence = reporting.evidence_by_id(number, with_content) or abort(404)
    seen(evidence.report.milestone.commitment.plan)
    return evidence
