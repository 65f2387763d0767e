"""The opened ballots: each fits its hash in the log, and all of them are the votes that were counted.

Ballots become the short texts that the count reads; equal ones stand there once.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .formats import BALLOTS, CANDIDATES, Candidate, VoteTerms, cell, cells_of
from .ledger import Ledger
from .pabulib_lines import pabulib_vote
from .reading import Folder, differs, short
from .tally import MOST_CANDIDATES, Profile, sign

HEX = b"0123456789abcdef"


def candidates_of(folder: Folder) -> list[Candidate]:
    """Return who could be chosen. Their votes are what the file says: :func:`check` compares them with the ballots."""
    name, candidates, there = "candidates.csv", list[Candidate](), set[str]()
    for line, text in enumerate((text for block in folder.table(name, CANDIDATES) for text in block), start=2):
        try:
            cells = cells_of(text.decode() + "\n")
        except UnicodeDecodeError as error:
            raise differs(name, line, "this is not text in UTF-8.") from error
        except ValueError as error:
            raise differs(name, line, f"{error} There is {short(text)}.") from error
        if len(cells) != len(CANDIDATES) or cells[3] not in ("yes", "no") or not _is_number(cells[4]):
            raise differs(name, line, f"a candidate has a {', a '.join(CANDIDATES)}; there is {short(text)}.")
        reference, title, group, counted, votes = cells
        if not reference or "," in reference or reference in there:
            raise differs(name, line, f"the reference {short(reference)} cannot name a candidate, or is there twice.")
        there.add(reference)
        candidates.append(Candidate(reference, title, group, counted == "yes", int(votes)))
    if sum(candidate.counted for candidate in candidates) > MOST_CANDIDATES:
        raise differs(name, None, f"at most {MOST_CANDIDATES} candidates can be counted.")
    return candidates


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16 and str(int(text)) == text


@dataclass
class OpenedBallots:
    """The opened ballots: how many voters gave each, and the votes of every candidate, counted or not."""

    same: Counter[str] = field(default_factory=Counter)
    votes: Counter[bytes] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    blank: int = 0
    voters: int = 0
    head: list[str] = field(default_factory=list)
    """The first lines of the Pabulib file."""

    def profile(self, candidates: Sequence[Candidate]) -> Profile:
        """Return the ballots as they are counted. They leave this object: there is memory for one of the two."""
        groups: dict[int, list[str]] = defaultdict(list)
        while self.same:
            ballot, voters = self.same.popitem()
            groups[voters].append(ballot)
        return Profile(tuple(candidate.reference for candidate in candidates if candidate.counted), groups)


class Openings:
    """Reads the ballots, and the Pabulib file beside them."""

    def __init__(self, folder: Folder, terms: VoteTerms, ledger: Ledger, candidates: Sequence[Candidate]) -> None:
        self.folder, self.terms, self.ledger = folder, terms, ledger
        self.ballot_hashes = bytes(ledger.ballot_hashes)
        counted = (candidate.reference for candidate in candidates if candidate.counted)
        self.signs = {candidate.reference.encode(): "" for candidate in candidates}
        self.signs.update({reference.encode(): sign(place) for place, reference in enumerate(counted)})
        self.plain = not any(cell(name.decode(), ";") != name.decode() for name in self.signs)
        self.bound = [hashlib.sha256(f"{terms.domain(channel)}\n".encode()) for channel in ledger.channels]
        self.opened = OpenedBallots()

    def read(self, pabulib_lines: int) -> OpenedBallots:
        """Read every ballot; the Pabulib file has so many lines before its votes."""
        votes = self.folder.lines("votes.pb")
        self.opened.head = [_text(line, number) for number, line in enumerate(islice(votes, pabulib_lines), start=1)]
        positions, line, voter = self.ledger.opened(), 2, pabulib_lines + 1
        for lines in self.folder.table("ballots.csv", BALLOTS):
            expected = list(islice(positions, len(lines)))
            chosen = self._open(lines, expected, line)
            wanted = self._count(chosen, expected)
            self._compare(wanted, list(islice(votes, len(wanted))), voter)
            line, voter = line + len(lines), voter + len(wanted)
        missing = next(positions, None)
        if missing is not None:
            raise differs("ballots.csv", line, f"the ballot of leaf {missing} is missing: the file ends before it.")
        for surplus in votes:
            raise differs("votes.pb", voter, f"this vote is one too many: {short(surplus)}.")
        return self.opened

    def _open(self, lines: Sequence[bytes], positions: Sequence[int], first: int) -> list[bytes]:
        """Return the choices of some ballots; each must fit its hash in the log."""
        chosen, commitments, channel_of = list[bytes](), self.ballot_hashes, self.ledger.channel_of
        bound, add = self.bound, chosen.append
        for line, position in zip(lines, positions, strict=False):
            number, _, rest = line.partition(b",")
            nonce, _, choices = rest.partition(b",")
            if choices[:1] == b'"':
                choices = choices[1:-1]
                if b'"' in choices:
                    choices = choices.replace(b'""', b'"')
            opening = bound[channel_of[position]].copy()
            opening.update(b"%b\n%b" % (nonce, choices))
            if (
                opening.digest() != commitments[32 * position : 32 * position + 32]
                or len(nonce) != 32
                or number != b"%d" % position
            ):
                self._name(line, position, first + len(chosen))
            add(choices)
        if len(lines) > len(positions):
            surplus = short(lines[len(positions)])
            raise differs("ballots.csv", first + len(positions), f"this ballot is one too many: {surplus}.")
        self._check_writing(lines, chosen, first)
        self.opened.channels.update(map(self.ledger.channels.__getitem__, map(channel_of.__getitem__, positions)))
        return chosen

    def _name(self, line: bytes, position: int, at: int) -> None:
        """Say what is wrong with a line that does not open the leaf whose turn it is."""
        parts = line.split(b",", 2)
        number = parts[0].decode("ascii", "replace")
        if len(parts) != 3 or not _is_number(number):
            raise differs("ballots.csv", at, f"a ballot has a position, a nonce and choices; there is {short(line)}.")
        place = int(number)
        if place != position:
            if place >= self.ledger.size:
                sentence = f"there is no leaf {place} in the log"
            elif self.ledger.superseded[place]:
                sentence = f"the leaf {place} was superseded, and is not opened"
            else:
                sentence = (
                    "it is opened a second time" if place < position else f"the ballot of leaf {position} is missing"
                )
            raise differs(
                "ballots.csv", at, f"the ballot of leaf {position} was expected, there is {place}: {sentence}."
            )
        if len(parts[1]) != 32 or parts[1].strip(HEX):
            raise differs("ballots.csv", at, "a nonce should have 32 hexadecimal digits in small letters.")
        raise differs(
            "ballots.csv",
            at,
            f"this ballot does not open leaf {position}: its nonce and choices do not give the commitment in log.csv, "
            f"line {position + 2}.",
        )

    def _check_writing(self, lines: Sequence[bytes], chosen: Sequence[bytes], first: int) -> None:
        """Ask that each line is written in the one way there is: choices known, once, in order, and not too many."""
        signs, most = self.signs, self.terms.choices
        for at, (line, choices) in enumerate(zip(lines, chosen, strict=True), start=first):
            parts = choices.split(b",") if choices else []
            if len(parts) > 1:
                if len(parts) > most:
                    raise differs("ballots.csv", at, f"there are {len(parts)} choices; the rules allow {most}.")
                if sorted(set(parts)) != parts:
                    raise differs("ballots.csv", at, "the choices should stand in order, each of them once.")
            for part in parts:
                if part not in signs:
                    raise differs("ballots.csv", at, f"{short(part)} is not among the candidates.")
            if len(line) != len(choices) + line.find(b",") + 34 + 2 * (len(parts) > 1) or b'"' in choices:
                self._check_quotes(line, choices, at)

    @staticmethod
    def _check_quotes(line: bytes, choices: bytes, at: int) -> None:
        head = line.split(b",", 2)[:2]
        if b",".join([*head, cell(choices.decode()).encode()]) != line:
            raise differs("ballots.csv", at, f"the line is not written as it should be; there is {short(line)}.")

    def _count(self, chosen: Sequence[bytes], positions: Sequence[int]) -> list[bytes]:
        """Count some ballots; returns the lines that the Pabulib file must have for them."""
        opened, signs, blank = self.opened, self.signs, self.terms.blank
        empty = chosen.count(b"")
        opened.blank += empty
        counts = [(choices, at) for choices, at in zip(chosen, positions, strict=True) if choices or blank]
        opened.voters += len(counts)
        parts = [choices.split(b",") if choices else [] for choices, _at in counts]
        opened.votes.update(part for some in parts for part in some)
        opened.same.update(["".join([signs[part] for part in some]) for some in parts])
        if self.plain and "" not in signs.values():
            return [b"%d;%b" % (at, choices) for choices, at in counts]
        return [
            pabulib_vote(at, [part.decode() for part in some if signs[part]]).encode()[:-1]
            for (_choices, at), some in zip(counts, parts, strict=True)
        ]

    @staticmethod
    def _compare(wanted: Sequence[bytes], there: Sequence[bytes], first: int) -> None:
        """Compare the votes of the Pabulib file with the ballots, in the same order."""
        if wanted == there:
            return
        at = next((n for n, (line, other) in enumerate(zip(wanted, there, strict=False)) if line != other), len(there))
        actual = short(there[at]) if at < len(there) else "nothing more"
        raise differs("votes.pb", first + at, f"{short(wanted[at])} was expected; there is {actual}.")


def _text(line: bytes, number: int) -> str:
    try:
        return line.decode() + "\n"
    except UnicodeDecodeError as error:
        raise differs("votes.pb", number, "this is not text in UTF-8.") from error


def votes_of(opened: OpenedBallots, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates with the votes that the ballots give them."""
    for candidate in candidates:
        yield Candidate(
            candidate.reference,
            candidate.title,
            candidate.group,
            candidate.counted,
            opened.votes[candidate.reference.encode()],
        )
