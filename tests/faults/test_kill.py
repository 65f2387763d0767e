"""Killing things in the middle of voting: what was acknowledged is there, once, and the log keeps its word."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballot_log.queries import hashes_of
from ogp_participa.vote.ballots.models import Ballot, Leaf
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.faults.rig import DURABLE, Gunicorn, Postmaster, Resident, resident, voting, wait_for
from tests.servers import postgres

VOTERS, PROPOSALS = 12, 9
MORE = 30
"""So many choices are acknowledged between two events."""


class Scene:
    """An open vote on a platform that really runs."""

    def __init__(self, app: Flask, url: str, folder: Path) -> None:
        plan = factories.plan()
        self.plan_id = plan.id
        self.references = [factories.proposal(plan).reference for _ in range(PROPOSALS)]
        people = [factories.person() for _ in range(VOTERS)]
        db.session.commit()
        self.residents = [resident(app, person.id, person.fs_uniquifier) for person in people]
        self.database = Postmaster(url)
        settings = {"OGP_DATABASE_URL": url, "OGP_VAR": str(folder), "OGP_SECRET_KEY": str(app.secret_key)}
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

    def kill_the_database(self) -> None:
        """Kill PostgreSQL and start it on what it had written."""
        db.session.remove()
        db.engine.dispose()
        self.database.kill()
        time.sleep(0.3)  # people meet a platform without a database
        self.database.start()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """The platform, on a PostgreSQL that keeps what it acknowledged."""
    with postgres(**DURABLE) as url:
        app = create_migrating_app(
            {"OGP_DATABASE_URL": url, "OGP_VAR": str(tmp_path), "OGP_SECRET_KEY": "only-for-this-" * 3, "TESTING": True}
        )
        with app.app_context():
            app.extensions["alembic"].upgrade()
            scene = Scene(app, url, tmp_path)
            yield scene
            db.session.remove()
            db.engine.dispose()
            scene.server.stop()
            scene.database.stop()


KILLS: dict[str, Callable[[Scene], None]] = {
    "a worker": lambda scene: scene.server.kill_a_worker(),
    "the server": lambda scene: scene.server.kill(),
    "PostgreSQL": lambda scene: scene.kill_the_database(),
}


@pytest.mark.parametrize("kill", KILLS)
def test_what_was_acknowledged_outlives_the_kill(scene: Scene, kill: str) -> None:
    with voting(scene.residents, scene.server.port, scene.references):
        for _ in range(2):
            scene.wait_for_votes(MORE)
            scene.seal()
            scene.wait_for_votes(MORE)
            KILLS[kill](scene)
        scene.wait_for_votes(MORE)
        scene.seal()
    scene.seal()
    db.session.expire_all()
    for who in scene.residents:
        _has_one_ballot_as_acknowledged(scene, who)
    _keeps_its_word(scene)


def _has_one_ballot_as_acknowledged(scene: Scene, who: Resident) -> None:
    """One ballot, with exactly what was acknowledged last; a leaf for each change, and the last one opens to it."""
    ballot = db.session.scalars(sa.select(Ballot).where(Ballot.voter_id == who.person_id)).one()
    assert {choice.proposal.reference for choice in ballot.choices} == who.chosen
    assert sorted(choice.slot for choice in ballot.choices) == sorted({choice.slot for choice in ballot.choices})
    leaves = list(db.session.scalars(sa.select(Leaf).where(Leaf.ballot_id == ballot.id).order_by(Leaf.id)))
    assert len(leaves) >= who.acknowledged
    bound_to = merkle.domain(scene.plan.slug, rules_of(scene.plan)[1], "online")
    assert leaves[-1].ballot_hash == merkle.ballot_hash(bound_to, leaves[-1].nonce or b"", who.chosen)
    before = None
    for leaf in leaves:
        assert leaf.hash == merkle.leaf(leaf.ballot_hash, before.hash if before else None)
        assert leaf.superseded_id == (before.id if before else None)
        assert leaf.position is not None
        before = leaf


def _keeps_its_word(scene: Scene) -> None:
    """Each head of the log grows out of the one before: the consistency proof leads to both roots."""
    plan = scene.plan
    heads = list(db.session.scalars(sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size)))
    assert len(heads) >= 3
    for old, new in pairwise(heads):
        hashes = hashes_of(plan, merkle.consistency(old.size, new.size))
        assert merkle.consistent(old.size, new.size, hashes) == (old.root, new.root)
    positions = db.session.scalars(sa.select(Leaf.position).where(Leaf.plan_id == plan.id).order_by(Leaf.position))
    assert list(positions) == list(range(heads[-1].size))
