"""A shuffled order in which any page costs the same: where each place of a list goes, computed place by place.

A small Feistel network over a rectangle just larger than the list, walking on when it lands outside. It is a fair
shuffle, not a secret one.
"""

from functools import lru_cache
from hashlib import blake2b
from math import isqrt

ROUNDS = 4
_MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15


@lru_cache(maxsize=512)
def _keys(seed: str) -> tuple[tuple[int, int], ...]:
    """Return the keys of the rounds."""
    digest = blake2b(seed.encode(), digest_size=ROUNDS * 16).digest()
    words = [int.from_bytes(digest[at : at + 8], "big") for at in range(0, len(digest), 8)]
    return tuple(zip(words[::2], words[1::2], strict=True))


def _mixed(number: int, key: int) -> int:
    number = ((number ^ key) * _ODD) & _MASK
    return (((number ^ (number >> 29)) * _ODD) & _MASK) >> 24


def shuffled(position: int, size: int, seed: str) -> int:
    """Return which of ``size`` things stands at ``position`` in the order of ``seed``; each stands at exactly one."""
    wide = isqrt(size - 1) + 1
    high = -(-size // wide)
    while True:
        left, right = divmod(position, high)
        for left_key, right_key in _keys(seed):
            left = (left + _mixed(right, left_key)) % wide
            right = (right + _mixed(left, right_key)) % high
        position = left * high + right
        if position < size:
            return position
