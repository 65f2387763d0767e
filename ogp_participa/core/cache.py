"""What a process keeps for a while, within bounds: so that what everybody reads is not computed for each reader.

Nothing is kept where ``OGP_LIST_MEMORY_SECONDS`` is 0, as in the tests.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from typing import Any, TypeVar

from flask import current_app

T = TypeVar("T")


class Memory:
    """Keeps the most recently used values: ``most`` is the sum of their sizes (an unsized value counts as 1)."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[float, int, Any]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, seconds: float | None = None) -> T:
        """The kept value when it is younger than ``seconds`` (by default those of the settings), else a new one."""
        term = float(current_app.config["OGP_LIST_MEMORY_SECONDS"])
        if term <= 0:
            return make()
        if seconds is not None:
            term = seconds
        moment = time.monotonic()
        with self._lock:
            found = self._kept.get(key)
            if found is not None and moment - found[0] < term:
                self._kept.move_to_end(key)
                value: T = found[2]
                return value
        value = make()
        self._put(key, value, moment)
        return value

    def _put(self, key: Hashable, value: Any, moment: float) -> None:
        size = max(1, len(value)) if isinstance(value, Sized) else 1
        with self._lock:
            if key in self._kept:
                self._size -= self._kept.pop(key)[1]
            self._kept[key] = (moment, size, value)
            self._size += size
            while self._size > self.most and self._kept:
                self._size -= self._kept.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._kept)
