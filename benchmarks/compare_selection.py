"""Compare the winners of every rule with abcvoting's and pabutools', on real elections and on random ones full of ties.

Runs in the libraries' own environment; README says how. Exits with 1 when any set of winners differs.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import oracles
from ogp_participa.vote.audit_bundle.pabulib import UnreadableElection, read
from ogp_participa.vote.verifier.methods import METHODS, in_order_of_lots, select
from ogp_participa.vote.verifier.tally import Profile


def differences(profile: Profile, seats: int, seed: str) -> Iterator[str]:
    """Where a library chooses otherwise."""
    supported = sum(1 for votes in profile.approvals if votes)
    seats, size = min(seats, supported), len(profile.references)
    if not seats:
        return
    grouped, lots = oracles.by_rank_of_lot(profile, seed), in_order_of_lots(profile, seed)
    abc, pabu = oracles.abcvoting_profile(grouped, size), oracles.pabutools_election(grouped, size, seats)
    for rule in METHODS:
        result = select(profile, rule, seats, seed)
        ours = set(result.winners)
        paid = {step.winner for step in result.steps if not step.completing}
        for library, theirs, mine in (
            ("abcvoting", oracles.abcvoting(rule, abc, seats), ours),
            ("pabutools", oracles.pabutools(rule, *pabu), paid),
        ):
            if theirs is not None and {lots[rank] for rank in theirs} != mine:
                names = ", ".join(sorted(profile.references[c] for c in mine ^ {lots[rank] for rank in theirs}))
                yield f"{rule}, {seats} seats: {library} chooses otherwise ({names})"


def tied(rng: random.Random) -> Profile:
    """A small random election in which nearly every step ties."""
    candidates = rng.randint(2, 9)
    kinds = [rng.sample(range(candidates), rng.randint(0, min(4, candidates))) for _ in range(rng.randint(1, 10))]
    ballots = [chosen for chosen in kinds for _ in range(rng.choice([1, 1, 2, 3]))]
    return Profile.of([str(candidate) for candidate in range(candidates)], ballots)


def elections(folder: Path | None, count: int) -> Iterator[tuple[str, Profile, list[int]]]:
    """(name, ballots, numbers of seats to try; none for those asked for)."""
    for path in sorted(folder.glob("*.pb")) if folder else ():
        try:
            with path.open(encoding="utf-8") as lines:
                yield path.name, read(lines).profile, []
        except UnreadableElection as unreadable:
            print(f"{path.name}: not read: {unreadable}")
    rng = random.Random(4)
    for number in range(count):
        yield f"random {number}", tied(rng), [rng.randint(1, 6)]


def main() -> int:
    """Compare, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder with .pb files")
    parser.add_argument("--seats", type=int, nargs="+", default=[5, 10])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--random", type=int, default=0, help="how many random elections to add")
    given = parser.parse_args()
    compared, different = 0, 0
    for name, profile, seats in elections(given.folder, given.random):
        for number in seats or given.seats:
            compared += 1
            for difference in differences(profile, number, given.seed):
                different += 1
                print(f"{name}: {difference}", flush=True)
        if not name.startswith("random"):
            print(f"{name}: {profile.voters} ballots, {len(profile.references)} projects", flush=True)
    print(f"{compared} elections compared under {len(METHODS)} rules, {different} differences.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
