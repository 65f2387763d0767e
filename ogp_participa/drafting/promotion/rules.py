"""Who may make commitments of a closed count, and answer those that were not promoted."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.rules import can_manage, is_open
from ogp_participa.forum.seats.models import ForumDecision
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import COUNTED, Proposal, State
from ogp_participa.vote.count.models import Count, Rank

JUSTIFICATION = 40  # letters at least: a sentence that people can judge


def can_draft(person: Person | None, plan: Plan, count: Count | None, *, now: datetime) -> Verdict:
    """Staff make commitments and answers after the count, while the calendar gives the right to draft."""
    verdict = first_no(can_manage(person), is_open(plan, Right.DRAFT, now))
    if verdict and count is None:
        return no(_l("Close the count first: nothing is promoted before the vote is counted."))
    return verdict


def can_promote(
    proposal: Proposal, standing: Rank | None, decision: ForumDecision | None, justification: str
) -> Verdict:
    """An elected proposal is promoted by its place; any other needs a forum decision or a published justification.
    What feeds a published plan is settled."""
    if proposal.plan.published:
        return no(_l("The plan is published: no proposal is promoted any more."))
    if proposal.state not in COUNTED:
        return no(_l("This proposal is not published, so it cannot feed a commitment."))
    if standing is not None and standing.elected:
        return YES
    if decision is not None and decision.plan_id == proposal.plan_id:
        return YES
    if len(justification.strip()) >= JUSTIFICATION:
        return YES
    return no(
        _l(
            "Staff alone cannot skip the vote: for a proposal below the line, choose a recorded decision of the forum "
            "or write a justification of at least 40 letters. It is published."
        )
    )


def can_answer(proposal: Proposal, text: str, standing: Rank | None = None, *, generated: bool = False) -> Verdict:
    """Whoever was not promoted gets a reasoned answer; a later one corrects the earlier, which stays.

    Who has a seat is not told that it was too low in the ranking: that answer (``generated``) would be wrong.
    """
    if generated and standing is not None and standing.elected:
        return no(_l("This proposal has a seat by the vote. Promote it, or write in your own words why not."))
    if proposal.state not in (State.PUBLISHED, State.NOT_PROMOTED):
        return no(_l("Only proposals that were not promoted get this answer."))
    if not text.strip():
        return no(_l("Write the reason. The person will read this sentence."))
    return YES


def is_fresh(seen: int, promotions: int) -> Verdict:
    """Whether nobody promoted these proposals while the page was being filled."""
    if seen == promotions:
        return YES
    return no(_l("Somebody promoted one of these proposals meanwhile. Look at the board as it is now."))
