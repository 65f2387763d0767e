"""The desk of publication: what is missing, the button, and the numbers that OGP gives."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.forms import ButtonForm
from ogp_participa.decision.publication import actions, forms, ogp_numbers, queries, rules, wording
from ogp_participa.decision.publication.views.reading import pages
from ogp_participa.drafting.commitments.queries import whole_commitments_of
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.people.accounts.current import myself, signed_in, with_password


@pages.route("/gestao/planos/<slug>/plano", methods=["GET", "POST"])
@with_password
def desk(slug: str) -> ResponseReturnValue:
    """Show what is missing, and the button; afterwards every published version and what is left to do."""
    plan = plan_at(slug)
    rules.can_look(myself(), plan).require()
    missing = [] if plan.published else queries.missing_here(plan)
    verdict = rules.can_publish(myself(), plan, missing, now=now())
    entry = forms.PublishForm()
    if entry.is_submitted():
        verdict.require()
    if entry.validate_on_submit():
        edition = actions.publish(myself(), plan, entry.foreword.data)
        flash(_("The plan is published. Whoever wrote or follows something in it hears of it."), "success")
        return redirect(url_for("publication.version", slug=slug, number=edition.number), 303)
    page = render_template(
        "decision/publication/desk.html",
        for_good=wording.PUBLISHED_FOR_GOOD,
        plan=plan,
        missing=missing,
        verdict=verdict,
        entry=entry,
        editions=queries.editions_of(plan),
        amendments=queries.amendments_of(plan) if plan.published else [],
        commitments=whole_commitments_of(plan) if plan.published else [],
    )
    return page, 422 if entry.errors else 200


@pages.route("/gestao/planos/<slug>/plano/ogp", methods=["GET", "POST"])
@signed_in
def ids(slug: str) -> ResponseReturnValue:
    """Show the numbers that OGP gave to the commitments, written down; never made here."""
    plan = plan_at(slug)
    rules.can_record_ids(myself(), plan).require()
    commitments = whole_commitments_of(plan)
    form, typed, errors = ButtonForm(), dict[int, str](), dict[int, str]()
    for commitment in commitments:
        typed[commitment.number] = request.form.get(f"ogp-{commitment.number}", commitment.ogp_id or "").strip()
        if typed[commitment.number] and not ogp_numbers.ogp_id(typed[commitment.number]):
            errors[commitment.number] = _("Write it as OGP does: letters and digits, as in BRSP0012.")
    numbers = [ogp_numbers.ogp_id(text) for text in typed.values() if text]
    for number, text in typed.items():
        if text and number not in errors and numbers.count(ogp_numbers.ogp_id(text)) > 1:
            errors[number] = _("Two commitments cannot have the same number.")
    if form.validate_on_submit() and not errors:
        actions.record_ids(myself(), plan, {n: ogp_numbers.ogp_id(text) for n, text in typed.items()})
        flash(_("The numbers of OGP are written down."), "success")
        return redirect(url_for("publication.desk", slug=slug), 303)
    page = render_template(
        "decision/publication/ids.html",
        lead=wording.NUMBERS_LEAD,
        plan=plan,
        commitments=commitments,
        typed=typed,
        errors=errors,
        draft=form,
    )
    return page, 422 if form.is_submitted() else 200
