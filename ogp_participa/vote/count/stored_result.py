"""What is stored of a count, so that pages explain it without counting again: places, steps, and what other rules
would have chosen. Pure: from a result to rows and plain data, and back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.count.models import Count, Last, Rank
from ogp_participa.vote.selection.explanations import NEXT, compare, most_voted, near_misses, runners_up
from ogp_participa.vote.verifier.methods import Result, SelectionStep, in_order_of_lots


@dataclass(frozen=True)
class StoredResult:
    """A selection as it is stored: enough to explain it (see ``selection.explanations``) without counting again.

    Candidates go by their proposals' numbers in the database.
    """

    rule: Rule
    seats: int
    steps: tuple[SelectionStep, ...]
    votes: Mapping[int, int]
    alone: Mapping[int, int]
    removed: frozenset[int]

    @property
    def winners(self) -> tuple[int, ...]:
        """The winners in the order of their seats."""
        return tuple(step.winner for step in self.steps)


def stored(count: Count, standings: Iterable[Rank]) -> StoredResult:
    """Return the selection of a closed count. ``standings``: of everybody in its steps, and of others asked about."""
    by_proposal = {standing.proposal_id: standing for standing in standings}
    steps = [
        SelectionStep(
            step["winner"],
            {int(number): Fraction(left) for number, left in step["left"].items()},
            tuple(step["equals"]),
            frozenset(step["kept_out"]),
            step["completing"],
        )
        for step in count.steps
    ]
    if steps:
        full = len(steps) == count.seats  # otherwise the quota ended it, and the last step kept nobody out
        steps[-1] = _with_everybody(steps[-1], by_proposal.values(), full=full)
    return StoredResult(
        count.rule,
        count.seats,
        tuple(steps),
        {number: standing.votes for number, standing in by_proposal.items()},
        {number: standing.alone for number, standing in by_proposal.items()},
        frozenset(number for number, standing in by_proposal.items() if standing.last == Last.REMOVED),
    )


def _with_everybody(step: SelectionStep, standings: Collection[Rank], *, full: bool) -> SelectionStep:
    """Return the last step with what each standing says of it: steps are kept short, standings are for everybody."""
    left = {rank.proposal_id: Fraction(rank.left) for rank in standings if rank.left and rank.last != Last.WON}
    out = {rank.proposal_id for rank in standings if full and rank.last == Last.KEPT_OUT}
    return SelectionStep(step.winner, {**step.left, **left}, step.equals, step.kept_out | out, step.completing)


def in_steps(count: Count) -> set[int]:
    """Return the proposals that the stored steps show."""
    return {int(number) for step in count.steps for number in (*step["left"], *step["kept_out"])}


def places(result: Result, proposals: Sequence[int], seed: str) -> list[dict[str, Any]]:
    """Return the rank of every candidate: winners in the order of their seats, others by votes, equals by lot."""
    seats = {winner: place for place, winner in enumerate(result.winners)}
    drawn = {c for step in result.steps if step.equals for c in (step.winner, *step.equals)}
    others = [c for c in in_order_of_lots(result.profile, seed) if c not in seats]
    order = [*result.winners, *sorted(others, key=lambda c: -result.votes[c])]
    return [
        {
            "proposal_id": proposals[c],
            "rank": rank,
            "votes": result.votes[c],
            "tied": c in drawn,
            "elected": c in seats,
            "last": last(result, c),
            "left": _support_at_the_end(result, c, seats.get(c)),
            "alone": result.alone[c],
        }
        for rank, c in enumerate(order, start=1)
    ]


def last(result: Result, candidate: int) -> Last:
    """Return how a candidate stood at the end."""
    step = result.steps[-1] if result.steps else SelectionStep(-1, {})
    ends = {
        Last.WON: candidate in result.winners,
        Last.REMOVED: candidate in result.removed,
        Last.UNCHOSEN: not result.votes[candidate],
        Last.KEPT_OUT: candidate in step.kept_out or len(result.steps) < result.seats,
        Last.EQUAL: candidate in step.equals,
        Last.LEFT: candidate in step.left,
    }
    return next((end for end, holds in ends.items() if holds), Last.POOR)


def _support_at_the_end(result: Result, candidate: int, seat: int | None) -> str:
    """Return the support in the step of its seat, or else in the last step, as a fraction; empty for none."""
    if not result.steps:
        return ""
    left = result.steps[-1 if seat is None else seat].left.get(candidate)
    return "" if left is None else str(left)


def steps(result: Result, proposals: Sequence[int]) -> list[dict[str, Any]]:
    """Return each seat's step as it is stored: winner and next, whoever had most votes, equals, who was kept out.

    Of an election with thousands of proposals only those are kept that a page may show. ``represented`` is how many
    voters have a winner on their ballots after the step.
    """
    misses = near_misses(result)
    return [
        {
            "winner": proposals[step.winner],
            "left": {str(proposals[c]): str(step.left[c]) for c in _shown_of(result, step, misses)},
            "equals": [proposals[c] for c in step.equals],
            "kept_out": [proposals[c] for c in most_voted(step.kept_out, result.votes)[:NEXT]],
            "completing": step.completing,
            "represented": reached,
        }
        for step, reached in zip(result.steps, result.reached, strict=True)
    ]


def _shown_of(result: Result, step: SelectionStep, misses: Collection[int]) -> list[int]:
    """Return the winner, the next, and of all others those whose votes or fate make people ask."""
    most = most_voted(step.left, result.votes)[:NEXT]
    asked = [c for c in misses if c in step.left]
    return list(dict.fromkeys([step.winner, *runners_up(step)[:NEXT], *most, *asked]))


def comparisons(result: Result, others: Iterable[Result], proposals: Sequence[int]) -> list[dict[str, Any]]:
    """Return what each other rule would have chosen; ``average`` is how many winners a voter approves on average."""
    rows = []
    for other in others:
        change = compare(result, other)
        rows.append(
            {
                "rule": other.rule,
                "winners": [proposals[c] for c in other.winners],
                "enter": [proposals[c] for c in change.enter],
                "leave": [proposals[c] for c in change.leave],
                "represented": other.represented,
                "average": str(average(sum(other.votes[c] for c in other.winners), other.profile.voters)),
            }
        )
    return rows


def average(approvals: int, voters: int) -> Fraction:
    """Return how many winners a voter approves on average."""
    return Fraction(approvals, max(voters, 1))
