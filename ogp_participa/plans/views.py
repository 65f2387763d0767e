"""Pages of the plans room: the start page, the plans, their calendars and rules, and the desk that writes them."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.accounts.current import me, myself, signed_in
from ogp_participa.agenda import Entry, calendar_file
from ogp_participa.commitments.queries import commitments_of
from ogp_participa.database import now
from ogp_participa.information.queries import latest_commitments, numbers_of, preparations
from ogp_participa.plans import actions, queries, rules
from ogp_participa.plans.forms import MoveForm, PlanForm, RemoveForm, StageForm, ThemesForm
from ogp_participa.plans.models import Plan, Right, Stage
from ogp_participa.territories import TERRITORIES

pages = Blueprint("plans", __name__)
pages.add_app_template_global(rules.name_of_stage, "stage_name")
pages.add_app_template_global(rules.RIGHTS.get, "right_name")

ACTIONS: tuple[tuple[Right, LazyString, str], ...] = (
    (Right.PROPOSE, _l("Submit a proposal"), "writing.start"),
    (Right.VOTE, _l("Choose proposals and vote"), "voting.start"),
    (Right.MODERATE, _l("Read the proposals"), "proposals.index"),
    (Right.DRAFT, _l("See the result of the vote"), "drafting.result"),
    (Right.CONSULT, _l("Read the draft of the plan"), "commitments.index"),
    (Right.DELIBERATE, _l("See what the forum decides"), "forum.decisions"),
    (Right.PUBLISH, _l("Read the commitments"), "commitments.index"),
    (Right.IMPLEMENT, _l("Follow the commitments"), "commitments.index"),
    (Right.EVALUATE, _l("Follow the commitments"), "commitments.index"),
)
"""What a resident can do while a stage gives a right; the first that is open is the page's one main action."""


def found(slug: str) -> Plan:
    """The plan with this address, also for the strip and the menu; 404 for others. Unlisted ones are for staff."""
    plan = queries.plan_by_slug(slug)
    if plan is None or not (plan.listed or rules.can_manage(me() if request.cookies else None)):
        abort(404)
    g.plan = plan
    return plan


def found_stage(plan: Plan, stage_id: int) -> Stage:
    """The stage with this number in this plan; 404 for others."""
    return queries.stage_by_id(plan, stage_id) or abort(404)


def main_action(plan: Plan | None) -> tuple[str, str, Right | None]:
    """Label and address of the one thing to do now, and the right that allows it."""
    if plan is None:
        return _("See the plans"), url_for("plans.index"), None
    for right, label, endpoint in ACTIONS:
        if plan.stage_open(now(), right):
            href = url_for(endpoint) if endpoint == "writing.start" else url_for(endpoint, slug=plan.slug)
            return str(label), href, right
    return _("Read the proposals"), url_for("proposals.index", slug=plan.slug), None


@pages.get("/")
def home() -> str:
    """Where the process is, and what one can do now."""
    plan = g.plan = queries.current_plan()
    return render_template(
        "plans/home.html",
        plan=plan,
        phases=rules.phases(plan, now()) if plan else [],
        action=main_action(plan),
        numbers=numbers_of(plan) if plan else None,
        commitments=latest_commitments(),
        past=queries.past_plans(),
        territories=TERRITORIES,
        open_now=[stage for stage in plan.stages if stage.is_open(now())] if plan else [],
    )


@pages.get("/planos")
def index() -> str:
    """All plans."""
    return render_template("plans/index.html", plans=queries.every_plan(), moment=now())


@pages.get("/planos/<slug>")
def show(slug: str) -> str:
    """The hub of one plan; for plans of the past, what was published about them."""
    plan = found(slug)
    if plan.historical:
        facts = queries.facts_of(plan)
        return render_template("plans/history.html", plan=plan, facts=facts, commitments=commitments_of(plan))
    return render_template(
        "plans/show.html",
        plan=plan,
        phases=rules.phases(plan, now()),
        open_now=[stage for stage in plan.stages if stage.is_open(now())],
        upcoming=rules.stage_next(plan, now()),
        action=main_action(plan),
        numbers=numbers_of(plan),
        themes=queries.themes_of(plan),
        moment=now(),
    )


@pages.get("/planos/<slug>/calendario")
def calendar(slug: str) -> str:
    """Every stage with its dates, those of the past too, and each change with its reason."""
    plan = found(slug)
    return render_template("plans/calendar.html", plan=plan, changes=queries.changes_of(plan), moment=now())


@pages.get("/planos/<slug>/calendario.ics")
def calendar_ics(slug: str) -> Response:
    """The calendar as a file for one's own agenda."""
    plan = found(slug)
    changed = max((change.at for change in queries.changes_of(plan, 1)), default=plan.created_at)
    href = url_for("plans.calendar", slug=slug, _external=True)
    entries = [
        Entry(
            uid=f"{plan.slug}-{stage.id}@{request.host}",
            title=f"{rules.name_of_stage(stage.title, stage.kind)} — {plan.title}",
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


@pages.get("/planos/<slug>/regras", endpoint="rules")
def rules_page(slug: str) -> str:
    """The rules of the edition in words."""
    return render_template("plans/rules.html", plan=found(slug), Right=Right)


@pages.get("/gestao")
@signed_in
def desk() -> str:
    """What is open, what is due, and what is left to do for each edition."""
    rules.can_manage(myself()).require()
    plans = queries.plans_for_staff()
    counts = preparations(plans)
    tasks = {plan.id: rules.tasks(plan, counts[plan.id]) for plan in plans}
    return render_template("plans/desk.html", plans=plans, tasks=tasks, moment=now())


@pages.route("/gestao/planos/novo", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """A new edition."""
    rules.can_manage(myself()).require()
    entry = PlanForm()
    if entry.validate_on_submit():
        plan = actions.create_plan(myself(), **entry.fields())
        flash(_("The edition was created. Only staff see it for now."), "ok")
        return redirect(url_for("plans.edit", slug=plan.slug), 303)
    return render_template("plans/new.html", entry=entry), 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """An edition: what is left to do, and what it says of itself."""
    plan = found(slug)
    rules.can_manage(myself()).require()
    entry = PlanForm(plan)
    if entry.validate_on_submit() and entry.is_accepted(plan, myself(), now()):
        actions.change_plan(plan, myself(), **entry.fields())
        flash(_("Saved."), "ok")
        return redirect(url_for("plans.edit", slug=plan.slug), 303)
    counts = preparations([plan])[plan.id]
    tasks, listing = rules.tasks(plan, counts), rules.can_list(plan, counts.themes)
    page = render_template("plans/edit.html", plan=plan, entry=entry, tasks=tasks, listing=listing)
    return page, 422 if entry.is_submitted() else 200


@pages.post("/gestao/planos/<slug>/publicacao")
@signed_in
def publish(slug: str) -> ResponseReturnValue:
    """Show an edition to everybody."""
    plan = found(slug)
    actions.list_plan(plan, myself())
    flash(_("Everybody can see this edition now."), "ok")
    return redirect(url_for("plans.edit", slug=slug), 303)


@pages.route("/gestao/planos/<slug>/temas", methods=["GET", "POST"])
@signed_in
def edit_themes(slug: str) -> ResponseReturnValue:
    """The themes of an edition."""
    plan = found(slug)
    rules.can_manage(myself()).require()
    themes = queries.themes_of(plan)
    entry = ThemesForm(data={"themes": ThemesForm.written(themes)})
    if entry.validate_on_submit() and entry.is_accepted(plan, themes, now()):
        actions.set_themes(plan, myself(), entry.parsed())
        flash(_("Saved."), "ok")
        return redirect(url_for("plans.edit", slug=slug), 303)
    return render_template("plans/themes.html", plan=plan, entry=entry), 422 if entry.is_submitted() else 200


@pages.get("/gestao/planos/<slug>/calendario")
@signed_in
def edit_calendar(slug: str) -> str:
    """The calendar as staff write it."""
    plan = found(slug)
    rules.can_manage(myself()).require()
    return calendar_desk(plan)


def calendar_desk(plan: Plan, moving: MoveForm | None = None) -> str:
    """The page of the calendar's desk, with a form that could not be followed when there is one."""
    return render_template(
        "plans/edit_calendar.html",
        plan=plan,
        changes=queries.changes_of(plan, 20),
        warnings=rules.warnings(plan.stages),
        seen=rules.fingerprint(plan),
        started=rules.has_started(plan, now()),
        moving=moving,
        moment=now(),
    )


@pages.route("/gestao/planos/<slug>/etapas/nova", methods=["GET", "POST"])
@signed_in
def new_stage(slug: str) -> ResponseReturnValue:
    """A new stage at the end of the calendar."""
    return stage_page(found(slug), None)


@pages.route("/gestao/planos/<slug>/etapas/<int:stage_id>", methods=["GET", "POST"])
@signed_in
def edit_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """A stage of the calendar."""
    plan = found(slug)
    return stage_page(plan, found_stage(plan, stage_id))


def stage_page(plan: Plan, stage: Stage | None) -> ResponseReturnValue:
    """Save the stage, or show the form again with all that was typed and with what is wrong."""
    rules.can_manage(myself()).require()
    entry = StageForm(plan, stage, now())
    if entry.validate_on_submit() and entry.is_accepted(myself()):
        if stage:
            actions.change_stage(stage, myself(), entry.reason.data, entry.seen.data, **entry.fields())
        else:
            actions.add_stage(plan, myself(), entry.reason.data, entry.seen.data, **entry.fields())
        flash(_("The calendar was changed."), "ok")
        return redirect(url_for("plans.edit_calendar", slug=plan.slug), 303)
    status = 200 if not entry.is_submitted() else 409 if entry.is_stale else 422
    entry.seen.data = rules.fingerprint(plan)
    return render_template("plans/stage.html", plan=plan, stage=stage, entry=entry), status


@pages.post("/gestao/planos/<slug>/etapas/<int:stage_id>/posicao")
@signed_in
def move_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """Another place in the order."""
    plan = found(slug)
    stage = found_stage(plan, stage_id)
    rules.can_manage(myself()).require()
    entry = MoveForm()
    if entry.validate_on_submit() and entry.is_accepted(plan, myself(), now()):
        actions.move_stage(stage, myself(), entry.position.data, entry.reason.data, entry.seen.data)
        flash(_("The order was changed."), "ok")
        return redirect(url_for("plans.edit_calendar", slug=slug), 303)
    return calendar_desk(plan, entry), 422


@pages.route("/gestao/planos/<slug>/etapas/<int:stage_id>/remocao", methods=["GET", "POST"])
@signed_in
def remove_stage(slug: str, stage_id: int) -> ResponseReturnValue:
    """Take out a stage that has not opened."""
    plan = found(slug)
    stage = found_stage(plan, stage_id)
    rules.can_manage(myself()).require()
    entry = RemoveForm()
    if entry.validate_on_submit() and entry.is_accepted(stage, myself(), now()):
        actions.remove_stage(stage, myself(), entry.reason.data, entry.seen.data)
        flash(_("The stage was taken out of the calendar."), "ok")
        return redirect(url_for("plans.edit_calendar", slug=slug), 303)
    entry.seen.data = rules.fingerprint(plan)
    page = render_template("plans/remove_stage.html", plan=plan, stage=stage, entry=entry)
    return page, 422 if entry.is_submitted() else 200
