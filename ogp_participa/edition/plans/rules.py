"""What the calendar allows: computed from the stages and a moment, never switched by hand."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.moments import has_started, is_settled
from ogp_participa.people.accounts.models import Person

CLOSED = {
    Right.PROPOSE: _l("Proposals are not being received now."),
    Right.MODERATE: _l("The forum is not reading proposals now."),
    Right.VOTE: _l("Voting is closed."),
    Right.DRAFT: _l("The commitments are not being drafted now."),
    Right.CONSULT: _l("There is no consultation open now."),
    Right.DELIBERATE: _l("The forum is not deliberating on the plan now."),
    Right.PUBLISH: _l("The plan is not being published now."),
    Right.IMPLEMENT: _l("The plan is not being implemented now."),
    Right.EVALUATE: _l("The plan is not being evaluated now."),
}

SETTLED = ("slug", "rule", "seats", "choices", "voters", "quota_by", "quota_least", "quota_most", "tie_source")
"""What the frozen rules of a vote say of its edition."""


def is_open(plan: Plan, right: Right, now: datetime) -> Verdict:
    """Whether a stage of the calendar gives ``right`` at ``now``."""
    return YES if plan.stage_open(now, right) else no(CLOSED[right])


def can_manage(person: Person | None) -> Verdict:
    """Staff of the open-government office write plans, calendars and seats."""
    if person is None or not person.is_staff:
        return no(_l("Only staff of the open-government office can do this."))
    return YES


def can_change_plan(person: Person | None, plan: Plan, fields: Mapping[str, object], now: datetime) -> Verdict:
    """Words can always be mended; the rules of the vote, and the address that they name, are settled when it opens."""
    verdict = can_manage(person)
    changes = any(name in fields and fields[name] != getattr(plan, name) for name in SETTLED)
    if verdict and changes and is_settled(plan, now):
        return no(_l("Voting has opened: its rules, and the address of the edition, can no longer change."))
    return verdict


def can_drop_themes(plan: Plan, now: datetime) -> Verdict:
    """Themes can be added at any time, and taken away only before the first stage opens."""
    if has_started(plan, now):
        return no(_l("People may have written under this theme: it can be taken away only before the plan starts."))
    return YES


def can_list(plan: Plan, themes: int) -> Verdict:
    """An edition is shown to everybody once it has themes and a calendar."""
    if not themes:
        return no(_l("Write the themes before showing this edition to everybody."))
    return YES if plan.historical or plan.stages else no(_l("Write the calendar before showing this edition."))
