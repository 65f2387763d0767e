"""How much faster than abcvoting and pabutools: CPU seconds on the same ballots, in one run.

Runs in the libraries' own environment (README says how): ``python -m benchmarks.selection_libraries``. The libraries'
time is that of their rule alone, their own objects made before; ours includes grouping the plain ballots.
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import TypeVar

from abcvoting import abcrules

from benchmarks import oracles
from ogp_participa.vote.verifier.methods import METHODS, select
from ogp_participa.vote.verifier.tally import Profile

T = TypeVar("T")


def timed(what: str, run: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds, printed."""
    start = time.process_time()
    answer = run()
    took = time.process_time() - start
    print(f"  {what:40} {took:9.2f} s", flush=True)
    return took, answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--proposals", type=int, default=500)
    parser.add_argument("--seats", type=int, default=10)
    given = parser.parse_args()
    rng, size, seats = random.Random(1), given.proposals, given.seats
    popular = [1 / (rank + 3) for rank in range(size)]
    ballots = [set(rng.choices(range(size), popular, k=5)) for _ in range(given.ballots)]
    names = [f"P-2026-{number:04}" for number in range(1, size + 1)]
    print(f"{given.ballots} ballots of {size} proposals, {seats} seats")
    ours = {
        rule: timed(f"{rule}, with grouping", lambda rule=rule: select(Profile.of(names, ballots), rule, seats, "1"))
        for rule in METHODS
    }
    grouped = oracles.by_rank_of_lot(Profile.of(names, ballots), "1")
    abc, pabu = oracles.abcvoting_profile(grouped, size), oracles.pabutools_election(grouped, size, seats)
    phragmen = [
        timed("abcvoting, phragmen, fractions", lambda: oracles.abcvoting("phragmen", abc, seats))[0],
        timed("abcvoting, phragmen, floats", lambda: abcrules.compute_seqphragmen(abc, seats, "float-fractions"))[0],
        timed("pabutools, phragmen", lambda: oracles.pabutools("phragmen", *pabu))[0],
    ]
    print(f"Phragmén: {min(phragmen) / ours['phragmen'][0]:.0f} x as fast as the fastest")
    pav = timed("abcvoting, pav", lambda: oracles.abcvoting("pav", abc, seats))[0]
    print(f"PAV: {pav / ours['pav'][0]:.0f} x as fast as abcvoting")
    shares = timed("pabutools, equal shares", lambda: oracles.pabutools("equal_shares", *pabu))[0]
    print(f"Equal Shares: {shares / ours['equal_shares'][0]:.0f} x as fast as pabutools")


if __name__ == "__main__":
    main()
