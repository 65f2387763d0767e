"""Reading a counted vote for its bundle: rows come one after another, however many there are."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.audit_bundle.writing import BundleVote, Unwritable
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballot_log.queries import AT_ONCE, heads, last_head, sealed_rows
from ogp_participa.vote.ballot_log.receipt_words import WORDS
from ogp_participa.vote.ballot_log.sealing import stamp
from ogp_participa.vote.ballots.models import Ballot, Choice, FrozenRules, Leaf
from ogp_participa.vote.ballots.names import name_in
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.queries.results import count_of, removals_of, run, vote_counted
from ogp_participa.vote.verifier.formats import Candidate, VoteTerms, one_line
from ogp_participa.vote.verifier.methods import Result


@dataclass(frozen=True)
class Closed:
    """A vote whose count is closed, with the last head of its log, its frozen rules, and who was taken out."""

    plan: Plan
    count: Count
    head: Head | None
    frozen: FrozenRules | None
    removed: list[Removal]

    @property
    def leaves(self) -> int:
        """How many leaves the signed log has."""
        return self.head.size if self.head else 0

    @property
    def provable(self) -> bool:
        """Whether the vote had frozen rules and a log: a count that was closed before there were any has not."""
        if self.frozen is None or self.frozen.digest != self.count.digest:
            return False
        return self.count.log_size > 0 or self.count.ballots == 0

    @property
    def fingerprint(self) -> str:
        """The same for the same published result: a rerun without a winner has another."""
        removed = [f"{removal.proposal_id} {removal.reason}" for removal in self.removed]
        root = self.head.root.hex() if self.head else ""
        parts = [self.count.digest, self.count.seed, self.count.closed_at.isoformat(), root, *removed]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def closed_vote(plan: Plan) -> Closed | None:
    """Return the closed vote of a plan; None before the count."""
    count = count_of(plan)
    if count is None:
        return None
    return Closed(plan, count, last_head(plan), db.session.get(FrozenRules, plan.id), removals_of(plan))


def counted_plans() -> list[Plan]:
    """Return the plans whose counts are closed, and that everybody may read."""
    return list(db.session.scalars(sa.select(Plan).join(Count, Count.plan_id == Plan.id).where(Plan.listed)))


def bundle_of(plan: Plan) -> BundleVote:
    """Return what the bundle of a plan is written from. The rule is run again, and must choose what was published.

    Raises :class:`Unwritable` where something is missing, or is not what was published.
    """
    closed = closed_vote(plan)
    if closed is None:
        raise Unwritable("The count is not closed yet: until then the ballots stay shut.")
    count, frozen = closed.count, closed.frozen
    if frozen is None or frozen.digest != count.digest:
        raise Unwritable("The count was closed without frozen rules, so there is nothing that its ballots could prove.")
    _is_whole(closed)
    vote = vote_counted(plan)
    result = run(plan, count, vote, {removal.proposal_id for removal in closed.removed})
    _is_published(plan, vote.proposals, result)
    terms, names = terms_of(frozen, count), dict(zip(vote.proposals, vote.profile.references, strict=True))
    return BundleVote(
        terms=terms,
        rules=frozen.text,
        candidates=_candidates(plan, dict(zip(vote.proposals, vote.groups, strict=True))),
        heads=[(head.size, head.root, stamp(head.sealed_at), head.signature) for head in reversed(heads(plan))],
        log=(row[1:] for row in sealed_rows(plan, count.log_size)),
        ballots=opened_ballots(plan),
        levels=_levels(plan),
        seed=count.seed,
        removed=[{"reference": names[removal.proposal_id], "reason": removal.reason} for removal in closed.removed],
        result=result,
        words=WORDS,
    )


def terms_of(frozen: FrozenRules, count: Count) -> VoteTerms:
    """Return what the frozen rules say of the count."""
    rules = json.loads(frozen.text)
    quota = rules["quota"]
    return VoteTerms(
        plan=rules["plan"],
        digest=frozen.digest,
        rule=count.rule.value,
        seats=count.seats,
        choices=rules["choices"],
        blank=rules["blank_ballots_count"],
        quota=(quota["least"], quota["most"]) if quota else None,
        log_key=bytes.fromhex(rules["log_key"]),
    )


def _is_whole(closed: Closed) -> None:
    """Ask that every ballot is in the signed log that was counted."""
    if closed.leaves != closed.count.log_size:
        raise Unwritable(f"{closed.count.log_size} leaves of the log were counted; now it has {closed.leaves}.")
    sealed = sa.select(Leaf.id).where(Leaf.ballot_id == Ballot.id, Leaf.position.is_not(None)).exists()
    here = Ballot.plan_id == closed.plan.id
    without = db.session.scalar(sa.select(sa.func.count()).where(here, sa.not_(sealed))) or 0
    if without:
        raise Unwritable(f"{without} ballots are not in the signed log: they cannot be proved.")


def _is_published(plan: Plan, proposals: tuple[int, ...], result: Result) -> None:
    """Ask that the winners and their support are those of the published places."""
    query = sa.select(Rank.proposal_id, Rank.left).where(Rank.plan_id == plan.id, Rank.elected)
    published = [(row.proposal_id, row.left) for row in db.session.execute(query.order_by(Rank.rank))]
    chosen = [(proposals[step.winner], str(step.left[step.winner])) for step in result.steps]
    for seat, (place, step_again) in enumerate(zip(published, chosen, strict=False), start=1):
        if place != step_again:
            raise Unwritable(f"Seat {seat}: the rule gives another winner or support than was published.")
    if len(published) != len(chosen):
        raise Unwritable(f"{len(published)} winners were published; the rule gives {len(chosen)}.")


def _candidates(plan: Plan, groups: dict[int, str]) -> list[Candidate]:
    """Return whoever was counted, and whoever stands on a ballot besides."""
    chosen = sa.select(Choice.ballot_id).where(Choice.proposal_id == Proposal.id).exists()
    query = (
        sa.select(Proposal)
        .join(Rank, Rank.proposal_id == Proposal.id, isouter=True)
        .where(Proposal.plan_id == plan.id, Rank.id.is_not(None) | chosen)
        .order_by(Proposal.id)
    )
    return [
        Candidate(
            name_in(plan, proposal), one_line(proposal.title), groups.get(proposal.id, ""), proposal.id in groups, 0
        )
        for proposal in db.session.scalars(query)
    ]


def opened_ballots(plan: Plan) -> Iterator[tuple[int, bytes, list[str]]]:
    """Yield the position, nonce and choices of every leaf that nothing superseded, in the order of the log."""
    later = aliased(Leaf)
    query = (
        sa.select(Leaf.position, Leaf.nonce, Choice.proposal_id)
        .outerjoin(Choice, Choice.ballot_id == Leaf.ballot_id)
        .where(
            Leaf.plan_id == plan.id,
            Leaf.position.is_not(None),
            sa.not_(sa.select(later.id).where(later.superseded_id == Leaf.id).exists()),
        )
        .order_by(Leaf.position)
        .execution_options(yield_per=AT_ONCE)
    )
    names = {proposal.id: name_in(plan, proposal) for proposal in db.session.scalars(_named(plan))}
    rows: Iterator[Any] = iter(db.session.execute(query))
    for position, same in groupby(rows, key=itemgetter(0)):
        several = list(same)
        nonce = several[0][1]
        if nonce is None:
            raise Unwritable(f"The nonce of leaf {position} is gone: its ballot cannot be opened.")
        yield position, nonce, [names[row[2]] for row in several if row[2] is not None]


def _named(plan: Plan) -> sa.Select[Proposal]:
    chosen = sa.select(Choice.ballot_id).where(Choice.proposal_id == Proposal.id).exists()
    return sa.select(Proposal).where(Proposal.plan_id == plan.id, chosen)


def _levels(plan: Plan) -> dict[str, int]:
    """Return how many ballots, empty ones included, came from voters known so well."""
    query = sa.select(Ballot.level, sa.func.count()).where(Ballot.plan_id == plan.id).group_by(Ballot.level)
    return {level.value: count for level, count in db.session.execute(query)}
