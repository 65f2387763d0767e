"""The plan that an address names; else: not found."""

from flask import abort, g, request

from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.current import me


def plan_at(slug: str) -> Plan:
    """Return the plan with this address and keep it for the strip and the menu; 404 for others.

    Plans that are not listed are for staff."""
    return seen(plan_by_slug(slug))


def voted_plan_at(slug: str) -> Plan:
    """Return the plan with this address when its calendar has a vote; 404 for others."""
    plan = plan_at(slug)
    if not plan.stages_with(Right.VOTE):
        abort(404)
    return plan


def seen(plan: Plan | None) -> Plan:
    """Return the plan when whoever asks may see it and keep it for the strip and the menu; 404 for others."""
    if plan is None or not (plan.listed or can_manage(me() if request.cookies else None)):
        abort(404)
    g.plan = plan
    return plan
