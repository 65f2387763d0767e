"""Find a receipt in the log of a bundle. A receipt is the first 66 bits of a leaf's hash, as six words of a list."""

from pathlib import Path

from .ledger import Ledger, heads_of, read_log
from .reading import Difference, Folder, differs, terms_of

WORDS, IN_RECEIPT = 2048, 6
_BITS = 11


def words_of(folder: Folder) -> list[str]:
    """Return the words that receipts are made of; raises :class:`Difference` where they cannot be those."""
    words = folder.text("words.txt").splitlines()
    if len(set(words)) != WORDS or len(words) != WORDS or not all(word.isascii() and word.islower() for word in words):
        raise differs("words.txt", None, f"there should be {WORDS} different words, a line each.")
    return words


def find(path: Path, receipt: str) -> str:
    """Say where the leaf of a receipt is; the receipt is its six words, or the leaf's hash in hexadecimal."""
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
    """Return the position of the leaf whose first bits are these; None where there is none."""
    leaves = bytes(ledger.leaves)
    wanted = (beginning << 256 - bits).to_bytes(32, "big")[: bits // 8]
    at = leaves.find(wanted)
    while at >= 0:
        place, within = divmod(at, 32)
        if within == 0 and int.from_bytes(leaves[at : at + 32], "big") >> 256 - bits == beginning:
            return place
        at = leaves.find(wanted, at + 1)
    return None
