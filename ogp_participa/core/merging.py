"""Two people changed the same thing: what goes together by itself, and what somebody must decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Conflict:
    """A field that both changed: what it was, what the other saved meanwhile, and what this person typed."""

    name: str
    before: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Merge:
    """The fields put together (mine where both changed), what changes by it, and what needs a decision."""

    merged: dict[str, Any]
    changed: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def three_way(before: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Put ``mine`` and ``theirs`` together, both made from ``before``; only the fields of ``mine`` are looked at.

    A field that only one changed takes that change. One that both changed, and not to the same, is a conflict.
    """
    merged: dict[str, Any] = {}
    conflicts = []
    for name, typed in mine.items():
        was, stands = before.get(name), theirs.get(name)
        if typed in (was, stands):
            merged[name] = stands  # this person changed nothing, or both did the same
            continue
        merged[name] = typed
        if stands != was:
            conflicts.append(Conflict(name, was, stands, typed))
    changed = [name for name in merged if merged[name] != theirs.get(name)]
    return Merge(merged, changed, conflicts)
