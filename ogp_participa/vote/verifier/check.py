"""Check a whole bundle: that it matches, or the first thing that differs.

Nothing is taken on trust but the log's public key and the rules' digest, which are said at the end: compare them with
what you noted while voting was open.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .formats import Candidate, VoteTerms, json_text, long_numbers, outcome, totals
from .ledger import heads_of, read_log
from .methods import Result, select
from .opening import OpenedBallots, Openings, candidates_of, votes_of
from .pabulib_lines import pabulib_head
from .reading import Difference, Folder, canonical, compare, differs, short, terms_of, value_of
from .receipts import find, words_of

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
    text, published = folder.json("result.json")
    canonical("result.json", text, published)
    if published.get("rules") != terms.digest:
        digest = short(str(published.get("rules")))
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
    _check_candidates(opened, candidates)
    ledger.leaves.clear()
    result = _check_result(text, published, terms, opened, candidates)
    names = result.profile.references
    winners = [names[winner] for winner in result.winners]
    compare("votes.pb", "".join(opened.head), "".join(pabulib_head(terms, candidates, winners, opened.voters)))
    say(f"The rule was run again, with the same {len(winners)} winners and the same support in every step.")
    words_of(folder)
    folder.check_sums()
    say(f"Rules: {terms.digest}")
    say(f"Log's key: {terms.log_key.hex()}")
    say(f"Last head: {heads[-1].size} leaves, root {heads[-1].root.hex()}" if heads else "The log is empty.")


def _check_totals(folder: Folder, opened: OpenedBallots, superseded: int) -> None:
    """Compare the numbers with the ballots. How well voters were known is not in the ballots: it must add up to all."""
    name = "totals.json"
    text, published = folder.json(name)
    levels = value_of(name, published, "by_level", dict)
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


def _check_candidates(opened: OpenedBallots, candidates: Sequence[Candidate]) -> None:
    """Compare the votes of every candidate with the ballots."""
    for line, (there, wanted) in enumerate(zip(candidates, votes_of(opened, candidates), strict=True), start=2):
        if there != wanted:
            sentence = f"{there.reference} has {wanted.votes} votes on the ballots; there is {there.votes}."
            raise differs("candidates.csv", line, sentence)


def _check_result(
    text: str, published: dict[str, Any], terms: VoteTerms, opened: OpenedBallots, candidates: Sequence[Candidate]
) -> Result:
    """Run the rule again: the same winners, in the same steps, with the same support."""
    name, running = "result.json", [candidate for candidate in candidates if candidate.counted]
    place = {candidate.reference: number for number, candidate in enumerate(running)}
    seed, removed = value_of(name, published, "seed", str), value_of(name, published, "removed", list)
    for entry in removed:
        if not isinstance(entry, dict) or {type(entry.get(key)) for key in ("reference", "reason")} != {str}:
            raise differs(name, None, "whatever was removed has a reference and a reason.")
        if entry["reference"] not in place:
            raise differs(name, None, f"{short(entry['reference'])} was removed, but is not among those who could win.")
    result = select(
        opened.profile(candidates),
        terms.rule,
        terms.seats,
        seed,
        terms.quota_of([candidate.group for candidate in running]),
        frozenset(place[entry["reference"]] for entry in removed),
    )
    _check_lots(text, published, result)
    compare(name, text, json_text(outcome(terms, seed, removed, result)))
    return result


def _check_lots(text: str, published: dict[str, Any], result: Result) -> None:
    """Compare the order of lots, which comes from the seed, with that of the candidates in the first step.

    So the seed is named where it is another one, and not just the line at which the order begins to differ.
    """
    steps, names = published.get("steps"), result.profile.references
    first = steps[0].get("support") if isinstance(steps, list) and steps and isinstance(steps[0], dict) else None
    wanted = [names[c] for c in result.steps[0].left] if result.steps else []
    if isinstance(first, dict) and list(first) != wanted and first.keys() == set(wanted):
        line = text.count("\n", 0, text.index('\n "seed"')) + 2
        seed = short(str(published["seed"]))
        raise differs("result.json", line, f"the seed {seed} does not give the order of lots in the steps.")


def main(arguments: Sequence[str] | None = None, *, here: Path | None = None) -> int:
    """Run ``verify.py [FOLDER] [--receipt "SIX WORDS"]``; return 0 where the bundle matches, 1 where something
    differs."""
    parser = argparse.ArgumentParser(description="Check the public bundle of a vote. Python alone is enough.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=here or Path(), help="the bundle; this file's own folder"
    )
    parser.add_argument("--receipt", help="also say where this receipt is: its six words")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return verify(options.folder, options.receipt)


def verify(folder: Path, receipt: str | None = None, say: Say = print) -> int:
    """Say whether a bundle matches, and where a receipt is in it; returns the command's exit code."""
    with long_numbers():
        differences = check(folder, say)
    if not differences and receipt is not None:
        try:
            say(find(folder, receipt))
        except Difference as difference:
            differences = [str(difference)]
    say(f"differs: {differences[0]}" if differences else "matches")
    return 1 if differences else 0
