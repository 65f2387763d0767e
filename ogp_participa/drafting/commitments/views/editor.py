"""The commitment editor: what the template asks for, one page for each part, and what happens when two people save."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from ogp_participa.core.clock import now
from ogp_participa.core.dates import day
from ogp_participa.core.differences import differences
from ogp_participa.core.forms import choices
from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.core.vocabularies.policy_areas import AREAS, GROUPS
from ogp_participa.drafting.commitments import actions, forms, rules
from ogp_participa.drafting.commitments.content import DAYS, ROLES, VALUES, content_of, needs
from ogp_participa.drafting.commitments.models import Commitment, Milestone, Part, Role
from ogp_participa.drafting.commitments.queries import versions_of, whole_commitment, whole_commitments_of
from ogp_participa.edition.institutions.queries import institutions
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.forms import keep
from ogp_participa.edition.plans.models import Value
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("editing", __name__)

PATH = "/gestao/compromissos/<reference>"


def edited(reference: str) -> Commitment:
    """The commitment of an address with everything in it, for whoever may write it now."""
    can_manage(myself()).require()
    commitment = whole_commitment(reference) or abort(404)
    rules.can_edit(myself(), seen(commitment.plan), commitment, now=now()).require()
    return commitment


def answered(
    commitment: Commitment,
    make: Callable[..., Any],
    act: Callable[[Any], Merge],
    template: str,
    anchor: str,
    **around: Any,
) -> ResponseReturnValue:
    """The page of a part; saved and back to the editor, or the two texts side by side when another was faster."""
    form = make()
    around |= {"commitment": commitment, "plan": commitment.plan, "action": request.path}
    if not form.validate_on_submit():
        if form.asked_about():
            return decision_page(commitment, form, form.undecided(), request.form, form.begun, around), 422
        return render_template(template, draft=form, **around), 422 if form.errors else 200
    merge = act(form)
    if merge.conflicts:
        data = form.again(merge, commitment.version, **beside(commitment, form))
        return decision_page(commitment, make(formdata=data), merge.conflicts, data, form.begun, around), 409
    flash(_("Saved as version %(n)s.", n=commitment.version) if merge.changed else _("Nothing changed."), "success")
    return back_to(commitment, anchor)


def back_to(commitment: Commitment, anchor: str) -> ResponseReturnValue:
    """The editor, at the part that was written."""
    return redirect(url_for("editing.show", reference=commitment.reference, _anchor=anchor), 303)


def beside(commitment: Commitment, form: forms.EditForm) -> dict[str, str]:
    """What the form of an institution's part carries beside its fields."""
    if not isinstance(form, forms.PartForm):
        return {}
    stands = next((one for one in commitment.parts if str(one.organisation_id) == form.institution.data), None)
    return {"institution": form.institution.data, "private_seen": str(stands.private_version if stands else 0)}


def decision_page(
    commitment: Commitment,
    form: forms.EditForm,
    conflicts: Sequence[Conflict],
    data: "MultiDict[str, str]",
    before: int,
    around: dict[str, Any],
) -> str:
    """Both texts of each field that two people changed, a decision for each, and what was saved after ``before``."""
    names = {str(one.id): one.name for one in institutions()}
    texts = []
    for conflict in conflicts:
        was, theirs, mine = (
            said(conflict.name, one, names) for one in (conflict.before, conflict.theirs, conflict.mine)
        )
        texts.append((conflict.name, differences(was, theirs), differences(was, mine)))
    shown = {"reason", "csrf_token", *(name for name, _theirs, _mine in texts)}
    hidden = [(n, v) for n, v in data.items(multi=True) if n not in shown and not n.startswith("keep-")]
    since = [one for one in versions_of(commitment, 20) if one.number > before]
    return render_template(
        "drafting/commitments/editor/conflict.html", draft=form, texts=texts, hidden=hidden, meanwhile=since, **around
    )


def said(name: str, value: Any, names: dict[str, str]) -> str:
    """A field's value as people read it; nothing for what nobody knows."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "; ".join(str(AREAS[key]) for key in value)
    if not isinstance(value, str) or not value:
        return ""
    if name == "role":
        return str(ROLES[Role(value)])
    if name == "institution":
        return names.get(value, value)
    return day(date.fromisoformat(value)) if name in DAYS else value


@pages.route("/gestao/planos/<slug>/compromissos", methods=["GET", "POST"])
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """The commitments of an edition and how far each is; where there is no vote, a form for a new one."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    verdict = rules.can_start(myself(), plan, now=now())
    form = forms.StartForm(plan)
    if request.method == "POST":
        verdict.require()
    if form.validate_on_submit():
        made = actions.start(myself(), plan, form.title.data)
        return redirect(url_for("editing.show", reference=made.reference), 303)
    listed = [(one, needs(content_of(one))) for one in whole_commitments_of(plan)]
    may_edit = rules.can_edit(myself(), plan, now=now())
    page = render_template(
        "drafting/commitments/editor/index.html",
        plan=plan,
        commitments=listed,
        draft=form,
        verdict=verdict,
        may_edit=may_edit,
    )
    return page, 422 if form.errors else 200


@pages.get(PATH)
@signed_in
def show(reference: str) -> str:
    """The editor: what is filled, what is missing, and a way into each part."""
    commitment = edited(reference)
    content = content_of(commitment)
    beyond = {one["serial"]: rules.in_its_commitment(one, content) for one in content["milestones"]}
    return render_template(
        "drafting/commitments/editor/show.html",
        commitment=commitment,
        plan=commitment.plan,
        content=content,
        needs=needs(content),
        beyond={serial: verdict.reason for serial, verdict in beyond.items() if not verdict},
        removed=[one for one in commitment.every_milestone if one.removed_at],
        needs_reason=rules.needs_reason(commitment.plan, now()),
    )


@pages.route(f"{PATH}/<any(resumo,problema,acao,valores,temas):section>", methods=["GET", "POST"])
@signed_in
def section(reference: str, section: str) -> ResponseReturnValue:
    """One part of the template."""
    commitment = edited(reference)
    fields = rules.fields_of(content_of(commitment))
    make = partial(forms.SECTION_FORMS[section], commitment, now(), fields)

    def act(form: forms.EditForm) -> Merge:
        return actions.save(myself(), commitment, form.typed(), form.version, form.reason.data)

    around: dict[str, Any] = {"section": section, "values": list(Value), "names": VALUES, "groups": GROUPS}
    return answered(commitment, make, act, "drafting/commitments/editor/section.html", section, **around)


@pages.route(f"{PATH}/marcos/novo", methods=["GET", "POST"])
@signed_in
def new_milestone(reference: str) -> ResponseReturnValue:
    """A milestone more."""
    return milestone_page(edited(reference), None)


@pages.route(f"{PATH}/marcos/<int:serial>", methods=["GET", "POST"])
@signed_in
def milestone(reference: str, serial: int) -> ResponseReturnValue:
    """One milestone; a removed one comes back when it is saved."""
    commitment = edited(reference)
    return milestone_page(commitment, milestone_at(commitment, serial))


def milestone_at(commitment: Commitment, serial: int) -> Milestone:
    """The milestone with this serial; 404 for others."""
    return next((one for one in commitment.every_milestone if one.serial == serial), None) or abort(404)


def milestone_page(commitment: Commitment, milestone: Milestone | None) -> ResponseReturnValue:
    """The form of a milestone. Where another took it out meanwhile, what was typed is kept, and saving asks again."""
    fields = rules.milestone_fields_of(milestone) if milestone else {}
    make = partial(forms.MilestoneForm, institutions(), commitment, now(), fields)

    def act(form: forms.MilestoneForm) -> Merge:
        serial = milestone.serial if milestone else None
        return actions.save_milestone(myself(), commitment, serial, form.typed(), form.version, form.reason.data)

    around: dict[str, Any] = {"milestone": milestone, "content": content_of(commitment)}
    if request.method == "POST" and milestone and milestone.removed_at and "put_back" not in request.form:
        around |= {"commitment": commitment, "plan": commitment.plan, "action": request.path}
        return render_template("drafting/commitments/editor/milestone.html", draft=make(), **around), 409
    return answered(commitment, make, act, "drafting/commitments/editor/milestone.html", "marcos", **around)


@pages.route(f"{PATH}/marcos/<int:serial>/ordem", methods=["GET", "POST"])
@signed_in
def order(reference: str, serial: int) -> ResponseReturnValue:
    """Another place for a milestone."""
    commitment = edited(reference)
    found = milestone_at(commitment, serial)
    form = forms.PlaceForm(commitment, now(), data={"place": str(found.position)})
    form.place.choices = choices([(str(n), str(n)) for n in range(1, len(commitment.milestones) + 1)])
    if form.validate_on_submit():
        place = int(form.place.data)
        actions.move_milestone(myself(), commitment, serial, place, form.version, form.reason.data)
        flash(_("The milestones have a new order."), "success")
        return back_to(commitment, "marcos")
    page = render_template(
        "drafting/commitments/editor/order.html",
        commitment=commitment,
        plan=commitment.plan,
        milestone=found,
        draft=form,
    )
    return page, 422 if form.errors else 200


@pages.route(f"{PATH}/marcos/<int:serial>/remocao", methods=["GET", "POST"])
@signed_in
def remove_milestone(reference: str, serial: int) -> ResponseReturnValue:
    """Taking a milestone out, with a reason; it stays in the history."""
    commitment = edited(reference)
    found = milestone_at(commitment, serial)
    form = forms.RemoveForm(commitment, now())
    if form.validate_on_submit() and keep(form.reason, rules.can_remove(found, form.reason.data)):
        actions.remove_milestone(myself(), commitment, serial, form.reason.data)
        flash(_("The milestone was taken out. It stays in the versions of before."), "success")
        return back_to(commitment, "marcos")
    page = render_template(
        "drafting/commitments/editor/remove.html",
        commitment=commitment,
        plan=commitment.plan,
        milestone=found,
        part=None,
        draft=form,
    )
    return page, 422 if form.errors else 200


@pages.route(f"{PATH}/instituicoes/nova", methods=["GET", "POST"])
@signed_in
def new_part(reference: str) -> ResponseReturnValue:
    """An institution takes part in the commitment."""
    return part_page(edited(reference), None)


@pages.route(f"{PATH}/instituicoes/<int:number>", methods=["GET", "POST"])
@signed_in
def part(reference: str, number: int) -> ResponseReturnValue:
    """An institution's part: lead or support, its public contact and the private one."""
    commitment = edited(reference)
    return part_page(commitment, part_at(commitment, number))


def part_at(commitment: Commitment, number: int) -> Part:
    """The part of the institution with this number; 404 for others."""
    return next((one for one in commitment.parts if one.organisation_id == number), None) or abort(404)


def part_page(commitment: Commitment, part: Part | None) -> ResponseReturnValue:
    """The form of an institution's part."""
    names = (*rules.PUBLIC_PART, *rules.PRIVATE_PART)
    fields = {name: getattr(part, name) for name in names} if part else {"role": Role.SUPPORT}
    taken = {one.organisation_id for one in commitment.parts if one is not part}
    listed = [one for one in institutions() if one.id not in taken]
    version = part.private_version if part else 0
    institution = {"institution": str(part.organisation_id)} if part else {}
    make = partial(forms.PartForm, listed, version, commitment, now(), {**fields, **institution})

    def act(form: forms.PartForm) -> Merge:
        number = part.organisation_id if part else int(form.institution.data)
        typed, said_why = form.typed(), form.reason.data
        return actions.save_part(myself(), commitment, number, typed, form.version, form.private_version, said_why)

    return answered(commitment, make, act, "drafting/commitments/editor/part.html", "instituicoes", part=part)


@pages.route(f"{PATH}/contatos/<int:number>", methods=["GET", "POST"])
@signed_in
def contact(reference: str, number: int) -> ResponseReturnValue:
    """The contact of an institution that only staff see; it changes at any time, also when the plan is published."""
    can_manage(myself()).require()
    commitment = whole_commitment(reference) or abort(404)
    rules.can_keep_contact(myself(), seen(commitment.plan)).require()
    found = part_at(commitment, number)
    stands = {name: getattr(found, name) for name in (*rules.PRIVATE_PART, "private_version")}
    form = forms.ContactForm(data={**stands, "private_seen": str(found.private_version)})
    late = form.is_submitted() and form.private_version != found.private_version
    if not late and form.validate_on_submit():
        actions.save_contact(myself(), commitment, number, form.data, form.private_version)
        flash(_("The contact is kept. Nothing that is public has changed."), "success")
        return redirect(url_for(".contact", reference=reference, number=number), 303)
    if late:
        form.private_seen.data = str(found.private_version)  # whoever sends it again has read the one shown now
    page = render_template(
        "drafting/commitments/editor/contact.html",
        commitment=commitment,
        plan=commitment.plan,
        part=found,
        draft=form,
        late=late,
    )
    return page, 409 if late else 422 if form.is_submitted() else 200


@pages.route(f"{PATH}/instituicoes/<int:number>/remocao", methods=["GET", "POST"])
@signed_in
def remove_part(reference: str, number: int) -> ResponseReturnValue:
    """An institution takes no part any more."""
    commitment = edited(reference)
    found = part_at(commitment, number)
    form = forms.RemoveForm(commitment, now())
    if form.validate_on_submit():
        actions.remove_part(myself(), commitment, number, form.reason.data)
        flash(_("The institution takes no part any more. Versions of before keep it."), "success")
        return back_to(commitment, "instituicoes")
    page = render_template(
        "drafting/commitments/editor/remove.html",
        commitment=commitment,
        plan=commitment.plan,
        milestone=None,
        part=found,
        draft=form,
    )
    return page, 422 if form.errors else 200
