"""Pages of the commitments room."""

from flask import Blueprint, abort, render_template

from ogp_participa.addresses import plan_at, seen
from ogp_participa.commitments.queries import commitment_by_reference, commitments_of
from ogp_participa.drafting.queries import sources_of

pages = Blueprint("commitments", __name__)


@pages.get("/planos/<slug>/compromissos")
def index(slug: str) -> str:
    """The commitments of a plan."""
    plan = plan_at(slug)
    return render_template("commitments/index.html", plan=plan, commitments=commitments_of(plan))


@pages.get("/compromissos/<reference>")
def show(reference: str) -> str:
    """One commitment: what is promised, where it came from, what was published about it."""
    commitment = commitment_by_reference(reference) or abort(404)
    plan = seen(commitment.plan)
    promotions = [] if plan.historical else sources_of(commitment)
    return render_template("commitments/show.html", plan=plan, commitment=commitment, promotions=promotions)
