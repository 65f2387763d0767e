"""The rules written straight from their definitions: slow, plain, one ballot at a time. The oracle of the real ones."""

from collections.abc import Collection, Sequence
from fractions import Fraction

Ballots = Sequence[Collection[int]]


def _first(order: Sequence[int], values: dict[int, Fraction], best: Fraction) -> int:
    return next(candidate for candidate in order if values.get(candidate) == best)


def approvals(ballots: Ballots, order: Sequence[int], seats: int) -> list[int]:
    """Most approvals; equals in the given order."""
    votes = {c: sum(c in ballot for ballot in ballots) for c in order}
    return [c for c in sorted(order, key=lambda c: (-votes[c], order.index(c))) if votes[c]][:seats]


def pav(ballots: Ballots, order: Sequence[int], seats: int) -> list[int]:
    """Thiele's sequential rule: the next winner adds most to the sum of 1 + 1/2 + … + 1/(winners of the voter)."""

    def score(committee: Collection[int]) -> Fraction:
        return sum(
            (Fraction(1, i + 1) for ballot in ballots for i in range(len(set(ballot) & set(committee)))), Fraction(0)
        )

    winners: list[int] = []
    while len(winners) < seats:
        gains = {c: score([*winners, c]) - score(winners) for c in order if c not in winners}
        if not gains or max(gains.values()) == 0:
            break
        winners.append(_first(order, gains, max(gains.values())))
    return winners


def phragmen(ballots: Ballots, order: Sequence[int], seats: int, money: Sequence[Fraction] = ()) -> list[int]:
    """Everybody earns 1 a second; as soon as the supporters of a candidate have 1 together they buy it and have 0."""
    purse = list(money) or [Fraction(0)] * len(ballots)
    winners: list[int] = []
    while len(winners) < seats:
        waits = {}
        for c in order:
            supporters = [v for v, ballot in enumerate(ballots) if c in ballot]
            if supporters and c not in winners:
                waits[c] = (1 - sum(purse[v] for v in supporters)) / Fraction(len(supporters))
        if not waits:
            break
        soonest = min(waits.values())
        bought = _first(order, waits, soonest)
        purse = [Fraction(0) if bought in ballot else has + soonest for has, ballot in zip(purse, ballots, strict=True)]
        winners.append(bought)
    return winners


def equal_shares(ballots: Ballots, order: Sequence[int], seats: int, complete: bool = True) -> list[int]:
    """Everybody has seats/voters; a candidate costs 1; the one to be had for the smallest maximal payment wins."""
    purse = [Fraction(seats, len(ballots))] * len(ballots)
    winners: list[int] = []
    while len(winners) < seats:
        prices = {}
        for c in order:
            supporters = [v for v, ballot in enumerate(ballots) if c in ballot]
            if c not in winners and supporters and sum(purse[v] for v in supporters) >= 1:
                prices[c] = _smallest_maximal_payment([purse[v] for v in supporters])
        if not prices:
            break
        lowest = min(prices.values())
        bought = _first(order, prices, lowest)
        purse = [
            has - min(has, lowest) if bought in ballot else has for has, ballot in zip(purse, ballots, strict=True)
        ]
        winners.append(bought)
    if not complete:
        return winners
    rest = [c for c in order if c not in winners]
    return winners + phragmen(ballots, rest, seats - len(winners), purse)


def _smallest_maximal_payment(purses: Sequence[Fraction]) -> Fraction:
    """The ρ with Σ min(ρ, purse) = 1: try every number of people who give all they have."""
    for poor in range(len(purses)):
        given = sorted(purses)
        rho = (1 - sum(given[:poor], Fraction(0))) / (len(given) - poor)
        if rho <= given[poor] and (poor == 0 or given[poor - 1] <= rho):
            return rho
    raise AssertionError("they have 1 together, so some payment is enough")


RULES = {"approvals": approvals, "phragmen": phragmen, "pav": pav, "equal_shares": equal_shares}
