"""The same rules by abcvoting and pabutools, to compare with. They live in an environment of their own (see README)."""

from collections.abc import Callable, Sequence

from abcvoting import abcrules
from abcvoting.preferences import Profile as AbcProfile
from abcvoting.preferences import Voter
from pabutools.election import (
    ApprovalBallot,
    ApprovalMultiProfile,
    Cardinality_Sat,
    FrozenApprovalBallot,
    Instance,
    Project,
)
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
from pabutools.tiebreaking import lexico_tie_breaking

from ogp_participa.vote.verifier.methods import in_order_of_lots
from ogp_participa.vote.verifier.tally import Profile, candidate_of

Grouped = list[tuple[list[int], int]]
"""Ballots as ranks of lots, with how many voters gave each: the libraries' own tie-breaking is then the lots'."""
EXACT = "gmpy2-fractions"


def by_rank_of_lot(profile: Profile, seed: str) -> Grouped:
    """The ballots with every candidate called by its rank among the lots."""
    rank = {candidate: rank for rank, candidate in enumerate(in_order_of_lots(profile, seed))}
    return [
        (sorted(rank[candidate_of(ord(sign))] for sign in ballot), voters)
        for voters, ballots in profile.groups.items()
        for ballot in ballots
    ]


def abcvoting_profile(grouped: Grouped, candidates: int) -> AbcProfile:
    """Grouped ballots as weighted voters."""
    profile = AbcProfile(candidates)
    profile.add_voters([Voter(ballot, weight) for ballot, weight in grouped])
    return profile


def abcvoting(rule: str, profile: AbcProfile, seats: int) -> set[int]:
    """Winners by abcvoting, in exact fractions."""
    compute: dict[str, Callable[[], list[set[int]]]] = {
        "approvals": lambda: abcrules.compute_av(profile, seats, resolute=True),
        "phragmen": lambda: abcrules.compute_seqphragmen(profile, seats, EXACT),
        "pav": lambda: abcrules.compute_seqpav(profile, seats),
        "equal_shares": lambda: abcrules.compute_equal_shares(profile, seats, EXACT),
    }
    return set(compute[rule]()[0])


def pabutools_election(grouped: Grouped, candidates: int, seats: int) -> tuple[Instance, ApprovalMultiProfile]:
    """Grouped ballots as a multiprofile; every project costs 1."""
    projects = [Project(f"{rank:06}", 1) for rank in range(candidates)]
    instance = Instance(projects, budget_limit=seats)
    profile = ApprovalMultiProfile(instance=instance)
    for ballot, weight in grouped:
        frozen = FrozenApprovalBallot(ApprovalBallot(projects[rank] for rank in ballot))
        profile[frozen] = profile.get(frozen, 0) + weight
    return instance, profile


def pabutools(rule: str, instance: Instance, profile: ApprovalMultiProfile) -> set[int] | None:
    """Winners by pabutools; Equal Shares is what its voters can pay alone, and sequential PAV is not there."""
    options = {"tie_breaking": lexico_tie_breaking}
    compute: dict[str, Callable[[], Sequence[Project]]] = {
        "approvals": lambda: greedy_utilitarian_welfare(instance, profile, sat_class=Cardinality_Sat, **options),
        "phragmen": lambda: sequential_phragmen(instance, profile, **options),
        "equal_shares": lambda: method_of_equal_shares(instance, profile, sat_class=Cardinality_Sat, **options),
    }
    return {int(project.name) for project in compute[rule]()} if rule in compute else None
