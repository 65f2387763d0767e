"""Who may vote, and for what; and the rules of a vote as one text that can be frozen."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Refused, Verdict, first_no, no
from ogp_participa.edition.plans.models import Plan, Right, Stage
from ogp_participa.edition.plans.moments import has_voting_opened
from ogp_participa.edition.plans.rules import is_open
from ogp_participa.people.accounts.models import Level, Person
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Channel

LINK_DAYS = 30
"""For so many days after the count, people can object to it and still see their own choices. Then what links a person
to a ballot is destroyed."""


class BallotFull(Refused):
    """There is no slot left: the page offers to swap."""


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


def free_slot(taken: Collection[int], choices: int) -> int | None:
    """The lowest slot from 1 to ``choices`` that is not taken; None when the ballot is full."""
    return next((slot for slot in range(1, choices + 1) if slot not in taken), None)


def has_room(taken: Collection[int], choices: int) -> Verdict:
    """Whether one more choice fits on the ballot."""
    if free_slot(taken, choices) is None:
        return no(_l("Your ballot is full. To vote for this one, swap another."))
    return YES


def can_confirm(voter: Person | None, plan: Plan, chosen: int, *, now: datetime) -> Verdict:
    """Whether there is something to confirm."""
    verdict = can_vote(voter, plan, now=now)
    if verdict and not chosen:
        return no(_l("There is nothing on your ballot yet. Choose at least one proposal."))
    return verdict


def voting_stage(plan: Plan, now: datetime) -> Stage | None:
    """The vote that pages speak of: the one that is open, else the next to come, else the last."""
    stages = sorted(plan.stages_with(Right.VOTE), key=lambda stage: stage.opens_at)
    current = (stage for stage in stages if stage.is_open(now))
    coming = (stage for stage in stages if stage.opens_at > now)
    return next(current, None) or next(coming, None) or (stages[-1] if stages else None)


def shows_counts(plan: Plan, now: datetime) -> bool:
    """Whether the votes so far are public: only while a vote is open, in an edition that does not hide them."""
    return plan.stage_open(now, Right.VOTE) is not None and not plan.counts_hidden


def can_freeze(plan: Plan, now: datetime) -> Verdict:
    """The rules of a vote are frozen once people can vote by them."""
    if has_voting_opened(plan, now):
        return YES
    return no(_l("Voting has not opened: its rules can still change."))


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


def name_in(plan: Plan, proposal: Proposal) -> str:
    """The reference that a proposal goes by in the plan's vote: its own, or the one it had where it was voted on."""
    return (proposal.outside_reference if plan.outside_names else None) or proposal.reference


def document(plan: Plan, log_key: str) -> str:
    """The voting rules of a plan as one text in JSON, the same for the same rules, without anything that may change
    while people vote. ``log_key`` is the public key that signs the heads of the ballots' log, in hexadecimal.
    """
    quota = {"by": plan.quota_by, "least": plan.quota_least, "most": plan.quota_most} if plan.quota_by else None
    said = {
        "plan": plan.slug,
        "rule": plan.rule,
        "seats": plan.seats,
        "choices": plan.choices,
        "voters": plan.voters,
        "quota": quota,
        "tie_source": plan.tie_source,
        "counts_hidden": plan.counts_hidden,
        "blank_ballots_count": plan.blank_count,
        "names": "outside" if plan.outside_names else "own",
        "log_key": log_key,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def key_in(text: str) -> str:
    """The public key that a rules' text names. After the count, a server may sign with another one."""
    return str(json.loads(text)["log_key"])


def digest(text: str) -> str:
    """The digest of a rules' text: SHA-256, in hexadecimal. Anybody can repeat it with ``sha256sum``."""
    return hashlib.sha256(text.encode()).hexdigest()
