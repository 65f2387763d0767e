"""A tiny vote with invented proposals, counted by the real rule: it shows on paper what the rule does in a city."""

from dataclasses import dataclass

from flask_babel import gettext as _

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.selection.explanations import decimals, shown, why_elected
from ogp_participa.vote.verifier.methods import Result, select
from ogp_participa.vote.verifier.tally import Profile, lot

BALLOTS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (9, (0, 1, 2)),
    (3, (0, 1)),
    (1, (0,)),
    (7, (3,)),
    (1, (3, 4)),
    (3, (4,)),
)
"""How many people chose which proposals. There are no ties: lots have an example of their own."""
SEATS = 3
SEED = "38214"
"""A number as a lottery may draw it."""
TIED = ("P-2026-0018", "P-2026-0023")


@dataclass(frozen=True)
class ExamplePlace:
    """One step: who won the seat and why, and the support left of everybody (as it is shown), in the rows' order."""

    winner: str
    why: str
    left: tuple[str, ...]
    place: int


@dataclass(frozen=True)
class Example:
    """The vote counted by a rule, and what another rule would have chosen."""

    titles: tuple[str, ...]
    ballots: tuple[tuple[int, tuple[str, ...]], ...]
    votes: tuple[int, ...]
    voters: int
    seats: tuple[ExamplePlace, ...]
    represented: int
    other: Rule
    other_winners: tuple[str, ...]
    other_represented: int

    @property
    def winners(self) -> tuple[str, ...]:
        """The titles of the winners, in the order of their seats."""
        return tuple(seat.winner for seat in self.seats)


def example_of(rule: Rule, seats: int) -> Example:
    """Count the tiny vote by ``rule``, with three seats or fewer where the edition has fewer.

    It is compared with plain counting; plain counting itself is compared with Phragmén's rule.
    """
    titles = (
        _("Bus timetables"),
        _("Map of public works"),
        _("Plain contracts"),
        _("Sign language"),
        _("Youth councils"),
    )
    ballots = [choices for people, choices in BALLOTS for _person in range(people)]
    profile = Profile.of(titles, ballots)
    result = select(profile, rule, min(seats, SEATS), SEED)
    other = Rule.PHRAGMEN if rule is Rule.APPROVALS else Rule.APPROVALS
    compared = select(profile, other, min(seats, SEATS), SEED)
    return Example(
        titles=titles,
        ballots=tuple((people, tuple(titles[choice] for choice in choices)) for people, choices in BALLOTS),
        votes=tuple(profile.approvals),
        voters=profile.voters,
        seats=tuple(_seat(result, titles, place) for place in range(len(result.steps))),
        represented=result.represented,
        other=other,
        other_winners=tuple(titles[winner] for winner in compared.winners),
        other_represented=compared.represented,
    )


def _seat(result: Result, titles: tuple[str, ...], place: int) -> ExamplePlace:
    step = result.steps[place]
    places = decimals(list(step.left.values()))
    left = tuple(shown(step.left[c], places) if c in step.left else "" for c in range(len(titles)))
    return ExamplePlace(titles[step.winner], why_elected(result, place), left, step.winner)


def lots() -> list[tuple[str, str]]:
    """Return two tied proposals and their lots, the first of them first."""
    return sorted(((reference, lot(SEED, reference)) for reference in TIED), key=lambda row: row[1])
