"""Writing the public bundle of a vote into a folder, from rows that come one after another.

The database is not known here: tests and benchmarks write bundles of their own. ``verify.py`` is joined from the same
sources that the platform runs.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ogp_participa.vote.verifier.formats import (
    BALLOTS,
    CANDIDATES,
    FILES,
    HEADS,
    LOG,
    SUMS,
    Candidate,
    Terms,
    json_text,
    outcome,
    pabulib_head,
    pabulib_vote,
    row,
    totals,
)
from ogp_participa.vote.verifier.methods import Result

PACKAGE = Path(__file__).parents[1] / "verifier"
PARTS = (
    "merkle.py",
    "tally.py",
    "methods.py",
    "ed25519.py",
    "formats.py",
    "reading.py",
    "ledger.py",
    "opening.py",
    "check.py",
)
"""What ``verify.py`` is made of."""


@dataclass(frozen=True)
class Vote:
    """What a bundle is written from. ``log`` yields (commitment, channel, superseded position), ``ballots`` (position,
    nonce, references) of every leaf that nothing superseded, both in the order of the log; ``heads`` yields (size,
    root, moment, signature). The votes of ``candidates`` are counted while their ballots are written.
    """

    terms: Terms
    rules: str
    candidates: Sequence[Candidate]
    heads: Iterable[tuple[int, bytes, str, bytes]]
    log: Iterable[tuple[bytes, str, int | None]]
    ballots: Iterable[tuple[int, bytes, Sequence[str]]]
    levels: Mapping[str, int]
    seed: str
    removed: Sequence[Mapping[str, str]]
    result: Result
    words: Sequence[str]


class Unwritable(Exception):
    """The vote cannot be put into a bundle, and why."""


def write(folder: Path, vote: Vote) -> Iterator[int]:
    """Write the bundle; yields 1 for each leaf and each ballot that was written."""
    for candidate in vote.candidates:
        if "," in candidate.reference:
            raise Unwritable(f"The reference {candidate.reference} has a comma: choices are separated by commas.")
    channel_of = _Channels()
    counted = Counter[str]()
    _write(folder / "rules.json", vote.rules)
    _write(folder / "heads.csv", row(HEADS), *(_head(*one) for one in vote.heads))
    with (folder / "log.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(row(LOG))
        for commitment, channel, superseded in vote.log:
            counted["superseded"] += superseded is not None
            channel_of.add(channel)
            file.write(f"{commitment.hex()},{channel},{'' if superseded is None else superseded}\n")
            yield 1
    votes = Counter[str]()
    yield from _write_ballots(folder, vote, channel_of, counted, votes)
    rows = (replace(one, votes=votes[one.reference]).row for one in vote.candidates)
    _write(folder / "candidates.csv", row(CANDIDATES), *rows)
    _write(folder / "totals.json", json_text(totals(channel_of.opened, vote.levels, counted)))
    _write(folder / "result.json", json_text(outcome(vote.terms, vote.seed, vote.removed, vote.result)))
    _write(folder / "words.txt", *(f"{word}\n" for word in vote.words))
    readme = Path(__file__).with_name("README.txt").read_text(encoding="utf-8")
    _write(folder / "README.txt", readme.replace("{plan}", vote.terms.plan))
    _write(folder / "verify.py", program())
    _write(folder / SUMS, *(f"{_digest(folder / name)}  {name}\n" for name in FILES if name != SUMS))


class _Channels:
    """The channel of each leaf in a byte, and how many of them were opened."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.numbers = bytearray()
        self.opened = Counter[str]()

    def add(self, channel: str) -> None:
        if channel not in self.names:
            self.names.append(channel)
        self.numbers.append(self.names.index(channel))

    def open(self, position: int) -> None:
        self.opened[self.names[self.numbers[position]]] += 1


def _write_ballots(
    folder: Path, vote: Vote, channels: _Channels, counted: Counter[str], votes: Counter[str]
) -> Iterator[int]:
    """The opened ballots, and the Pabulib file beside them. What can win stands in both, all else in the first."""
    references = vote.result.profile.references
    running = dict(zip(references, vote.result.profile.approvals, strict=True))
    candidates = [replace(one, votes=running.get(one.reference, 0)) for one in vote.candidates]
    winners = [references[winner] for winner in vote.result.winners]
    counted["voters"] = counted["blank"] = 0
    with (
        (folder / "ballots.csv").open("w", encoding="utf-8", newline="\n") as file,
        (folder / "votes.pb").open("w", encoding="utf-8", newline="\n") as pabulib,
    ):
        file.write(row(BALLOTS))
        pabulib.writelines(pabulib_head(vote.terms, candidates, winners, vote.result.profile.voters))
        for position, nonce, given in vote.ballots:
            chosen = sorted(given)
            file.write(row((str(position), nonce.hex(), ",".join(chosen))))
            channels.open(position)
            votes.update(chosen)
            counted["blank"] += not chosen
            if chosen or vote.terms.blank:
                counted["voters"] += 1
                pabulib.write(pabulib_vote(position, [one for one in chosen if one in running]))
            yield 1


def _head(size: int, root: bytes, moment: str, signature: bytes) -> str:
    return row((str(size), root.hex(), moment, signature.hex()))


def _write(path: Path, *lines: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def program() -> str:
    """The program that checks a bundle, as one file: the sources of :data:`PARTS` without what they import from one
    another. A name may mean one thing only in all of them."""
    imported, bodies, names = set[tuple[str, str]](), list[str](), Counter[str]()
    for part in PARTS:
        text = (PACKAGE / part).read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        for statement in ast.parse(text).body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                lines[statement.lineno - 1 : statement.end_lineno] = [""] * len(
                    lines[statement.lineno - 1 : statement.end_lineno]
                )
                origin = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
                imported.update((origin, alias.name) for alias in statement.names)
            names.update(_defined(statement))
        bodies.append(f"# {'-' * 20} {part} {'-' * 20}\n" + "".join(lines).strip() + "\n")
    outside = {(origin, name) for origin, name in imported if not origin.startswith("ogp_participa")}
    names.update(name for _origin, name in outside)
    twice = sorted(name for name, times in names.items() if times > 1)
    if twice:
        raise ValueError(f"These names mean two things in verify.py: {', '.join(twice)}.")
    last = 'if __name__ == "__main__":\n    sys.exit(main(here=Path(__file__).resolve().parent))\n'
    return "\n\n".join([FIRST, _imports(outside), *bodies, last])


FIRST = '''#!/usr/bin/env python3
"""Checks the public bundle of a vote with Python alone (3.11 or newer); see README.txt."""
'''


def _defined(statement: ast.stmt) -> list[str]:
    """The names that a statement gives a meaning."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets]
    return [ast.unparse(statement.target)] if isinstance(statement, ast.AnnAssign) else []


def _imports(outside: Iterable[tuple[str, str]]) -> str:
    """The lines that import what is not ours."""
    whole = sorted(name for origin, name in outside if not origin)
    parts: dict[str, list[str]] = {}
    for origin, name in sorted(outside):
        if origin:
            parts.setdefault(origin, []).append(name)
    lines = [f"from {origin} import {', '.join(found)}" for origin, found in sorted(parts.items())]
    return "\n".join([*(f"import {name}" for name in whole), *lines]) + "\n"
