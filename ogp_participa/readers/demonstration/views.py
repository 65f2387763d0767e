"""The outbox and the stage button of the demonstration."""

from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.pagination import page_href, page_number
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.people.mail.queries import outbox as outbox_page
from ogp_participa.people.mail.rules import can_read_outbox
from ogp_participa.readers.demonstration import actions

pages = Blueprint("demonstration", __name__)


@pages.post("/gestao/planos/<slug>/proxima-etapa")
@signed_in
def advance(slug: str) -> ResponseReturnValue:
    """Go to the next stage of the demonstration."""
    plan = plan_by_slug(slug) or abort(404)
    actions.advance(myself(), plan, _page_made_at())
    flash(_("The next stage is open. The calendar was changed, with its reason."), "ok")
    return redirect(url_for("plans.desk"), 303)


def _page_made_at() -> datetime | None:
    """Return when the page with the button was made; None where the form does not say so."""
    try:
        made_at = datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        return None
    return made_at if made_at.tzinfo else None


@pages.get("/gestao/correio")
@signed_in
def outbox() -> ResponseReturnValue:
    """Every mail, as it was written; for staff, and only in the demonstration."""
    if not current_app.config["OGP_DEMONSTRATION"]:
        abort(404)
    can_read_outbox(myself()).require()
    page = page_number()
    mails, last, total = outbox_page(page)
    return render_template(
        "readers/demonstration/outbox.html",
        mails=mails,
        number_of_page=page,
        pages=last,
        total=total,
        url_for_page=page_href,
    )
