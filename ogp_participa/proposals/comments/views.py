"""Pages of the conversation room: following, commenting, reporting, and the forum's desk of reports."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import current_plan, plan_by_slug
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.people.accounts.current import me, myself, signed_in
from ogp_participa.proposals.comments import actions, queries, rules
from ogp_participa.proposals.comments.forms import ReportDecisionForm, ReportForm
from ogp_participa.proposals.comments.models import Comment, Visibility
from ogp_participa.proposals.proposals.forms import CommentForm
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal
from ogp_participa.proposals.proposals.queries.finding import by_reference

pages = Blueprint("conversation", __name__)


@pages.post("/propostas/<reference>/seguimento")
@limiter.limit("60 per minute")
@signed_in
def follow(reference: str) -> ResponseReturnValue:
    """Hear what becomes of a proposal."""
    proposal = find(reference)
    actions.follow(me(), proposal)
    flash(_("You follow this proposal. We will tell you what becomes of it."), "ok")
    return redirect(url_for("proposals.show", address=proposal.address), 303)


@pages.post("/propostas/<reference>/seguimento/remocao")
@limiter.limit("60 per minute")
@signed_in
def unfollow(reference: str) -> ResponseReturnValue:
    """Hear no more of it."""
    proposal = find(reference)
    actions.unfollow(myself(), proposal)
    flash(_("You no longer follow this proposal."), "ok")
    back = request.form.get("back") == "list"
    target = url_for("conversation.following") if back else url_for("proposals.show", address=proposal.address)
    return redirect(target, 303)


@pages.get("/minha-conta/seguindo")
@signed_in
def following() -> ResponseReturnValue:
    """Show what the person follows."""
    return render_template("proposals/comments/following.html", rows=queries.followed_by(myself()))


@pages.route("/propostas/<reference>/comentarios", methods=["GET", "POST"])
@limiter.limit("10 per minute; 100 per day", methods=["POST"])
@signed_in
def comment(reference: str) -> ResponseReturnValue:
    """Say something under a proposal. (The form also stands on the proposal's page.)"""
    proposal, entry = find(reference), CommentForm()
    verdict = rules.can_comment(me(), proposal)
    if entry.validate_on_submit():
        written = actions.comment(me(), proposal, entry.text.data)
        flash(_("Your comment is published."), "ok")
        return redirect(address_of(written), 303)
    status = 422 if entry.is_submitted() else 200
    return render_template("proposals/comments/comment.html", proposal=proposal, entry=entry, verdict=verdict), status


@pages.route("/comentarios/<int:number>/denuncia", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
@signed_in
def report(number: int) -> ResponseReturnValue:
    """Tell the forum that a comment hurts."""
    reported, entry = find_comment(number), ReportForm()
    verdict = rules.can_report(me(), reported)
    if entry.validate_on_submit():
        actions.report(me(), reported, entry.reason.data)
        flash(_("Thank you. The forum reads your report; its decision and the reason are published."), "ok")
        return redirect(address_of(reported), 303)
    status = 422 if entry.is_submitted() else 200
    return render_template("proposals/comments/report.html", comment=reported, entry=entry, verdict=verdict), status


@pages.get("/mesa/denuncias")
@signed_in
def reports() -> ResponseReturnValue:
    """Show the reports that wait for a decision of the forum, and the latest decisions."""
    plan = plan_by_slug(request.args["plano"]) if "plano" in request.args else current_plan()
    if plan is None:
        abort(404)
    g.plan = plan
    rules.can_read_reports(me(), my_seat(plan)).require()
    return render_template(
        "proposals/comments/reports.html", plan=plan, cases=queries.open_cases(plan), decided=queries.decided(plan)
    )


@pages.route("/comentarios/<int:number>/decisao", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@signed_in
def decide(number: int) -> ResponseReturnValue:
    """Hide, restore or keep a comment."""
    reported, entry = find_comment(number), ReportDecisionForm()
    plan = reported.proposal.plan
    seat = my_seat(plan)
    rules.can_read_reports(me(), seat).require()
    offered = [outcome for outcome in Visibility if rules.can_decide(me(), seat, reported, outcome)]
    entry.offer(offered)
    if entry.validate_on_submit():
        actions.decide(me(), seat, reported, Visibility(entry.outcome.data), entry.reason.data)
        flash(_("Decided, and published with your reason."), "ok")
        return redirect(url_for("conversation.reports", plano=plan.slug), 303)
    status = 422 if entry.is_submitted() else 200
    page = render_template(
        "proposals/comments/decide.html",
        comment=reported,
        entry=entry,
        plan=plan,
        offered=offered,
        refusal=rules.can_decide(me(), seat, reported, Visibility.RESTORE if reported.hidden else Visibility.HIDE),
        reports=queries.reports_of(reported),
        decisions=queries.decisions_on(reported),
    )
    return page, status


def find(reference: str) -> Proposal:
    """Return the public proposal of a reference."""
    proposal = by_reference(reference)
    if proposal is None or proposal.state not in PUBLIC:
        abort(404)
    g.plan = proposal.plan
    return proposal


def find_comment(number: int) -> Comment:
    """Return a comment under a public proposal."""
    comment = queries.comment_by_id(number)
    if comment is None or comment.proposal.state not in PUBLIC:
        abort(404)
    g.plan = comment.proposal.plan
    return comment


def my_seat(plan: Plan) -> Seat | None:
    """Return the seat of whoever asks in the forum of the plan."""
    return seat_of(myself(), plan, today())


def address_of(comment: Comment) -> str:
    """Return where a comment stands on its proposal's page."""
    page = queries.page_of(comment) if comment.proposal.comment_count > queries.PER_PAGE else None
    anchor = f"comentario-{comment.id}"
    # url_for leaves out what is None.
    return url_for("proposals.show", address=comment.proposal.address, comentarios=page, _anchor=anchor)
