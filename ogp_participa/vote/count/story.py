"""What the page of a result draws and says, from the count as it is stored. Nothing here counts again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from ogp_participa.edition.plans.models import Rule
from ogp_participa.edition.plans.wording import name_of_rule
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.stored_result import StoredResult
from ogp_participa.vote.selection.explanations import StepRow, near_misses, runners_up, table, why_elected, why_not
from ogp_participa.vote.verifier.methods import SelectionStep
from ogp_participa.vote.verifier.tally import lot

NEXT = 5
"""How many others the table of a step shows, of those that could win it and of those that a quota kept out."""
MOST_EQUALS = 20


@dataclass(frozen=True)
class Place:
    """A seat and who won it. ``new`` of those who chose it had no winner before, and ``reached`` voters have one now.

    ``left`` is its support in this step and ``following`` that of the next (None where there is no next, or where
    what counted was not a number of people).
    """

    number: int
    standing: Rank
    new: int
    reached: int
    left: float | None
    following: float | None
    why: str
    rows: Sequence[StepRow]
    removal: Removal | None


def places(
    count: Count,
    selection: StoredResult,
    standings: Mapping[int, Rank],
    removals: Collection[Removal],
    others: int = NEXT,
) -> list[Place]:
    """Return the seats in their order, each with ``others`` who could have won it."""
    entered = {number: removal for removal in removals for number in removal.entered}
    reached = [0, *(step["represented"] for step in count.steps)]
    return [
        Place(
            place + 1,
            standings[step.winner],
            reached[place + 1] - reached[place],
            reached[place + 1],
            *support(step),
            why_elected(selection, place),
            table(selection, place, others),
            entered.get(step.winner),
        )
        for place, step in enumerate(selection.steps)
    ]


def support(step: SelectionStep) -> tuple[float | None, float | None]:
    """Return how much support the winner and the next had, to be drawn."""
    if step.completing:
        return None, None
    following = runners_up(step)[:1]
    return float(step.left[step.winner]), float(step.left[following[0]]) if following else None


@dataclass(frozen=True)
class NearMiss:
    """A proposal without a seat, and why it has none."""

    standing: Rank
    why: str


def missed(selection: StoredResult, standings: Mapping[int, Rank]) -> list[NearMiss]:
    """Return the proposals that came close to a seat, or have more votes than one that won."""
    return [
        NearMiss(standings[number], why_not(selection, number))
        for number in near_misses(selection)
        if number in standings
    ]


@dataclass(frozen=True)
class OwnChoice:
    """A choice of the reader: its place (None where it took no part in the count), its seat, and why that is so."""

    proposal: Proposal
    standing: Rank | None
    seat: int | None
    why: str


def own(selection: StoredResult, chosen: Sequence[Proposal], standings: Mapping[int, Rank]) -> list[OwnChoice]:
    """Return the reader's choices, those in the plan first."""
    seats = {winner: place for place, winner in enumerate(selection.winners, start=1)}
    every = [
        OwnChoice(p, standings.get(p.id), seats.get(p.id), _why(selection, p, standings.get(p.id), seats.get(p.id)))
        for p in chosen
    ]
    return sorted(every, key=lambda choice: choice.seat or len(seats) + 1)


def _why(selection: StoredResult, proposal: Proposal, standing: Rank | None, seat: int | None) -> str:
    """Say why a choice won, or did not."""
    if seat is not None:
        return why_elected(selection, seat - 1)
    if standing is not None:
        return why_not(selection, proposal.id)
    if proposal.state is State.MERGED:
        return str(_("It was joined with another proposal before the count, so it took no part."))
    if proposal.state is State.WITHDRAWN:
        return str(_("Its author withdrew it before the count, so it took no part."))
    return str(_("It was not public any more when the votes were counted, so it took no part."))


@dataclass(frozen=True)
class DrawnLot:
    """A proposal of the equals of a step, with its lot; they stand in the order of their lots."""

    seat: int
    proposal_id: int
    name: str
    lot: str
    won: bool


def draws(selection: StoredResult, seed: str, names: Mapping[int, str]) -> list[DrawnLot]:
    """Return everybody about whom the public draw decided, seat by seat."""
    return [
        DrawnLot(seat, number, names[number], lot(seed, names[number]), number == step.winner)
        for seat, step in enumerate(selection.steps, start=1)
        for number in ((step.winner, *step.equals[:MOST_EQUALS]) if step.equals else ())
        if number in names
    ]


def lost_by_lot(selection: StoredResult) -> int:
    """Return how many proposals have no seat because of the draw alone."""
    return len(selection.steps[-1].equals) if selection.steps else 0


@dataclass(frozen=True)
class ComparedRule:
    """A rule: whom it would have chosen otherwise than the one that holds, and how many voters it leaves out."""

    rule: Rule
    holds: bool
    represented: int
    average: float
    enter: Sequence[int] = ()
    leave: Sequence[int] = ()

    @property
    def name(self) -> str:
        """What people call the rule."""
        return name_of_rule(self.rule)


def compared(count: Count, winners: Collection[Rank]) -> list[ComparedRule]:
    """Return the rule that holds, and beside it what the others would have done."""
    approvals = Fraction(sum(winner.votes for winner in winners), max(count.ballots, 1))
    own = ComparedRule(count.rule, True, count.ballots - count.unrepresented, float(approvals))
    return [own, *(_compared(other) for other in count.comparisons)]


def _compared(other: Mapping[str, Any]) -> ComparedRule:
    average = float(Fraction(other["average"]))
    return ComparedRule(Rule(other["rule"]), False, other["represented"], average, other["enter"], other["leave"])


def most_votes(rules: Collection[ComparedRule]) -> ComparedRule | None:
    """Return what plain counting would have done, where another rule holds."""
    return next((rule for rule in rules if rule.rule is Rule.APPROVALS and not rule.holds), None)


def mentioned(count: Count, removals: Collection[Removal]) -> set[int]:
    """Return the proposals that the page names beside those of the steps: in removals and in comparisons."""
    named = {number for removal in removals for number in (removal.proposal_id, *removal.entered, *removal.left)}
    return named.union(*(set(other["enter"]) | set(other["leave"]) for other in count.comparisons))
