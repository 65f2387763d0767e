"""What everybody may know of moderation: how it works, its figures, and every decision."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ogp_participa.core.pagination import page_href, page_number
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.moderation.forms.decisions import OUTCOMES
from ogp_participa.moderation.models import APPEAL_TERM, Outcome
from ogp_participa.moderation.queries import register as queries
from ogp_participa.moderation.queries.decisions import reasons_of
from ogp_participa.people.accounts.current import me
from ogp_participa.proposals.proposals.models import PUBLIC

pages = Blueprint("register", __name__)


@pages.get("/planos/<slug>/como-moderamos")
def how(slug: str) -> ResponseReturnValue:
    """How the forum moderates: the rules in words, the catalogue and the figures."""
    plan = plan_at(slug)
    figures, stored_at = queries.figures_to_show(plan)
    return render_template(
        "moderation/how.html",
        plan=plan,
        reasons=reasons_of(plan),
        figures=figures,
        stored_at=stored_at,
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
