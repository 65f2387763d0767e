"""Pages of moderation for everybody: how it works, the register of decisions, and an author's appeal."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.accounts.current import me, myself, signed_in
from ogp_participa.accounts.models import Person
from ogp_participa.addresses import page_href, page_number, plan_at, proposal_at
from ogp_participa.database import now
from ogp_participa.forum.models import Sector
from ogp_participa.moderation import actions, queries, rules
from ogp_participa.moderation.forms import OUTCOMES, AppealForm
from ogp_participa.moderation.models import APPEAL_TERM, Outcome
from ogp_participa.proposals.models import PUBLIC, Proposal, State
from ogp_participa.ratelimits import limiter

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


@pages.get("/planos/<slug>/como-moderamos")
def how(slug: str) -> ResponseReturnValue:
    """How the forum moderates: the rules in words, the catalogue and the figures."""
    plan = plan_at(slug)
    return render_template(
        "moderation/how.html",
        plan=plan,
        reasons=queries.reasons_of(plan),
        figures=queries.statistics(plan),
        OUTCOMES=OUTCOMES,
        term=APPEAL_TERM.days,
    )


@pages.get("/planos/<slug>/decisoes")
def decisions(slug: str) -> ResponseReturnValue:
    """The public register of decisions."""
    plan = plan_at(slug)
    outcome, sector = request.args.get("decisao", ""), request.args.get("setor", "")
    text = request.args.get("q", "").replace("\x00", "")[:40]
    return render_template(
        "moderation/decisions.html",
        plan=plan,
        outcome=outcome if outcome in list(Outcome) else "",
        sector=sector if sector in list(Sector) else "",
        text=text,
        rows=queries.register(
            plan,
            Outcome(outcome) if outcome in list(Outcome) else None,
            Sector(sector) if sector in list(Sector) else None,
            text,
            page_number(),
        ),
        person=me() if request.cookies else None,
        OUTCOMES=OUTCOMES,
        PUBLIC=PUBLIC,
        Sector=Sector,
        page_href=page_href,
    )
