"""Who may be mailed, and who mends what could not be told."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.people.accounts.models import Person


def can_be_mailed(person: Person) -> Verdict:
    """Mail goes to addresses that were proved and are still somebody's."""
    if person.erased_at is not None or not person.active:
        return no(_l("This account does not exist any more."))
    if not person.is_confirmed:
        return no(_l("Confirm your e-mail address first."))
    return YES


def can_mend(person: Person) -> Verdict:
    """Let administrators see what could not be told or sent, and try it again."""
    return YES if person.is_administrator else no(_l("Only administrators can do this."))
