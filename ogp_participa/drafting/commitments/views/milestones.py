"""The editor's pages of milestones: write one, move it, take it out or put it back."""

from functools import partial
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.clock import now
from ogp_participa.core.forms import choices, put_beside
from ogp_participa.core.merging import Merge
from ogp_participa.drafting.commitments import actions, rules
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.fields import milestone_fields_of
from ogp_participa.drafting.commitments.forms.parts import CommitmentPlaceForm, MilestoneForm, RemovePartForm
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.drafting.commitments.views.deciding import back_to, saved_or_asked
from ogp_participa.drafting.commitments.views.editor import PATH, edited, pages
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.people.accounts.current import myself, signed_in

PAGE = "drafting/commitments/editor/milestone.html"


@pages.route(f"{PATH}/marcos/novo", methods=["GET", "POST"])
@signed_in
def new_milestone(reference: str) -> ResponseReturnValue:
    """Write a new milestone."""
    return milestone_page(edited(reference), None)


@pages.route(f"{PATH}/marcos/<int:serial>", methods=["GET", "POST"])
@signed_in
def milestone(reference: str, serial: int) -> ResponseReturnValue:
    """Write one milestone; a removed one comes back when it is saved."""
    commitment = edited(reference)
    return milestone_page(commitment, milestone_at(commitment, serial))


def milestone_at(commitment: Commitment, serial: int) -> Milestone:
    """Return the milestone with this serial; 404 for others."""
    return next((each for each in commitment.every_milestone if each.serial == serial), None) or abort(404)


def milestone_page(commitment: Commitment, milestone: Milestone | None) -> ResponseReturnValue:
    """Show the form of a milestone. Where another took it out meanwhile, what was typed stays and saving asks again."""
    fields = milestone_fields_of(milestone) if milestone else {}
    make = partial(MilestoneForm, institutions(), commitment, now(), fields)

    def act(form: MilestoneForm) -> Merge:
        serial, reason = milestone.serial if milestone else None, form.reason.data
        return actions.save_milestone(myself(), commitment, serial, form.typed(), form.seen_number, reason)

    around: dict[str, Any] = {"milestone": milestone, "content": content_of(commitment)}
    if request.method == "POST" and milestone and milestone.removed_at and "put_back" not in request.form:
        around |= {"commitment": commitment, "plan": commitment.plan, "action": request.path}
        return render_template(PAGE, draft=make(), **around), 409
    return saved_or_asked(commitment, make, act, PAGE, "marcos", **around)


@pages.route(f"{PATH}/marcos/<int:serial>/ordem", methods=["GET", "POST"])
@signed_in
def order(reference: str, serial: int) -> ResponseReturnValue:
    """Put a milestone at another place."""
    commitment = edited(reference)
    milestone = milestone_at(commitment, serial)
    form = CommitmentPlaceForm(commitment, now(), data={"place": str(milestone.position)})
    form.place.choices = choices([(str(n), str(n)) for n in range(1, len(commitment.milestones) + 1)])
    if form.validate_on_submit():
        place = int(form.place.data)
        actions.move_milestone(myself(), commitment, serial, place, form.seen_number, form.reason.data)
        flash(_("The milestones have a new order."), "success")
        return back_to(commitment, "marcos")
    about = {"commitment": commitment, "plan": commitment.plan, "milestone": milestone, "draft": form}
    return render_template("drafting/commitments/editor/order.html", **about), 422 if form.errors else 200


@pages.route(f"{PATH}/marcos/<int:serial>/remocao", methods=["GET", "POST"])
@signed_in
def remove_milestone(reference: str, serial: int) -> ResponseReturnValue:
    """Take a milestone out, with a reason; it stays in the history."""
    commitment = edited(reference)
    milestone = milestone_at(commitment, serial)
    form = RemovePartForm(commitment, now())
    if form.validate_on_submit() and put_beside(form.reason, rules.can_remove(milestone, form.reason.data)):
        actions.remove_milestone(myself(), commitment, serial, form.reason.data)
        flash(_("The milestone was taken out. It stays in the versions of before."), "success")
        return back_to(commitment, "marcos")
    consequence = _(
        "It stays readable in the versions of before, with the reason that you write. The milestones after it move up."
    )
    return removal_page(commitment, form, milestone=milestone, kept=consequence)


def removal_page(commitment: Commitment, form: RemovePartForm, **about: Any) -> ResponseReturnValue:
    """Ask why ``milestone`` or ``part`` is taken out."""
    about |= {"commitment": commitment, "plan": commitment.plan, "draft": form}
    return render_template("drafting/commitments/editor/remove.html", **about), 422 if form.errors else 200
