"""Killing things in the middle of voting: what was acknowledged is there, once, and the log keeps its word."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballot_log.queries import hashes_of
from ogp_participa.vote.ballots.models import Ballot, Leaf
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.verifier import merkle
from tests.faults.rig import Resident, voting
from tests.faults.scene import Scene

MORE = 30
"""So many choices are acknowledged between two events."""

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
