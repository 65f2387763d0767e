"""The present moment, which the demonstration and the tests may set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """Return the present moment, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def is_set() -> bool:
    """Tell whether something happens at another moment than the present (:func:`as_of`)."""
    return _set_to.get() is not None


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let whatever is done inside happen at ``moment``.

    The demonstration tells its past with the rooms' own verbs, so that the rules judge it by the calendar of that day.
    No request does this.
    """
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)
