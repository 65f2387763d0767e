"""Finding one resident by what they themselves say; nobody can leaf through residents."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import by_id

MINUTES = 30
"""How long a person who was found stays found."""


def token_for(staff: Person, person: Person) -> str:
    """Return an address that leads this member of staff to this person for a while: numbers could be guessed."""
    return str(_serializer().dumps([staff.id, person.id]))


def found_by(staff: Person, token: str) -> Person | None:
    """Return the person that the member of staff found."""
    try:
        finder, number = _serializer().loads(token, max_age=MINUTES * 60)
    except BadSignature:
        return None
    return by_id(number) if finder == staff.id else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="identity")
