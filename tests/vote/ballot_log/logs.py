"""Logs for the tests: entries put straight into the database, many at once."""

import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballots.models import Ballot, Channel, Leaf
from ogp_participa.vote.verifier import merkle


def hashed(some: Sequence[bytes]) -> bytes:
    """The root of leaves, by the definition."""
    if len(some) < 2:
        return some[0] if some else hashlib.sha256().digest()
    half = 1 << (len(some) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + hashed(some[:half]) + hashed(some[half:])).digest()


def entries(plan: Plan, count: int, replacing: Sequence[Leaf] = ()) -> list[Leaf]:
    """So many waiting leaves; the first ones supersede those that are given."""
    made = []
    for number in range(count):
        before = replacing[number] if number < len(replacing) else None
        ballot = before.ballot_id if before else _ballot(plan)
        committed = secrets.token_bytes(32)
        leaf = Leaf(plan_id=plan.id, ballot_id=ballot, channel=Channel.ONLINE, ballot_hash=committed)
        leaf.nonce, leaf.superseded_id = secrets.token_bytes(16), before.id if before else None
        leaf.hash = merkle.leaf(committed, before.hash if before else None)
        made.append(leaf)
    db.session.add_all(made)
    db.session.flush()
    return made


def _ballot(plan: Plan) -> int:
    made = Ballot(plan_id=plan.id)
    db.session.add(made)
    db.session.flush()
    return made.id


def logged(plan: Plan) -> list[Leaf]:
    """The sealed leaves in the order of the log, read anew."""
    query = sa.select(Leaf).where(Leaf.plan_id == plan.id, Leaf.position.is_not(None)).order_by(Leaf.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def heads_of(plan: Plan) -> list[Head]:
    """The heads, oldest first."""
    return list(db.session.scalars(sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size)))
