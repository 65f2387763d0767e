"""Closing the count, and taking a winner out of it that proved unfeasible."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, lock, store_first
from ogp_participa.core.verdicts import first_no
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots.actions import freeze
from ogp_participa.vote.count import rules, stored_result
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.queries import participation, results
from ogp_participa.vote.count.queries.profile import VoteProfile, vote_of
from ogp_participa.vote.verifier.methods import Result
from ogp_participa.vote.verifier.tally import Rule


@dataclass(frozen=True)
class Citation:
    """A version of a department's opinion, as somebody cites it: with its name and process number of the day."""

    opinion_id: int
    version: int
    about: str
    institution: str
    process: str


def close_count(person: Person, plan: Plan, seed: str) -> Count:
    """Count the ballots once and for all by the frozen rule; equals stand in the order of the public seed's lots."""
    lock(plan)  # two desks, one count
    counted = results.count_of(plan) is not None
    rules.can_close_count(person, plan, now=now(), counted=counted, seed=seed).require()
    return count_ballots(plan, seed, by=person)


def count_ballots(plan: Plan, seed: str, by: Person | None) -> Count:
    """Count by the frozen rule. ``by`` is None where the election was held elsewhere and is imported closed."""
    frozen, vote = freeze(plan), vote_of(plan)
    seal(plan)
    head, turnout = last_head(plan), participation.turnout(plan)
    count = Count(
        plan_id=plan.id,
        ballots=vote.profile.voters,
        confirmed=turnout.confirmed,
        seats=plan.seats,
        seed=seed.strip(),
        rule=plan.rule,
        digest=frozen.digest,
        log_size=head.size if head else 0,
        channels=turnout.channels,
        levels=turnout.levels,
        participation=participation.participation(plan),
        closed_by_id=by.id if by else None,
    )
    store_first(_("The count is already closed. It is closed once."), count)
    plan.counted_at = count.closed_at
    _keep(plan, count, vote, results.run(plan, count, vote, ()))
    record(Kind.COUNT_CLOSED, by=by, on=plan, ballots=count.ballots, seed=count.seed)
    return count


def remove_winner(
    person: Person, plan: Plan, proposal: Proposal, reason: str, cites: Citation | None = None
) -> Removal:
    """Take a winner out of the count with a published reason, and run the same rule again without it. The opinion that
    the reason rests on is cited where there is one.

    Promotions that were made stand, whoever has the seat now.
    """
    lock(plan)
    lock(proposal)
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
    _keep(plan, rerun.count, rerun.vote, rerun.result)
    record(Kind.WINNER_REMOVED, by=person, on=proposal, reason=removal.reason, **removal.cites)
    return removal


def _keep(plan: Plan, count: Count, vote: VoteProfile, result: Result) -> None:
    """Write down what the rule chose, how, and what the other rules would have chosen."""
    removed = [vote.proposals[candidate] for candidate in result.removed]
    others = [results.run(plan, count, vote, removed, rule) for rule in Rule if rule is not count.rule]
    count.unrepresented = vote.profile.voters - result.represented
    count.steps = stored_result.steps(result, vote.proposals)
    count.comparisons = stored_result.comparisons(result, others, vote.proposals)
    db.session.execute(sa.delete(Rank).where(Rank.plan_id == plan.id))
    places = stored_result.places(result, vote.proposals, count.seed)
    if places:
        db.session.execute(sa.insert(Rank), [{"plan_id": plan.id, **place} for place in places])
