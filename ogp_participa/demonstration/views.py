"""The outbox and the stage button of the demonstration."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.accounts.current import myself, signed_in
from ogp_participa.demonstration import actions
from ogp_participa.plans.queries import plan_by_slug

pages = Blueprint("demonstration", __name__)


@pages.post("/gestao/planos/<slug>/proxima-etapa")
@signed_in
def advance(slug: str) -> ResponseReturnValue:
    """Go to the next stage of the demonstration."""
    plan = plan_by_slug(slug) or abort(404)
    actions.advance(myself(), plan)
    flash(_("The next stage is open. The calendar was changed, with its reason."), "ok")
    return redirect(url_for("plans.desk"), 303)
