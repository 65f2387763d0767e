"""Two people who change the same: a part is saved, or both texts stand side by side and the second person decides."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from ogp_participa.core.dates import day
from ogp_participa.core.differences import differences
from ogp_participa.core.merging import Conflict, Merge
from ogp_participa.core.vocabularies.policy_areas import AREAS
from ogp_participa.drafting.commitments.content import DAYS, ROLES, day_of
from ogp_participa.drafting.commitments.forms.editing import EditForm
from ogp_participa.drafting.commitments.forms.parts import PartForm
from ogp_participa.drafting.commitments.models import Commitment, InstitutionRole
from ogp_participa.drafting.commitments.queries import versions_of
from ogp_participa.edition.institutions.queries import institutions

MEANWHILE = 20
"""Versions saved meanwhile that the page lists at most."""


def saved_or_asked(
    commitment: Commitment,
    make: Callable[..., EditForm],
    act: Callable[[Any], Merge],
    template: str,
    anchor: str,
    **around: Any,
) -> ResponseReturnValue:
    """Show the form of a part; save it and go back to the editor, or ask for a decision when another was faster."""
    form = make()
    around |= {"commitment": commitment, "plan": commitment.plan, "action": request.path}
    if not form.validate_on_submit():
        if form.asked_about():
            return decision_page(commitment, form, form.undecided(), request.form, form.begun, around), 422
        return render_template(template, draft=form, **around), 422 if form.errors else 200
    merge = act(form)
    if merge.conflicts:
        data = form.again(merge, commitment.version, **_beside(commitment, form))
        return decision_page(commitment, make(formdata=data), merge.conflicts, data, form.begun, around), 409
    flash(_("Saved as version %(n)s.", n=commitment.version) if merge.changed else _("Nothing changed."), "success")
    return back_to(commitment, anchor)


def back_to(commitment: Commitment, anchor: str) -> ResponseReturnValue:
    """Go back to the editor, at the part that was written."""
    return redirect(url_for("editing.show", reference=commitment.reference, _anchor=anchor), 303)


def _beside(commitment: Commitment, form: EditForm) -> dict[str, str]:
    """Return what the form of an institution's part carries beside its fields."""
    if not isinstance(form, PartForm):
        return {}
    number = form.institution.data
    versions = {str(part.organisation_id): part.private_version for part in commitment.parts}
    return {"institution": number, "private_seen": str(versions.get(number, 0))}


def decision_page(
    commitment: Commitment,
    form: EditForm,
    conflicts: Sequence[Conflict],
    data: "MultiDict[str, str]",
    before: int,
    around: dict[str, Any],
) -> str:
    """Show both texts of each field that two people changed, a decision for each, and what was saved after ``before``.

    ``data`` is what the form holds: what nobody decides about travels on in hidden fields.
    """
    names = {str(institution.id): institution.name for institution in institutions()}
    texts = []
    for conflict in conflicts:
        was, theirs, mine = (
            value_in_words(conflict.name, value, names) for value in (conflict.before, conflict.theirs, conflict.mine)
        )
        texts.append((conflict.name, differences(was, theirs), differences(was, mine)))
    shown = {"reason", "csrf_token", *(name for name, _theirs, _mine in texts)}
    hidden = [(n, v) for n, v in data.items(multi=True) if n not in shown and not n.startswith("keep-")]
    return render_template(
        "drafting/commitments/editor/conflict.html",
        draft=form,
        texts=texts,
        hidden=hidden,
        meanwhile=[version for version in versions_of(commitment, MEANWHILE) if version.number > before],
        **around,
    )


def value_in_words(name: str, value: Any, names: dict[str, str]) -> str:
    """Return a field's value as people read it; nothing for what nobody knows."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "; ".join(str(AREAS[key]) for key in value)
    if not isinstance(value, str) or not value:
        return ""
    if name == "role":
        return str(ROLES[InstitutionRole(value)])
    if name == "institution":
        return names.get(value, value)
    moment = day_of(value) if name in DAYS else None
    return day(moment) if moment else value
