"""Staff add to the plan's catalogue of reasons and retire from it; what was used never changes."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, store_first
from ogp_participa.core.verdicts import Verdict
from ogp_participa.edition.plans.models import Plan
from ogp_participa.moderation import rules
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.moderation.queries.decisions import catalogue, reason_at, reasons_to_choose, starting_reason
from ogp_participa.moderation.rules import DECIDED
from ogp_participa.people.accounts.models import Person

NOT_IN_CATALOGUE = _l("This reason is not in the catalogue of this plan. Choose another.")


def adopt_catalogue(plan: Plan) -> None:
    """Give a plan the reasons that every edition starts with, unless it has its own."""
    has_some = db.session.scalar(sa.select(sa.exists().where(Reason.plan_id == plan.id)))
    if has_some:
        return
    try:
        with db.session.begin_nested():
            db.session.add_all(starting_reason(plan, row) for row in catalogue())
    except IntegrityError:
        # Somebody else gave the plan its reasons in the same moment: those are as good.
        return


def reason_numbered(plan: Plan, number: str) -> Reason | None:
    """Return the reason of the plan's catalogue with this number, None without a number; refuse an unknown one."""
    if not number:
        return None
    adopt_catalogue(plan)
    reason = reason_at(plan, number)
    Verdict(reason is not None, NOT_IN_CATALOGUE).require()
    return reason


def add_reason(plan: Plan, number: str, outcome: Outcome, texts: tuple[str, str, str], *, by: Person) -> Reason:
    """Add a reason to the plan's catalogue, in Portuguese and perhaps English and Spanish; everybody can read it."""
    adopt_catalogue(plan)
    rules.can_add_reason(by, reason_at(plan, number) is not None).require()
    pt, en, es = texts
    reason = Reason(plan_id=plan.id, number=number, outcome=outcome, text_pt=pt, text_en=en, text_es=es)
    store_first(DECIDED, reason)
    record(Kind.REASON_ADDED, by=by, on=plan, number=number)
    return reason


def retire_reason(plan: Plan, number: str, *, by: Person) -> Reason:
    """Take the reason from those to choose. What was decided with it keeps it, word for word."""
    adopt_catalogue(plan)
    reason = reason_at(plan, number)
    Verdict(reason is not None, NOT_IN_CATALOGUE).require()
    assert reason is not None
    left = [r for r in reasons_to_choose(plan) if r.outcome is reason.outcome and r.id != reason.id]
    rules.can_retire_reason(by, reason, len(left)).require()
    reason.retired_at = now()
    record(Kind.REASON_RETIRED, by=by, on=plan, number=number)
    return reason
