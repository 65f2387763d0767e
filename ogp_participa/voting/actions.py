"""Voting: every choice counts the moment it is made, and can be changed until closing."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from ogp_participa.accounts.models import Person
from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.database import db, now
from ogp_participa.plans.models import Plan
from ogp_participa.proposals.models import Proposal
from ogp_participa.voting import queries, rules
from ogp_participa.voting.models import Ballot, Choice


def _insert(table: Any) -> Any:
    """The database's own insert, which can leave a row alone that is already there."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def _open_ballot(voter: Person, plan: Plan) -> Ballot:
    """The person's ballot, locked; made when there is none. Two requests at once get the same one."""
    ballot = queries.ballot_of(voter, plan, lock=True)
    if ballot is not None:
        return ballot
    made = db.session.execute(
        _insert(Ballot)
        .values(plan_id=plan.id, voter_id=voter.id, opened_at=now())
        .on_conflict_do_nothing(index_elements=["plan_id", "voter_id"])
        .returning(Ballot.id)
    ).scalar()
    if made is not None:
        record(Kind.BALLOT_OPENED, by=None, on=plan)
        return Ballot(id=made, plan_id=plan.id, voter_id=voter.id, choices=[])
    ballot = queries.ballot_of(voter, plan, lock=True)
    if ballot is None:
        raise RuntimeError("A ballot that is in the way of a new one can be read.")
    return ballot


def cast(voter: Person, proposal: Proposal) -> Ballot:
    """Put a proposal on the ballot. Doing it twice is the same as once; a full ballot refuses.

    The event says that a ballot was opened in the plan: neither whose it is nor what stands on it.
    """
    rules.can_choose(voter, proposal, now=now()).require()
    ballot = _open_ballot(voter, proposal.plan)
    if any(choice.proposal_id == proposal.id for choice in ballot.choices):
        return ballot
    taken = {choice.slot for choice in ballot.choices}
    rules.has_room(taken, proposal.plan.choices).require()
    slot = rules.free_slot(taken, proposal.plan.choices)
    db.session.execute(sa.insert(Choice).values(ballot_id=ballot.id, proposal_id=proposal.id, slot=slot))
    return ballot


def uncast(voter: Person, proposal: Proposal) -> None:
    """Take a proposal off the ballot; nothing happens when it is not there."""
    rules.can_vote(voter, proposal.plan, now=now()).require()
    ballot = queries.ballot_of(voter, proposal.plan, lock=True)
    if ballot is not None:
        db.session.execute(sa.delete(Choice).where(Choice.ballot_id == ballot.id, Choice.proposal_id == proposal.id))


def swap(voter: Person, out: Proposal, into: Proposal) -> Ballot:
    """Put ``into`` in the place of ``out`` in one step."""
    rules.can_choose(voter, into, now=now()).require()
    ballot = _open_ballot(voter, into.plan)
    db.session.execute(sa.delete(Choice).where(Choice.ballot_id == ballot.id, Choice.proposal_id == out.id))
    return cast(voter, into)


def confirm(voter: Person, plan: Plan) -> Ballot | None:
    """Note that the person looked at the ballot and agrees; choices count without it, too."""
    rules.can_vote(voter, plan, now=now()).require()
    ballot = queries.ballot_of(voter, plan, lock=True)
    if ballot is not None and ballot.choices:
        ballot.confirmed_at = now()
        record(Kind.BALLOT_CONFIRMED, by=None, on=plan)
    return ballot
