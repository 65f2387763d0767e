"""From grouped ballots to the winners of a rule: exact, in whole numbers, the same on every machine.

The public bundle carries this file, so that anybody can repeat the count with Python alone.

What a ballot still weighs depends only on which winners so far it holds. So the voters stand in *classes* that weigh
the same, and for each class it is enough to know how many of it approve each candidate. A step reads that table, and
moves the ballots that hold the new winner to other classes. A ballot is a text with one sign for each candidate that it
approves.
"""

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add, sub
from typing import Generic, TypeVar

FIRST = 0x100
"""The sign of the first candidate; the others follow it, but for those that no text can hold."""
HALVES, AFTER_HALVES = 0xD800, 0xE000
SHORT = HALVES - FIRST
"""So many candidates have signs of two bytes, and are counted from such texts."""
MOST_CANDIDATES = 0x110000 - AFTER_HALVES + SHORT
_AT_ONCE = 1 << 16

Weight = TypeVar("Weight", bound=Hashable)


def sign(candidate: int) -> str:
    """Return the sign of a candidate on ballots."""
    return chr(FIRST + candidate if candidate < SHORT else AFTER_HALVES - SHORT + candidate)


def candidate_of(code: int) -> int:
    """Return the candidate whose sign has this number."""
    return code - FIRST if code < HALVES else code - AFTER_HALVES + SHORT


def lot(seed: str, reference: str) -> str:
    """Return the lot of a candidate among equals: SHA-256 of the seed, a line end and the reference, in hexadecimal.

    The lowest comes first. Anybody can repeat it: ``printf '%s\\n%s' SEED P-2026-0123 | sha256sum``.
    """
    return hashlib.sha256(f"{seed}\n{reference}".encode()).hexdigest()


@dataclass(frozen=True)
class Profile:
    """The ballots of a vote. ``groups`` holds, by how many voters gave the same ballot, those ballots."""

    references: tuple[str, ...]
    groups: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, references: Sequence[str], ballots: Iterable[Iterable[int]]) -> "Profile":
        """Group ballots that are given as numbers of candidates, counted from 0."""
        signs = [sign(candidate) for candidate in range(len(references))]
        same = Counter("".join(sorted(map(signs.__getitem__, set(ballot)))) for ballot in ballots)
        groups: dict[int, list[str]] = defaultdict(list)
        for ballot, voters in same.items():
            groups[voters].append(ballot)
        return cls(tuple(references), groups)

    @cached_property
    def voters(self) -> int:
        """How many voted, those included whose every choice left the vote."""
        return sum(voters * len(ballots) for voters, ballots in self.groups.items())

    @cached_property
    def approvals(self) -> Sequence[int]:
        """How many voters approve each candidate."""
        return support(self.groups, len(self.references))


def support(groups: Mapping[int, Sequence[str]], candidates: int) -> list[int]:
    """Return how many voters of some groups approve each candidate."""
    total = [0] * candidates
    short = candidates <= SHORT
    native = f"utf-{16 if short else 32}-{sys.byteorder[0]}e"
    for voters, ballots in groups.items():
        counted: Counter[int] = Counter()
        for start in range(0, len(ballots), _AT_ONCE):
            signs = "".join(ballots[start : start + _AT_ONCE]).encode(native)
            counted.update(memoryview(signs).cast("H" if short else "I"))
        for code, count in counted.items():
            total[candidate_of(code)] += voters * count
    return total


class Electorate(Generic[Weight]):
    """The voters in classes: the ballots of each, and how many of it approve each candidate."""

    def __init__(self, profile: Profile, start: Weight) -> None:
        self.size = len(profile.references)
        self.ballots: dict[Weight, dict[int, Sequence[str]]] = {start: dict(profile.groups)}
        self.support: dict[Weight, Sequence[int]] = {start: profile.approvals}

    def move(self, winner: int, becomes: Callable[[Weight], Weight]) -> None:
        """Move everybody who approves the winner from their class to the one that it ``becomes``."""
        holding = [weight for weight in self.support if self.support[weight][winner]]
        targets = {weight: becomes(weight) for weight in holding}
        taken = [(target, self._take(weight, sign(winner))) for weight, target in targets.items() if target != weight]
        for target, groups in taken:  # only now: nobody moves twice
            self._join(target, *groups)

    def _take(self, weight: Weight, chosen: str) -> tuple[dict[int, list[str]], Sequence[int]]:
        """Take the ballots that hold a sign out of a class; a class that nobody is left in goes."""
        groups = self.ballots[weight]
        gone: dict[int, list[str]] = {}
        for voters, ballots in groups.items():
            taken = [ballot for ballot in ballots if chosen in ballot]
            if taken:
                gone[voters] = taken
                groups[voters] = [ballot for ballot in ballots if chosen not in ballot]
        left = support(gone, self.size)
        self.support[weight] = list(map(sub, self.support[weight], left))
        if not any(self.support[weight]):
            del self.support[weight], self.ballots[weight]
        return gone, left

    def _join(self, weight: Weight, groups: Mapping[int, Sequence[str]], arrived: Sequence[int]) -> None:
        """Put ballots into a class."""
        there = self.ballots.setdefault(weight, {})
        there.update({voters: [*there.get(voters, ()), *ballots] for voters, ballots in groups.items()})
        before = self.support.get(weight)
        self.support[weight] = list(map(add, before, arrived)) if before else arrived

    def relabelled(self, becomes: Callable[[Weight], Weight]) -> "Electorate[Weight]":
        """Put the classes under other weights; different ones must become different ones."""
        self.ballots = {becomes(weight): groups for weight, groups in self.ballots.items()}
        self.support = {becomes(weight): count for weight, count in self.support.items()}
        return self
