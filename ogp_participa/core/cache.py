"""What a process keeps for a while, within bounds: so that what everybody reads is not computed for each reader.

Nothing is kept where ``OGP_LIST_MEMORY_SECONDS`` is 0, as in the tests.
"""

import threading
import time
from collections.abc import Callable, Hashable, Sized
from contextlib import suppress
from typing import Any, TypeVar

from cachetools import LRUCache
from flask import current_app

T = TypeVar("T")


def _size_of(entry: tuple[float, Any]) -> int:
    """Return how much room a value takes: its length where it has one."""
    _since, value = entry
    return max(1, len(value)) if isinstance(value, Sized) else 1


class Cache:
    """Keeps the most recently used values: ``most`` is the sum of their sizes (an unsized value counts as 1)."""

    def __init__(self, most: int) -> None:
        self._entries: LRUCache[Hashable, tuple[float, Any]] = LRUCache(most, _size_of)
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, seconds: float | None = None) -> T:
        """Return the kept value when it is younger than ``seconds`` (by default those of the settings), else make it.

        Two threads that miss at once both make it; nobody waits for another one's work.
        """
        term = float(current_app.config["OGP_LIST_MEMORY_SECONDS"])
        if term <= 0:
            return make()
        if seconds is not None:
            term = seconds
        moment = time.monotonic()
        with self._lock:
            since, value = self._entries.get(key, (moment - term, None))
            if moment - since < term:
                kept: T = value
                return kept
        made = make()
        with self._lock, suppress(ValueError):  # one value larger than all the room there is
            self._entries[key] = (moment, made)
        return made

    def __len__(self) -> int:
        return len(self._entries)
