"""Passwords that everybody tries first, and what is as easy to guess.

The list holds those of ten letters or more among the 20,000 most frequent of the leaks (as Django ships them), with
those that people here choose.
"""

import re
from functools import lru_cache
from pathlib import Path

_REPEATED = re.compile(r"(.{1,5}?)\1+.{0,4}", re.DOTALL)
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklçzxcvbnm")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common-passwords.txt").read_text(encoding="utf-8").split())


def is_common(password: str) -> bool:
    """Return whether a password is on the list, repeats a few letters, or is a row of the keyboard."""
    typed = password.strip().lower()
    rows = (row for line in _ROWS for row in (line, line[::-1]))
    return typed in _common() or any(typed in row for row in rows) or _is_repeated(typed)


def _is_repeated(typed: str) -> bool:
    match = _REPEATED.fullmatch(typed)
    return match is not None and (match[1] * len(typed)).startswith(typed)
