"""Who reads a page, with their seat in the forum."""

from flask import request

from ogp_participa.core.dates import today
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.forum.seats.queries import seat_of
from ogp_participa.people.accounts.current import me
from ogp_participa.people.accounts.models import Person


def reader(plan: Plan) -> tuple[Person | None, Seat | None]:
    """Return who reads, and their seat today in the forum of the plan; without cookies nothing is asked."""
    person = me() if request.cookies else None
    return person, seat_of(person, plan, today()) if person else None
