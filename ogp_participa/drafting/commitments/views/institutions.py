"""The editor's pages of institutions: their part in a commitment, and the contact that only staff see."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.merging import Merge
from ogp_participa.drafting.commitments import actions, rules
from ogp_participa.drafting.commitments.fields import PRIVATE_PART, part_fields_of
from ogp_participa.drafting.commitments.forms.parts import ContactForm, PartForm, RemovePartForm
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole, Part
from ogp_participa.drafting.commitments.queries import whole_commitment
from ogp_participa.drafting.commitments.views.deciding import back_to, saved_or_asked
from ogp_participa.drafting.commitments.views.editor import PATH, edited, pages
from ogp_participa.drafting.commitments.views.milestones import removal_page
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import seen
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in


@pages.route(f"{PATH}/instituicoes/nova", methods=["GET", "POST"])
@signed_in
def new_part(reference: str) -> ResponseReturnValue:
    """Let an institution take part in the commitment."""
    return part_page(edited(reference), None)


@pages.route(f"{PATH}/instituicoes/<int:number>", methods=["GET", "POST"])
@signed_in
def part(reference: str, number: int) -> ResponseReturnValue:
    """Write an institution's part: lead or support, its public contact and the private one."""
    commitment = edited(reference)
    return part_page(commitment, part_at(commitment, number))


def part_at(commitment: Commitment, number: int) -> Part:
    """Return the part of the institution with this number; 404 for others."""
    return next((each for each in commitment.parts if each.organisation_id == number), None) or abort(404)


def part_page(commitment: Commitment, part: Part | None) -> ResponseReturnValue:
    """Show the form of an institution's part; a new one chooses among those that take no part yet."""
    fields = part_fields_of(part) if part else {"role": InstitutionRole.SUPPORT}
    taken = {each.organisation_id for each in commitment.parts if each is not part}
    offered = [institution for institution in institutions() if institution.id not in taken]
    chosen = {"institution": str(part.organisation_id)} if part else {}
    make = partial(PartForm, offered, part.private_version if part else 0, commitment, now(), {**fields, **chosen})

    def act(form: PartForm) -> Merge:
        number = part.organisation_id if part else int(form.institution.data)
        versions = form.seen_number, form.private_version
        return actions.save_part(myself(), commitment, number, form.typed(), *versions, form.reason.data)

    page = "drafting/commitments/editor/part.html"
    return saved_or_asked(commitment, make, act, page, "instituicoes", part=part)


@pages.route(f"{PATH}/contatos/<int:number>", methods=["GET", "POST"])
@signed_in
def contact(reference: str, number: int) -> ResponseReturnValue:
    """Write the contact of an institution that only staff see, at any time, also when the plan is published."""
    can_manage(myself()).require()
    commitment = whole_commitment(reference) or abort(404)
    rules.can_keep_contact(myself(), seen(commitment.plan)).require()
    part = part_at(commitment, number)
    form = ContactForm(part.private_version, data={name: getattr(part, name) for name in PRIVATE_PART})
    late = form.is_late
    if not late and form.validate_on_submit():
        actions.save_contact(myself(), commitment, number, form.data, form.seen_number)
        flash(_("The contact is kept. Nothing that is public has changed."), "success")
        return redirect(url_for(".contact", reference=reference, number=number), 303)
    status = form.show_again()
    about = {"commitment": commitment, "plan": commitment.plan, "part": part, "draft": form, "late": late}
    return render_template("drafting/commitments/editor/contact.html", **about), status


@pages.route(f"{PATH}/instituicoes/<int:number>/remocao", methods=["GET", "POST"])
@signed_in
def remove_part(reference: str, number: int) -> ResponseReturnValue:
    """Take an institution out of the commitment."""
    commitment = edited(reference)
    part = part_at(commitment, number)
    form = RemovePartForm(commitment, now())
    if form.validate_on_submit():
        actions.remove_part(myself(), commitment, number, form.reason.data)
        flash(_("The institution takes no part any more. Versions of before keep it."), "success")
        return back_to(commitment, "instituicoes")
    return removal_page(commitment, form, part=part)
