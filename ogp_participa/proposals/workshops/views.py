"""Pages where staff note down workshops and type in what people wrote there."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.i18n import lang
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.queries import themes_of
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import me, signed_in
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.workshops import actions, queries, rules
from ogp_participa.proposals.workshops.forms import WorkshopContributionForm, WorkshopForm
from ogp_participa.proposals.workshops.models import Workshop

pages = Blueprint("workshops", __name__)


@pages.route("/gestao/planos/<slug>/oficinas", methods=["GET", "POST"])
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """Show in-person workshops of a plan, and a form to note down another."""
    plan, entry = plan_at(slug), WorkshopForm()
    can_manage(me()).require()
    entry.offer_territories()
    if not entry.validate_on_submit():
        page = render_template(
            "proposals/workshops/index.html", plan=plan, entry=entry, rows=queries.workshops_of(plan)
        )
        return page, 422 if request.method == "POST" else 200
    workshop = actions.record_workshop(
        me(),
        plan,
        held_on=entry.held_on.data,
        place=entry.place.data,
        people=entry.people.data,
        territory=entry.territory.data or None,
    )
    return redirect(url_for(".contributions", slug=slug, number=workshop.id), 303)


@pages.route("/gestao/planos/<slug>/oficinas/<int:number>", methods=["GET", "POST"])
@signed_in
def contributions(slug: str, number: int) -> ResponseReturnValue:
    """Type in what people wrote at a workshop, one after another."""
    plan = plan_at(slug)
    can_manage(me()).require()
    workshop = db.session.get(Workshop, number)
    if workshop is None or workshop.plan_id != plan.id:
        abort(404)
    start_from = Draft(territory=workshop.territory, whole_city=workshop.territory is None, values=[])
    entry = WorkshopContributionForm()
    entry.offer(themes_of(plan), lang())
    entry.offer_territories()
    if request.method == "GET":
        entry.start_from(start_from)
    if request.method == "POST" and entry.validate():
        proposal = actions.enter_contribution(me(), workshop, plan, entry.answers())
        flash(_("%(ref)s was entered. Type in the next one.", ref=proposal.reference), "ok")
        return redirect(url_for(".contributions", slug=slug, number=number), 303)
    page = render_template(
        "proposals/workshops/contributions.html",
        plan=plan,
        workshop=workshop,
        entry=entry,
        verdict=rules.can_enter_contribution(me(), plan, now()),
        entered=queries.contributions_of(workshop),
        value_hints={},
    )
    return page, 422 if request.method == "POST" else 200
