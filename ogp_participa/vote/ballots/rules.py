"""Who may vote and for what, and when ballots and rules are final."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.edition.plans.moments import has_voting_opened
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Channel

LINK_DAYS = 30
"""For so many days after the count, people can object to it and still see their own choices. Then what links a person
to a ballot is destroyed."""


def is_eligible(voter: Person | None, plan: Plan) -> Verdict:
    """Residents with a confirmed e-mail address vote, or only those whose identity was checked, as the edition says;
    staff run the vote, so they do not take part in it."""
    if voter is None:
        return no(_l("To vote, sign in or create an account. It takes 1 minute."))
    if voter.is_staff:
        return no(_l("Staff run the vote, so they do not take part in it."))
    if not voter.is_confirmed:
        return no(_l("To vote, confirm your e-mail. It takes 1 minute."))
    if plan.voters is Level.CHECKED and voter.level is not Level.CHECKED:
        return no(
            _l("To vote in this edition, show a document with your photo once, in person. Nobody keeps its number.")
        )
    return YES


def can_vote(voter: Person | None, plan: Plan, *, now: datetime) -> Verdict:
    """Whether the person may make or change choices in this plan's vote now."""
    return first_no(is_open(plan, Right.VOTE, now), is_uncounted(plan), is_eligible(voter, plan))


def can_open(there: Channel | None) -> Verdict:
    """One ballot for each address: ``there`` is how a ballot came that bears it and is not the voter's own."""
    if there is None:
        return YES
    if there in (Channel.ASSISTED, Channel.PAPER):
        return no(
            _l("You voted in person already: a ballot with your e-mail address was entered on paper or with help.")
        )
    return no(_l("A ballot of this e-mail address is already in the box: it stayed when its account was erased."))


def is_uncounted(plan: Plan) -> Verdict:
    """Whether ballots can still change. The clock does not answer this: that of another server may be minutes late."""
    if plan.counted_at is None:
        return YES
    return no(_l("The count is closed: no ballot changes any more."))


def can_unlink(plan: Plan, now: datetime) -> Verdict:
    """What links people to their ballots is destroyed once, when the term for objections is over."""
    if plan.counted_at is None:
        return no(_l("The count is not closed yet."))
    if plan.unlinked_at is not None:
        return no(_l("What linked people to their ballots was destroyed already."))
    if now < plan.counted_at + timedelta(days=LINK_DAYS):
        return no(_l("People can still object to the count, and see their own choices."))
    return YES


def is_votable(proposal: Proposal) -> Verdict:
    """Published proposals receive votes; one that was joined with another or withdrawn does not any more."""
    if proposal.state is State.MERGED:
        return no(_l("This proposal was joined with another one. Vote for the other one."))
    if proposal.state is State.WITHDRAWN:
        return no(_l("This proposal was withdrawn by who proposed it."))
    if proposal.state is not State.PUBLISHED:
        return no(_l("This proposal does not receive votes."))
    return YES


def can_choose(voter: Person | None, proposal: Proposal, *, now: datetime) -> Verdict:
    """Whether the person may put this proposal on their ballot now."""
    return first_no(can_vote(voter, proposal.plan, now=now), is_votable(proposal))


def has_room(chosen: int, choices: int) -> Verdict:
    """Whether one more choice fits on a ballot that holds ``chosen`` of at most ``choices``."""
    if chosen >= choices:
        return no(_l("Your ballot is full. To vote for this one, swap another."))
    return YES


def can_confirm(voter: Person | None, plan: Plan, chosen: int, *, now: datetime) -> Verdict:
    """Whether there is something to confirm."""
    verdict = can_vote(voter, plan, now=now)
    if verdict and not chosen:
        return no(_l("There is nothing on your ballot yet. Choose at least one proposal."))
    return verdict


def can_freeze(plan: Plan, now: datetime) -> Verdict:
    """The rules of a vote are frozen once people can vote by them."""
    if has_voting_opened(plan, now):
        return YES
    return no(_l("Voting has not opened: its rules can still change."))


def can_tell_voters(here: str, check: str) -> Verdict:
    """Whether this server can tell who has voted: its secret is the one that the marks of ballots were made with."""
    if here == check:
        return YES
    return no(
        _l(
            "This vote has to wait: the site’s secret is not the one that tells who has voted already, so no ballot "
            "can change and nothing was stored. Whoever runs the site has to put the secret back."
        )
    )


def is_frozen_so(here: str, frozen: str) -> Verdict:
    """Whether the rules as this server would write them are those that were frozen: nothing but its key can differ."""
    if here == frozen:
        return YES
    return no(
        _l(
            "This vote has to wait: the site signs with another key than its rules name, so no ballot can change and "
            "nothing was stored. Whoever runs the site has to put the key back."
        )
    )
