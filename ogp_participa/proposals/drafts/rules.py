"""Whose a draft is, and what it holds."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts.models import Draft

ATTACHMENTS = 3


def can_write(person: Person | None, draft: Draft) -> Verdict:
    """A draft without owner is whoever's holds it; one with an owner is the owner's; a sent one is a proposal now."""
    if draft.person_id is not None and (person is None or person.id != draft.person_id):
        return no(_l("This draft belongs to somebody else."))
    return no(_l("This draft was already sent.")) if draft.sent_id else YES


def can_attach(person: Person | None, draft: Draft, *, attached: int) -> Verdict:
    """Files come from people with an account, a few for each proposal."""
    if person is None:
        return no(_l("To attach a file, sign in first. What you wrote stays here."))
    if attached >= ATTACHMENTS:
        return no(_l("There are already 3 files. Remove one to add another."))
    return can_write(person, draft)
