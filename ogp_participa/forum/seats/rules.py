"""What a seat in the forum allows."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.people.accounts.models import Person


def is_member(seat: Seat | None) -> Verdict:
    """Moderation rights come from holding a seat in this edition's forum, and end with it."""
    return YES if seat else no(_l("Only members of this plan's forum can do this."))


def can_seat(person: Person | None) -> Verdict:
    """Staff record who holds which seat."""
    return can_manage(person)


def can_hold(
    position: Position,
    from_date: date,
    until_date: date | None,
    of_seat: Iterable[Tenure],
    of_person: Iterable[Tenure],
) -> Verdict:
    """One titular and one suplente at a time in each seat, and one seat at a time for each person in a forum."""
    if until_date is not None and until_date < from_date:
        return no(_l("The last day must come after the first."))
    if any(_meet(held, from_date, until_date) for held in of_seat if held.position is position):
        if position is Position.TITULAR:
            return no(_l("This seat has a titular in that time. End that term first, or choose later days."))
        return no(_l("This seat has a suplente in that time. End that term first, or choose later days."))
    if any(_meet(held, from_date, until_date) for held in of_person):
        return no(_l("This person holds a seat of this forum in that time already."))
    return YES


def can_end(tenure: Tenure, until_date: date, reason: str) -> Verdict:
    """A term ends on or after its first day, once, with a reason."""
    if tenure.until_date is not None:
        return no(_l("This term has an end already."))
    if until_date < tenure.from_date:
        return no(_l("The last day must come after the first."))
    return YES if reason.strip() else no(_l("Write why the term ends. Everybody can read it."))


def can_give_seat(organisation: Organisation | None, seat: Seat) -> Verdict:
    """An organisation holds seats of its own sector."""
    if organisation is not None and organisation.sector is not seat.sector:
        return no(_l("This organisation belongs to the other sector."))
    return YES


def can_decide(votes_for: int, votes_against: int, abstentions: int) -> Verdict:
    """A decision has votes. Whether they were enough is for the forum's own rules to say."""
    if votes_for + votes_against + abstentions == 0:
        return no(_l("Write how many voted."))
    return YES


def _meet(held: Tenure, from_date: date, until_date: date | None) -> bool:
    """Return whether a term and some days have a day in common."""
    return (until_date is None or held.from_date <= until_date) and (
        held.until_date is None or from_date <= held.until_date
    )
