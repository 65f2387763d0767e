"""Write the public bundle of a vote into a folder, from rows that come one after another.

The database is not known here: tests and benchmarks write bundles of their own. The verifier is copied into the bundle
as the platform runs it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ogp_participa.vote import verifier
from ogp_participa.vote.verifier.formats import (
    BALLOTS,
    CANDIDATES,
    FILES,
    FOLDER,
    HEADS,
    LOG,
    SUMS,
    Candidate,
    VoteTerms,
    is_of_program,
    json_text,
    outcome,
    row,
    totals,
)
from ogp_participa.vote.verifier.methods import Result
from ogp_participa.vote.verifier.pabulib_lines import pabulib_head, pabulib_vote

PACKAGE = Path(verifier.__file__ or "").parent
START = '''#!/usr/bin/env python3
"""Check this bundle with Python alone (3.11 or newer); README.txt says how."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from verifier.check import main

sys.exit(main(here=Path(__file__).resolve().parent))
'''
"""The file ``verify.py``, which starts the program in the folder beside it."""


@dataclass(frozen=True)
class BundleVote:
    """What a bundle is written from. ``log`` yields (ballot's hash, channel, superseded position), ``ballots``
    (position, nonce, references) of every leaf that nothing superseded, both in the order of the log; ``heads`` yields
    (size, root, moment, signature). The votes of ``candidates`` are counted while their ballots are written.
    """

    terms: VoteTerms
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


def write(folder: Path, vote: BundleVote) -> Iterator[int]:
    """Write the bundle; yields 1 for each leaf and each ballot that was written."""
    for candidate in vote.candidates:
        if "," in candidate.reference:
            raise Unwritable(f"The reference {candidate.reference} has a comma: choices are separated by commas.")
    channel_of = _Channels()
    counted = Counter[str]()
    _write(folder / "rules.json", vote.rules)
    _write(folder / "heads.csv", row(HEADS), *(_head(*head) for head in vote.heads))
    with (folder / "log.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(row(LOG))
        for ballot_hash, channel, superseded in vote.log:
            counted["superseded"] += superseded is not None
            channel_of.add(channel)
            file.write(f"{ballot_hash.hex()},{channel},{'' if superseded is None else superseded}\n")
            yield 1
    votes = Counter[str]()
    yield from _write_ballots(folder, vote, channel_of, counted, votes)
    rows = (replace(c, votes=votes[c.reference]).row for c in vote.candidates)
    _write(folder / "candidates.csv", row(CANDIDATES), *rows)
    _write(folder / "totals.json", json_text(totals(channel_of.opened, vote.levels, counted)))
    _write(folder / "result.json", json_text(outcome(vote.terms, vote.seed, vote.removed, vote.result)))
    _write(folder / "words.txt", *(f"{word}\n" for word in vote.words))
    readme = Path(__file__).with_name("README.txt").read_text(encoding="utf-8")
    _write(folder / "README.txt", readme.replace("{plan}", vote.terms.plan))
    names = [name for name in (*FILES, *_write_program(folder)) if name != SUMS]
    _write(folder / SUMS, *(f"{digest_of(folder / name)}  {name}\n" for name in names))


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
    folder: Path, vote: BundleVote, channels: _Channels, counted: Counter[str], votes: Counter[str]
) -> Iterator[int]:
    """Write the opened ballots and the Pabulib file. What can win stands in both, all else in the first."""
    references = vote.result.profile.references
    running = dict(zip(references, vote.result.profile.approvals, strict=True))
    candidates = [replace(c, votes=running.get(c.reference, 0)) for c in vote.candidates]
    winners = [references[winner] for winner in vote.result.winners]
    counted["voters"] = counted["blank"] = 0
    with (
        (folder / "ballots.csv").open("w", encoding="utf-8", newline="\n") as file,
        (folder / "votes.pb").open("w", encoding="utf-8", newline="\n") as pabulib,
    ):
        file.write(row(BALLOTS))
        pabulib.writelines(pabulib_head(vote.terms, candidates, winners, vote.result.profile.voters))
        for position, nonce, choices in vote.ballots:
            chosen = sorted(choices)
            file.write(row((str(position), nonce.hex(), ",".join(chosen))))
            channels.open(position)
            votes.update(chosen)
            counted["blank"] += not chosen
            if chosen or vote.terms.blank:
                counted["voters"] += 1
                pabulib.write(pabulib_vote(position, [reference for reference in chosen if reference in running]))
            yield 1


def _head(size: int, root: bytes, moment: str, signature: bytes) -> str:
    return row((str(size), root.hex(), moment, signature.hex()))


def _write(path: Path, *lines: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_program(folder: Path) -> list[str]:
    """Copy the verifier as it is; returns the names of its files."""
    _write(folder / "verify.py", START)
    (folder / FOLDER).mkdir(exist_ok=True)
    names = sorted(f"{FOLDER}/{source.name}" for source in PACKAGE.glob("*.py"))
    for name in names:
        (folder / name).write_bytes((PACKAGE / Path(name).name).read_bytes())
    return names


def clear(folder: Path) -> None:
    """Take the files of a bundle out of a folder; whatever else lies there stays."""
    for name in files_in(folder):
        (folder / name).unlink()
    with suppress(OSError):  # nothing there, or somebody's own files in it
        (folder / FOLDER).rmdir()


def files_in(folder: Path) -> list[str]:
    """Return the names of a bundle's files that are in a folder, in the order of the list of digests."""
    program = sorted(f"{FOLDER}/{path.name}" for path in (folder / FOLDER).glob("*.py"))
    return [name for name in (*FILES, *filter(is_of_program, program)) if (folder / name).is_file()]


def strangers_in(folder: Path) -> list[str]:
    """Return the names of everything in a folder that is not of a bundle."""
    names = [path.relative_to(folder).as_posix() for path in folder.glob("*") if path.name != FOLDER]
    names += [path.relative_to(folder).as_posix() for path in (folder / FOLDER).glob("*")]
    return sorted(name for name in names if name not in FILES and not is_of_program(name))
