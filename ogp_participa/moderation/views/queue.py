"""The desk of the forum: what waits for me, and for the others."""

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from ogp_participa.core.clock import now
from ogp_participa.core.dates import today
from ogp_participa.core.i18n import lang
from ogp_participa.core.pagination import page_href, page_number
from ogp_participa.core.vocabularies.territories import TERRITORIES
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.queries import current_plan, plan_by_slug, themes_of
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.moderation import rules
from ogp_participa.moderation.queries import queue as queries
from ogp_participa.moderation.queries.decisions import member
from ogp_participa.moderation.queries.queue import QueueFilters, Wait
from ogp_participa.moderation.queue_lines import queue_lines
from ogp_participa.people.accounts.current import myself, signed_in

pages = Blueprint("desk", __name__)


@pages.get("/mesa")
@signed_in
def queue() -> ResponseReturnValue:
    """What waits for me, oldest first."""
    wait = request.args.get("espera", "")
    return _queue_page(Wait(wait) if wait in list(Wait) else Wait.FIRST)


@pages.get("/mesa/recursos")
@signed_in
def appeals() -> ResponseReturnValue:
    """The appeals that wait for an answer."""
    return _queue_page(Wait.APPEAL)


def _queue_page(wait: Wait) -> str:
    person, moment = myself(), now()
    plans = queries.plans_of(person, today())
    plan = _desk_plan(plans)
    who = member(person, plan, today())
    rules.can_read(who).require()
    chosen = _filters(wait)
    rows = queries.waiting(plan, who, chosen, moment, page_number())
    return render_template(
        "moderation/queue.html",
        plan=plan,
        plans=plans,
        who=who,
        chosen=chosen,
        rows=rows,
        most=queries.MOST,
        lines=queue_lines(rows.rows, wait, lang()),
        counts=queries.counts(plan, who, moment),
        reading=is_open(plan, Right.MODERATE, moment),
        following=queries.next_waiting(plan, who, wait, moment),
        decisions=queries.my_decisions(person, plan),
        themes=themes_of(plan),
        territories=TERRITORIES,
        page_href=page_href,
    )


def _desk_plan(plans: list[Plan]) -> Plan:
    """The plan the address names; else the current one when the person sits in its forum, or the newest they do."""
    slug = request.args.get("plano")
    plan = plan_by_slug(slug) if slug else current_plan()
    if slug and plan is None:
        abort(404)
    if plan is None or (not slug and plans and plan not in plans):
        plan = plans[0] if plans else plan
    if plan is None:
        abort(404)
    g.plan = plan
    return plan


def _filters(wait: Wait) -> QueueFilters:
    args = request.args
    theme, territory = args.get("tema", ""), args.get("territorio", "")
    return QueueFilters(
        wait=wait,
        theme=int(theme) if theme.isdecimal() and len(theme) < 10 else None,
        territory=territory if territory == "00" or territory in TERRITORIES else "",
        text=args.get("q", "").replace("\x00", "")[:200],
        everyone=args.get("todas") == "1",
    )
