"""Who may change a calendar, and how: what has happened stays, and every change says why."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.calendar.fingerprint import fingerprint
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.moments import has_begun, has_started, is_settled
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person

LATENESS = timedelta(minutes=1)
"""Between choosing "now" as the closing moment and saving it, some seconds pass."""


def can_change_calendar(person: Person | None, reason: str) -> Verdict:
    """A change of the calendar needs a reason that is published with it."""
    verdict = can_manage(person)
    if verdict and not reason.strip():
        return no(_l("Write the reason. It is published beside the old dates."))
    return verdict


def is_unchanged(plan: Plan, seen: str) -> Verdict:
    """Whether the calendar is still the one that the person had before them."""
    if seen == fingerprint(plan):
        return YES
    return no(
        _l("Somebody changed this calendar while you were writing. Look at it as it is now, then save again if needed.")
    )


def can_draft_calendar(person: Person | None, plan: Plan, reason: str, now: datetime) -> Verdict:
    """Adding, moving and removing stages: freely before the first one opens, with a published reason from then on."""
    if plan.historical:
        return first_no(can_manage(person), no(_l("This plan belongs to the past: it has no calendar here.")))
    return can_change_calendar(person, reason) if has_started(plan, now) else can_manage(person)


def can_open_vote(
    plan: Plan, stage: Stage | None, rights: Collection[str], opens_at: datetime, now: datetime
) -> Verdict:
    """Once voting has opened, no other vote may turn out to have opened before: the first one settles the rules. Once
    the count is closed, none opens any more."""
    if Right.VOTE in rights and plan.counted_at and stage not in plan.stages_with(Right.VOTE):
        return no(_l("The count of this plan is closed: no other vote opens."))
    first = plan.first_vote
    if Right.VOTE in rights and is_settled(plan, now) and first and stage is not first and opens_at <= first.opens_at:
        return no(_l("Voting has already opened: another vote opens after it, not before."))
    return YES


def can_set_dates(opens_at: datetime, closes_at: datetime) -> Verdict:
    """A stage opens before it closes."""
    return YES if opens_at < closes_at else no(_l("The closing must come after the opening."))


def can_change_dates(stage: Stage, opens_at: datetime, closes_at: datetime, now: datetime) -> Verdict:
    """What has happened stays: an opening that has passed, votes already closed, and moments when it was open."""
    if has_begun(stage, now) and opens_at != stage.opens_at:
        return no(_l("This stage has already opened: its opening can no longer change."))
    if Right.VOTE in stage.rights and stage.closes_at <= now and closes_at != stage.closes_at:
        return no(_l("This vote has already closed: it cannot be opened again."))
    if stage.is_open(now) and closes_at < now - LATENESS:
        return no(_l("This stage is open now: it can close from now on, not in the past."))
    return can_set_dates(opens_at, closes_at)


def can_change_rights(stage: Stage, now: datetime) -> Verdict:
    """What a stage allows, and whether its counts are hidden, is settled when it opens."""
    if has_begun(stage, now):
        return no(_l("This stage has already opened: what it allows can no longer change."))
    return YES


def can_remove_stage(person: Person | None, stage: Stage, reason: str, now: datetime) -> Verdict:
    """A stage can be taken out of the calendar only before it opens."""
    verdict = can_draft_calendar(person, stage.plan, reason, now)
    if verdict and has_begun(stage, now):
        return no(_l("This stage has already opened: it stays in the calendar. You can close it earlier."))
    return verdict
