"""What a plan needs to be published, how it changes afterwards, and who decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.decision.publication.missing import Missing
from ogp_participa.decision.publication.models import Amendment, AmendmentState
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person

FEWEST_LETTERS = 20
"""A reason is a sentence at least."""


def can_look(person: Person | None, plan: Plan) -> Verdict:
    """Let staff see what is missing at any time; plans of the past were published elsewhere."""
    if plan.historical:
        return no(_l("This plan is of the past: it was published elsewhere."))
    return can_manage(person)


def can_publish(person: Person | None, plan: Plan, missing: Sequence[Missing], *, now: datetime) -> Verdict:
    """Let staff publish a plan once, while the calendar gives the right, when nothing is missing."""
    verdict = first_no(can_look(person, plan), is_unpublished(plan), is_open(plan, Right.PUBLISH, now))
    if verdict and missing:
        return no(_l("The plan cannot be published yet: something is missing. The list says what, and where."))
    return verdict


def is_unpublished(plan: Plan) -> Verdict:
    """Refuse a published plan: it gets its next version by an amendment, never by publishing again."""
    return no(_l("This plan is published. From now on it changes only through amendments.")) if plan.published else YES


def can_record_ids(person: Person | None, plan: Plan) -> Verdict:
    """Let staff write down the numbers that OGP gave, after the plan was published and sent."""
    verdict = can_look(person, plan)
    if verdict and not plan.published:
        return no(_l("OGP gives numbers to the commitments of a published plan. Publish it first."))
    return verdict


def can_amend(person: Person | None, commitment: Commitment) -> Verdict:
    """Let staff begin an amendment to a commitment of the published plan; one at a time."""
    verdict = can_look(person, commitment.plan)
    if verdict and not commitment.published:
        return no(_l("Only a commitment of a published plan is amended. This one can still be edited."))
    if verdict and commitment.amending:
        return no(_l("An amendment to this commitment is being written already."))
    return verdict


def suffices(reason: str) -> Verdict:
    """Ask for a reason that people can judge."""
    if len(reason.strip()) < FEWEST_LETTERS:
        return no(_l("Write the reason in a sentence at least. Everybody can read it."))
    return YES


def is_being_written(amendment: Amendment) -> Verdict:
    """Tell whether the amendment is still open."""
    return YES if amendment.state is AmendmentState.OPEN else no(_l("This amendment is closed already."))


def can_close(person: Person | None, amendment: Amendment) -> Verdict:
    """Let staff publish or withdraw an amendment while it is open."""
    return first_no(can_manage(person), is_being_written(amendment))


def decides(decision: ForumDecision | None, amendment: Amendment, opened_on: Any) -> Verdict:
    """Ask for a decision of this plan, taken since the amendment began, with more votes for than against."""
    if decision is None or decision.plan_id != amendment.plan_id:
        return no(_l("Choose the decision of the forum. Without one, a published plan does not change."))
    if decision.decided_on < opened_on:
        return no(_l("The forum took this decision before the amendment began."))
    if decision.votes_for <= decision.votes_against:
        return no(_l("In this decision the forum did not agree."))
    return YES


def changes(amendment: Amendment, commitment: Commitment, *, same: bool) -> Verdict:
    """Ask that an amendment changes something."""
    if same or commitment.version == amendment.base:
        return no(_l("Nothing has changed yet. Open the editor and write what should change."))
    return YES
