"""When a batch of the log is sealed, and its moment as a signature says it."""

from datetime import UTC, datetime, timedelta

TOGETHER = 20
"""So many ballots wait for one another: the opened ballots of a small batch would tell when somebody voted."""

LONGEST = timedelta(days=1)
"""After so long the log is signed even when fewer ballots wait."""


def is_due(ballots: int, waited: timedelta, *, invented: bool) -> bool:
    """Return whether the worker signs now. In a demonstration, whose voters are invented, nobody waits for company."""
    return ballots > 0 and (invented or ballots >= TOGETHER or waited >= LONGEST)


def to_the_minute(moment: datetime) -> datetime:
    """Return the moment without its seconds: a head tells no more of when somebody voted than it must."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def stamp(moment: datetime) -> str:
    """Return the moment as a head's signed message says it: in UTC, to the minute, like ``2026-11-23T18:30Z``."""
    return to_the_minute(moment).strftime("%Y-%m-%dT%H:%MZ")
