"""Pages of drafts: what is consulted, one draft, one commitment of it; and the desk that opens the next."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.core.clock import now
from ogp_participa.drafting.consultation import actions, rules
from ogp_participa.drafting.consultation.forms import ALSO_NEW, DraftForm
from ogp_participa.drafting.consultation.models import PlanDraft
from ogp_participa.drafting.consultation.passages import passages_of
from ogp_participa.drafting.consultation.queries.contributions import beside
from ogp_participa.drafting.consultation.queries.drafts import (
    changes_since,
    counts_in,
    drafts_of,
    part_of,
    parts_of,
    totals_of,
)
from ogp_participa.drafting.consultation.wording import KINDS, field_label
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import me, signed_in

pages = Blueprint("consultation", __name__)

LEAD = _l(
    "Before the plan is decided, everybody can read its draft and say what should change. Every contribution gets an "
    "answer with its reasons."
)
HOW = _l(
    "Open a commitment and comment on a paragraph, on a milestone, or on all of it. If somebody has said it already, "
    "agree with them instead."
)
FREEZING = _l(
    "The draft freezes the commitments as they stand now. It can be read at once, and never changes; earlier drafts "
    "stay at their addresses, and take no more contributions."
)
IN_PERSON = _l(
    "What was said at an in-person session is typed in at the passage that it is about: note the session down under "
    "“Workshops” first."
)

pages.add_app_template_filter(KINDS.get, "contribution_kind")
pages.add_app_template_filter(field_label, "passage_field")


def draft_at(slug: str, number: int) -> tuple[PlanDraft, PlanDraft]:
    """Return the draft of an address, and the newest one of its plan; 404 when there is none."""
    drafts = drafts_of(plan_at(slug))
    asked = next((draft for draft in drafts if draft.number == number), None) or abort(404)
    return asked, drafts[0]


def opening(draft: PlanDraft, newest: int) -> dict[str, Any]:
    """Return what every page of a draft says: whether one can contribute, and until when."""
    moment = now()
    return {
        "plan": draft.plan,
        "draft": draft,
        "newest": newest,
        "open": rules.is_open(draft, newest, moment),
        "closes_at": closes_at(draft, moment),
    }


def closes_at(draft: PlanDraft, now: datetime) -> datetime | None:
    """Return until when people can say something; None while they cannot."""
    return max((stage.closes_at for stage in draft.plan.stages_with(Right.CONSULT) if stage.is_open(now)), default=None)


@pages.get("/planos/<slug>/consulta")
def start(slug: str) -> str:
    """Show what is consulted, until when, which changes are accepted, and every draft."""
    plan = plan_at(slug)
    drafts = drafts_of(plan)
    stages = plan.stages_with(Right.CONSULT)
    if not drafts:
        return render_template("drafting/consultation/nothing.html", plan=plan, stages=stages, lead=LEAD)
    newest = drafts[0]
    return render_template(
        "drafting/consultation/start.html",
        **opening(newest, newest.number),
        lead=LEAD,
        how=HOW,
        drafts=drafts,
        parts=parts_of(newest),
        counts=counts_in(newest),
    )


@pages.get("/planos/<slug>/consulta/<int:number>")
def draft(slug: str, number: int) -> str:
    """Show one draft: its commitments, and how much was said of each."""
    draft, newest = draft_at(slug, number)
    return render_template(
        "drafting/consultation/draft.html",
        **opening(draft, newest.number),
        parts=parts_of(draft),
        counts=counts_in(draft),
    )


@pages.get("/planos/<slug>/consulta/<int:number>/<int:commitment>")
def commitment(slug: str, number: int, commitment: int) -> str:
    """Show one commitment as the draft froze it, with what people say beside each passage."""
    draft, newest = draft_at(slug, number)
    part = part_of(draft, commitment) or abort(404)
    return render_template(
        "drafting/consultation/commitment.html",
        **opening(draft, newest.number),
        part=part,
        content=part.version.content,
        passages=passages_of(part.version.content),
        said=beside(part),
        count=counts_in(draft).commitments.get(part.commitment_id, 0),
    )


@pages.route("/gestao/planos/<slug>/consulta", methods=["GET", "POST"])
@signed_in
def desk(slug: str) -> ResponseReturnValue:
    """Let staff open the next draft, and see what the earlier ones brought."""
    plan, entry = plan_at(slug), DraftForm()
    can_manage(me()).require()
    if entry.validate_on_submit():
        draft = actions.open_draft(me(), plan, entry.accepts.data == ALSO_NEW, entry.note.data or "")
        flash(_("Draft %(n)s is before the public.", n=draft.number), "ok")
        return redirect(url_for(".draft", slug=slug, number=draft.number), 303)
    page = render_template("drafting/consultation/desk.html", plan=plan, entry=entry, **desk_facts(plan))
    return page, 422 if entry.is_submitted() else 200


def desk_facts(plan: Plan) -> dict[str, Any]:
    """Return what the desk shows: whether a draft can be opened, and every one that was."""
    drafts = drafts_of(plan)
    changes = changes_since(plan, drafts[0] if drafts else None)
    return {
        "drafts": drafts,
        "totals": totals_of(plan),
        "changes": changes,
        "stages": plan.stages_with(Right.CONSULT),
        "freezing": FREEZING,
        "in_person": IN_PERSON,
        "verdict": rules.can_open(me(), plan, changes.commitments, bool(changes.changed or changes.renamed), now()),
    }
