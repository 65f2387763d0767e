"""Changes of the kernel that must not go unseen: each breaks the agreement with the definitions somewhere."""

import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from ogp_participa.vote.verifier import methods, quota, tally
from tests.vote.selection.definitions import RULES, Ballots
from tests.vote.selection.elections import SEED

MUTANTS = [
    ("tally", "total[candidate_of(code)] += voters * count", "total[candidate_of(code)] += count"),
    ("tally", "total[candidate_of(code)] += voters * count", "total[candidate_of(code)] = voters * count"),
    ("tally", "map(sub, self.support[weight], left)", "map(add, self.support[weight], left)"),
    ("tally", "list(map(add, before, arrived)) if before else arrived", "arrived"),
    ("tally", "[*there.get(voters, ()), *ballots]", "[*ballots]"),
    ("tally", "if chosen not in ballot]", "]"),
    ("tally", "voters * len(ballots) for", "len(ballots) for"),
    ("tally", "set(ballot)", "list(ballot)[1:]"),
    ("methods", "if profile.approvals[c] and c", "if c"),
    ("methods", "most = max(left.values())", "most = min(left.values())"),
    ("methods", "winner, *equals = [", "*equals, winner = ["),
    ("methods", "lot(seed, references[candidate])", "lot('', references[candidate])"),
    ("methods", "key=lambda candidate: lot(seed, references[candidate])", "key=lambda candidate: candidate"),
    ("methods", "winners: winners + 1)", "winners: winners + 2)"),
    ("methods", "[common // (winners + 1) for", "[common // (winners + 2) for"),
    ("methods", "common + carried[c])", "common + 2 * carried[c])"),
    ("methods", "common + carried[c])", "common)"),
    ("methods", "lambda _load: 1 / left", "lambda load: load + 1 / left"),
    ("methods", "budget - 1 / left, NOTHING)", "budget - 1 / left, -budget)"),
    ("methods", "budget - 1 / left, NOTHING)", "NOTHING, NOTHING)"),
    ("methods", "budget * payers >= price", "budget * payers > price + 1"),
    ("methods", "price -= budget * count", "price -= budget"),
    ("methods", "payers -= count", "payers -= 0"),
    ("methods", "key=lambda row: row[0],", "key=lambda row: -row[0],"),
    ("methods", "relabelled(lambda budget: -budget)", "relabelled(lambda budget: budget)"),
    ("methods", "Fraction(seats, max(profile.voters, 1))", "Fraction(seats + 1, max(profile.voters, 1))"),
    ("methods", "len(steps) < seats", "len(steps) <= seats"),
]


def _mutated(where: str, old: str, new: str) -> ModuleType:
    """The rules with one piece of their source, or of the kernel's, replaced."""
    modules = (("tally", tally), ("quota", quota), ("methods", methods))
    sources = {name: Path(str(module.__file__)).read_text() for name, module in modules}
    assert sources[where].count(old) == 1, "the source has changed: write this mutant anew"
    sources[where] = sources[where].replace(old, new)
    module = ModuleType("mutated")
    whole = "".join(re.sub(r"^from \.\w+ import .*$", "", source, flags=re.MULTILINE) for source in sources.values())
    exec(compile(whole, "mutated", "exec"), vars(module))
    return module


@cache
def _elections() -> Sequence[tuple[Ballots, list[str], int, dict[str, list[int]]]]:
    """Random elections full of ties, the same in each run, with what the definitions choose."""
    rng = random.Random(20261123)
    made = []
    for _ in range(400):
        candidates = rng.randint(2, 7)
        kinds = [rng.sample(range(candidates), rng.randint(0, min(4, candidates))) for _ in range(rng.randint(1, 9))]
        ballots = [set(chosen) for chosen in kinds for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        names, seats = [f"P-2026-{number:04}" for number in range(candidates)], rng.randint(1, candidates)
        order = methods.in_order_of_lots(tally.Profile.of(names, []), SEED)
        made.append((ballots, names, seats, {rule: choose(ballots, order, seats) for rule, choose in RULES.items()}))
    return made


def _agrees(module: ModuleType) -> bool:
    """Whether the rules of a module choose what the definitions choose, in every election."""
    for ballots, names, seats, by_definition in _elections():
        profile = module.Profile.of(names, ballots)
        for rule, expected in by_definition.items():
            try:
                chosen = list(module.select(profile, rule, seats, SEED).winners)
            except (ArithmeticError, LookupError, ValueError):
                return False
            if chosen != expected:
                return False
    return True


def test_the_unchanged_kernel_agrees() -> None:
    assert _agrees(_mutated("methods", "NOTHING = Fraction(0)", "NOTHING = Fraction(0, 1)"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant[2][:40])
def test_a_changed_kernel_is_caught(mutant: tuple[str, str, str]) -> None:
    assert not _agrees(_mutated(*mutant))
