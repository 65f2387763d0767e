"""What happened to what a person follows, in the words of its letters."""

from datetime import datetime

from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.letters import Letter
from ogp_participa.readers.notifications.letters.events import letter
from ogp_participa.readers.notifications.models import Notification
from ogp_participa.readers.notifications.queries.facts import facts_of
from ogp_participa.readers.notifications.queries.inbox import since


def news_of(person: Person, visit: datetime | None) -> tuple[list[tuple[Notification, Letter]], bool]:
    """Return the notices since the last visit with their letters, and whether they are since it.

    Where there are none, or no visit is known, they are those not read yet.
    """
    fresh = since(person, visit) if visit else []
    notices = fresh or since(person, None)
    facts = facts_of([notice.event for notice in notices])
    return [(notice, letter(notice.event, facts)) for notice in notices], bool(fresh)
