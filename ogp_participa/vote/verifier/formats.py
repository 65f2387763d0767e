"""How the files of the public bundle are written: one way only, so that the same election gives the same bytes.

Whoever writes a bundle and whoever checks one use these functions.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .merkle import domain
from .methods import Result
from .quota import Quota

LOG = ("commitment", "channel", "superseded")
HEADS = ("size", "root", "sealed_at", "signature")
BALLOTS = ("position", "nonce", "choices")
CANDIDATES = ("reference", "title", "group", "counted", "votes")
SUMS = "SHA256SUMS"
FILES = (
    "README.txt",
    SUMS,
    "ballots.csv",
    "candidates.csv",
    "heads.csv",
    "log.csv",
    "result.json",
    "rules.json",
    "totals.json",
    "verify.py",
    "votes.pb",
    "words.txt",
)
"""What every bundle holds, besides the files of its program."""
FOLDER = "verifier"
"""The folder of the program that ``verify.py`` starts. Bundles made before it was a folder have none."""

MOST_DIGITS = 1_000_000


def is_of_program(name: str) -> bool:
    """Return whether this is the name of a file of the bundle's program: its modules lie in one folder."""
    return re.fullmatch(rf"{FOLDER}/[a-z0-9_]+\.py", name) is not None


@contextmanager
def long_numbers() -> Iterator[None]:
    """Let Python read and write numbers of many digits meanwhile: supports in late steps are such fractions.

    The limit belongs to the whole process and guards what strangers send, so it is given back.
    """
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(MOST_DIGITS)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


@dataclass(frozen=True)
class VoteTerms:
    """What the frozen rules say of the count; ``digest`` is that of their text, ``quota`` its bounds."""

    plan: str
    digest: str
    rule: str
    seats: int
    choices: int
    blank: bool
    quota: tuple[int, int | None] | None
    log_key: bytes

    def domain(self, channel: str) -> str:
        """Return what the hashes of this vote's ballots are bound to."""
        return domain(self.plan, self.digest, channel)

    def quota_of(self, groups: Sequence[str]) -> Quota | None:
        """Return the quota: every group that stands in the vote gets at least and at most so many seats."""
        if self.quota is None:
            return None
        least, most = self.quota
        return Quota(groups, dict.fromkeys(groups, least), {} if most is None else dict.fromkeys(groups, most))


@dataclass(frozen=True)
class Candidate:
    """A proposal that somebody chose or could choose; ``counted`` says whether it could win."""

    reference: str
    title: str
    group: str
    counted: bool
    votes: int

    @property
    def row(self) -> str:
        """Its line in the file of candidates."""
        return row((self.reference, self.title, self.group, "yes" if self.counted else "no", str(self.votes)))


def one_line(text: str) -> str:
    """Return a text without line ends and other control signs, and with single spaces."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable() or sign == " ")


def cell(text: str, separator: str = ",") -> str:
    """Return a text as a cell: in quotes where it holds the separator, a quote or a line end."""
    if any(sign in text for sign in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def row(cells: Iterable[str], separator: str = ",") -> str:
    """Return a line of cells."""
    return separator.join(cell(text, separator) for text in cells) + "\n"


def cells_of(line: str, separator: str = ",") -> list[str]:
    """Return the cells of a line; raises ``ValueError`` where :func:`row` would have written another one."""
    cells, rest = list[str](), line.removesuffix("\n")
    while True:
        if rest.startswith('"'):
            end = _closing_quote(rest)
            text, rest = rest[1:end].replace('""', '"'), rest[end + 1 :]
        else:
            end = rest.find(separator)
            text, rest = (rest, "") if end < 0 else (rest[:end], rest[end:])
        cells.append(text)
        if not rest:
            break
        if not rest.startswith(separator):
            raise ValueError("A quote is followed by something else than the next cell.")
        rest = rest[1:]
    if row(cells, separator) != line:
        raise ValueError("The line is not written as it should be.")
    return cells


def _closing_quote(text: str) -> int:
    """Return where the quoted cell at the start of a text ends."""
    end = 1
    while True:
        end = text.find('"', end)
        if end < 0:
            raise ValueError("A quote is not closed.")
        if text[end + 1 : end + 2] != '"':
            return end
        end += 2


def json_text(content: Any) -> str:
    """Return JSON with a line for each thing, so that a difference has a line."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def fraction(value: Fraction) -> str:
    """Return a support as "a/b"."""
    return f"{value.numerator}/{value.denominator}"


def totals(channels: Mapping[str, int], levels: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, Any]:
    """Return the numbers of a vote. ``counted`` says ``voters``, ``blank`` and ``superseded``."""
    return {
        "ballots": sum(channels.values()),
        "voters": counted["voters"],
        "blank": counted["blank"],
        "superseded": counted["superseded"],
        "by_channel": dict(sorted(channels.items())),
        "by_level": dict(sorted(levels.items())),
    }


def outcome(terms: VoteTerms, seed: str, removed: Sequence[Mapping[str, str]], result: Result) -> dict[str, Any]:
    """Return the result with every step; the candidates of a step stand in the order of their lots."""
    names = result.profile.references
    return {
        "plan": terms.plan,
        "rules": terms.digest,
        "rule": terms.rule,
        "seats": terms.seats,
        "seed": seed,
        "voters": result.profile.voters,
        "removed": [{key: entry[key] for key in ("reference", "reason")} for entry in removed],
        "winners": [names[winner] for winner in result.winners],
        "steps": [
            {
                "seat": place,
                "winner": names[step.winner],
                "equals": [names[c] for c in step.equals],
                "kept_out": [names[c] for c in sorted(step.kept_out)],
                "completing": step.completing,
                "support": {names[c]: fraction(left) for c, left in step.left.items()},
            }
            for place, step in enumerate(result.steps, start=1)
        ],
    }
