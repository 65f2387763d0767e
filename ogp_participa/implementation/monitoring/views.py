"""Where institutions and the forum report, and where staff see who is silent, name reporters and withdraw evidence."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.core.uploads import as_response
from ogp_participa.core.verdicts import Verdict, first_no
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.implementation.monitoring import actions, queries, rules
from ogp_participa.implementation.monitoring.forms import (
    MonthlyReportForm,
    ReasonedEndForm,
    ReporterForm,
    StopForm,
    WithdrawEvidenceForm,
)
from ogp_participa.implementation.monitoring.models import Evidence, Reporter, Voice
from ogp_participa.implementation.status.milestones import Status, due_on, month_due, next_month, standing_on
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("monitoring", __name__)


def milestone_at(reference: str) -> Milestone:
    """Return the milestone of an address, when whoever asks may see its plan; 404 for others."""
    milestone = queries.milestone_by_reference(reference) or abort(404)
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
    reporters = queries.plans_reported_by(myself(), day)
    plans = {reporter.plan.slug: reporter.plan for reporter in reporters}
    plan = plans.get(request.args.get("plano", "")) or next(reversed(plans.values()), None)
    own = {reporter.organisation_id for reporter in reporters if reporter.plan is plan}
    rows = [
        (milestone, _due(milestone, day))
        for milestone in (queries.followed_milestones(plan) if plan else ())
        if milestone.institution_id in own and not milestone.promise.withdrawn
    ]
    return render_template(
        "implementation/monitoring/desk.html", reporters=reporters, plans=plans, plan=plan, rows=rows
    )


def _due(milestone: queries.FollowedMilestone, day: date) -> dict[str, Any]:
    """Return of which month the milestone's institution reports next, until when, and how the milestone stands."""
    standing = standing_on(milestone.facts, day)
    reports = milestone.facts.reports.get(milestone.institution_id or 0, ())
    last = max((report.month for report in reports), default=None)
    month = min(next_month(last), day.replace(day=1)) if last else month_due(day, queries.DUE_DAY)
    begun = (milestone.facts.promises[0].since).replace(day=1)
    month = max(month, begun)
    is_done = standing is not None and standing.status in (Status.DONE, Status.DONE_LATE)
    return {
        "month": month,
        "due_on": due_on(month, queries.DUE_DAY),
        "is_late": day > due_on(month, queries.DUE_DAY),
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
    reporter = queries.reporter_of(person, plan, today(), queries.answering(milestone))
    verdict = _may_report(milestone, voice, seat, reporter, month)
    organisation = reporter.organisation_id if reporter and voice is Voice.INSTITUTION else None
    before = queries.newest_report(milestone, voice, organisation, month)
    start = queries.draft_of(person, milestone, voice, month) or before
    start = start or queries.newest_report(milestone, voice, organisation)
    entry = MonthlyReportForm(data=MonthlyReportForm.starting_from(start))
    if verdict and request.method == "POST" and "keep" in request.form:
        actions.keep_draft(person, milestone, voice, month, entry.words())
        flash(_("What you wrote is kept. Only you can see it until you send it."), "ok")
        return redirect(request.full_path.rstrip("?"), 303)
    if verdict and entry.validate_on_submit():
        fits = actions.fits(milestone, entry.words())
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
        due=due_on(month, queries.DUE_DAY),
        is_late=today() > due_on(month, queries.DUE_DAY),
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
        else rules.can_report(reporter, milestone, queries.answering(milestone))
    )
    first = queries.published_on(plan) or today()
    return first_no(rules.is_followed(plan, now()), speaks, rules.is_a_month_to_report(month, first, today()))


@pages.get("/evidencias/<int:number>/<name>")
def evidence_file(number: int, name: str) -> Response:
    """The file of a piece of evidence, served so that nothing in it can run; 410 where it was withdrawn."""
    evidence = _evidence_at(number, with_content=True)
    if evidence.withdrawn_at is not None:
        abort(410)
    if evidence.content is None or name != evidence.name:
        abort(404)
    return as_response(evidence.content, evidence.name, evidence.media_type)


def _evidence_at(number: int, with_content: bool = False) -> Evidence:
    evidence = queries.evidence_by_id(number, with_content) or abort(404)
    seen(evidence.report.milestone.commitment.plan)
    return evidence


@pages.route("/gestao/evidencias/<int:number>/retirar", methods=["GET", "POST"])
@signed_in
def withdraw(number: int) -> ResponseReturnValue:
    """Take a piece of evidence away that shows more than it may, with a published reason."""
    can_manage(myself()).require()
    evidence = _evidence_at(number)
    commitment = evidence.report.milestone.commitment
    entry = WithdrawEvidenceForm()
    if entry.validate_on_submit():
        verdict = rules.can_withdraw(myself(), evidence, entry.reason.data or "")
        if verdict:
            actions.withdraw_evidence(myself(), evidence, entry.reason.data or "")
            flash(_("The evidence is withdrawn. Its digest and the reason stay."), "ok")
            return redirect(url_for("tracker.commitment", reference=commitment.reference), 303)
        entry.reason.errors = [*entry.reason.errors, str(verdict.reason)]
    page = render_template(
        "implementation/monitoring/withdraw.html",
        plan=commitment.plan,
        commitment=commitment,
        evidence=evidence,
        entry=entry,
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>/acompanhamento", methods=["GET", "POST"])
@signed_in
def manage(slug: str) -> ResponseReturnValue:
    """Who reports for whom, and which milestones are without news."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    known = institutions()
    entry = ReporterForm(known)
    if entry.validate_on_submit() and entry.found is not None:
        organisation = next(one for one in known if str(one.id) == entry.organisation.data)
        actions.name_reporter(myself(), plan, organisation, entry.found, entry.from_date.data)
        flash(
            _("%(name)s reports for %(institution)s now.", name=entry.found.name, institution=organisation.name), "ok"
        )
        return redirect(url_for("monitoring.manage", slug=slug), 303)
    if not entry.is_submitted():
        entry.from_date.data = today()
    silent = [
        (milestone, standing)
        for milestone in queries.followed_milestones(plan)
        if (standing := standing_on(milestone.facts, today())) is not None and standing.status is Status.SILENT
    ]
    page = render_template(
        "implementation/monitoring/manage.html",
        plan=plan,
        entry=entry,
        reporters=queries.reporters_of(plan),
        silent=silent,
        day=today(),
        verdict=rules.is_followed(plan, now()),
    )
    return page, 422 if entry.is_submitted() else 200


@pages.post("/gestao/planos/<slug>/acompanhamento/lembrete")
@limiter.limit("3 per hour")
@signed_in
def remind(slug: str) -> ResponseReturnValue:
    """Send one reminder to everybody whose institution owes a report."""
    count = actions.remind_everybody(myself(), plan_at(slug))
    flash(ngettext("%(num)s reminder was sent.", "%(num)s reminders were sent.", count), "ok")
    return redirect(url_for("monitoring.manage", slug=slug), 303)


@pages.route("/gestao/relatores/<int:number>/encerrar", methods=["GET", "POST"])
@signed_in
def end_reporter(number: int) -> ResponseReturnValue:
    """End somebody's reporting for an institution."""
    can_manage(myself()).require()
    reporter = queries.reporter_by_id(number) or abort(404)
    entry = ReasonedEndForm()
    if entry.validate_on_submit():
        verdict = rules.can_end(reporter, entry.until_date.data, entry.reason.data or "")
        if verdict:
            actions.end_reporter(myself(), reporter, entry.until_date.data, entry.reason.data or "")
            flash(_("It is written down."), "ok")
            return redirect(url_for("monitoring.manage", slug=reporter.plan.slug), 303)
        entry.reason.errors = [*entry.reason.errors, str(verdict.reason)]
    page = render_template(
        "implementation/monitoring/end_reporter.html", plan=reporter.plan, reporter=reporter, entry=entry
    )
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/marcos/<reference>/parada", methods=["GET", "POST"])
@signed_in
def stop(reference: str) -> ResponseReturnValue:
    """Write down that the forum stopped a milestone, or that it goes on."""
    can_manage(myself()).require()
    milestone = milestone_at(reference)
    plan = milestone.commitment.plan
    decisions = decisions_of(plan)
    entry, stopped = StopForm(decisions), queries.stop_of(milestone, today())
    target = redirect(url_for("tracker.commitment", reference=milestone.commitment.reference), 303)
    if stopped is not None and request.method == "POST" and "resume" in request.form:
        actions.resume(myself(), stopped)
        flash(_("The milestone goes on from today."), "ok")
        return target
    if stopped is None and entry.validate_on_submit():
        decision = next((one for one in decisions if str(one.id) == entry.decision.data), None)
        verdict = rules.can_stop(myself(), milestone, decision, entry.reason.data or "")
        if verdict:
            actions.stop(myself(), milestone, decision, entry.reason.data or "")
            flash(_("The milestone is stopped from today on."), "ok")
            return target
        entry.reason.errors = [*entry.reason.errors, str(verdict.reason)]
    page = render_template(
        "implementation/monitoring/stop.html", plan=plan, milestone=milestone, entry=entry, stopped=stopped
    )
    return page, 422 if entry.is_submitted() and stopped is None else 200
