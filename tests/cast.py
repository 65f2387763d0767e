"""The cast of the tests, and how they browse."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat
from ogp_participa.people.accounts.models import Person
from tests import factories
from tests.page_check import check_page


def token_of(client: FlaskClient) -> str:
    """A CSRF token of the client's session."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", secrets.token_hex(20))
    secret = client.application.secret_key or ""
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))


class Browser:
    """A person at a browser: keeps cookies, sends the CSRF token, and checks every HTML page it is given."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.client = app.test_client()
        if person is not None:
            self.become(person.fs_uniquifier)

    def become(self, identity: str) -> None:
        """Be signed in as the person with this session key."""
        with self.client.session_transaction() as session:
            session["_user_id"] = identity
            session["_fresh"] = True
            session["fs_paa"] = time.time()

    def get(self, path: str, status: int = 200, **options: Any) -> TestResponse:
        """Open a page; fails when the answer's status is another, or the page is not as pages must be."""
        answer = self.client.get(path, **options)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:2000]}"
        if answer.mimetype == "text/html" and answer.text:
            check_page(answer.text)
        return answer

    def token(self) -> str:
        """A CSRF token of this browser's session, as a form of a page it opened would carry."""
        return token_of(self.client)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> TestResponse:
        """Send a form with the session's CSRF token."""
        answer = self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **options)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:3000]}"
        if answer.mimetype == "text/html" and status >= 400 and answer.text:
            check_page(answer.text)
        return answer


@dataclass
class Cast:
    """Everybody, and the plan they meet in."""

    plan: Plan
    ana: Person
    bruno: Person
    clara: Person
    celio: Person
    dario: Person
    eva: Person
    clara_seat: Seat
    celio_seat: Seat
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def in_database(cls) -> "Cast":
        """Make everybody."""
        plan = factories.plan()
        clara, celio = factories.person("Clara Dias"), factories.person("Célio Reis")
        everybody = cls(
            plan=plan,
            ana=factories.person("Ana Souza"),
            bruno=factories.person("Bruno Lima"),
            clara=clara,
            celio=celio,
            dario=factories.person("Dario Melo", role="staff"),
            eva=factories.person("Eva Prado", role="administrator"),
            clara_seat=factories.seat(plan, Sector.CIVIL_SOCIETY, clara),
            celio_seat=factories.seat(plan, Sector.GOVERNMENT, celio),
        )
        db.session.commit()
        return everybody
