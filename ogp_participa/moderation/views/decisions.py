"""The page of an author's appeal. (Deciding stands in the room of reading, what is public in the register.)"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.rate_limits import limiter
from ogp_participa.moderation import rules
from ogp_participa.moderation.actions import decisions as actions
from ogp_participa.moderation.forms.decisions import AppealForm
from ogp_participa.moderation.queries import decisions as queries
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.addresses import proposal_at
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, State

pages = Blueprint("moderation", __name__)


@pages.route("/propostas/<reference>/recurso", methods=["GET", "POST"])
@limiter.limit("10 per minute")
@signed_in
def appeal(reference: str) -> ResponseReturnValue:
    """The author's appeal: the form, or what became of it."""
    proposal, person = proposal_at(reference), myself()
    if not _may_see_appeal(person, proposal):
        abort(404)
    case = queries.case_of(proposal, now())
    verdict = rules.can_appeal(person, case, now())
    entry = AppealForm()
    if entry.validate_on_submit():
        actions.appeal(proposal, by=person, text=entry.text.data or "")
        flash(_("We received your appeal. Members who took no part in the decision will answer it."), "ok")
        return redirect(url_for("moderation.appeal", reference=proposal.reference), 303)
    page = render_template(
        "moderation/appeal.html",
        proposal=proposal,
        case=case,
        refusal=case.refusal,
        verdict=verdict,
        entry=entry,
    )
    return page, 422 if entry.is_submitted() else 200


def _may_see_appeal(person: Person, proposal: Proposal) -> bool:
    """A proposal that is not public is nobody else's business."""
    return proposal.author_id == person.id or proposal.state in PUBLIC or proposal.state is State.REFUSED
