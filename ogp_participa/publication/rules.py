"""What a plan needs to be published, and the numbers that OGP gives."""

import re
from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.accounts.models import Person
from ogp_participa.deliberation.rules import Missing
from ogp_participa.plans.models import Plan, Right
from ogp_participa.plans.rules import can_manage, is_open
from ogp_participa.verdicts import YES, Verdict, first_no, no

_OGP_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{2,18}[A-Z0-9]")


def can_look(person: Person | None, plan: Plan) -> Verdict:
    """Staff see what is missing at any time; plans of the past were published elsewhere."""
    if plan.historical:
        return no(_l("This plan is of the past: it was published elsewhere."))
    return can_manage(person)


def can_publish(person: Person | None, plan: Plan, missing: Sequence[Missing], *, now: datetime) -> Verdict:
    """Staff publish a plan once, while the calendar gives the right, when nothing is missing."""
    verdict = first_no(can_look(person, plan), is_unpublished(plan), is_open(plan, Right.PUBLISH, now))
    if verdict and missing:
        return no(_l("The plan cannot be published yet: something is missing. The list says what, and where."))
    return verdict


def is_unpublished(plan: Plan) -> Verdict:
    """A published plan gets its next version by an amendment, never by publishing again."""
    return no(_l("This plan is published. From now on it changes only through amendments.")) if plan.published else YES


def can_record_ids(person: Person | None, plan: Plan) -> Verdict:
    """Staff write down the numbers that OGP gave, after the plan was published and sent."""
    verdict = can_look(person, plan)
    if verdict and not plan.published:
        return no(_l("OGP gives numbers to the commitments of a published plan. Publish it first."))
    return verdict


def ogp_id(typed: str) -> str | None:
    """A number of OGP's as OGP writes it ("BRSP0012"); None when it cannot be one."""
    tidy = typed.replace(" ", "").upper()
    return tidy if _OGP_ID.fullmatch(tidy) else None
