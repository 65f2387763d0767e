"""Who gives an opinion and when, who may appeal and until when, and what the words are."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.dates import city_day
from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.feasibility.models import Finding, OpinionAppeal, OpinionCase, OpinionVersion
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import COUNTED, Proposal

FEWEST_LETTERS = 20
"""A reason or an appeal is a sentence at least."""

OPENING = (Right.MODERATE, Right.VOTE, Right.DRAFT)
"""Opinions are given while a stage with one of these rights is open: before the vote, during it, or after it."""

JUDGED = COUNTED
"""States of proposals on which opinions are given."""


CHANGED = _l("Somebody entered another version of this opinion meanwhile. Read it before you write yours.")
APPEALED = _l("There is an appeal against this version already. There is one for each.")
ANSWERED = _l("This appeal was answered meanwhile.")
PUBLISHED = _l("The plan is published. Opinions are given while a plan is being made.")


def is_being_made(plan: Plan) -> Verdict:
    """Refuse a past plan and a published one: they are settled, whatever their calendar says."""
    return no(PUBLISHED) if plan.historical or plan.published > 0 else YES


def calendar_allows(plan: Plan, now: datetime) -> Verdict:
    """Tell whether the calendar opens opinions now: they belong to the making of a plan."""
    if not is_being_made(plan):
        return is_being_made(plan)
    if not any(plan.stage_open(now, right) for right in OPENING):
        return no(
            _l("Opinions are given while the forum reads proposals, during the vote and while commitments are drafted.")
        )
    return YES


def can_give(person: Person | None, plan: Plan, now: datetime) -> Verdict:
    """Let staff enter what a department wrote, while the calendar allows it."""
    return first_no(can_manage(person), calendar_allows(plan, now))


def can_be_judged(thing: Proposal | Commitment) -> Verdict:
    """Take a proposal that is published or was, and a commitment at any time of its drafting."""
    if isinstance(thing, Proposal) and thing.state not in JUDGED:
        return no(_l("Opinions are given on published proposals. This one is not, or was joined or withdrawn."))
    return YES


def can_sign(organisation: Organisation) -> Verdict:
    """Let departments give opinions: organisations of the government."""
    if organisation.sector is not Sector.GOVERNMENT:
        return no(_l("This organisation belongs to civil society. Departments of the government give opinions."))
    return YES


def can_follow(current: OpinionVersion | None, seen: int, reason: str) -> Verdict:
    """Let a version follow the one that its writer read, with a reason, and never past an appeal that waits."""
    if seen != (current.number if current else 0):
        return no(CHANGED)
    if current and current.appeal and current.appeal.waits:
        return no(_l("An appeal against this version waits. Answer it first: the answer may bring the new version."))
    if current and len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write why there is a new version. Everybody can read it."))
    return YES


def can_be_appealed(case: OpinionCase, now: datetime) -> Verdict:
    """Open to appeals what is unfavourable, not appealed yet, within the term, while the plan is being made."""
    if case.version.finding is not Finding.UNFAVOURABLE:
        return no(_l("Only an unfavourable opinion can be appealed."))
    if case.version.appeal is not None:
        return no(APPEALED)
    if city_day(now) > case.version.last_day_for_appeals:
        return no(_l("The term for an appeal is over."))
    if not is_being_made(case.plan):
        return no(_l("The plan is published. An appeal could not change it any more."))
    return YES


def can_appeal(person: Person | None, case: OpinionCase, now: datetime) -> Verdict:
    """Let appeal who wrote the proposal, or one that the commitment grew from, and members of the forum."""
    if person is None or not (person.id in case.authors or case.seat):
        return no(_l("Who wrote the proposal and the members of this plan's forum can appeal."))
    return can_be_appealed(case, now)


def can_answer(person: Person | None, appeal: OpinionAppeal) -> Verdict:
    """Let staff enter the department's answer, once; nobody answers their own appeal."""
    if not can_manage(person):
        return can_manage(person)
    if person is not None and appeal.by_id == person.id:
        return no(_l("You wrote this appeal. A colleague enters the answer."))
    return YES if appeal.waits else no(ANSWERED)


def suffices(text: str) -> Verdict:
    """Ask for a reason that people can judge."""
    if len(text.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return YES
