"""What an institution may be called, and who says so."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.plans.rules import can_manage
from ogp_participa.people.accounts.models import Person

LONGEST_NAME = 160


def can_name(person: Person | None, name: str, *, taken: bool) -> Verdict:
    """Staff name institutions; two never have the same name at the same time."""
    verdict = can_manage(person)
    if not verdict:
        return verdict
    if not name.strip():
        return no(_l("Write the name of the institution."))
    if len(name) > LONGEST_NAME:
        return no(_l("The name of an institution has at most 160 letters."))
    if taken:
        return no(_l("Another institution has this name already."))
    return YES
