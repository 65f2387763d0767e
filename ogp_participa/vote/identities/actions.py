"""Noting that somebody showed a document. Neither its kind nor its number is kept: who saw it and when is enough."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.people.accounts.models import Person
from ogp_participa.vote.identities import rules


def check(person: Person, *, by: Person) -> Person:
    """Note that staff saw a document with the person's photo."""
    rules.can_check(by, person).require()
    person.checked_at = now()
    record(Kind.IDENTITY_CHECKED, by=by, on=person, level=person.level)
    return person


def take_back(person: Person, *, by: Person) -> Person:
    """Take back a note that was a mistake. A ballot cast meanwhile stays: taking one out is an act of its own."""
    rules.can_take_back(by, person).require()
    person.checked_at = None
    record(Kind.IDENTITY_CHECKED, by=by, on=person, level=person.level)
    return person
