"""What a plan misses before it can be published, as sentences with the page on which each is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ogp_participa.core.dates import day
from ogp_participa.decision.deliberation.acts import is_in_force
from ogp_participa.decision.deliberation.models import (
    Deliberation,
    SignedAct,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.wording import ACT_PATHS, ACTS


@dataclass(frozen=True)
class Missing:
    """What stands between a plan and its publication: a sentence, and the page where it is mended."""

    text: str
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Ready:
    """What is known of a plan before its publication. ``gaps`` counts the fields that each commitment lacks,
    ``changed`` names those that are other than in the draft that the forum approved as it is."""

    slug: str
    terms: DecisionNeeds | None
    standing: Deliberation | None
    acts: Sequence[SignedAct]
    unanswered: int
    first: Sequence[str]
    commitments: int
    gaps: dict[str, int]
    changed: Sequence[str]


def missing(plan: Ready) -> list[Missing]:
    """Return everything that is missing; nothing when the plan can be published."""
    here = {"slug": plan.slug}
    return [*_missing_acts(plan, here), *_missing_answers(plan, here), *_missing_fields(plan, here)]


def _missing_acts(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if plan.terms is None:
        return [
            Missing(_("Nobody has written down what the decision of this edition needs."), "deliberation.terms", here)
        ]
    gaps = []
    if plan.terms.forum and plan.standing is None:
        gaps.append(Missing(_("The forum has not deliberated on the plan."), "deliberation.desk", here))
    elif plan.terms.forum and plan.standing is not None and not plan.standing.approves:
        last = _(
            "The forum has not approved the plan: see its deliberation of %(day)s.", day=day(plan.standing.held_on)
        )
        gaps.append(Missing(last, "deliberation.show", here))
    signed = {act.kind for act in plan.acts if is_in_force(act, plan.terms, plan.standing)}
    for act in plan.terms.acts:
        if act not in signed:
            text = _("An act is missing: %(act)s.", act=str(ACTS[act]))
            gaps.append(Missing(text, "deliberation.sign", {**here, "act": ACT_PATHS[act]}))
    return gaps


def _missing_answers(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if not plan.unanswered:
        return []
    listed = ", ".join(plan.first) + (" …" if plan.unanswered > len(plan.first) else "")
    text = ngettext(
        "%(num)s contribution has no signed answer: %(listed)s",
        "%(num)s contributions have no signed answer: %(listed)s",
        plan.unanswered,
        listed=listed,
    )
    return [Missing(text, "responses.desk", here)]


def _missing_fields(plan: Ready, here: dict[str, Any]) -> list[Missing]:
    if not plan.commitments:
        return [Missing(_("The plan has no commitment."), "editing.index", here)]
    rows = []
    for reference, gaps in plan.gaps.items():
        text = ngettext(
            "%(ref)s: %(num)s field of OGP's template is not filled.",
            "%(ref)s: %(num)s fields of OGP's template are not filled.",
            gaps,
            ref=reference,
        )
        rows.append(Missing(text, "editing.show", {"reference": reference}))
    for reference in plan.changed:
        text = _("%(ref)s has changed since the draft that the forum approved as it was.", ref=reference)
        rows.append(Missing(text, "commitments.versions", {"reference": reference}))
    return rows
