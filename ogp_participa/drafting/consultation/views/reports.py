"""Pages of reports: telling the forum that a contribution hurts, and what the forum decides."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.rate_limits import limiter
from ogp_participa.drafting.consultation import actions
from ogp_participa.drafting.consultation.queries.contributions import shown
from ogp_participa.drafting.consultation.queries.reports import decided, decisions_on, open_cases, reports_of
from ogp_participa.drafting.consultation.views.contributions import contribution_at
from ogp_participa.drafting.consultation.views.drafts import pages
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.people.accounts.current import me, signed_in
from ogp_participa.proposals.comments import rules as conversation
from ogp_participa.proposals.comments.forms import ReportDecisionForm, ReportForm
from ogp_participa.proposals.comments.models import Visibility


@pages.route("/contribuicoes/<reference>/denuncia", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
@signed_in
def report(reference: str) -> ResponseReturnValue:
    """Tell the forum that a contribution hurts."""
    contribution, entry = contribution_at(reference), ReportForm()
    if entry.validate_on_submit():
        actions.report(me(), contribution, entry.reason.data)
        flash(_("Thank you. The forum reads your report; its decision and the reason are published."), "ok")
        return redirect(url_for(".contribution", reference=contribution.reference), 303)
    verdict = conversation.can_report(me(), contribution)
    about = {"plan": contribution.plan, "contribution": shown(contribution), "entry": entry, "verdict": verdict}
    return render_template("drafting/consultation/report.html", **about), 422 if entry.is_submitted() else 200


@pages.get("/mesa/denuncias/consulta/<slug>")
@signed_in
def reports(slug: str) -> str:
    """Show the contributions of a plan that were reported and wait for the forum, and its latest decisions."""
    plan = plan_at(slug)
    _person, seat = reader(plan)
    conversation.can_read_reports(me(), seat).require()
    return render_template(
        "drafting/consultation/reports.html", plan=plan, cases=open_cases(plan), decided=decided(plan)
    )


@pages.route("/contribuicoes/<reference>/decisao", methods=["GET", "POST"])
@signed_in
def decide(reference: str) -> ResponseReturnValue:
    """Hide, restore or keep a contribution."""
    contribution, entry = contribution_at(reference), ReportDecisionForm()
    person, seat = reader(contribution.plan)
    conversation.can_read_reports(person, seat).require()
    offered = [outcome for outcome in Visibility if conversation.can_decide(person, seat, contribution, outcome)]
    other = Visibility.RESTORE if contribution.hidden else Visibility.HIDE
    entry.offer(offered)
    if entry.validate_on_submit():
        actions.decide(person, seat, contribution, Visibility(entry.outcome.data), entry.reason.data)
        flash(_("Decided, and published with your reason."), "ok")
        return redirect(url_for(".reports", slug=contribution.plan.slug), 303)
    page = render_template(
        "drafting/consultation/decide.html",
        plan=contribution.plan,
        contribution=shown(contribution),
        entry=entry,
        offered=offered,
        refusal=conversation.can_decide(person, seat, contribution, other),
        reports=reports_of(contribution),
        decisions=decisions_on(contribution),
    )
    return page, 422 if entry.is_submitted() else 200
