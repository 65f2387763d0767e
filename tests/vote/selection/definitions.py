"""The rules written straight from their definitions: slow, plain, one ballot at a time. The oracle of the real ones."""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import combinations

Ballots = Sequence[Collection[int]]
Allowed = Callable[[list[int]], Collection[int]]
"""Who may win next, after some winners."""


def within_a_quota(
    ballots: Ballots, groups: Sequence[str], least: dict[str, int], most: dict[str, int], seats: int
) -> Allowed:
    """Whoever leaves a way to keep the quota, by trying every committee there could be."""
    supported = [c for c in range(len(groups)) if any(c in ballot for ballot in ballots)]

    def keeps(committee: tuple[int, ...]) -> bool:
        def of(group: str, among: Collection[int]) -> int:
            return sum(groups[c] == group for c in among)

        enough = all(of(group, committee) >= min(number, of(group, supported)) for group, number in least.items())
        return enough and all(of(group, committee) <= number for group, number in most.items())

    good = [set(w) for size in range(seats + 1) for w in combinations(supported, size) if keeps(w)]
    return lambda winners: {c for committee in good if committee > set(winners) for c in committee - set(winners)}


def _first(order: Sequence[int], values: dict[int, Fraction], best: Fraction) -> int:
    return next(candidate for candidate in order if values.get(candidate) == best)


def _can(order: Sequence[int], winners: list[int], allowed: Allowed | None) -> list[int]:
    among = order if allowed is None else allowed(winners)
    return [c for c in order if c in among and c not in winners]


def approvals(ballots: Ballots, order: Sequence[int], seats: int, allowed: Allowed | None = None) -> list[int]:
    """Most approvals; equals in the given order."""
    votes = {c: sum(c in ballot for ballot in ballots) for c in order}
    ranking = [c for c in sorted(order, key=lambda c: (-votes[c], order.index(c))) if votes[c]]
    winners: list[int] = []
    while len(winners) < seats:
        can = _can(ranking, winners, allowed)
        if not can:
            break
        winners.append(can[0])
    return winners


def pav(ballots: Ballots, order: Sequence[int], seats: int, allowed: Allowed | None = None) -> list[int]:
    """Thiele's sequential rule: the next winner adds most to the sum of 1 + 1/2 + … + 1/(winners of the voter)."""

    def score(committee: Collection[int]) -> Fraction:
        return sum(
            (Fraction(1, i + 1) for ballot in ballots for i in range(len(set(ballot) & set(committee)))), Fraction(0)
        )

    winners: list[int] = []
    while len(winners) < seats:
        gains = {c: score([*winners, c]) - score(winners) for c in _can(order, winners, allowed)}
        if not gains or max(gains.values()) == 0:
            break
        winners.append(_first(order, gains, max(gains.values())))
    return winners


def phragmen(
    ballots: Ballots,
    order: Sequence[int],
    seats: int,
    allowed: Allowed | None = None,
    money: Sequence[Fraction] = (),
) -> list[int]:
    """Everybody earns 1 a second; as soon as the supporters of a candidate have 1 together they buy it and have 0."""
    purse = list(money) or [Fraction(0)] * len(ballots)
    winners: list[int] = []
    while len(winners) < seats:
        waits = {}
        for c in _can(order, winners, allowed):
            supporters = [v for v, ballot in enumerate(ballots) if c in ballot]
            if supporters:
                waits[c] = (1 - sum(purse[v] for v in supporters)) / Fraction(len(supporters))
        if not waits:
            break
        soonest = min(waits.values())
        bought = _first(order, waits, soonest)
        purse = [Fraction(0) if bought in ballot else has + soonest for has, ballot in zip(purse, ballots, strict=True)]
        winners.append(bought)
    return winners


def equal_shares(
    ballots: Ballots,
    order: Sequence[int],
    seats: int,
    allowed: Allowed | None = None,
    complete: bool = True,
) -> list[int]:
    """Everybody has seats/voters; a candidate costs 1; the one to be had for the smallest maximal payment wins."""
    purse = [Fraction(seats, len(ballots))] * len(ballots)
    winners: list[int] = []
    while len(winners) < seats:
        prices = {}
        for c in _can(order, winners, allowed):
            supporters = [v for v, ballot in enumerate(ballots) if c in ballot]
            if sum(purse[v] for v in supporters) >= 1:
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
    rest, paid = [c for c in order if c not in winners], list(winners)
    later: Allowed | None = (lambda more: allowed(paid + more)) if allowed else None
    return winners + phragmen(ballots, rest, seats - len(winners), later, purse)


def _smallest_maximal_payment(purses: Sequence[Fraction]) -> Fraction:
    """The ρ with Σ min(ρ, purse) = 1: try every number of people who give all they have."""
    for poor in range(len(purses)):
        given = sorted(purses)
        rho = (1 - sum(given[:poor], Fraction(0))) / (len(given) - poor)
        if rho <= given[poor] and (poor == 0 or given[poor - 1] <= rho):
            return rho
    raise AssertionError("they have 1 together, so some payment is enough")


RULES = {"approvals": approvals, "phragmen": phragmen, "pav": pav, "equal_shares": equal_shares}
