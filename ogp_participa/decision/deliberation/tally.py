"""Counting the seats of a deliberation: quorum, majorities, and whether the motion carries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from ogp_participa.decision.deliberation.models import (
    Majority,
    Stance,
)
from ogp_participa.decision.deliberation.needs import DecisionNeeds
from ogp_participa.decision.deliberation.roll import RollLine
from ogp_participa.decision.deliberation.wording import MAJORITIES
from ogp_participa.edition.institutions.models import Sector


@dataclass(frozen=True)
class Condition:
    """Something that a motion needs: whether it was met, and the numbers behind it."""

    title: str
    met: bool
    why: str


@dataclass(frozen=True)
class Tally:
    """The seats of a group: how many can vote, and what they did."""

    seats: int
    votes: dict[Stance, int]

    @property
    def present(self) -> int:
        """Seats that voted or abstained."""
        return sum(self.votes.get(stance, 0) for stance in (Stance.FOR, Stance.AGAINST, Stance.ABSTAINED))


def tally(ballots: Iterable[RollLine], sector: Sector | None = None) -> Tally:
    """Return the seats of a sector, or all; who declared a conflict of interest is in neither seats nor quorum."""
    votes: dict[Stance, int] = {}
    for line in ballots:
        if sector is None or line.sector is sector:
            votes[line.vote] = votes.get(line.vote, 0) + 1
    return Tally(sum(votes.values()) - votes.get(Stance.CONFLICT, 0), votes)


def needed(terms: DecisionNeeds, seats: int) -> int:
    """Return how many seats must take part."""
    return -(-seats * terms.quorum // 100) if terms.quorum_share else terms.quorum


def conditions(terms: DecisionNeeds, ballots: Sequence[RollLine]) -> list[Condition]:
    """Return each condition of a motion, met or not, with its numbers."""
    everybody = tally(ballots)
    least = needed(terms, everybody.seats)
    present = _(
        "%(n)s of %(seats)s seats that can vote took part; %(least)s are needed.",
        n=everybody.present,
        seats=everybody.seats,
        least=least,
    )
    quorum = [Condition(_("Quorum"), everybody.present >= max(least, 1), present)]
    if not terms.each_sector:
        return [*quorum, _majority(terms.majority, str(_("Majority")), everybody)]
    names = {Sector.CIVIL_SOCIETY: _("Majority in civil society"), Sector.GOVERNMENT: _("Majority in the government")}
    return [*quorum, *(_majority(terms.majority, str(name), tally(ballots, sector)) for sector, name in names.items())]


def _majority(rule: Majority, title: str, group: Tally) -> Condition:
    in_favour, against = group.votes.get(Stance.FOR, 0), group.votes.get(Stance.AGAINST, 0)
    if rule is Majority.HALF_OF_SEATS:
        met = in_favour * 2 > group.seats
    elif rule is Majority.TWO_THIRDS:
        met = in_favour > 0 and in_favour * 3 >= 2 * (in_favour + against)
    else:
        met = in_favour > against
    why = _(
        "%(rule)s: %(yes)s for, %(no)s against, %(abstained)s abstained, of %(seats)s seats that can vote.",
        rule=MAJORITIES[rule],
        yes=in_favour,
        no=against,
        abstained=group.votes.get(Stance.ABSTAINED, 0),
        seats=group.seats,
    )
    return Condition(title, met, why)


def carries(terms: DecisionNeeds, ballots: Sequence[RollLine]) -> bool:
    """Return whether every condition is met."""
    return all(condition.met for condition in conditions(terms, ballots))
