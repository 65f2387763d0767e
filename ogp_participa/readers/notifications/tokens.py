"""Tokens that stop one kind of mail without signing in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from ogp_participa.core.database import db
from ogp_participa.people.accounts.models import Person
from ogp_participa.readers.notifications.models import Topic


def unsubscribe_token(person: Person, topic: Topic) -> str:
    """A token that stops one topic for one person; it never grows old."""
    return str(_serializer().dumps([person.id, topic.value]))


def read_token(token: str) -> tuple[Person, Topic] | None:
    """The person and the topic of a token; None when it is not one of ours."""
    try:
        number, topic = _serializer().loads(token)
    except BadSignature:
        return None
    person = db.session.get(Person, number)
    return (person, Topic(topic)) if person and person.erased_at is None else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
