"""Small elections for the tests: random ones full of ties, and how to ask the rules about them."""

from collections.abc import Collection, Sequence

from hypothesis import strategies as st

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.verifier.methods import in_order_of_lots, select
from ogp_participa.vote.verifier.tally import Profile

SEED = "04-17-23-38-51-60"


def profile(ballots: Sequence[Collection[int]], candidates: int) -> Profile:
    """The profile of plain ballots."""
    return Profile.of([f"P-2026-{number:04}" for number in range(1, candidates + 1)], ballots)


def winners(ballots: Sequence[Collection[int]], candidates: int, rule: Rule, seats: int, seed: str = SEED) -> list[int]:
    """Whom a rule chooses, in order."""
    return list(select(profile(ballots, candidates), rule, seats, seed).winners)


def order(candidates: int, seed: str = SEED) -> list[int]:
    """The order of lots."""
    return in_order_of_lots(profile([], candidates), seed)


@st.composite
def tied_elections(draw: st.DrawFn) -> tuple[list[frozenset[int]], int, int]:
    """(ballots, candidates, seats): few candidates and short ballots, many times over, so nearly every step ties."""
    candidates = draw(st.integers(2, 7))
    ballot = st.frozensets(st.integers(0, candidates - 1), max_size=4)
    kinds = draw(st.lists(st.tuples(ballot, st.integers(1, 3)), min_size=1, max_size=8))
    ballots = [chosen for chosen, times in kinds for _ in range(times)]
    return ballots, candidates, draw(st.integers(1, candidates))
