"""Where staff see who is silent, name who reports, withdraw evidence, and write down a stop."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.queries import decisions_of
from ogp_participa.implementation.monitoring import actions, rules
from ogp_participa.implementation.monitoring.forms import (
    ReasonedEndForm,
    ReporterForm,
    StopForm,
    WithdrawEvidenceForm,
)
from ogp_participa.implementation.monitoring.queries import followed, reporting
from ogp_participa.implementation.monitoring.views.reporting import evidence_at, milestone_at, pages
from ogp_participa.implementation.status.milestones import Status, standing_on
from ogp_participa.people.accounts.current import myself, signed_in


@pages.route("/gestao/evidencias/<int:number>/retirar", methods=["GET", "POST"])
@signed_in
def withdraw(number: int) -> ResponseReturnValue:
    """Take a piece of evidence away that shows more than it may, with a published reason."""
    can_manage(myself()).require()
    evidence = evidence_at(number)
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
    if entry.validate_on_submit() and entry.reporter is not None:
        organisation = next(institution for institution in known if str(institution.id) == entry.organisation.data)
        actions.name_reporter(myself(), plan, organisation, entry.reporter, entry.from_date.data)
        flash(
            _("%(name)s reports for %(institution)s now.", name=entry.reporter.name, institution=organisation.name),
            "ok",
        )
        return redirect(url_for("monitoring.manage", slug=slug), 303)
    if not entry.is_submitted():
        entry.from_date.data = today()
    silent = [
        (milestone, standing)
        for milestone in followed.followed_milestones(plan)
        if (standing := standing_on(milestone.facts, today())) is not None and standing.status is Status.SILENT
    ]
    page = render_template(
        "implementation/monitoring/manage.html",
        plan=plan,
        entry=entry,
        reporters=reporting.reporters_of(plan),
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
    reporter = reporting.reporter_by_id(number) or abort(404)
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
    entry, stopped = StopForm(decisions), reporting.stop_of(milestone, today())
    target = redirect(url_for("tracker.commitment", reference=milestone.commitment.reference), 303)
    if stopped is not None and request.method == "POST" and "resume" in request.form:
        actions.resume(myself(), stopped)
        flash(_("The milestone goes on from today."), "ok")
        return target
    if stopped is None and entry.validate_on_submit():
        decision = next((decision for decision in decisions if str(decision.id) == entry.decision.data), None)
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
