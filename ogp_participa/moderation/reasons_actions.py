"""Staff add to the plan's catalogue of reasons and retire from it; what was used never changes."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import store_first
from ogp_participa.core.verdicts import Verdict
from ogp_participa.edition.plans.models import Plan
from ogp_participa.moderation import reasons_rules as rules
from ogp_participa.moderation.actions import NOT_IN_CATALOGUE, adopt_catalogue
from ogp_participa.moderation.models import Outcome, Reason
from ogp_participa.moderation.queries.decisions import reason_at, reasons_to_choose
from ogp_participa.moderation.rules import DECIDED
from ogp_participa.people.accounts.models import Person


def add_reason(plan: Plan, number: str, outcome: Outcome, texts: tuple[str, str, str], *, by: Person) -> Reason:
    """One more reason in the plan's catalogue, in Portuguese and perhaps English and Spanish; everybody can read it."""
    adopt_catalogue(plan)
    rules.can_add_reason(by, reason_at(plan, number) is not None).require()
    pt, en, es = texts
    reason = Reason(plan_id=plan.id, number=number, outcome=outcome, text_pt=pt, text_en=en, text_es=es)
    store_first(DECIDED, reason)
    record(Kind.REASON_ADDED, by=by, on=plan, number=number)
    return reason


def retire_reason(plan: Plan, number: str, *, by: Person) -> Reason:
    """Nobody chooses the reason from now on. What was decided with it keeps it, word for word."""
    adopt_catalogue(plan)
    reason = reason_at(plan, number)
    Verdict(reason is not None, NOT_IN_CATALOGUE).require()
    assert reason is not None
    left = [r for r in reasons_to_choose(plan) if r.outcome is reason.outcome and r.id != reason.id]
    rules.can_retire_reason(by, reason, len(left)).require()
    reason.retired_at = now()
    record(Kind.REASON_RETIRED, by=by, on=plan, number=number)
    return reason
