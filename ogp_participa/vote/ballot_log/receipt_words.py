"""Receipts in words: what a leaf's receipt is, and what a typed one means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mnemonic import Mnemonic
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ogp_participa.core.text import fold

WORDS: tuple[str, ...] = tuple(Mnemonic("portuguese").wordlist)
"""2048 Portuguese words without accents (BIP 39): each stands for 11 bits, and the first four letters tell it apart."""

NUMBERS = {word: number for number, word in enumerate(WORDS)}

COUNT, BITS = 6, 11
"""A receipt has six words of eleven bits each: the first 66 bits of the leaf's hash."""


def words_of(leaf: bytes) -> str:
    """Return the receipt of a leaf: the first 66 bits of its hash as six words."""
    first = int.from_bytes(leaf[:9], "big") >> 72 - COUNT * BITS
    return " ".join(WORDS[first >> BITS * place & 2**BITS - 1] for place in reversed(range(COUNT)))


@dataclass(frozen=True)
class TypedReceipt:
    """A receipt as it was typed. ``least`` and ``most`` are the first and last hash it can mean; None when it cannot
    be read. ``words`` are those of the typing, and ``doubts`` gives for each unknown one what may have been meant."""

    words: tuple[str, ...] = ()
    least: bytes | None = None
    most: bytes | None = None
    doubts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def meant(self) -> str:
        """The whole receipt with the likeliest word in each doubtful place; empty when that gives none."""
        likely = {word: words[0] for word, words in self.doubts if words}
        mended = [likely.get(word, word) for word in self.words]
        return " ".join(mended) if self.doubts and len(mended) == COUNT and NUMBERS.keys() >= set(mended) else ""


def read(typed: str) -> TypedReceipt:
    """Return what a typed receipt means: six words, however they are written, or a leaf's hash in hexadecimal."""
    hexadecimal = re.sub(r"[\s:]", "", typed.casefold()).removeprefix("0x")
    if re.fullmatch(r"[0-9a-f]{64}", hexadecimal):
        return TypedReceipt(least=bytes.fromhex(hexadecimal), most=bytes.fromhex(hexadecimal))
    words = tuple(re.findall(r"[a-z]+", fold(typed)))[: 2 * COUNT]
    doubts = tuple((word, _alike(word)) for word in dict.fromkeys(words) if word not in NUMBERS)
    if len(words) != COUNT or doubts:
        return TypedReceipt(words=words, doubts=doubts)
    first = 0
    for word in words:
        first = first << BITS | NUMBERS[word]
    rest = 256 - COUNT * BITS
    return TypedReceipt(words, (first << rest).to_bytes(32, "big"), ((first + 1 << rest) - 1).to_bytes(32, "big"))


def _alike(word: str) -> tuple[str, ...]:
    """Return words of the list that may have been meant: those that begin the same, then those of few wrong letters."""
    same = [candidate for candidate in WORDS if len(word) > 3 and candidate[:4] == word[:4]]
    near: Sequence[str] = [
        candidate
        for candidate, _score, _at in process.extract(
            word, WORDS, scorer=DamerauLevenshtein.distance, score_cutoff=2, limit=3
        )
    ]
    return tuple(dict.fromkeys([*same, *near]))[:3]
