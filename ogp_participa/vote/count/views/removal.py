"""Taking a winner out of the result."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.drafting.feasibility.models import OpinionVersion
from ogp_participa.drafting.feasibility.queries import cited_as, unfavourable_on
from ogp_participa.edition.plans.addresses import voted_plan_at
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, with_password
from ogp_participa.proposals.proposals.addresses import proposal_at
from ogp_participa.vote.count import actions, rules
from ogp_participa.vote.count.forms import RemovalForm
from ogp_participa.vote.count.queries import results

pages = Blueprint("counting", __name__)


def cited(version: OpinionVersion) -> actions.Citation:
    """Return the citation of an opinion."""
    about = version.opinion.kind.value
    return actions.Citation(version.opinion_id, version.number, about, version.institution, version.process)


@pages.route("/gestao/planos/<slug>/selecao/retirada/<reference>", methods=["GET", "POST"])
@with_password
def remove(slug: str, reference: str) -> ResponseReturnValue:
    """Take a winner out with a published reason; before that, see who would enter and leave."""
    can_manage(myself()).require()
    plan, proposal = voted_plan_at(slug), proposal_at(reference)
    if proposal.plan_id != plan.id:
        abort(404)
    standing = results.standing_of(proposal)
    rules.can_remove(myself(), plan, results.count_of(plan), proposal, standing, now=now()).require()
    unfavourable = {f"{version.opinion_id}-{version.number}": version for version in unfavourable_on(proposal)}
    form = RemovalForm({key: cited_as(version) for key, version in unfavourable.items()})
    if form.validate_on_submit():
        cites = cited(unfavourable[form.cited]) if form.cited else None
        actions.remove_winner(myself(), plan, proposal, form.reason.data, cites)
        flash(_("%(ref)s was taken out, and the rule was run again.", ref=proposal.reference), "success")
        return redirect(url_for("drafting.board", slug=slug), 303)
    change = results.rerun(plan, results.removed_of(plan) | {proposal.id})
    page = render_template(
        "vote/count/remove.html",
        plan=plan,
        proposal=proposal,
        standing=standing,
        change=change,
        others=results.proposals_of({*change.entered, *change.left}),
        unfavourable=unfavourable,
        draft=form,
    )
    return page, 422 if form.errors else 200
