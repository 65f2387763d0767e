"""Voting: every choice counts the moment it is made, and can be changed until closing.

What is recorded of a ballot is a leaf of the log for each of its states: that it came, not what is on it.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import Model, database_now, db, insert_or_ignore, lock
from ogp_participa.core.logs import log
from ogp_participa.core.verdicts import Refused
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballots import queries, rules
from ogp_participa.vote.ballots.models import Ballot, Channel, Choice, FrozenRules, Leaf
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.ballots.rules_text import digest, digest_of, document
from ogp_participa.vote.verifier import merkle

# Rows that nothing else needs as objects go in without making them.
_ADD_CHOICE = Model.metadata.tables[Choice.__tablename__].insert()
_FROZEN = (
    sa.select(column).where(FrozenRules.plan_id == sa.bindparam("of")).scalar_subquery()
    for column in (FrozenRules.digest, FrozenRules.mark_check)
)
_ADD_LEAF = Model.metadata.tables[Leaf.__tablename__].insert().returning(*_FROZEN)
"""A leaf goes in, and the digest of the plan's frozen rules and their check of marks come back."""


class BallotFull(Refused):
    """There is no slot left: the page offers to swap."""


def _open_ballot(voter: Person, plan: Plan) -> Ballot:
    """Return the person's ballot, locked; make it when there is none. Two requests at once get the same ballot."""
    ballot = queries.locked_ballot(voter, plan)
    if ballot is not None:
        return ballot
    mark = queries.mark_of(plan, voter.email)
    row = {"plan_id": plan.id, "voter_id": voter.id, "mark": mark, "level": voter.level, "opened_at": now()}
    number = insert_or_ignore(Ballot, row, returning=Ballot.id)
    if number is not None:
        return Ballot(id=number, plan_id=plan.id, voter_id=voter.id, channel=Channel.ONLINE, choices=[])
    ballot = queries.locked_ballot(voter, plan)
    if ballot is None:
        raise Refused(rules.can_open(queries.channel_of(plan, mark) or Channel.ONLINE).reason)
    return ballot


def cast(voter: Person, proposal: Proposal) -> Ballot:
    """Put a proposal on the ballot. Doing it twice is the same as once; a full ballot raises :class:`BallotFull`.

    The event says that a ballot was opened in the plan: neither whose it is nor what stands on it.
    """
    rules.can_choose(voter, proposal, now=now()).require()
    ballot = _open_ballot(voter, proposal.plan)
    if proposal.id in ballot.chosen:
        return ballot
    room = rules.has_room(len(ballot.choices), proposal.plan.choices)
    if not room:
        raise BallotFull(room.reason)
    db.session.execute(_ADD_CHOICE, {"ballot_id": ballot.id, "proposal_id": proposal.id, "slot": ballot.free_slot})
    _changed(ballot, proposal.plan, [*(choice.proposal for choice in ballot.choices), proposal])
    return ballot


def uncast(voter: Person, proposal: Proposal) -> None:
    """Take a proposal off the ballot; nothing happens when it is not there."""
    rules.can_vote(voter, proposal.plan, now=now()).require()
    ballot = queries.locked_ballot(voter, proposal.plan)
    if ballot is not None and proposal.id in ballot.chosen:
        db.session.execute(sa.delete(Choice).where(Choice.ballot_id == ballot.id, Choice.proposal_id == proposal.id))
        left = [choice.proposal for choice in ballot.choices if choice.proposal_id != proposal.id]
        _changed(ballot, proposal.plan, left)


def swap(voter: Person, out: Proposal, into: Proposal) -> Ballot:
    """Put ``into`` in the place of ``out`` in one step."""
    queries.hold_count(into.plan)
    rules.can_choose(voter, into, now=now()).require()
    uncast(voter, out)
    return cast(voter, into)


def confirm(voter: Person, plan: Plan) -> Ballot | None:
    """Note that the person looked at the ballot and agrees; choices count without it, too."""
    ballot = queries.locked_ballot(voter, plan)
    rules.can_confirm(voter, plan, len(ballot.choices) if ballot else 0, now=now()).require()
    if ballot is not None and ballot.confirmed_at is None:
        ballot.confirmed_at = now()
        record(Kind.BALLOT_CONFIRMED, by=None, on=plan)
    return ballot


def _changed(ballot: Ballot, plan: Plan, chosen: Sequence[Proposal]) -> None:
    """Add the leaf of the ballot's new state, which supersedes the one before.

    A ballot that was changed after it was confirmed is another ballot: nobody has confirmed that one.
    """
    if ballot.confirmed_at is not None:
        ballot.confirmed_at = None
    add_leaf(ballot, plan, [name_in(plan, proposal) for proposal in chosen])


def add_leaf(ballot: Ballot, plan: Plan, chosen: Sequence[str]) -> None:
    """Add the leaf of a ballot that holds the references ``chosen`` now.

    A leaf that is not bound to the frozen rules could never be opened, so the ballot is refused (and nothing of it
    stays). Whoever comes before the worker has frozen them does it.
    """
    frozen, check = db.session.execute(_ADD_LEAF, {**leaf_of(ballot, plan, chosen), "of": plan.id}).one()
    if frozen is None or check is None:
        frozen_rules = freeze(plan)
        frozen, check = frozen_rules.digest, frozen_rules.mark_check
    hold_to(plan, frozen)
    hold_marks(plan, check)


def hold_to(plan: Plan, frozen: str) -> None:
    """Refuse to go on, and say so to whoever runs the server, when it has another key than the frozen rules name."""
    verdict = rules.is_frozen_so(digest_of(plan, queries.public_log_key()), frozen)
    if not verdict:
        log.error("signing key", plan=plan.slug, frozen_rules=frozen, key_here=queries.public_log_key())
    verdict.require()


def hold_marks(plan: Plan, check: str | None) -> None:
    """Refuse to go on, and say so to whoever runs the server, when it marks voters with another secret than before.

    It would take a second ballot of whoever has voted. ``check`` is what the frozen rules keep.
    """
    verdict = rules.can_tell_voters(queries.mark_check(plan), check or "")
    if not verdict:
        log.error("secret key", plan=plan.slug)
    verdict.require()


def freeze(plan: Plan) -> FrozenRules:
    """Store the rules of the vote word for word, once voting has opened. Doing it twice is the same as once.

    Nothing has changed them since voting opened (``plans.moments.is_settled``), so the leaves of the ballots that came
    before this carry the same digest.
    """
    rules.can_freeze(plan, database_now()).require()
    text = document(plan, queries.public_log_key())
    check = queries.mark_check(plan)
    row = {"plan_id": plan.id, "text": text, "digest": digest(text), "mark_check": check, "frozen_at": now()}
    first = insert_or_ignore(FrozenRules, row, returning=FrozenRules.plan_id) is not None
    frozen = db.session.get_one(FrozenRules, plan.id)
    if frozen.mark_check is None and queries.are_marks_known(plan):
        frozen.mark_check = check
    if first:
        record(Kind.RULES_FROZEN, by=None, on=plan, digest=frozen.digest)
    return frozen


def unlink(plan: Plan) -> int:
    """Destroy, for good, what links people to the plan's ballots; return how many ballots there were.

    The voter goes, the mark made of the address or document, and who typed the ballot. So do the moments at which it
    was opened and confirmed: with a server's log they would tell the voter. Ballots and log stay as they are.
    """
    lock(plan, key_share=True)  # of a large vote this takes a while, and rows that point to the plan go on coming
    moment = database_now()
    rules.can_unlink(plan, moment).require()
    confirmed = sa.case((Ballot.confirmed_at.is_not(None), plan.counted_at))
    nobody = {"voter_id": None, "mark": None, "entered_by_id": None}
    query = sa.update(Ballot).where(Ballot.plan_id == plan.id)
    changed: Any = db.session.execute(query.values(**nobody, opened_at=plan.counted_at, confirmed_at=confirmed))
    plan.unlinked_at = moment
    record(Kind.LINK_DESTROYED, by=None, on=plan, ballots=changed.rowcount)
    return int(changed.rowcount)


def leaf_of(ballot: Ballot, plan: Plan, chosen: Sequence[str]) -> dict[str, Any]:
    """Return the columns of a new leaf for a ballot that holds the references ``chosen`` now."""
    rules_digest = digest_of(plan, queries.public_log_key())
    nonce, before = secrets.token_bytes(merkle.NONCE), ballot.leaf
    ballot_hash = merkle.ballot_hash(merkle.domain(plan.slug, rules_digest, ballot.channel), nonce, chosen)
    return {
        "plan_id": plan.id,
        "ballot_id": ballot.id,
        "channel": ballot.channel,
        "nonce": nonce,
        "ballot_hash": ballot_hash,
        "hash": merkle.leaf(ballot_hash, before.hash if before else None),
        "superseded_id": before.id if before else None,
    }
