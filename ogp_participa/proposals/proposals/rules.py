"""Who may read what of a proposal."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import PUBLIC, Proposal, State

LONGEST_COMMENT = 2000
"""Letters in a comment."""

HIDING_REASONS = frozenset({"1.3", "1.4", "4.1"})
"""Reasons that hide a text: it shows personal data, accuses somebody by name, or offends."""


def is_insider(person: Person | None, proposal: Proposal, seat: Seat | None) -> bool:
    """Tell whether the person wrote it, sits in this edition's forum, or works in the open-government office."""
    if person is None:
        return False
    return person.id == proposal.author_id or seat is not None or person.is_staff


def can_read(person: Person | None, proposal: Proposal, seat: Seat | None) -> Verdict:
    """Let everybody read what is public, and that something was refused; the rest is for insiders."""
    if proposal.state in PUBLIC or proposal.state is State.REFUSED or is_insider(person, proposal, seat):
        return YES
    return no(_l("This proposal is not public."))


def can_read_text(person: Person | None, proposal: Proposal, seat: Seat | None, reason: str | None) -> Verdict:
    """Let everybody read the text of a refused proposal unless the reason (its number) is what the text says."""
    hidden = proposal.state is State.REFUSED and reason in HIDING_REASONS
    if hidden and not is_insider(person, proposal, seat):
        return no(_l("The text is not shown, for the reason given above."))
    return can_read(person, proposal, seat)


def can_read_version(person: Person | None, proposal: Proposal, seat: Seat | None, *, set_aside: bool) -> Verdict:
    """Let everybody read a version, unless it went back for what it says: that stays with insiders."""
    if set_aside and not is_insider(person, proposal, seat):
        return no(_l("The forum asked for something to be taken out of this version, so its text is not shown."))
    return YES
