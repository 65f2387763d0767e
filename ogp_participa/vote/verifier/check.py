"""Checking the public bundle of a vote: that it matches, or the first thing that differs.

Standard library only: the bundle carries this file, in ``verify.py``. Nothing is taken on trust but the log's public
key and the rules' digest, which are said at the end: compare them with what you noted while voting was open.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ogp_participa.vote.verifier.formats import Candidate, Terms, json_text, long_numbers, outcome, pabulib_head, totals
from ogp_participa.vote.verifier.ledger import Ledger, heads_of, read_log
from ogp_participa.vote.verifier.methods import Result, select
from ogp_participa.vote.verifier.opening import Opened, Openings, candidates_of, votes_of
from ogp_participa.vote.verifier.reading import (
    Difference,
    Folder,
    canonical,
    compare,
    differs,
    short,
    terms_of,
    value_of,
)

Say = Callable[[str], object]


def check(path: Path, say: Say = print) -> list[str]:
    """Compare everything in a bundle with everything else. Returns the first difference; nothing where all matches."""
    try:
        _check(Folder(path), say)
    except Difference as difference:
        return [str(difference)]
    except OSError as error:
        return [f"{error.filename or path}: the file cannot be read ({error.strerror})."]
    return []


def _check(folder: Folder, say: Say) -> None:
    folder.look()
    terms = terms_of(folder)
    text, said = folder.json("result.json")
    canonical("result.json", text, said)
    if said.get("rules") != terms.digest:
        digest = short(str(said.get("rules")))
        raise differs("rules.json", None, f"its SHA-256 is {terms.digest}; result.json names other rules, {digest}.")
    heads = heads_of(folder, terms)
    say(f"The rules and {len(heads)} signed heads fit.")
    ledger = read_log(folder, heads)
    superseded = sum(ledger.superseded)
    say(f"{ledger.size} leaves of the log lead to every signed root; {superseded} of them were superseded.")
    candidates = candidates_of(folder)
    lines = len(pabulib_head(terms, candidates, (), 0))
    opened = Openings(folder, terms, ledger, candidates).read(lines)
    say(f"{ledger.size - superseded} ballots were opened, and each fits its leaf.")
    _check_totals(folder, opened, superseded)
    _check_candidates(folder, opened, candidates)
    ledger.leaves.clear()
    result = _check_result(text, said, terms, opened, candidates)
    names = result.profile.references
    winners = [names[winner] for winner in result.winners]
    compare("votes.pb", "".join(opened.head), "".join(pabulib_head(terms, candidates, winners, opened.voters)))
    say(f"The rule was run again, with the same {len(winners)} winners and the same support in every step.")
    words_of(folder)
    folder.check_sums()
    say(f"Rules: {terms.digest}")
    say(f"Log's key: {terms.log_key.hex()}")
    say(f"Last head: {heads[-1].size} leaves, root {heads[-1].root.hex()}" if heads else "The log is empty.")


def _check_totals(folder: Folder, opened: Opened, superseded: int) -> None:
    """How well voters were known is not in the ballots; the numbers must at least add up to all of them."""
    name = "totals.json"
    text, said = folder.json(name)
    levels = value_of(name, said, "by_level", dict)
    if any(type(count) is not int or count < 1 for count in levels.values()):
        raise differs(name, None, "by_level should hold numbers.")
    counted = {"voters": opened.voters, "blank": opened.blank, "superseded": superseded}
    wanted = totals(opened.channels, levels, counted)
    try:
        compare(name, text, json_text(wanted))
    except UnicodeEncodeError as error:
        raise differs(name, None, "this is not text.") from error
    if sum(levels.values()) != wanted["ballots"]:
        raise differs(name, None, f"by_level adds up to {sum(levels.values())}; there are {wanted['ballots']} ballots.")


def _check_candidates(folder: Folder, opened: Opened, candidates: Sequence[Candidate]) -> None:
    """The votes of every candidate."""
    for line, (there, wanted) in enumerate(zip(candidates, votes_of(opened, candidates), strict=True), start=2):
        if there != wanted:
            said = f"{there.reference} has {wanted.votes} votes on the ballots; there is {there.votes}."
            raise differs("candidates.csv", line, said)


def _check_result(
    text: str, said: dict[str, Any], terms: Terms, opened: Opened, candidates: Sequence[Candidate]
) -> Result:
    """Run the rule again: the same winners, in the same steps, with the same support."""
    name, counted = "result.json", [one for one in candidates if one.counted]
    place = {one.reference: number for number, one in enumerate(counted)}
    seed, removed = value_of(name, said, "seed", str), value_of(name, said, "removed", list)
    for one in removed:
        if not isinstance(one, dict) or {type(one.get(key)) for key in ("reference", "reason")} != {str}:
            raise differs(name, None, "whatever was removed has a reference and a reason.")
        if one["reference"] not in place:
            raise differs(name, None, f"{short(one['reference'])} was removed, but is not among those who could win.")
    result = select(
        opened.profile(candidates),
        terms.rule,
        terms.seats,
        seed,
        terms.quota_of([one.group for one in counted]),
        frozenset(place[one["reference"]] for one in removed),
    )
    _check_lots(text, said, result)
    compare(name, text, json_text(outcome(terms, seed, removed, result)))
    return result


def _check_lots(text: str, said: dict[str, Any], result: Result) -> None:
    """The first step names the candidates in the order of their lots, which comes from the seed: where it is another
    order, the seed is named, and not just the line at which the order begins to differ."""
    steps, names = said.get("steps"), result.profile.references
    first = steps[0].get("support") if isinstance(steps, list) and steps and isinstance(steps[0], dict) else None
    wanted = [names[c] for c in result.steps[0].left] if result.steps else []
    if isinstance(first, dict) and list(first) != wanted and first.keys() == set(wanted):
        line = text.count("\n", 0, text.index('\n "seed"')) + 2
        raise differs(
            "result.json", line, f"the seed {short(str(said['seed']))} does not give the order of lots in the steps."
        )


WORDS, IN_RECEIPT = 2048, 6
_BITS = 11


def words_of(folder: Folder) -> list[str]:
    """The words that receipts are made of."""
    words = folder.text("words.txt").splitlines()
    if len(set(words)) != WORDS or len(words) != WORDS or not all(word.isascii() and word.islower() for word in words):
        raise differs("words.txt", None, f"there should be {WORDS} different words, a line each.")
    return words


def find(path: Path, receipt: str) -> str:
    """Where the leaf of a receipt is; the receipt is its six words, or the leaf's hash in hexadecimal."""
    folder = Folder(path)
    typed = receipt.lower().split()
    if len(typed) == 1 and len(typed[0]) == 64 and not typed[0].strip("0123456789abcdef"):
        beginning, bits = int(typed[0], 16), 256
    else:
        numbers = {word: number for number, word in enumerate(words_of(folder))}
        if len(typed) != IN_RECEIPT or not numbers.keys() >= set(typed):
            strange = [word for word in typed if word not in numbers]
            raise Difference(
                f"A receipt has {IN_RECEIPT} words of words.txt; not known: {', '.join(strange) or 'none'}."
            )
        beginning, bits = 0, IN_RECEIPT * _BITS
        for word in typed:
            beginning = beginning << _BITS | numbers[word]
    ledger = read_log(folder, heads_of(folder, terms_of(folder)))
    place = _place(ledger, beginning, bits)
    if place is None:
        raise Difference("No leaf of this log has this receipt.")
    state = "a later one took its place" if ledger.superseded[place] else "its ballot was counted (ballots.csv)"
    return f"The receipt is leaf {place} (log.csv, line {place + 2}): {state}."


def _place(ledger: Ledger, beginning: int, bits: int) -> int | None:
    """The position of the leaf whose first bits are these."""
    leaves = bytes(ledger.leaves)
    wanted = (beginning << 256 - bits).to_bytes(32, "big")[: bits // 8]
    at = leaves.find(wanted)
    while at >= 0:
        place, within = divmod(at, 32)
        if within == 0 and int.from_bytes(leaves[at : at + 32], "big") >> 256 - bits == beginning:
            return place
        at = leaves.find(wanted, at + 1)
    return None


def main(arguments: Sequence[str] | None = None, *, here: Path | None = None) -> int:
    """``verify.py [FOLDER] [--receipt "SIX WORDS"]``: 0 where the bundle matches, 1 where something differs."""
    parser = argparse.ArgumentParser(description="Check the public bundle of a vote. Python alone is enough.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=here or Path(), help="the bundle; this file's own folder"
    )
    parser.add_argument("--receipt", help="also say where this receipt is: its six words")
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return verify(given.folder, given.receipt)


def verify(folder: Path, receipt: str | None = None, say: Say = print) -> int:
    """Say whether a bundle matches, and where a receipt is in it; returns the command's exit code."""
    with long_numbers():
        found = check(folder, say)
    if not found and receipt is not None:
        try:
            say(find(folder, receipt))
        except Difference as difference:
            found = [str(difference)]
    say(f"differs: {found[0]}" if found else "matches")
    return 1 if found else 0
