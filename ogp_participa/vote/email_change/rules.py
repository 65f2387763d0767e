"""Moving an account to another address: its owner asks, and whoever reads the new address agrees."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.people.accounts.models import Person

HOURS = 24
"""How long the link to the new address is good."""


def is_another(person: Person, address: str) -> Verdict:
    """The address differs from the one that the account has."""
    return no(_l("This is the e-mail of your account already.")) if address == person.email else YES


def can_move(taken: bool, voted: bool) -> Verdict:
    """The address is nobody else's, here or in the ballot box: one address, one ballot."""
    if taken:
        return no(_l("Another account has this e-mail by now. Your account keeps the one it has."))
    if voted:
        return no(_l("A ballot with this e-mail is in the box already. You can change to it when the vote is over."))
    return YES
