"""What a letter is, and the letters about an account; the words of others come with their events."""

from flask_babel import lazy_gettext as _l

from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.people.accounts.models import Person


def can_read_outbox(person: Person) -> Verdict:
    """In the demonstration, staff read every mail that would have left."""
    return YES if person.is_staff else no(_l("Only the open-government office reads the outbox."))
