"""Who may note that somebody showed a document, and of whom."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Level, Person


def can_note(staff: Person | None, of: Person) -> Verdict:
    """Staff note what they saw of others, never of themselves."""
    verdict = can_manage(staff)
    if not verdict or staff is None:
        return verdict
    if of.id == staff.id:
        return no(_l("You cannot check your own identity. Ask a colleague."))
    if of.erased_at is not None or not of.active:
        return no(_l("This account does not exist any more."))
    return YES


def can_check(staff: Person | None, of: Person) -> Verdict:
    """The account is one that its person proved to be theirs, and was not checked before."""
    verdict = can_note(staff, of)
    if verdict and not of.is_confirmed:
        return no(_l("This person has not confirmed the e-mail address yet."))
    if verdict and of.level is Level.CHECKED:
        return no(_l("The identity of this person was checked already."))
    return verdict


def can_take_back(staff: Person | None, of: Person) -> Verdict:
    """What was noted by mistake can be taken back."""
    verdict = can_note(staff, of)
    if verdict and of.level is not Level.CHECKED:
        return no(_l("The identity of this person was not checked."))
    return verdict
