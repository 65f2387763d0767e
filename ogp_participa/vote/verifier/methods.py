"""Four rules that choose winners from ballots, step by step, in exact fractions.

In every rule a step gives each candidate its *support left*, takes the highest, and equals stand in the order of their
lots. In the first step it is the number of voters who approve the candidate; later, voters who already have winners
count less, each rule in its own way.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Protocol

from .quota import Quota
from .tally import Electorate, Profile, lot, sign, support

NOTHING = Fraction(0)


@dataclass(frozen=True)
class SelectionStep:
    """One seat: the support left of everybody who could win it (in the order of their lots) and who won it.

    ``equals`` had as much as the winner and a higher lot; ``kept_out`` could not win because of the quota; in
    ``completing`` steps the money of Equal Shares was too little for anybody, so Phragmén gives the seat.
    """

    winner: int
    left: Mapping[int, Fraction]
    equals: tuple[int, ...] = ()
    kept_out: frozenset[int] = frozenset()
    completing: bool = False


class _Method(Protocol):
    """What the rules do differently: how much support is left, and what a win changes."""

    def left(self, candidates: Sequence[int]) -> dict[int, Fraction]: ...

    def elect(self, winner: int, left: Fraction) -> None: ...


class _Approvals:
    """Every approval counts one, always."""

    def __init__(self, profile: Profile) -> None:
        self.approvals = profile.approvals

    def left(self, candidates: Sequence[int]) -> dict[int, Fraction]:
        return {candidate: Fraction(self.approvals[candidate]) for candidate in candidates}

    def elect(self, winner: int, left: Fraction) -> None:
        """Do nothing: a win changes nothing for the others."""


class _Pav:
    """A voter with 0, 1, 2, … winners counts 1, 1/2, 1/3, …"""

    def __init__(self, profile: Profile) -> None:
        self.voters = Electorate(profile, 0)

    def left(self, candidates: Sequence[int]) -> dict[int, Fraction]:
        have = list(self.voters.support)
        common = math.lcm(*(winners + 1 for winners in have))
        counts = [common // (winners + 1) for winners in have]
        columns = list(zip(*self.voters.support.values(), strict=True))
        return {c: Fraction(sum(map(mul, counts, columns[c])), common) for c in candidates}

    def elect(self, winner: int, left: Fraction) -> None:
        self.voters.move(winner, lambda winners: winners + 1)


class _Phragmen:
    """A seat is a load of 1 that those who approve the winner share, so that all of them carry equally much in the end.

    The lowest such load wins. The support left is one divided by it: N / (1 + what the N carry already).
    """

    def __init__(self, profile: Profile, voters: Electorate[Fraction] | None = None) -> None:
        self.approvals = profile.approvals
        self.voters = voters or Electorate(profile, NOTHING)

    def left(self, candidates: Sequence[int]) -> dict[int, Fraction]:
        common, loads, columns = _in_whole_numbers(self.voters)
        carried = {c: sum(map(mul, loads, columns[c])) for c in candidates}
        return {c: Fraction(self.approvals[c] * common, common + carried[c]) for c in candidates}

    def elect(self, winner: int, left: Fraction) -> None:
        self.voters.move(winner, lambda _load: 1 / left)


class _EqualShares:
    """Every voter has an equal share of the seats' price, 1 each, and those who approve a winner pay it in equal parts,
    whoever has less giving all of it.

    The lowest part wins. The support left is one divided by it; nobody who cannot be paid has any.
    """

    def __init__(self, profile: Profile, seats: int) -> None:
        self.voters = Electorate(profile, Fraction(seats, max(profile.voters, 1)))

    def left(self, candidates: Sequence[int]) -> dict[int, Fraction]:
        common, budgets, columns = _in_whole_numbers(self.voters)
        parts = {c: _part(budgets, columns[c], common) for c in candidates}
        return {c: Fraction(payers * common, price) for c, (payers, price) in parts.items() if payers}

    def elect(self, winner: int, left: Fraction) -> None:
        self.voters.move(winner, lambda budget: max(budget - 1 / left, NOTHING))


def _in_whole_numbers(
    voters: Electorate[Fraction],
) -> tuple[int, Sequence[int], Sequence[tuple[int, ...]]]:
    """Return a common denominator, the classes' weights over it, lowest first, and each candidate's support in them."""
    common = math.lcm(*(weight.denominator for weight in voters.support))
    classes = sorted(
        ((weight.numerator * (common // weight.denominator), count) for weight, count in voters.support.items()),
        key=lambda row: row[0],
    )
    return common, [weight for weight, _ in classes], list(zip(*(count for _, count in classes), strict=True))


def _part(budgets: Sequence[int], supporters: Sequence[int], price: int) -> tuple[int, int]:
    """Return how many pay an equal part, and what together, once those with less gave it all; (0, …) if too poor."""
    payers = sum(supporters)
    for budget, count in zip(budgets, supporters, strict=True):
        if budget * payers >= price:
            break
        price -= budget * count
        payers -= count
    return payers, price


METHODS: Mapping[str, Callable[[Profile, int], _Method]] = {
    "approvals": lambda profile, _seats: _Approvals(profile),
    "phragmen": lambda profile, _seats: _Phragmen(profile),
    "pav": lambda profile, _seats: _Pav(profile),
    "equal_shares": _EqualShares,
}
"""The rules by their keys, as the frozen rules of a vote name them."""


@dataclass(frozen=True)
class Result:
    """What a rule chose, and every step of it; ``removed`` candidates stood aside."""

    profile: Profile
    rule: str
    seats: int
    steps: tuple[SelectionStep, ...]
    removed: frozenset[int] = frozenset()

    @property
    def winners(self) -> tuple[int, ...]:
        """The winners in the order of their steps."""
        return tuple(step.winner for step in self.steps)

    @property
    def votes(self) -> Sequence[int]:
        """How many voters approve each candidate."""
        return self.profile.approvals

    @property
    def alone(self) -> Sequence[int]:
        """How many of those who approve each candidate have no winner at all."""
        return self.without[1]

    @cached_property
    def without(self) -> tuple[int, Sequence[int]]:
        """How many voters have no winner at all, and how many of them approve each candidate."""
        chosen = frozenset(map(sign, self.winners))
        alone = {n: [b for b in ballots if chosen.isdisjoint(b)] for n, ballots in self.profile.groups.items()}
        voters = sum(n * len(ballots) for n, ballots in alone.items())
        return voters, support(alone, len(self.profile.references))

    @cached_property
    def reached(self) -> tuple[int, ...]:
        """How many voters have at least one winner after each step."""
        alone, reached = self.profile.groups, list[int]()
        for chosen in map(sign, self.winners):
            alone = {n: [b for b in ballots if chosen not in b] for n, ballots in alone.items()}
            reached.append(self.profile.voters - sum(n * len(ballots) for n, ballots in alone.items()))
        return tuple(reached)

    @property
    def represented(self) -> int:
        """How many voters have at least one winner."""
        return self.profile.voters - self.without[0]


def in_order_of_lots(profile: Profile, seed: str) -> list[int]:
    """Return the candidates as they stand among equals."""
    references = profile.references
    return sorted(range(len(references)), key=lambda candidate: lot(seed, references[candidate]))


def select(
    profile: Profile,
    rule: str,
    seats: int,
    seed: str,
    quota: Quota | None = None,
    removed: Collection[int] = (),
) -> Result:
    """Choose up to ``seats`` winners. Whoever nobody approves is never one; ``removed`` candidates stand aside."""
    running = [c for c in in_order_of_lots(profile, seed) if profile.approvals[c] and c not in removed]
    method, completing, steps = METHODS[rule](profile, seats), False, list[SelectionStep]()
    while running and len(steps) < seats:
        kept_out = quota.kept_out(running, [step.winner for step in steps], seats) if quota else frozenset[int]()
        left = method.left([candidate for candidate in running if candidate not in kept_out])
        if not left and isinstance(method, _EqualShares):
            method, completing = _completion(profile, method), True
            continue
        if not left:
            break
        most = max(left.values())
        winner, *equals = [candidate for candidate, value in left.items() if value == most]
        steps.append(SelectionStep(winner, left, tuple(equals), kept_out, completing))
        method.elect(winner, most)
        running.remove(winner)
    return Result(profile, rule, seats, tuple(steps), frozenset(removed))


def _completion(profile: Profile, shares: _EqualShares) -> _Phragmen:
    """Return Phragmén's method from where Equal Shares stopped: the money that a voter has left is load that they carry
    less."""
    return _Phragmen(profile, shares.voters.relabelled(lambda budget: -budget))
