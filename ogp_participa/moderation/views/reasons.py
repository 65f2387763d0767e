"""The catalogue of reasons, as staff keep it. (Everybody reads it in the register.)"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import reasons as actions
from ogp_participa.moderation.forms.decisions import OUTCOMES
from ogp_participa.moderation.forms.reasons import ModerationReasonForm
from ogp_participa.moderation.models import Outcome
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("reasons", __name__)


@pages.route("/gestao/planos/<slug>/motivos", methods=["GET", "POST"])
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """The plan's catalogue of reasons: staff add to it and retire from it."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    entry = ModerationReasonForm()
    if entry.validate_on_submit():
        taken = any(reason.number == entry.number.data for reason in queries.reasons_of(plan))
        verdict = rules.can_add_reason(myself(), taken)
        if verdict:
            texts = (entry.pt.data or "", entry.en.data or "", entry.es.data or "")
            actions.add_reason(plan, entry.number.data or "", Outcome(entry.outcome.data), texts, by=myself())
            flash(_("Reason %(number)s can be chosen from now on.", number=entry.number.data), "ok")
            return redirect(url_for("reasons.index", slug=plan.slug), 303)
        entry.number.errors = [str(verdict.reason)]
    page = render_template(
        "moderation/index.html", plan=plan, entry=entry, reasons=queries.reasons_of(plan), OUTCOMES=OUTCOMES
    )
    return page, 422 if entry.errors else 200


@pages.post("/gestao/planos/<slug>/motivos/<number>/retirada")
@signed_in
def retire(slug: str, number: str) -> ResponseReturnValue:
    """A reason is not chosen any more."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    if number not in {reason.number for reason in queries.reasons_of(plan)}:
        abort(404)
    actions.retire_reason(plan, number, by=myself())
    flash(_("Reason %(number)s is not chosen any more. It stays where it was used.", number=number), "ok")
    return redirect(url_for("reasons.index", slug=plan.slug), 303)
