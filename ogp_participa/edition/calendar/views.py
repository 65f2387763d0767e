"""Pages of the calendar: what everybody reads, and the desk where staff write it."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ogp_participa.core.calendar_file import CalendarEntry, calendar_file
from ogp_participa.core.clock import now
from ogp_participa.core.hosts import host_of, site_url
from ogp_participa.core.vocabularies.labels import name_of_stage
from ogp_participa.edition.calendar import actions
from ogp_participa.edition.calendar.fingerprint import fingerprint
from ogp_participa.edition.calendar.forms import MoveForm, RemoveStageForm, StageForm
from ogp_participa.edition.calendar.warnings import warnings
from ogp_participa.edition.plans import queries
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.models import Plan, Stage
from ogp_participa.edition.plans.moments import has_started
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("calendar", __name__)


def found_stage(plan: Plan, stage_id: int) -> Stage:
    """The stage with this number in this plan; 404 for others."""
    return queries.stage_by_id(plan, stage_id) or abort(404)


@pages.get("/planos/<slug>/calendario")
def show(slug: str) -> str:
    """Every stage with its dates, those of the past too, and each change with its reason."""
    plan = plan_at(slug)
    return render_template("edition/calendar/show.html", plan=plan, changes=queries.changes_of(plan), moment=now())


@pages.get("/planos/<slug>/calendario.ics")
def file(slug: str) -> Response:
    """The calendar as a file for one's own agenda."""
    plan = plan_at(slug)
    changed = max((change.at for change in queries.changes_of(plan, 1)), default=plan.created_at)
    href = url_for("calendar.show", slug=slug, _external=True)
    entries = [
        CalendarEntry(
            uid=f"{plan.slug}-{stage.id}@{host_of(site_url())}",
            title=f"{name_of_stage(stage.title, stage.kind)} — {plan.title}",
            text=stage.note,
            url=href,
            begins=stage.opens_at,
            ends=stage.closes_at,
            changed=changed,
        )
        for stage in plan.stages
    ]
    answer = Response(calendar_file(plan.title, entries), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={plan.slug}.ics"
    return answer


@pages.get("/gestao/planos/<slug>/calendario")
@signed_in
def desk(slug: str) -> str:
    """The calendar as staff write it."""
    plan = plan_at(slug)
    can_manage(myself()).require()
    return desk_page(plan)


def desk_page(plan: Plan, moving: MoveForm | None = None) -> str:
    """The page of the calendar's desk, with a form that could not be followed when there is one."""
    return render_template(
        "edition/calendar/desk.html",
        plan=plan,
        changes=queries.changes_of(plan, 20),
        warnings=warnings(plan.stages),
        seen=fingerprint(plan),
        started=has_started(plan, now()),
        moving=moving,
        moment=now(),
    )


@pages.route("/gestao/planos/<slug>/etapas/nova", methods=["GET", "POST"])
@signed_in
def new_stage(slug: str) -> ResponseReturnValue:
    """A new stage at the end of the calendar."""
    return stage_page(plan_at(slug), None)


@pages.route("/gestao/planos/<slug>/etapas/<int:stage_id>", methods=["GET", "POST"])
@signed_in
def edit_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """A stage of the calendar."""
    plan = plan_at(slug)
    return stage_page(plan, found_stage(plan, stage_id))


def stage_page(plan: Plan, stage: Stage | None) -> ResponseReturnValue:
    """Save the stage, or show the form again with all that was typed and with what is wrong."""
    can_manage(myself()).require()
    entry = StageForm(plan, stage, now())
    if entry.validate_on_submit() and entry.is_accepted(myself()):
        if stage:
            actions.change_stage(stage, myself(), entry.reason.data, entry.seen.data, **entry.fields())
        else:
            actions.add_stage(plan, myself(), entry.reason.data, entry.seen.data, **entry.fields())
        flash(_("The calendar was changed."), "ok")
        return redirect(url_for("calendar.desk", slug=plan.slug), 303)
    status = 200 if not entry.is_submitted() else 409 if entry.is_stale else 422
    entry.seen.data = fingerprint(plan)
    return render_template("edition/calendar/stage.html", plan=plan, stage=stage, entry=entry), status


@pages.post("/gestao/planos/<slug>/etapas/<int:stage_id>/posicao")
@signed_in
def move_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """Another place in the order."""
    plan = plan_at(slug)
    stage = found_stage(plan, stage_id)
    can_manage(myself()).require()
    entry = MoveForm()
    if entry.validate_on_submit() and entry.is_accepted(plan, myself(), now()):
        actions.move_stage(stage, myself(), entry.position.data, entry.reason.data, entry.seen.data)
        flash(_("The order was changed."), "ok")
        return redirect(url_for("calendar.desk", slug=slug), 303)
    return desk_page(plan, entry), 422


@pages.route("/gestao/planos/<slug>/etapas/<int:stage_id>/remocao", methods=["GET", "POST"])
@signed_in
def remove_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """Take out a stage that has not opened."""
    plan = plan_at(slug)
    stage = found_stage(plan, stage_id)
    can_manage(myself()).require()
    entry = RemoveStageForm()
    if entry.validate_on_submit() and entry.is_accepted(stage, myself(), now()):
        actions.remove_stage(stage, myself(), entry.reason.data, entry.seen.data)
        flash(_("The stage was taken out of the calendar."), "ok")
        return redirect(url_for("calendar.desk", slug=slug), 303)
    entry.seen.data = fingerprint(plan)
    page = render_template("edition/calendar/remove_stage.html", plan=plan, stage=stage, entry=entry)
    return page, 422 if entry.is_submitted() else 200
