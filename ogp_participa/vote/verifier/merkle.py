"""The arithmetic of the ballots' log: hashes of ballots, leaves, the Merkle tree and its heads.

The tree is that of RFC 6962 and RFC 9162: a leaf's hash begins with the byte 0, a node's with the byte 1, and a tree of
n leaves is split at the largest power of two below n.

A *ballot hash* hides the choices behind a nonce until the vote is closed (the bundle's files call it a commitment). A
*leaf* is made of it, followed by the leaf that it supersedes when a ballot was changed: so nobody can say afterwards
that another one was meant. A *head* names the size and root of the tree, is signed, and carries the hash of the head
before it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

NONCE = 16
"""Bytes of a nonce: 128 bit."""


def domain(plan: str, rules: str, channel: str) -> str:
    """Return what a ballot's hash is bound to: the plan's slug, the digest of its frozen rules, and the channel."""
    return f"ogp-participa ballot 1\n{plan}\n{rules}\n{channel}"


def ballot_hash(bound_to: str, nonce: bytes, choices: Iterable[str]) -> bytes:
    """Return the SHA-256 of the domain, a line end, the nonce in hexadecimal, a line end, and the references, sorted,
    with commas.

    All of it is text, so that anybody can repeat it with ``printf`` and ``sha256sum``.
    """
    return hashlib.sha256(f"{bound_to}\n{nonce.hex()}\n{','.join(sorted(choices))}".encode()).digest()


def leaf(hashed: bytes, superseded: bytes | None = None) -> bytes:
    """Return the leaf of a ballot's hash; ``superseded`` is the leaf of the same ballot that it takes the place of."""
    return hashlib.sha256(b"\x00" + hashed + (superseded or b"")).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


class Tree:
    """A tree that grows to the right. It keeps the roots of its complete subtrees alone, at most one for each level."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Begin with ``peaks``, the roots of the complete subtrees that make up ``size`` leaves, the largest first."""
        if size.bit_count() != len(peaks):
            raise ValueError("A tree has as many peaks as its size has binary ones.")
        self.size = size
        self.peaks = list(peaks)

    def add(self, added: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add a leaf; yields (level, index, hash) of every subtree that becomes complete by it, the leaf excluded."""
        self.peaks.append(added)
        self.size += 1
        level, count = 0, self.size
        while count % 2 == 0:
            right = self.peaks.pop()
            self.peaks[-1] = node(self.peaks[-1], right)
            level, count = level + 1, count // 2
            yield level, count - 1, self.peaks[-1]

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves, telling nothing of the subtrees: much faster for many."""
        peaks, size, sha256 = self.peaks, self.size, hashlib.sha256
        for added in leaves:
            above = added
            size += 1
            count = size
            while not count & 1:
                above = sha256(b"\x01" + peaks.pop() + above).digest()
                count >>= 1
            peaks.append(above)
        self.size = size

    @property
    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self.peaks:
            return EMPTY
        *rest, above = self.peaks
        for left in reversed(rest):
            above = node(left, above)
        return above


Span = tuple[int, int]
"""Leaves from the first number up to, and without, the second."""


def split(span: Span) -> tuple[Span, Span]:
    """Return the two halves of a span of two leaves or more: the left one is as large a power of two as can be."""
    start, end = span
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    return (start, middle), (middle, end)


def inclusion(position: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that a leaf is in the tree of ``size``, from the leaf upwards."""
    if not 0 <= position < size:
        raise ValueError("There is no such leaf in this tree.")
    span, path = (0, size), list[Span]()
    while span[1] - span[0] > 1:
        left, right = split(span)
        span, other = (left, right) if position < left[1] else (right, left)
        path.append(other)
    return path[::-1]


def included(above: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a leaf and the hashes of its :func:`inclusion` path lead to."""
    spans = inclusion(position, size)
    if len(spans) != len(path):
        raise ValueError("The path has another length than the tree is high.")
    for (start, _end), other in zip(spans, path, strict=True):
        above = node(other, above) if start < position else node(above, other)
    return above


def consistency(old: int, new: int) -> list[Span]:
    """Return the complete subtrees of the ``old`` tree, then the spans that complete it to the ``new`` one.

    Whoever holds an old root computes it from the first part, and the new root from both.
    """
    if not 0 < old <= new:
        raise ValueError("The older tree is not larger than the newer one, and neither is empty.")
    return [*complete(old), *_rest((0, new), old)]


def complete(size: int) -> list[Span]:
    """Return the complete subtrees that make up a tree, the largest first."""
    spans, start = list[Span](), 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size & (1 << level):
            spans.append((start, start + (1 << level)))
            start += 1 << level
    return spans


def _rest(span: Span, old: int) -> list[Span]:
    """Return the largest spans to the right of ``old`` within ``span``, in the order of the leaves."""
    if span[0] >= old:
        return [span]
    if span[1] <= old:
        return []
    left, right = split(span)
    return [*_rest(left, old), *_rest(right, old)]


def root_of(span: Span, known: Mapping[Span, bytes]) -> bytes:
    """Return the root of a span, from those of its parts that are ``known``; raises ``KeyError`` without one."""
    if span in known:
        return known[span]
    if span[1] - span[0] <= 1:
        raise KeyError(span)
    left, right = split(span)
    return node(root_of(left, known), root_of(right, known))


def consistent(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the old and the new root that the hashes of a :func:`consistency` proof lead to."""
    known = dict(zip(consistency(old, new), hashes, strict=True))
    return Tree(old, [known[span] for span in complete(old)]).root, root_of((0, new), known)


def head(plan: str, rules: str, size: int, root: bytes, sealed_at: str, before: bytes | None) -> bytes:
    """Return what is signed for a head. ``before`` is the :func:`seal` of the head before it."""
    previous = before.hex() if before else "-"
    return f"ogp-participa head 1\n{plan}\n{rules}\n{size}\n{root.hex()}\n{sealed_at}\n{previous}\n".encode()


def seal(message: bytes, signature: bytes) -> bytes:
    """Return the hash of a signed head, which the next one carries."""
    return hashlib.sha256(message + signature).digest()
