"""Pages on which staff name institutions."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.edition.institutions import actions, queries
from ogp_participa.edition.institutions.forms import NewInstitutionForm, RenameForm
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("institutions", __name__)


@pages.route("/gestao/instituicoes", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """Every institution, with what it was called before, and a form for a new one."""
    can_manage(myself()).require()
    form = NewInstitutionForm(myself())
    if form.validate_on_submit():
        institution = actions.add_institution(myself(), form.name.data, Sector(form.sector.data))
        flash(_("%(name)s is on the list now.", name=institution.name), "success")
        return redirect(url_for("institutions.index"), 303)
    listed = queries.institutions()
    before = queries.former_names([institution.id for institution in listed])
    page = render_template("edition/institutions/index.html", institutions=listed, before=before, draft=form)
    return page, 422 if form.errors else 200


@pages.route("/gestao/instituicoes/<int:number>", methods=["GET", "POST"])
@signed_in
def rename(number: int) -> ResponseReturnValue:
    """Another name for an institution; the old one stays readable with its last day."""
    can_manage(myself()).require()
    institution = queries.institution_by_id(number) or abort(404)
    form = RenameForm(myself(), institution)
    if form.validate_on_submit():
        actions.rename(myself(), institution, form.name.data, form.reason.data)
        flash(_("The new name holds from now on. The old one stays in the history."), "success")
        return redirect(url_for("institutions.index"), 303)
    before = queries.former_names([institution.id]).get(institution.id, [])
    page = render_template("edition/institutions/rename.html", institution=institution, before=before, draft=form)
    return page, 422 if form.errors else 200
