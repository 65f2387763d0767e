"""Telling people: inbox entries and mails from recorded events, and what people choose to receive."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, insert_or_ignore
from ogp_participa.core.i18n import address_in
from ogp_participa.core.logs import log
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.actions import try_again, write_letter
from ogp_participa.people.mail.models import Mail
from ogp_participa.people.mail.queries import ATTEMPTS
from ogp_participa.readers.notifications import rules
from ogp_participa.readers.notifications.audiences import AUDIENCES, Audience, topics_by_person
from ogp_participa.readers.notifications.facts import EventFacts
from ogp_participa.readers.notifications.letters.events import letter
from ogp_participa.readers.notifications.models import Announced, Muted, Notification, Topic
from ogp_participa.readers.notifications.queries.facts import (
    events_by_number,
    facts_of,
    people_with_muted,
    unannounced,
    with_people,
)
from ogp_participa.readers.notifications.queries.inbox import muted_by
from ogp_participa.readers.notifications.tokens import unsubscribe_token
from ogp_participa.readers.notifications.topics import REASONS

BATCH = 50
TOKEN = "TOKEN-OF-THE-PERSON"
"""Stands for the unsubscribe token while a letter to many is written once."""


def announce_events() -> int:
    """Tell the audiences of the next events that nobody was told of. Returns how many events were looked at.

    Safe to run at the same time in many places: each event belongs to whoever writes its ``Announced`` row first. An
    event that cannot be told (of a kind that this release does not know, or with details it cannot read) is noted with
    its row, and the others go on.
    """
    numbers = unannounced(BATCH)
    mine = [number for number in numbers if _first_to_announce(number)]
    try:
        with db.session.begin_nested():
            _announce(mine)
    except OperationalError:
        raise  # the database is away or busy: that is nobody's fault here
    except Exception:
        for number in mine:
            _announce_alone(number)
    return len(numbers)


def _announce(numbers: Sequence[int]) -> None:
    """Tell of these events, with what they point to read at once."""
    events = events_by_number(numbers)
    facts = facts_of(events)
    plans = {e.plan_id for e in events if e.plan_id and Audience.PARTICIPANTS in AUDIENCES.get(e.kind, ())}
    with_people(facts, events, plans)
    audiences = {event.id: topics_by_person(event, facts) for event in events}
    people, muted = people_with_muted({number for audience in audiences.values() for number in audience})
    for event in events:
        _tell(event, facts, {people[n]: topic for n, topic in audiences[event.id].items() if n in people}, muted)
    db.session.flush()


def _announce_alone(number: int) -> None:
    """Tell of one event; where that fails, keep why, so that an administrator sees it and can try again."""
    try:
        with db.session.begin_nested():
            _announce([number])
    except OperationalError:
        raise
    except Exception as error:
        log.error("event not told", event_id=number, exc_info=error)
        failed = sa.update(Announced).where(Announced.event_id == number)
        db.session.execute(failed.values(error=type(error).__name__))


def tell_again(person: Person, number: int) -> None:
    """Let an event that could not be told be told with the next run."""
    rules.can_mend(person).require()
    db.session.execute(sa.delete(Announced).where(Announced.event_id == number, Announced.error.is_not(None)))


def send_again(person: Person, number: int) -> None:
    """Let a mail that was given up leave with the next run."""
    rules.can_mend(person).require()
    mail = db.session.get(Mail, number)
    if mail is not None and mail.sent_at is None and mail.attempts >= ATTEMPTS:
        try_again(mail)


def _first_to_announce(number: int) -> bool:
    """Write the row that says the event is announced; False when somebody else already did."""
    values = {"event_id": number, "at": now()}
    return insert_or_ignore(Announced, values, Announced.event_id) is not None


def _tell(event: Event, facts: EventFacts, audience: dict[Person, Topic], muted: set[tuple[int, Topic]]) -> None:
    """One inbox entry for each person, and one mail for each who wants it."""
    entries = {
        person: Notification(person_id=person.id, event_id=event.id, topic=topic, at=event.at)
        for person, topic in audience.items()
        if person.erased_at is None
    }
    db.session.add_all(entries.values())
    db.session.flush()
    written: dict[tuple[str, Topic], dict[str, str]] = {}
    for person, entry in entries.items():
        if (person.id, entry.topic) in muted or not rules.can_be_mailed(person):
            continue
        key = (person.locale, entry.topic)
        if key not in written:
            written[key] = _written(event, facts, *key)
        db.session.add(_addressed(written[key], person, entry))


def _written(event: Event, facts: EventFacts, locale: str, topic: Topic) -> dict[str, str]:
    """The mail about an event, in a language, with a placeholder for the person's token."""
    with force_locale(locale):
        words = letter(event, facts)
        return write_letter(
            words,
            locale,
            link=address_in(locale, words.endpoint, **words.values),
            reason=str(REASONS[topic]),
            preferences_url=address_in(locale, "notifications.settings"),
            unsubscribe_url=address_in(locale, "notifications.unsubscribe", token=TOKEN),
        )


def _addressed(written: dict[str, str], person: Person, entry: Notification) -> Mail:
    """The mail for one person, with the way to stop it in one click (RFC 8058)."""
    token = unsubscribe_token(person, entry.topic)
    return Mail(
        person_id=person.id,
        notification_id=entry.id,
        address=person.email,
        subject=written["subject"],
        text=written["text"].replace(TOKEN, token),
        html=written["html"].replace(TOKEN, token),
        headers={
            "List-Unsubscribe": f"<{written['unsubscribe'].replace(TOKEN, token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def mark_read(person: Person, entries: Iterable[int] | None = None) -> None:
    """The person has read these entries of the inbox, or all of it."""
    unread = sa.update(Notification).where(Notification.person_id == person.id, Notification.read_at.is_(None))
    if entries is not None:
        unread = unread.where(Notification.id.in_(list(entries)))
    db.session.execute(unread.values(read_at=now()))


def mute(person: Person, topic: Topic) -> None:
    """No more mails on this topic; the inbox goes on."""
    if topic not in muted_by(person):
        db.session.add(Muted(person_id=person.id, topic=topic))


def unmute(person: Person, topic: Topic) -> None:
    """Mails on this topic again."""
    db.session.execute(sa.delete(Muted).where(Muted.person_id == person.id, Muted.topic == topic))


def choose_topics(person: Person, wanted: Iterable[Topic]) -> None:
    """Receive mails on exactly these topics."""
    chosen = set(wanted)
    for topic in Topic:
        if topic in chosen:
            unmute(person, topic)
        else:
            mute(person, topic)
