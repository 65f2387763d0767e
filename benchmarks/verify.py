"""Checking a bundle of 1,000,000 ballots and 1,000 candidates, against reading and hashing the same records alone.

``python -m benchmarks.verify [BALLOTS] [CANDIDATES]`` makes a bundle without a database (some ballots were changed
once, the log has 50 heads), then measures CPU seconds and the largest memory of two child processes, one after the
other, three times: one reads the same files line by line with one SHA-256 for each line; one runs the bundle's own
``verify.py``.
"""

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.audit_bundle import writing
from ogp_participa.vote.ballot_log.receipt_words import WORDS
from ogp_participa.vote.ballots.rules_text import digest
from ogp_participa.vote.verifier import merkle
from ogp_participa.vote.verifier.formats import Candidate, VoteTerms, json_text
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.tally import Profile

HEADS, CHANGED, SEATS, CHOICES = 50, 0.1, 10, 5
READING = """
import hashlib, sys
from pathlib import Path
sha256 = hashlib.sha256
for path in sorted(Path(sys.argv[1]).glob("*.*")):
    with path.open("rb") as file:
        for line in file:
            sha256(line).digest()
"""


def measured(*command: str) -> tuple[float, float]:
    """CPU seconds and peak memory in MiB of a child process."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def make(folder: Path, ballots: int, candidates: int) -> None:
    """Write a bundle of mostly different ballots, as cities have them: a few projects are chosen by many."""
    luck, key = random.Random(1), Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = key.public_key().public_bytes_raw()
    text = json_text(
        {
            "plan": "medida",
            "rule": "phragmen",
            "seats": SEATS,
            "choices": CHOICES,
            "quota": None,
            "blank_ballots_count": False,
            "log_key": public.hex(),
        }
    )
    terms = VoteTerms("medida", digest(text), Rule.PHRAGMEN, SEATS, CHOICES, False, None, public)
    names = [f"P-2026-{number:04d}" for number in range(1, candidates + 1)]
    weights = [1 / (number + 10) for number in range(candidates)]
    chosen = [sorted(set(luck.choices(range(candidates), weights, k=luck.randint(1, CHOICES)))) for _ in range(ballots)]
    bound = terms.domain("online")
    leaves: list[tuple[bytes, bytes, int | None, bytes, int]] = []
    tree, heads, before = merkle.Tree(), list[tuple[int, bytes, str, bytes]](), None
    for number in range(HEADS):
        start = len(leaves)
        for ballot in range(ballots * number // HEADS, ballots * (number + 1) // HEADS):
            other = None
            if luck.random() < CHANGED:
                other = len(leaves)
                committed = luck.randbytes(32)
                leaves.append((merkle.leaf(committed), committed, None, b"", -1))
            nonce = luck.randbytes(16)
            committed = merkle.ballot_hash(bound, nonce, (names[one] for one in chosen[ballot]))
            above = leaves[other][0] if other is not None else None
            leaves.append((merkle.leaf(committed, above), committed, other, nonce, ballot))
        tree.extend(one[0] for one in leaves[start:])
        message = merkle.head("medida", terms.digest, tree.size, tree.root, "2026-10-01T12:00Z", before)
        signature = key.sign(message)
        heads.append((tree.size, tree.root, "2026-10-01T12:00Z", signature))
        before = merkle.seal(message, signature)

    def opened() -> Iterator[tuple[int, bytes, list[str]]]:
        for position, (_leaf, _committed, _other, nonce, ballot) in enumerate(leaves):
            if ballot >= 0:
                yield position, nonce, [names[one] for one in chosen[ballot]]

    vote = writing.BundleVote(
        terms=terms,
        rules=text,
        candidates=[Candidate(name, f"Proposta {name}", "", True, 0) for name in names],
        heads=heads,
        log=((one[1], "online", one[2]) for one in leaves),
        ballots=opened(),
        levels={"email": ballots},
        seed="48211",
        removed=[],
        result=select(Profile.of(names, chosen), terms.rule, SEATS, "48211"),
        words=WORDS,
    )
    folder.mkdir()
    for _ in writing.write(folder, vote):
        pass


def main() -> None:
    """Make, measure, print."""
    given = [int(number) for number in sys.argv[1:3]]
    ballots, candidates = (*given, *(1_000_000, 1_000)[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bundle"
        # In a process of its own: a child is charged with the memory that its parent had when it was born.
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, ballots, candidates))
        making.start()
        making.join()
        size = sum(path.stat().st_size for path in folder.glob("*.*"))
        print(f"{ballots} ballots, {candidates} candidates, {size / 2**20:.0f} MiB", flush=True)
        for _ in range(3):
            reading, _memory = measured(sys.executable, "-I", "-S", "-c", READING, str(folder))
            checking, memory = measured(sys.executable, "-I", "-S", str(folder / "verify.py"))
            times = checking / reading
            print(
                f"reading {reading:.2f} s, checking {checking:.2f} s: {times:.1f} times; {memory:.0f} MiB", flush=True
            )


if __name__ == "__main__":
    main()
