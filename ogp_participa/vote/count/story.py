"""What the page of a result draws and says, from the count as it was kept. Nothing here counts again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ogp_participa.core.i18n import number
from ogp_participa.people.accounts.models import Level
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.vote.ballots.models import Channel
from ogp_participa.vote.count.models import Count, Rank, Removal
from ogp_participa.vote.count.stored_result import StoredResult
from ogp_participa.vote.selection.explanations import Row, near_misses, runners_up, table, why_elected, why_not
from ogp_participa.vote.verifier.methods import Step
from ogp_participa.vote.verifier.tally import Rule, lot

NEXT = 5
"""How many others the table of a step shows, of those that could win it and of those that a quota kept out."""
MOST_EQUALS = 20

CHANNELS: dict[str, Any] = {
    Channel.ONLINE: _l("By the voter, on the internet"),
    Channel.ASSISTED: _l("With somebody's help"),
    Channel.PAPER: _l("On paper"),
    Channel.IMPORTED: _l("From an election held elsewhere"),
}
LEVELS: dict[str, Any] = {Level.EMAIL: _l("Confirmed e-mail"), Level.CHECKED: _l("Document seen in person")}


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
    rows: Sequence[Row]
    removal: Removal | None


def seats(
    count: Count, kept: StoredResult, standings: Mapping[int, Rank], removals: Collection[Removal]
) -> list[Place]:
    """The seats in their order."""
    entered = {number: removal for removal in removals for number in removal.entered}
    reached = [0, *(step["represented"] for step in count.steps)]
    return [
        Place(
            place + 1,
            standings[step.winner],
            reached[place + 1] - reached[place],
            reached[place + 1],
            *support(step),
            why_elected(kept, place),
            table(kept, place, NEXT),
            entered.get(step.winner),
        )
        for place, step in enumerate(kept.steps)
    ]


def support(step: Step) -> tuple[float | None, float | None]:
    """How much support the winner and the next had, to be drawn."""
    if step.completing:
        return None, None
    following = runners_up(step)[:1]
    return float(step.left[step.winner]), float(step.left[following[0]]) if following else None


@dataclass(frozen=True)
class NearMiss:
    """A proposal without a seat, and why it has none."""

    standing: Rank
    why: str


def missed(kept: StoredResult, standings: Mapping[int, Rank]) -> list[NearMiss]:
    """The proposals that came close to a seat, or have more votes than one that won."""
    return [NearMiss(standings[number], why_not(kept, number)) for number in near_misses(kept) if number in standings]


@dataclass(frozen=True)
class OwnChoice:
    """A choice of the reader: its place (None where it took no part in the count), its seat, and why that is so."""

    proposal: Proposal
    standing: Rank | None
    seat: int | None
    why: str


def own(kept: StoredResult, chosen: Sequence[Proposal], standings: Mapping[int, Rank]) -> list[OwnChoice]:
    """The reader's choices, those in the plan first."""
    seats = {winner: place for place, winner in enumerate(kept.winners, start=1)}
    every = [
        OwnChoice(p, standings.get(p.id), seats.get(p.id), _why(kept, p, standings.get(p.id), seats.get(p.id)))
        for p in chosen
    ]
    return sorted(every, key=lambda one: one.seat or len(seats) + 1)


def _why(kept: StoredResult, proposal: Proposal, standing: Rank | None, seat: int | None) -> str:
    """Why a choice won, or did not."""
    if seat is not None:
        return why_elected(kept, seat - 1)
    if standing is not None:
        return why_not(kept, proposal.id)
    if proposal.state is State.MERGED:
        return str(_("It was joined with another proposal before the count, so it took no part."))
    if proposal.state is State.WITHDRAWN:
        return str(_("Its author withdrew it before the count, so it took no part."))
    return str(_("It was not public any more when the votes were counted, so it took no part."))


@dataclass(frozen=True)
class DrawnLot:
    """One of the equals of a step, with its lot; they stand in the order of their lots."""

    seat: int
    proposal_id: int
    name: str
    lot: str
    won: bool


def draws(kept: StoredResult, seed: str, names: Mapping[int, str]) -> list[DrawnLot]:
    """Everybody about whom the public draw decided, seat by seat."""
    return [
        DrawnLot(seat, number, names[number], lot(seed, names[number]), number == step.winner)
        for seat, step in enumerate(kept.steps, start=1)
        for number in ((step.winner, *step.equals[:MOST_EQUALS]) if step.equals else ())
        if number in names
    ]


def lost_by_lot(kept: StoredResult) -> int:
    """How many proposals have no seat because of the draw alone."""
    return len(kept.steps[-1].equals) if kept.steps else 0


@dataclass(frozen=True)
class ComparedRule:
    """A rule: whom it would have chosen otherwise than the one that holds, and how many voters it leaves out."""

    rule: Rule
    holds: bool
    represented: int
    average: float
    enter: Sequence[int] = ()
    leave: Sequence[int] = ()


def compared(count: Count, winners: Collection[Rank]) -> list[ComparedRule]:
    """The rule that holds, and beside it what the others would have done."""
    approvals = Fraction(sum(winner.votes for winner in winners), max(count.ballots, 1))
    own = ComparedRule(count.rule, True, count.ballots - count.unrepresented, float(approvals))
    return [own, *(_compared(other) for other in count.comparisons)]


def _compared(kept: Mapping[str, Any]) -> ComparedRule:
    average = float(Fraction(kept["average"]))
    return ComparedRule(Rule(kept["rule"]), False, kept["represented"], average, kept["enter"], kept["leave"])


def most_votes(rules: Collection[ComparedRule]) -> ComparedRule | None:
    """What plain counting would have done, where another rule holds."""
    return next((one for one in rules if one.rule is Rule.APPROVALS and not one.holds), None)


def mentioned(count: Count, removals: Collection[Removal]) -> set[int]:
    """The proposals that the page names beside those of the steps: in removals and in comparisons."""
    named = {number for one in removals for number in (one.proposal_id, *one.entered, *one.left)}
    return named.union(*(set(other["enter"]) | set(other["leave"]) for other in count.comparisons))


@dataclass(frozen=True)
class Bar:
    """A row of a table that is its own chart."""

    label: str
    count: int


def apart(counts: Mapping[str, int], few: int) -> tuple[dict[str, int], int]:
    """The groups that may be shown apart, most ballots first, and the ballots of all others together.

    Small groups are joined; where even together they are few, the smallest other group hides among them, so that
    nobody finds them by subtraction.
    """
    order = sorted(((name, number) for name, number in counts.items() if number), key=lambda one: (-one[1], one[0]))
    shown = {name: number for name, number in order if number >= few}
    rest = sum(number for _, number in order) - sum(shown.values())
    if 0 < rest < few and shown:
        rest += shown.popitem()[1]
    return shown, rest


def decided(elected: int, proposals: int) -> str:
    """What was decided, in one sentence."""
    if not elected:
        return str(_("Nobody chose a proposal, so the vote gave no seat."))
    said = ngettext(
        "Residents chose %(num)s of %(all)s proposals for the plan.",
        "Residents chose %(num)s of %(all)s proposals for the plan.",
        elected,
        all=number(proposals),
    )
    return str(said)


def in_short(rule: Rule) -> str:
    """What is special about a rule, in one sentence."""
    said = {
        Rule.APPROVALS: _("The proposals with the most votes win."),
        Rule.PHRAGMEN: _("Seats are given one at a time, and whoever has no winner yet counts more."),
        Rule.PAV: _("Seats are given one at a time, and a vote counts less the more winners somebody has."),
        Rule.EQUAL_SHARES: _("Everybody who voted has the same part of the seats to give to their choices."),
    }
    return str(said[rule])


def ways(channels: Mapping[str, int], levels: Mapping[str, int], few: int) -> list[tuple[str, str, list[Bar]]]:
    """How the ballots came and how well their voters are known: (caption, what stands in the first column, rows).

    Where everybody is in one group there is nothing to compare.
    """
    every = [
        (str(_("How the ballots came")), str(_("Way")), _bars(channels, CHANNELS, few)),
        (str(_("How well the voters are known")), str(_("Check")), _bars(levels, LEVELS, few)),
    ]
    return [one for one in every if len(one[2]) > 1]


def by_ballots(counts: Mapping[str, int]) -> list[Bar]:
    """Rows with most ballots first."""
    return [Bar(name, ballots) for name, ballots in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def _bars(counts: Mapping[str, int], names: Mapping[str, Any], few: int) -> list[Bar]:
    shown, rest = apart(counts, few)
    bars = [Bar(str(names.get(name, name)), ballots) for name, ballots in shown.items()]
    return [*bars, Bar(str(_("Others together")), rest)] if rest else bars
