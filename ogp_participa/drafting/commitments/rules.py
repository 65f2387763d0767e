"""Who writes commitments, until when, and what is checked when somebody saves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.content import DAYS
from ogp_participa.drafting.commitments.models import Commitment, Milestone
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.people.accounts.models import Person

MOST_MILESTONES = 60
MOST_INSTITUTIONS = 40

PUBLISHED = _l("This plan is published: a commitment or a milestone changes only through an amendment.")


def can_edit(person: Person | None, plan: Plan, commitment: Commitment | None = None, *, now: datetime) -> Verdict:
    """Let staff write commitments while the calendar gives the right to draft; plans of the past are facts. Once the
    plan is published, an amendment opens one commitment at a time."""
    if plan.historical:
        return no(_l("This plan is of the past: what was published about it is not rewritten here."))
    if commitment is not None and commitment.amending:
        return can_manage(person)
    if plan.published or (commitment is not None and commitment.published):
        return first_no(can_manage(person), no(PUBLISHED))
    return first_no(can_manage(person), is_open(plan, Right.DRAFT, now))


def can_keep_contact(person: Person | None, plan: Plan) -> Verdict:
    """Let staff keep private contacts right at any time, also of a published plan: they are in no version of it."""
    if plan.historical:
        return no(_l("This plan is of the past: what was published about it is not rewritten here."))
    return can_manage(person)


def can_start(person: Person | None, plan: Plan, *, now: datetime) -> Verdict:
    """Let staff begin a commitment where there is no vote; elsewhere it begins with a promoted proposal."""
    verdict = can_edit(person, plan, now=now)
    if verdict and plan.stages_with(Right.VOTE):
        return no(_l("In this edition commitments come from the vote: promote proposals on the selection board."))
    return verdict


def has_reason(plan: Plan, reason: str, now: datetime) -> Verdict:
    """Ask that the change says why, once the draft was put to consultation or the plan is published."""
    public = plan.published or any(stage.opens_at <= now for stage in plan.stages_with(Right.CONSULT))
    if public and not reason.strip():
        return no(_l("The draft is with the public: write why you change it. Everybody reads it."))
    return YES


def can_remove(milestone: Milestone, reason: str) -> Verdict:
    """Let a milestone be taken out once, with a reason; it stays in the history."""
    if milestone.removed_at is not None:
        return no(_l("This milestone was taken out already."))
    return YES if reason.strip() else no(_l("Write why the milestone is taken out. Everybody reads it."))


def in_order(starts: str, ends: str) -> Verdict:
    """Ask that the end does not come before the start."""
    if starts and ends and ends < starts:
        return no(_l("The end comes before the start."))
    return YES


def in_its_commitment(milestone: Mapping[str, Any], commitment: Mapping[str, Any]) -> Verdict:
    """Ask that a milestone lies within its commitment's dates. A warning: it keeps nobody from saving."""
    first, last = commitment.get("starts_on") or "", commitment.get("ends_on") or "9"
    days = [milestone[name] for name in DAYS if milestone.get(name)]
    if all(first <= day <= last for day in days):
        return YES
    return no(_l("Its dates go beyond those of the commitment."))
