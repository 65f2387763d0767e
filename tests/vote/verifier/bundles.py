"""Bundles made without a database: ballots, some of them changed once or more, sealed in a few signed heads."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ogp_participa.edition.plans.models import Rule
from ogp_participa.vote.audit_bundle import writing
from ogp_participa.vote.ballots.rules_text import digest
from ogp_participa.vote.verifier import merkle
from ogp_participa.vote.verifier.formats import SUMS, Candidate, VoteTerms, json_text
from ogp_participa.vote.verifier.methods import select
from ogp_participa.vote.verifier.tally import Profile

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WORDS = [f"p{a}{b}{c}" for a in "abcdefghijklmnop" for b in "abcdefghijklmnop" for c in "abcdefgh"]
References = tuple[str, ...]


def rules(**said: Any) -> tuple[str, VoteTerms]:
    """The text of some rules, and what the count needs of them."""
    given: dict[str, Any] = {
        "plan": "plano-9",
        "rule": "phragmen",
        "seats": 3,
        "choices": 5,
        "quota": None,
        "blank_ballots_count": False,
        "log_key": KEY.public_key().public_bytes_raw().hex(),
        **said,
    }
    text, quota = json_text(given), given["quota"]
    terms = VoteTerms(
        plan=given["plan"],
        digest=digest(text),
        rule=Rule(given["rule"]),
        seats=given["seats"],
        choices=given["choices"],
        blank=given["blank_ballots_count"],
        quota=quota and (quota["least"], quota["most"]),
        log_key=KEY.public_key().public_bytes_raw(),
    )
    return text, terms


def make(
    folder: Path,
    ballots: Sequence[Sequence[References]],
    candidates: Sequence[tuple[str, str, bool]],
    removed: Sequence[str] = (),
    batches: int = 3,
    seed: str = "48211",
    **said: Any,
) -> writing.BundleVote:
    """Write a bundle. A ballot is given as its states, the last of which counts."""
    text, terms = rules(**said)
    luck = random.Random(len(ballots))
    leaves: list[tuple[bytes, bytes, str, int | None, bytes, References, bool]] = []
    states = [(number, state) for number, each in enumerate(ballots) for state in range(len(each))]
    luck.shuffle(states)
    order = _in_order(states)
    positions: dict[tuple[int, int], int] = {}
    hashes: dict[tuple[int, int], bytes] = {}
    tree, heads, before = merkle.Tree(), list[tuple[int, bytes, str, bytes]](), None
    for batch in range(batches):
        these = order[len(order) * batch // batches : len(order) * (batch + 1) // batches]
        made = []
        for number, state in these:
            channel = ("online", "paper")[number % 2]
            nonce = luck.randbytes(16)
            committed = merkle.ballot_hash(terms.domain(channel), nonce, ballots[number][state])
            hashes[number, state] = merkle.leaf(committed, hashes.get((number, state - 1)))
            made.append((hashes[number, state], number, state, nonce, channel, committed))
        made.sort()
        positions.update({(one[1], one[2]): len(leaves) + place for place, one in enumerate(made)})
        for hashed, number, state, nonce, channel, committed in made:
            last = state == len(ballots[number]) - 1
            other = positions.get((number, state - 1))
            leaves.append((hashed, committed, channel, other, nonce, ballots[number][state], last))
        tree.extend(one[0] for one in made)
        if made:
            moment = f"2026-10-0{batch + 1}T12:00Z"
            message = merkle.head(terms.plan, terms.digest, tree.size, tree.root, moment, before)
            signature = KEY.sign(message)
            heads.append((tree.size, tree.root, moment, signature))
            before = merkle.seal(message, signature)
    counted = [reference for reference, _group, runs in candidates if runs]
    place = {reference: number for number, reference in enumerate(counted)}
    last_ones = [one[5] for one in leaves if one[6] and (one[5] or terms.blank)]
    profile = Profile.of(counted, ([place[c] for c in chosen if c in place] for chosen in last_ones))
    groups = [group for _reference, group, runs in candidates if runs]
    vote = writing.BundleVote(
        terms=terms,
        rules=text,
        candidates=[Candidate(c, f'Proposta "{c}"; dados', group, runs, 0) for c, group, runs in candidates],
        heads=heads,
        log=[(one[1], one[2], one[3]) for one in leaves],
        ballots=[(at, one[4], one[5]) for at, one in enumerate(leaves) if one[6]],
        levels={"email": len(ballots)} if ballots else {},
        seed=seed,
        removed=[{"reference": one, "reason": "Não há verba."} for one in removed],
        result=select(profile, terms.rule, terms.seats, seed, terms.quota_of(groups), [place[one] for one in removed]),
        words=WORDS,
    )
    folder.mkdir(exist_ok=True)
    for _ in writing.write(folder, vote):
        pass
    return vote


def _in_order(states: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places, each ballot's states one after the other."""
    waiting: dict[int, list[int]] = {}
    for number, state in states:
        waiting.setdefault(number, []).append(state)
    for each in waiting.values():
        each.sort(reverse=True)
    return [(number, waiting[number].pop()) for number, _state in states]


def sum_again(folder: Path) -> None:
    """Write the list of digests anew, as somebody would who tampers with care."""
    names = [name for name in writing.files_in(folder) if name != SUMS]
    lines = (f"{writing.digest_of(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
