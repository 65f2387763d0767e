"""Pages of the commitments room."""

from flask import Blueprint, abort, g, render_template, request

from ogp_participa.accounts.current import me
from ogp_participa.commitments.queries import commitment_by_reference, commitments_of
from ogp_participa.drafting.queries import sources_of
from ogp_participa.plans.models import Plan
from ogp_participa.plans.queries import plan_by_slug
from ogp_participa.plans.rules import can_manage

pages = Blueprint("commitments", __name__)


def seen(plan: Plan | None) -> Plan:
    """The plan, also for the strip and the menu; 404 without one, and for others than staff before it is listed."""
    if plan is None or not (plan.listed or can_manage(me() if request.cookies else None)):
        abort(404)
    g.plan = plan
    return plan


@pages.get("/planos/<slug>/compromissos")
def index(slug: str) -> str:
    """The commitments of a plan."""
    plan = seen(plan_by_slug(slug))
    return render_template("commitments/index.html", plan=plan, commitments=commitments_of(plan))


@pages.get("/compromissos/<reference>")
def show(reference: str) -> str:
    """One commitment: what is promised, where it came from, what was published about it."""
    commitment = commitment_by_reference(reference) or abort(404)
    plan = seen(commitment.plan)
    promotions = [] if plan.historical else sources_of(commitment)
    return render_template("commitments/show.html", plan=plan, commitment=commitment, promotions=promotions)
