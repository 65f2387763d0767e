"""The quota of a vote: how many winners each group may and must have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quota:
    """At least and at most so many winners of each group; ``groups`` names each candidate's, in the profile's order.

    A group with fewer supported candidates than its minimum gets as many as it has.
    """

    groups: Sequence[str]
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)

    def kept_out(self, running: Sequence[int], winners: Sequence[int], seats: int) -> frozenset[int]:
        """Return who may not win the next seat: their group is full, or the seats left are owed to other groups."""
        taken = Counter(self.groups[candidate] for candidate in winners)
        there = Counter(self.groups[candidate] for candidate in running)
        owed = {group: min(number - taken[group], there[group]) for group, number in self.least.items()}
        free = seats - len(winners) - sum(number for number in owed.values() if number > 0)
        full = {group for group in there if taken[group] >= self.most.get(group, seats)}
        waiting = {group for group in there if free <= 0 and owed.get(group, 0) <= 0}
        return frozenset(candidate for candidate in running if self.groups[candidate] in full | waiting)
