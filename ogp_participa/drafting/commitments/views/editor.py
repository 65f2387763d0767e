"""The commitment editor: what the template asks for, and one page for each section."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ogp_participa.core.clock import now
from ogp_participa.core.merging import Merge
from ogp_participa.drafting.commitments import actions, rules
from ogp_participa.drafting.commitments.content import LABELS, VALUES, content_of
from ogp_participa.drafting.commitments.fields import fields_of
from ogp_participa.drafting.commitments.forms.editing import EditForm
from ogp_participa.drafting.commitments.forms.sections import HINTS, SECTION_FORMS, SIZES, TITLES, StartForm
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.needs import Need, needs
from ogp_participa.drafting.commitments.queries import whole_commitment, whole_commitments_of
from ogp_participa.drafting.commitments.views.deciding import saved_or_asked
from ogp_participa.edition.plans.addresses import plan_at, seen
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("editing", __name__)

PATH = "/gestao/compromissos/<reference>"


def edited(reference: str) -> Commitment:
    """Return the commitment of an address with everything in it, for whoever may write it now; 403 or 404 otherwise."""
    can_manage(myself()).require()
    commitment = whole_commitment(reference) or abort(404)
    rules.can_edit(myself(), seen(commitment.plan), commitment, now=now()).require()
    return commitment


@pages.route("/gestao/planos/<slug>/compromissos", methods=["GET", "POST"])
@signed_in
def index(slug: str) -> ResponseReturnValue:
    """Show the commitments of an edition and how far each is; where there is no vote, a form for a new one."""
    can_manage(myself()).require()
    plan = plan_at(slug)
    verdict = rules.can_start(myself(), plan, now=now())
    form = StartForm(plan)
    if request.method == "POST":
        verdict.require()
    if form.validate_on_submit():
        commitment = actions.start(myself(), plan, form.title.data)
        return redirect(url_for("editing.show", reference=commitment.reference), 303)
    page = render_template(
        "drafting/commitments/editor/index.html",
        plan=plan,
        commitments=[(commitment, needs(content_of(commitment))) for commitment in whole_commitments_of(plan)],
        draft=form,
        verdict=verdict,
        may_edit=rules.can_edit(myself(), plan, now=now()),
    )
    return page, 422 if form.errors else 200


@pages.get(PATH)
@signed_in
def show(reference: str) -> str:
    """Show the editor: what is filled, what is missing, and a way into each part."""
    commitment = edited(reference)
    content = content_of(commitment)
    asked = needs(content)
    beyond = {milestone["serial"]: rules.in_its_commitment(milestone, content) for milestone in content["milestones"]}
    return render_template(
        "drafting/commitments/editor/show.html",
        commitment=commitment,
        plan=commitment.plan,
        content=content,
        titles=TITLES,
        labels=LABELS,
        all=len(asked),
        missing=[(need, written_at(commitment, need)) for need in asked if not need.filled],
        beyond={serial: verdict.reason for serial, verdict in beyond.items() if not verdict},
        removed=[milestone for milestone in commitment.every_milestone if milestone.removed_at],
        needs_reason=not rules.has_reason(commitment.plan, "", now()),
    )


def written_at(commitment: Commitment, need: Need) -> str:
    """Return the address where something that is missing is written."""
    values: dict[str, Any] = {"reference": commitment.reference, "_anchor": need.field or None}
    if need.section == "instituicoes":
        return url_for(".part", number=need.item, **values) if need.item else url_for(".new_part", **values)
    if need.section == "marcos":
        return url_for(".milestone", serial=need.item, **values) if need.item else url_for(".new_milestone", **values)
    return url_for(".section", section=need.section, **values)


@pages.route(f"{PATH}/<any(resumo,problema,acao,valores,temas):section>", methods=["GET", "POST"])
@signed_in
def section(reference: str, section: str) -> ResponseReturnValue:
    """Write one section of the template."""
    commitment = edited(reference)
    make = partial(SECTION_FORMS[section], commitment, now(), fields_of(content_of(commitment)))

    def act(form: EditForm) -> Merge:
        return actions.save(myself(), commitment, form.typed(), form.seen_number, form.reason.data)

    around: dict[str, Any] = {"section": section, "values": VALUES, "title": TITLES[section], "hints": HINTS}
    page = "drafting/commitments/editor/section.html"
    return saved_or_asked(commitment, make, act, page, section, sizes=SIZES, **around)
