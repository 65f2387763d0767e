"""Telling people: inbox entries and mails from recorded events, and what people choose to receive."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import force_locale

from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db, insert_or_ignore
from ogp_participa.core.i18n import address_in
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.mail.actions import write_letter
from ogp_participa.people.mail.models import Mail
from ogp_participa.readers.notifications.audiences import AUDIENCES, Audience, topics_by_person
from ogp_participa.readers.notifications.facts import EventFacts
from ogp_participa.readers.notifications.letters.events import letter
from ogp_participa.readers.notifications.models import Announced, Muted, Notification, Topic
from ogp_participa.readers.notifications.queries.facts import facts_of, people_with_muted, unannounced, with_people
from ogp_participa.readers.notifications.queries.inbox import muted_by
from ogp_participa.readers.notifications.rules import can_be_mailed
from ogp_participa.readers.notifications.tokens import unsubscribe_token
from ogp_participa.readers.notifications.topics import REASONS

BATCH = 50
TOKEN = "TOKEN-OF-THE-PERSON"
"""Stands for the unsubscribe token while a letter to many is written once."""


def announce_events() -> int:
    """Tell the audiences of the next events that nobody was told of. Returns how many events were looked at.

    Safe to run at the same time in many places: each event belongs to whoever writes its ``Announced`` row first.
    """
    events = unannounced(BATCH)
    mine = [event for event in events if _first_to_announce(event)]
    facts = facts_of(mine)
    plans = {e.plan_id for e in mine if e.plan_id and Audience.PARTICIPANTS in AUDIENCES.get(e.kind, ())}
    with_people(facts, mine, plans)
    audiences = {event.id: topics_by_person(event, facts) for event in mine}
    people, muted = people_with_muted({number for audience in audiences.values() for number in audience})
    for event in mine:
        _tell(event, facts, {people[n]: topic for n, topic in audiences[event.id].items() if n in people}, muted)
    return len(events)


def _first_to_announce(event: Event) -> bool:
    """Write the row that says the event is announced; False when somebody else already did."""
    values = {"event_id": event.id, "at": now()}
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
        if (person.id, entry.topic) in muted or not can_be_mailed(person):
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
