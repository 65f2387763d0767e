"""Naming institutions. The old name stays, with the day on which it ended."""

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.database import db, insert_or_ignore, lock
from ogp_participa.edition.institutions import rules
from ogp_participa.edition.institutions.models import FormerName, Organisation, Sector
from ogp_participa.edition.institutions.queries import is_taken, organisation_called
from ogp_participa.people.accounts.models import Person


def add_institution(person: Person, name: str, sector: Sector) -> Organisation:
    """Add an institution."""
    rules.can_name(person, name, taken=is_taken(name)).require()
    institution = Organisation(name=name, sector=sector)
    db.session.add(institution)
    record(Kind.INSTITUTION_NAMED, by=person, on=institution, name=name)
    return institution


def rename(person: Person, institution: Organisation, name: str, reason: str) -> Organisation:
    """Give the institution another name from now on. Versions of commitments keep the name of their day."""
    lock(institution)
    rules.can_name(person, name, taken=is_taken(name, but=institution)).require()
    if name == institution.name:
        return institution
    db.session.add(FormerName(organisation_id=institution.id, name=institution.name, reason=reason))
    record(Kind.INSTITUTION_NAMED, by=person, on=institution, name=name, before=institution.name)
    institution.name = name
    return institution


def organisation_named(name: str, sector: Sector) -> Organisation:
    """Return the organisation with this name; add it when there is none. Two at once get the same one."""
    organisation = organisation_called(name)
    if organisation is None:
        insert_or_ignore(Organisation, {"name": name, "sector": sector})
        organisation = organisation_called(name)
        assert organisation is not None
    return organisation
