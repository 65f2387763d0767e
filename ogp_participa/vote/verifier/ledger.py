"""The log of the ballots: the signed heads, the leaves, and the root at every head.

A million leaves stand in a few long byte strings, not in as many objects.
"""

import hashlib
import re
from binascii import Error, unhexlify
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .ed25519 import fits
from .formats import HEADS, LOG, VoteTerms
from .merkle import Tree, head, seal
from .reading import Folder, differs, short

_HEAD = re.compile(rb"([1-9][0-9]{0,15}),([0-9a-f]{64}),(\d{4}-\d\d-\d\dT\d\d:\d\dZ),([0-9a-f]{128})")
_TAIL = re.compile(rb",([a-z_]{1,40}),(0|[1-9][0-9]{0,15}|)")


@dataclass(frozen=True)
class SignedHead:
    """A head, with what was signed for it."""

    line: int
    size: int
    root: bytes
    message: bytes
    signature: bytes


def heads_of(folder: Folder, terms: VoteTerms) -> list[SignedHead]:
    """Return the heads, each one larger than the one before and bound to it. The last signature covers all of them."""
    heads: list[SignedHead] = []
    before: bytes | None = None
    for line, text in enumerate((text for block in folder.table("heads.csv", HEADS) for text in block), start=2):
        read = _HEAD.fullmatch(text)
        if read is None:
            raise differs(
                "heads.csv", line, f"a head has a size, a root, a moment and a signature; this is {short(text)}."
            )
        size, root, signature = int(read[1]), bytes.fromhex(read[2].decode()), bytes.fromhex(read[4].decode())
        if heads and size <= heads[-1].size:
            raise differs(
                "heads.csv", line, f"a head is larger than the one before, which has {heads[-1].size} leaves."
            )
        message = head(terms.plan, terms.digest, size, root, read[3].decode(), before)
        heads.append(SignedHead(line, size, root, message, signature))
        before = seal(message, signature)
    if heads and not _is_signed(heads[-1], terms):
        wrong = next((signed for signed in heads if not _is_signed(signed, terms)), heads[-1])
        raise differs(
            "heads.csv",
            wrong.line,
            "the signature does not fit. This head, or the rules (rules.json), are not what was signed with the log's "
            f"key {terms.log_key.hex()}.",
        )
    return heads


def _is_signed(signed: SignedHead, terms: VoteTerms) -> bool:
    return fits(terms.log_key, signed.message, signed.signature)


class Ledger:
    """The leaves of the log. ``ballot_hashes`` and ``leaves`` have 32 bytes for each."""

    def __init__(self) -> None:
        self.ballot_hashes, self.leaves = bytearray(), bytearray()
        self.channels: list[str] = []
        self.channel_of = bytearray()
        self.superseded = bytearray()
        """1 for each leaf that another one took the place of."""
        self._waiting: dict[int, int] = {}
        self._tree = Tree()

    @property
    def size(self) -> int:
        """How many leaves were read."""
        return len(self.channel_of)

    def opened(self) -> Iterator[int]:
        """Return the positions of the leaves that nothing superseded: each is one ballot."""
        return (position for position, gone in enumerate(self.superseded) if not gone)

    def take(self, lines: Sequence[bytes]) -> None:
        """Read lines of the log."""
        start, text = self.size, b"".join([line[:64] for line in lines])
        try:
            hashed = unhexlify(text)
        except Error:
            hashed = b""
        if len(text) != 64 * len(lines) or hashed.hex().encode() != text:
            wrong = next(n for n, line in enumerate(lines) if not re.fullmatch(rb"[0-9a-f]{64}", line[:64]))
            raise differs("log.csv", start + wrong + 2, "a leaf begins with 64 hexadecimal digits in small letters.")
        tails = [line[64:] for line in lines]
        kinds = {tail: self._channel(tail, lines, start) for tail in set(tails)}
        self.ballot_hashes += hashed
        sha256 = hashlib.sha256
        parts = [hashed[at : at + 32] for at in range(0, len(hashed), 32)]
        self.leaves += b"".join([sha256(b"\x00" + part).digest() for part in parts])
        self.superseded += bytes(len(lines))
        self.channel_of += bytes(map(kinds.__getitem__, tails))
        if any(not tail.endswith(b",") for tail in kinds):
            changed = ((n, tail) for n, tail in enumerate(tails, start) if not tail.endswith(b","))
            self._waiting.update((n, int(tail.rpartition(b",")[2])) for n, tail in changed)

    def _channel(self, tail: bytes, lines: Sequence[bytes], start: int) -> int:
        """Read what follows a commitment, the channel and what is superseded; returns the channel's number."""
        read = _TAIL.fullmatch(tail)
        channel = read[1].decode() if read else ""
        if channel and channel not in self.channels and len(self.channels) < 255:
            self.channels.append(channel)
        if channel not in self.channels:
            wrong = next(n for n, line in enumerate(lines) if line[64:] == tail)
            sentence = f"after the commitment come the channel and what is superseded; there is {short(tail)}."
            raise differs("log.csv", start + wrong + 2, sentence)
        return self.channels.index(channel)

    def close(self, at: SignedHead, before: int) -> None:
        """Compare the root of the leaves up to a head with the one that was signed."""
        waiting = {position: earlier for position, earlier in self._waiting.items() if position < at.size}
        for position, earlier in sorted(waiting.items()):
            if earlier >= at.size or earlier == position:
                raise differs("log.csv", position + 2, f"there was no leaf {earlier} that this one could supersede.")
            if self.superseded[earlier]:
                raise differs(
                    "log.csv", position + 2, f"the leaf {earlier} was superseded before; it can be only once."
                )
            self.superseded[earlier] = 1
        self._bind(waiting)
        self._waiting = {position: earlier for position, earlier in self._waiting.items() if position >= at.size}
        self._tree.extend([bytes(self.leaves[32 * n : 32 * n + 32]) for n in range(before, at.size)])
        if self._tree.root != at.root:
            lines = f"{before + 2} to {at.size + 1}"
            raise differs(
                "log.csv",
                None,
                f"the leaves in the lines {lines} do not lead to the root that was signed (heads.csv, line {at.line}): "
                f"{at.root.hex()} was expected, they give {self._tree.root.hex()}.",
            )
        for position, earlier in sorted(waiting.items()):
            if self.channel_of[position] != self.channel_of[earlier]:
                sentence = f"the leaf {earlier}, which this one supersedes, came by another channel."
                raise differs("log.csv", position + 2, sentence)

    def _bind(self, waiting: dict[int, int]) -> None:
        """Compute the leaves that supersede others, each after the one that it names."""
        done: set[int] = set()
        for first in waiting:
            chain = [first]
            while chain[-1] in waiting and chain[-1] not in done and len(chain) <= len(waiting):
                chain.append(waiting[chain[-1]])
            if chain[-1] in waiting and chain[-1] not in done:
                raise differs("log.csv", first + 2, "leaves supersede one another in a circle.")
            for position in reversed(chain[:-1]):
                text = b"\x00" + self.ballot_hashes[32 * position : 32 * position + 32]
                earlier = waiting[position]
                self.leaves[32 * position : 32 * position + 32] = hashlib.sha256(
                    text + self.leaves[32 * earlier : 32 * earlier + 32]
                ).digest()
                done.add(position)


def read_log(folder: Folder, heads: Sequence[SignedHead]) -> Ledger:
    """Return the log, up to the last head."""
    ledger, before, coming = Ledger(), 0, list(reversed(heads))
    last = heads[-1].size if heads else 0
    for lines in folder.table("log.csv", LOG):
        ledger.take(lines)
        while coming and coming[-1].size <= ledger.size:
            ledger.close(coming[-1], before)
            before = coming.pop().size
    if ledger.size > last:
        raise differs("log.csv", last + 2, f"this leaf is one too many: the last signed head has {last}.")
    if ledger.size < last:
        raise differs("log.csv", ledger.size + 2, f"a leaf is missing: the last signed head has {last}.")
    return ledger
