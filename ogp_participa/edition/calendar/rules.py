"""Who may change a calendar, and how: what has happened stays, and every change says why."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import combinations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.core.vocabularies.labels import name_of_stage
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.rules import SETTLING, can_manage, has_started, is_settled
from ogp_participa.people.accounts.models import Person

SHORTEST = timedelta(days=15)
"""A stage in which residents write should last this long; a shorter one gets a warning, not an obstacle."""


LATENESS = timedelta(minutes=1)
"""Between choosing "now" as the closing moment and saving it, some seconds pass."""


def can_change_calendar(person: Person | None, reason: str) -> Verdict:
    """A change of the calendar needs a reason that is published with it."""
    verdict = can_manage(person)
    if verdict and not reason.strip():
        return no(_l("Write the reason. It is published beside the old dates."))
    return verdict


def fingerprint(plan: Plan) -> str:
    """A mark of the calendar as it is: a form that carries an old one was filled while somebody else changed it."""
    stages = [
        (s.id, s.kind, s.title, s.position, s.opens_at, s.closes_at, s.rights, s.counts_hidden, s.note)
        for s in plan.stages
    ]
    return hashlib.blake2b(repr(stages).encode(), digest_size=8).hexdigest()


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


def has_begun(stage: Stage, now: datetime) -> bool:
    """Whether the stage has opened. A vote counts as open a little earlier, as its rules do (see plans/rules.py)."""
    return stage.opens_at <= now + (SETTLING if Right.VOTE in stage.rights else timedelta())


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


def warnings(stages: list[Stage]) -> list[str]:
    """What staff should look at twice in a calendar. Nothing here forbids anything."""
    found = []
    for stage in stages:
        writing = Right.PROPOSE in stage.rights or Right.CONSULT in stage.rights
        if writing and stage.closes_at - stage.opens_at < SHORTEST:
            found.append(_("%(stage)s lasts less than 15 days: few people will have the time.", stage=_called(stage)))
        if not stage.rights:
            found.append(_("%(stage)s allows nobody to do anything.", stage=_called(stage)))
    for one, other in combinations(stages, 2):
        if one.opens_at < other.closes_at and other.opens_at < one.closes_at:
            found.append(_("%(one)s and %(other)s overlap.", one=_called(one), other=_called(other)))
        elif one.opens_at > other.opens_at:
            found.append(_("%(one)s comes first in the order but opens later.", one=_called(one)))
    return found


def _called(stage: Stage) -> str:
    return name_of_stage(stage.title, stage.kind)
