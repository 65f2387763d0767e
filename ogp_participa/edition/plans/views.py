"""Pages of the plans room: the start page, the plans and their rules, and the desk that writes them."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.clock import now
from ogp_participa.core.vocabularies.labels import LEVELS, RULES_IN_SHORT, quota_in_words
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.drafting.commitments.queries import commitments_of
from ogp_participa.edition.plans import actions, queries, rules
from ogp_participa.edition.plans.addresses import plan_at
from ogp_participa.edition.plans.forms import PlanForm, ThemesForm
from ogp_participa.edition.plans.models import Dimension, Plan, Right, Rule
from ogp_participa.edition.plans.moments import is_settled, stage_next
from ogp_participa.edition.plans.preparations import doubts, tasks
from ogp_participa.edition.plans.wording import name_of_rule, phases
from ogp_participa.people.accounts.current import myself, signed_in
from ogp_participa.readers.information.queries import latest_commitments, numbers_of, preparations
from ogp_participa.vote.ballots.queries import rules_of, votes_without_keys

pages = Blueprint("plans", __name__)

ACTIONS: tuple[tuple[Right, LazyString, str], ...] = (
    (Right.PROPOSE, _l("Submit a proposal"), "writing.start"),
    (Right.VOTE, _l("Choose proposals and vote"), "voting.start"),
    (Right.MODERATE, _l("Read the proposals"), "browsing.index"),
    (Right.CONSULT, _l("Take part in the consultation"), "consultation.start"),
    (Right.DRAFT, _l("See the result of the vote"), "drafting.result"),
    (Right.DELIBERATE, _l("See what the forum decides"), "forum.decisions"),
    (Right.PUBLISH, _l("Read the commitments"), "commitments.index"),
    (Right.IMPLEMENT, _l("Follow the commitments"), "commitments.index"),
    (Right.EVALUATE, _l("Follow the commitments"), "commitments.index"),
)
"""What a resident can do while a stage gives a right; the first that is open is the page's one main action."""


def main_action(plan: Plan | None) -> tuple[str, str, Right | None]:
    """Label and address of the one thing to do now, and the right that allows it."""
    if plan is None:
        return _("See the plans"), url_for("plans.index"), None
    for right, label, endpoint in ACTIONS:
        if plan.stage_open(now(), right):
            href = url_for(endpoint) if endpoint == "writing.start" else url_for(endpoint, slug=plan.slug)
            return str(label), href, right
    return _("Read the proposals"), url_for("browsing.index", slug=plan.slug), None


@pages.get("/")
def home() -> str:
    """Where the process is, and what one can do now."""
    plan = g.plan = queries.current_plan()
    return render_template(
        "edition/plans/home.html",
        plan=plan,
        phases=phases(plan, now()) if plan else [],
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
    return render_template("edition/plans/index.html", plans=queries.every_plan(), moment=now())


@pages.get("/planos/<slug>")
def show(slug: str) -> str:
    """The hub of one plan; for plans of the past, what was published about them."""
    plan = plan_at(slug)
    if plan.historical:
        facts = queries.facts_of(plan)
        return render_template("edition/plans/history.html", plan=plan, facts=facts, commitments=commitments_of(plan))
    return render_template(
        "edition/plans/show.html",
        plan=plan,
        phases=phases(plan, now()),
        open_now=[stage for stage in plan.stages if stage.is_open(now())],
        upcoming=stage_next(plan, now()),
        action=main_action(plan),
        numbers=numbers_of(plan),
        themes=queries.themes_of(plan),
        moment=now(),
    )


@pages.get("/planos/<slug>/regras", endpoint="rules")
def rules_page(slug: str) -> str:
    """The rules of the edition in words."""
    plan = plan_at(slug)
    quota = quota_in_words(plan.quota_by, plan.quota_least, plan.quota_most)
    in_short = RULES_IN_SHORT[plan.rule]
    return render_template("edition/plans/rules.html", plan=plan, Right=Right, rule_in_short=in_short, quota=quota)


@pages.get("/gestao")
@signed_in
def desk() -> str:
    """What is open, what is due, and what is left to do for each edition."""
    rules.can_manage(myself()).require()
    plans = queries.plans_for_staff()
    counts = preparations(plans)
    lists = {plan.id: tasks(plan, counts[plan.id]) for plan in plans}
    held = votes_without_keys(plans)
    return render_template("edition/plans/desk.html", plans=plans, tasks=lists, held=held, moment=now())


def plan_form(plan: Plan | None = None) -> PlanForm:
    """The form of an edition, with the names of the rules."""
    return PlanForm(plan, {rule.value: name_of_rule(rule) for rule in Rule}, bool(plan and is_settled(plan, now())))


def settled_words(plan: Plan) -> dict[str, str]:
    """The rules of a vote that can no longer change, in words."""
    return {
        "rule": name_of_rule(plan.rule),
        "voters": str(LEVELS[plan.voters]),
        "quota": quota_in_words(plan.quota_by, plan.quota_least, plan.quota_most),
        "digest": rules_of(plan)[1],
    }


@pages.route("/gestao/planos/novo", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """A new edition."""
    rules.can_manage(myself()).require()
    entry = plan_form()
    if entry.validate_on_submit():
        plan = actions.create_plan(myself(), **entry.fields())
        flash(_("The edition was created. Only staff see it for now."), "ok")
        return redirect(url_for("plans.edit", slug=plan.slug), 303)
    page = render_template("edition/plans/new.html", entry=entry, in_short=RULES_IN_SHORT)
    return page, 422 if entry.is_submitted() else 200


@pages.route("/gestao/planos/<slug>", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> ResponseReturnValue:
    """An edition: what is left to do, and what it says of itself."""
    plan = plan_at(slug)
    rules.can_manage(myself()).require()
    entry = plan_form(plan)
    if entry.validate_on_submit() and entry.is_accepted(plan, myself(), now()):
        actions.change_plan(plan, myself(), **entry.fields())
        flash(_("Saved."), "ok")
        return redirect(url_for("plans.edit", slug=plan.slug), 303)
    counts = preparations([plan])[plan.id]
    groups = counts.themes if plan.quota_by is Dimension.THEME else len(TERRITORIES) + 1
    page = render_template(
        "edition/plans/edit.html",
        plan=plan,
        entry=entry,
        in_short=RULES_IN_SHORT,
        tasks=tasks(plan, counts),
        listing=rules.can_list(plan, counts.themes),
        doubts=doubts(plan, groups),
        settled=settled_words(plan) if entry.settled else {},
    )
    return page, 422 if entry.is_submitted() else 200


@pages.post("/gestao/planos/<slug>/publicacao")
@signed_in
def publish(slug: str) -> ResponseReturnValue:
    """Show an edition to everybody."""
    plan = plan_at(slug)
    actions.list_plan(plan, myself())
    flash(_("Everybody can see this edition now."), "ok")
    return redirect(url_for("plans.edit", slug=slug), 303)


@pages.route("/gestao/planos/<slug>/temas", methods=["GET", "POST"])
@signed_in
def edit_themes(slug: str) -> ResponseReturnValue:
    """The themes of an edition."""
    plan = plan_at(slug)
    rules.can_manage(myself()).require()
    themes = queries.themes_of(plan)
    entry = ThemesForm(data={"themes": ThemesForm.written(themes)})
    if entry.validate_on_submit() and entry.is_accepted(plan, themes, now()):
        actions.set_themes(plan, myself(), entry.parsed())
        flash(_("Saved."), "ok")
        return redirect(url_for("plans.edit", slug=slug), 303)
    return render_template("edition/plans/themes.html", plan=plan, entry=entry), 422 if entry.is_submitted() else 200
