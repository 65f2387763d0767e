"""The ledger of answers in numbers: shares and days."""

from collections.abc import Mapping
from dataclasses import dataclass

from ogp_participa.drafting.responses.models import ReplyOutcome
from ogp_participa.drafting.responses.rules import TERM_DAYS


def median(days: Mapping[int, int]) -> float | None:
    """Return the middle of many numbers of days, given how often each occurs."""
    total = sum(days.values())
    if not total:
        return None
    return (_nth(days, (total - 1) // 2) + _nth(days, total // 2)) / 2


def _nth(days: Mapping[int, int], place: int) -> int:
    """Return the number at a place when all stand in order."""
    before = 0
    for value in sorted(days):
        before += days[value]
        if before > place:
            return value
    raise ValueError("There are fewer.")


@dataclass(frozen=True)
class Figures:
    """The ledger in numbers. ``late`` counts what waits although its term is over, ``unsigned`` what has an answer of
    the count that no institution signed yet."""

    total: int
    outcomes: Mapping[ReplyOutcome, int]
    unsigned: int
    late: int
    days: Mapping[int, int]

    @property
    def answered(self) -> int:
        """How many have a signed answer."""
        return sum(self.outcomes.values())

    @property
    def waiting(self) -> int:
        """How many have none."""
        return self.total - self.answered

    @property
    def share(self) -> float | None:
        """The share answered."""
        return self.answered / self.total if self.total else None

    @property
    def share_in_time(self) -> float | None:
        """The share answered in time, of all that were answered or whose term is over."""
        in_time = sum(count for days, count in self.days.items() if days <= TERM_DAYS)
        counted = sum(self.days.values()) + self.late
        return in_time / counted if counted else None

    @property
    def median_days(self) -> float | None:
        """The median of the days to the first answer."""
        return median(self.days)
