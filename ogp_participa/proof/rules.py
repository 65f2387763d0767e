"""The words of the log: moments as the signature says them."""

from datetime import UTC, datetime


def to_the_minute(moment: datetime) -> datetime:
    """The moment without its seconds: a head tells no more of when somebody voted than it must."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def stamp(moment: datetime) -> str:
    """The moment as a head's signed message says it: in UTC, to the minute, like ``2026-11-23T18:30Z``."""
    return to_the_minute(moment).strftime("%Y-%m-%dT%H:%MZ")
