"""An open vote, its voters, and what can be done to the platform that holds it."""

import http.client
import time
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log.actions import seal
from tests import factories
from tests.faults.rig import Gunicorn, Postmaster, resident, wait_for

VOTERS, PROPOSALS = 12, 9


@dataclass(frozen=True)
class Answer:
    """What a page answered, and after how many seconds."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float


class Scene:
    """An open vote on a platform that really runs."""

    def __init__(self, app: Flask, database: Postmaster, settings: dict[str, str]) -> None:
        plan = factories.plan()
        self.app, self.plan_id, self.settings = app, plan.id, settings
        self.references = [factories.proposal(plan).reference for _ in range(PROPOSALS)]
        people = [factories.person() for _ in range(VOTERS)]
        self.staff_id = factories.person(role="staff").id
        db.session.commit()
        self.residents = [resident(app, person.id, person.fs_uniquifier) for person in people]
        self.database = database
        self.server = Gunicorn(settings)

    @property
    def plan(self) -> Plan:
        """The edition, as the database has it."""
        return db.session.get_one(Plan, self.plan_id)

    def wait_for_votes(self, more: int) -> None:
        """Wait until so many more were acknowledged."""
        before = sum(who.acknowledged for who in self.residents)
        wait_for(lambda: sum(who.acknowledged for who in self.residents) >= before + more)

    def seal(self) -> None:
        """Seal what waits, as the worker would."""
        seal(self.plan)
        db.session.commit()

    def leave_database(self) -> None:
        """Close the connections of this process."""
        db.session.remove()
        db.engine.dispose()

    def kill_the_database(self) -> None:
        """Kill PostgreSQL and start it on what it had written."""
        self.leave_database()
        self.database.kill()
        time.sleep(0.3)  # people meet a platform without a database
        self.database.start()

    def vote_ends(self, seconds: float) -> None:
        """Let the vote end so many seconds from now."""
        self.plan.stages[0].closes_at = now() + timedelta(seconds=seconds)
        db.session.commit()

    def get(self, path: str, language: str = "", port: int = 0) -> Answer:
        """Open a page as a visitor."""
        return ask(port or self.server.port, "GET", path, headers={"Accept-Language": language})


def ask(port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
    """Ask the platform once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.monotonic()
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    connection.close()
    return Answer(response.status, dict(response.headers), text, time.monotonic() - began)
