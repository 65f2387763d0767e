"""Closing a vote for good, counting it, and taking a winner out of the count that proved unfeasible."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import database_now, db, insert_into, lock, store_first
from ogp_participa.core.verdicts import first_no
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots.actions import freeze, hold_to
from ogp_participa.vote.count import rules, stored_result
from ogp_participa.vote.count.models import Closing, Count, CountStep, Rank, Removal, StoredTurnout
from ogp_participa.vote.count.queries import participation, results
from ogp_participa.vote.count.queries.profile import VoteProfile, vote_of
from ogp_participa.vote.verifier.methods import Result


@dataclass(frozen=True)
class Citation:
    """A version of a department's opinion, as somebody cites it: with its name and process number of the day."""

    opinion_id: int
    version: int
    about: str
    institution: str
    process: str


def close_vote(person: Person, plan: Plan, seed: str) -> Closing:
    """Close the vote for good: no ballot changes any more. What is there is counted by :func:`count_closed`.

    It waits for choices in flight and for nothing else, and only for this moment others wait for it: a count takes a
    while, and needs no lock. The clock is the database's: one of a server that is fast would end the vote early.
    """
    lock(plan, key_share=True)  # two desks, one closing; rows that point to the plan come and go meanwhile
    moment = database_now()
    rules.can_close_count(person, plan, now=moment, counted=plan.counted_at is not None, seed=seed).require()
    hold_to(plan, freeze(plan).digest)
    return _close(plan, seed, person)


def _close(plan: Plan, seed: str, person: Person | None) -> Closing:
    moment = database_now()
    closing = Closing(
        plan_id=plan.id, seed=seed.strip(), by_id=person.id if person else None, at=moment, step_at=moment
    )
    store_first(_("The count is already closed. It is closed once."), closing)
    plan.counted_at = moment
    return closing


def close_count(person: Person, plan: Plan, seed: str) -> Count:
    """Close a vote and count it at once: for votes so small that nobody waits."""
    return count_closed(plan, close_vote(person, plan, seed))


def count_imported(plan: Plan, seed: str) -> Count:
    """Count an election that was held elsewhere and is imported closed."""
    return count_closed(plan, _close(plan, seed, None))


def count_closed(plan: Plan, closing: Closing, step: Callable[[CountStep], object] = lambda _step: None) -> Count:
    """Count the ballots once and for all by the frozen rule; equals stand in the order of the public seed's lots.

    ``step`` hears what comes next, and may end the transaction: nothing changes the ballots, and only the last step
    writes.
    """
    step(CountStep.SEALING)
    digest = freeze(plan).digest
    seal(plan)
    step(CountStep.READING)
    vote, head, turnout = vote_of(plan), last_head(plan), participation.turnout(plan)
    count = Count(
        plan_id=plan.id,
        ballots=vote.profile.voters,
        confirmed=turnout.confirmed,
        seats=plan.seats,
        seed=closing.seed,
        rule=plan.rule,
        digest=digest,
        log_size=head.size if head else 0,
        channels=turnout.channels,
        levels=turnout.levels,
        participation=participation.participation(plan),
        closed_by_id=closing.by_id,
        closed_at=closing.at,
    )
    step(CountStep.COUNTING)
    result = results.run(plan, count, vote, ())
    step(CountStep.COMPARING)
    others = _others(plan, count, vote, result)
    step(CountStep.WRITING)
    store_first(_("The count is already closed. It is closed once."), count)
    _store(plan, count, vote, result, others)
    person = db.session.get(Person, closing.by_id) if closing.by_id else None
    record(Kind.COUNT_CLOSED, by=person, on=plan, ballots=count.ballots, seed=count.seed)
    return count


def note_step(plan_id: int, step: CountStep) -> None:
    """Note what the count does now, for the board."""
    db.session.execute(sa.update(Closing).where(Closing.plan_id == plan_id).values(step=step, step_at=now()))


def store_turnout(plan: Plan, turnout: StoredTurnout) -> None:
    """Store how many take part in a vote, for the board of a large one."""
    row = {"plan_id": plan.id, "at": turnout.at, "ballots": turnout.ballots, "confirmed": turnout.confirmed}
    row["participation"] = turnout.participation
    query = insert_into(StoredTurnout).values(row)
    newer = {name: query.excluded[name] for name in row if name != "plan_id"}
    db.session.execute(query.on_conflict_do_update(index_elements=["plan_id"], set_=newer))


def remove_winner(
    person: Person, plan: Plan, proposal: Proposal, reason: str, cites: Citation | None = None
) -> Removal:
    """Take a winner out of the count with a published reason, and run the same rule again without it. The opinion that
    the reason rests on is cited where there is one.

    Promotions that were made stand, whoever has the seat now.
    """
    lock(plan, key_share=True)  # it counts again: comments and proposals come in meanwhile
    lock(proposal, key_share=True)
    count, standing = results.count_of(plan), results.standing_of(proposal)
    can = rules.can_remove(person, plan, count, proposal, standing, now=now())
    first_no(can, rules.is_reasoned(reason)).require()
    rerun = results.rerun(plan, {*results.removed_of(plan), proposal.id})
    removal = Removal(
        plan_id=plan.id,
        proposal_id=proposal.id,
        reason=reason.strip(),
        entered=rerun.entered,
        left=[number for number in rerun.left if number != proposal.id],
        cites=asdict(cites) if cites else {},
        by_id=person.id,
    )
    store_first(_("It was already taken out."), removal)
    others = _others(plan, rerun.count, rerun.vote, rerun.result)
    _store(plan, rerun.count, rerun.vote, rerun.result, others)
    record(Kind.WINNER_REMOVED, by=person, on=proposal, reason=removal.reason, **removal.cites)
    return removal


def _others(plan: Plan, count: Count, vote: VoteProfile, result: Result) -> list[Result]:
    """Return what the other rules would have chosen."""
    removed = [vote.proposals[candidate] for candidate in result.removed]
    return [results.run(plan, count, vote, removed, rule) for rule in Rule if rule is not count.rule]


def _store(plan: Plan, count: Count, vote: VoteProfile, result: Result, others: list[Result]) -> None:
    """Write down what the rule chose, how, and what the other rules would have chosen."""
    count.unrepresented = vote.profile.voters - result.represented
    count.steps = stored_result.steps(result, vote.proposals)
    count.comparisons = stored_result.comparisons(result, others, vote.proposals)
    db.session.execute(sa.delete(Rank).where(Rank.plan_id == plan.id))
    places = stored_result.places(result, vote.proposals, count.seed)
    if places:
        db.session.execute(sa.insert(Rank), [{"plan_id": plan.id, **place} for place in places])
