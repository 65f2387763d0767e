"""What people may do with accounts and roles."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.people.accounts.models import Person

ROLES = ("staff", "administrator")
"""The roles there are. Rights of forum members come from seats."""


def can_erase(person: Person, holds_seat: bool) -> Verdict:
    """Whoever acts for the city or in the forum leaves that first, so that nobody's public acts lose their actor."""
    if person.is_staff:
        return no(_l("You have a role in the open-government office. Ask an administrator to end it first."))
    if holds_seat:
        return no(_l("You hold a seat in the Forum. Ask the open-government office to end it first."))
    return YES


def can_see_newcomers(person: Person | None) -> Verdict:
    """Staff see where many new accounts come from."""
    if person is not None and person.is_staff:
        return YES
    return no(_l("Only staff of the open-government office can do this."))


def can_manage_roles(person: Person | None) -> Verdict:
    """Administrators give and take roles."""
    if person is not None and person.is_administrator:
        return YES
    return no(_l("Only administrators give and take roles."))


def can_give_role(person: Person | None, to: Person, role: str) -> Verdict:
    """A role goes to somebody who has proved the address and does not have it yet."""
    if not can_manage_roles(person):
        return can_manage_roles(person)
    if to.erased_at is not None or not to.active:
        return no(_l("This account does not exist any more."))
    if not to.is_confirmed:
        return no(_l("This person has not confirmed the e-mail address yet."))
    if any(held.name == role for held in to.roles):
        return no(_l("This person already has this role."))
    return YES


def can_take_role(person: Person | None, of: Person, role: str) -> Verdict:
    """Nobody takes the administrator's role from themselves: there is always one left."""
    if not can_manage_roles(person):
        return can_manage_roles(person)
    if not any(held.name == role for held in of.roles):
        return no(_l("This person does not have this role."))
    if person is not None and of.id == person.id and role == "administrator":
        return no(_l("You cannot take the administrator's role from yourself. Ask another administrator."))
    return YES
