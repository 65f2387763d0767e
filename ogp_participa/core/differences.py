"""What changed between two texts, word by word, for people to read."""

import re
from difflib import SequenceMatcher

LONGEST = 4_000
"""Pieces (words, spaces, signs) compared at most in each text; what comes after is shown as it is now."""

FINE = 1_200
"""Pieces up to which every word counts, however frequent."""

_PIECES = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)

Part = tuple[str, str]
"""("same" | "added" | "removed", text), as ``components/diff.html`` draws them."""


def differences(old: str, new: str) -> list[Part]:
    """The parts of ``new`` with what was removed from ``old`` between them; neighbouring parts of a kind are one."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    rest = "".join(after[LONGEST:])
    before, after = before[:LONGEST], after[:LONGEST]
    parts: list[Part] = []
    removed = added = ""
    # In a long text, frequent words no longer start a match: comparing all of them costs seconds.
    matcher = SequenceMatcher(None, before, after, autojunk=len(after) > FINE)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        was, became = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if kind == "equal" and (became.strip() or not (removed or added)):
            parts += [("removed", removed), ("added", added), ("same", became)]
            removed = added = ""
        else:
            # The space between two changed words belongs to the change: people read phrases.
            removed, added = removed + was, added + became
    parts += [("removed", removed), ("added", added), ("same", rest)]
    return [(kind, text) for kind, text in parts if text]
