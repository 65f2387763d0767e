"""What a seat in the forum allows."""

from flask_babel import lazy_gettext as _l

from ogp_participa.accounts.models import Person
from ogp_participa.forum.models import Seat
from ogp_participa.plans.rules import can_manage
from ogp_participa.verdicts import YES, Verdict, no


def is_member(seat: Seat | None) -> Verdict:
    """Moderation rights come from holding a seat in this edition's forum, and end with it."""
    return YES if seat else no(_l("Only members of this plan's forum can do this."))


def can_seat(person: Person | None) -> Verdict:
    """Staff record who holds which seat."""
    return can_manage(person)
