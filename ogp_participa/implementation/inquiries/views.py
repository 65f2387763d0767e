"""Where people ask and contest, institutions answer, and members of the forum hide what hurts."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ogp_participa.core.dates import today
from ogp_participa.core.rate_limits import limiter
from ogp_participa.edition.plans.addresses import seen
from ogp_participa.forum.seats.addresses import reader
from ogp_participa.forum.seats.rules import is_member
from ogp_participa.implementation.inquiries import actions, queries, rules
from ogp_participa.implementation.inquiries.forms import HideInquiryForm, InquiryAnswerForm, InquiryForm
from ogp_participa.implementation.inquiries.models import Inquiry, InquiryKind
from ogp_participa.implementation.monitoring.queries.reporting import (
    answering,
    milestone_by_reference,
    report_by_id,
    reporter_of,
)
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("inquiries", __name__)


def inquiry_at(number: int) -> Inquiry:
    """Return the question or objection of an address, when whoever asks may see its plan; 404 for others."""
    inquiry = queries.inquiry_by_id(number) or abort(404)
    seen(inquiry.milestone.commitment.plan)
    return inquiry


def back_to(inquiry: Inquiry) -> Response:
    """Lead to where the question stands."""
    reference = inquiry.milestone.commitment.reference
    return redirect(url_for("tracker.commitment", reference=reference, _anchor=f"q{inquiry.id}"), 303)


@pages.route("/marcos/<reference>/perguntas/nova", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
@signed_in
def ask(reference: str) -> ResponseReturnValue:
    """Ask about a milestone, or contest the report in ``relato``."""
    milestone = milestone_by_reference(reference) or abort(404)
    plan = seen(milestone.commitment.plan)
    typed = request.args.get("relato", "")
    report = report_by_id(int(typed)) if typed.isdecimal() and len(typed) < 9 else None
    if typed and (report is None or report.milestone_id != milestone.id):
        abort(404)
    kind = InquiryKind.OBJECTION if report else InquiryKind.QUESTION
    entry, verdict = InquiryForm(), rules.can_ask(myself(), milestone)
    if verdict and entry.validate_on_submit():
        words = rules.has_words(kind, entry.text.data or "", report, milestone)
        if words:
            inquiry = actions.ask(myself(), milestone, kind, entry.text.data, entry.link.data or "", report)
            flash(_("It is published. The institution has twenty days to answer here."), "ok")
            return back_to(inquiry)
        entry.text.errors = [*entry.text.errors, str(words.reason)]
    page = render_template(
        "implementation/inquiries/ask.html",
        plan=plan,
        milestone=milestone,
        report=report,
        entry=entry,
        verdict=verdict,
    )
    return page, 200 if verdict and not entry.is_submitted() else 422 if verdict else 403


@pages.route("/perguntas/<int:number>/resposta", methods=["GET", "POST"])
@signed_in
def answer(number: int) -> ResponseReturnValue:
    """Answer for the institution."""
    inquiry, person = inquiry_at(number), myself()
    milestone = inquiry.milestone
    reporter = reporter_of(person, milestone.commitment.plan, today(), answering(milestone))
    entry, verdict = InquiryAnswerForm(), rules.can_answer(person, reporter, inquiry)
    if verdict and entry.validate_on_submit():
        words = rules.answers(entry.text.data or "")
        if words:
            actions.answer(person, inquiry, entry.text.data)
            flash(_("The answer is published."), "ok")
            return back_to(inquiry)
        entry.text.errors = [*entry.text.errors, str(words.reason)]
    page = render_template(
        "implementation/inquiries/answer.html",
        plan=milestone.commitment.plan,
        inquiry=inquiry,
        entry=entry,
        verdict=verdict,
        due=queries.due_on(inquiry),
    )
    return page, 200 if verdict and not entry.is_submitted() else 422 if verdict else 403


@pages.route("/perguntas/<int:number>/decisao", methods=["GET", "POST"])
@signed_in
def decide(number: int) -> ResponseReturnValue:
    """Hide a question or objection that hurts, or show it again."""
    inquiry, person = inquiry_at(number), myself()
    plan = inquiry.milestone.commitment.plan
    _person, seat = reader(plan)
    entry, verdict = HideInquiryForm(), is_member(seat)
    if verdict and inquiry.hidden and request.method == "POST":
        actions.restore(person, seat, inquiry)
        flash(_("It is shown again."), "ok")
        return back_to(inquiry)
    if verdict and entry.validate_on_submit():
        allowed = rules.can_hide(person, seat, inquiry, entry.reason.data or "")
        if allowed:
            actions.hide(person, seat, inquiry, entry.reason.data or "")
            flash(_("It is hidden; the reason stands in its place."), "ok")
            return back_to(inquiry)
        entry.reason.errors = [*entry.reason.errors, str(allowed.reason)]
    page = render_template(
        "implementation/inquiries/decide.html", plan=plan, inquiry=inquiry, entry=entry, verdict=verdict
    )
    return page, 200 if verdict and not entry.is_submitted() else 422 if verdict else 403
