"""Who holds a seat on a day, and since when nobody does."""

from datetime import date, timedelta

from ogp_participa.core.dates import city_day
from ogp_participa.forum.seats.models import Position, Seat, Tenure


def titular_on(seat: Seat, day: date) -> Tenure | None:
    """Return who holds the seat on ``day``."""
    return next((t for t in seat.tenures if t.position is Position.TITULAR and t.holds_on(day)), None)


def vacant_since(seat: Seat, day: date) -> date | None:
    """Return since when nobody holds the seat; None when somebody does."""
    if titular_on(seat, day):
        return None
    ended = [t.until_date for t in seat.tenures if t.position is Position.TITULAR and t.until_date is not None]
    past = [end for end in ended if end < day]
    return max(past) + timedelta(days=1) if past else city_day(seat.created_at)
