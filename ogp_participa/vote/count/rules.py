"""When a count may be closed, and a winner be taken out of it."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.models import Closing, Count, Last, Rank

PATIENCE = timedelta(minutes=3)
"""A worker that counts says so at each step; after so long without one, it is not there."""

REASON = 40  # letters at least: a sentence that people can judge


def can_close_count(person: Person | None, plan: Plan, *, now: datetime, counted: bool, seed: str) -> Verdict:
    """Staff close the count once, after the last moment of voting, with the number of the public draw.

    Whether the draw is needed is known only when the rule runs: equals may turn up at any seat.
    """
    verdict = can_manage(person)
    if not verdict:
        return verdict
    voting = plan.stages_with(Right.VOTE)
    if not voting:
        return no(_l("The calendar of this plan has no voting."))
    if any(now < stage.closes_at for stage in voting):
        return no(_l("Voting is not over yet. The count is closed after its last moment."))
    if counted:
        return no(_l("The count is already closed. It is closed once."))
    return has_seed(seed)


def can_count_here(closing: Closing, *, now: datetime) -> Verdict:
    """The worker counts; where it has not moved for a while, staff may have the count made by their own request."""
    if now < closing.step_at + PATIENCE:
        return no(_l("The votes are being counted. Nobody has to wait on this page."))
    return YES


def has_seed(seed: str) -> Verdict:
    """Whether the number of the public draw is there."""
    if seed.strip():
        return YES
    return no(_l("Write the number of the public draw: equals may turn up at any seat."))


def can_remove(
    person: Person | None,
    plan: Plan,
    count: Count | None,
    proposal: Proposal,
    standing: Rank | None,
    *,
    now: datetime,
) -> Verdict:
    """Staff take a winner out that proved unfeasible, while commitments are drafted and before it feeds one."""
    verdict = first_no(can_manage(person), is_open(plan, Right.DRAFT, now))
    if not verdict:
        return verdict
    if count is None:
        return no(_l("The count is not closed yet."))
    if standing is not None and standing.last == Last.REMOVED:
        return no(_l("It was already taken out."))
    if standing is None or not standing.elected:
        return no(_l("Only a proposal that has a seat can be taken out of the result."))
    if proposal.state is State.PROMOTED:
        return no(_l("This proposal feeds a commitment already: its seat is used."))
    return YES


def is_reasoned(reason: str) -> Verdict:
    """Whether the reason is one that people can judge."""
    if len(reason.strip()) >= REASON:
        return YES
    return no(_l("Write the reason in at least 40 letters. It is published."))
