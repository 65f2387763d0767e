"""Sealing: the leaves that wait get their places in the log, and the log's new head is signed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import current_app

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.vote.ballot_log import queries, sealing
from ogp_participa.vote.ballot_log.models import Head, Node
from ogp_participa.vote.ballots.actions import hold_to
from ogp_participa.vote.ballots.models import Leaf
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.verifier import merkle


def seal(plan: Plan, *, at: datetime | None = None) -> Head | None:
    """Give the waiting leaves their places, sorted by hash, and sign the new head; None when nothing waits.

    Ballots do not wait for it, nor it for them: they add leaves, and this changes only leaves that are there. One
    sealer waits for the other. A server that has another key than the frozen rules name is refused. The order inside a
    batch betrays no time, and of a leaf that another one has taken the place of, the nonce is forgotten: nobody can
    open it any more.
    """
    queries.hold_log(plan)
    last = queries.last_head(plan)
    size = last.size if last else 0
    if not _give_places(plan, size):
        return None
    digest = rules_of(plan)[1]
    hold_to(plan, digest)
    tree = merkle.Tree(size, queries.hashes_of(plan, merkle.complete(size)))
    _keep(_grown(plan, tree))
    _forget_superseded(plan, size)
    moment = at or now()
    head = _signed(plan, digest, tree, last, moment)
    db.session.add(head)
    record(Kind.LOG_SEALED, by=None, on=plan, size=head.size, root=head.root.hex()).at = moment
    return head


def seal_when_due(plan: Plan, ballots: int) -> Head | None:
    """Seal the log in which so many ballots wait, where it is time (see ``sealing.is_due``)."""
    return seal(plan) if sealing.is_due(ballots, _waited(plan), invented=plan.demonstration) else None


def _waited(plan: Plan) -> timedelta:
    """Return how long ago the log was signed last, or could first have had something to sign."""
    last = queries.last_head(plan)
    opened = min((stage.opens_at for stage in plan.stages_with(Right.VOTE)), default=now())
    return now() - (last.sealed_at if last else opened)


def _give_places(plan: Plan, size: int) -> int:
    """Give positions from ``size`` on to every leaf that waits, in one statement; return how many there were."""
    place = (sa.func.row_number().over(order_by=Leaf.hash) - 1).label("place")
    waiting = sa.select(Leaf.id, place).where(Leaf.plan_id == plan.id, Leaf.position.is_(None)).subquery()
    placed: Any = db.session.execute(
        sa.update(Leaf)
        .where(Leaf.id == waiting.c.id)
        .values(position=size + waiting.c.place)
        .execution_options(synchronize_session=False)
    )
    return int(placed.rowcount)


def _grown(plan: Plan, tree: merkle.Tree) -> Iterator[dict[str, Any]]:
    """Add the leaves that are not in the tree yet; yields the complete subtrees to keep."""
    for leaf in queries.sealed_hashes(plan, tree.size):
        for level, index, hashed in tree.add(leaf):
            if level >= Node.LOWEST:
                yield {"plan_id": plan.id, "level": level, "index": index, "hash": hashed}


def _keep(nodes: Iterable[dict[str, Any]]) -> None:
    """Insert subtrees, many at once."""
    waiting = iter(nodes)
    while batch := list(islice(waiting, queries.AT_ONCE)):
        db.session.execute(sa.insert(Node), batch)


def _forget_superseded(plan: Plan, size: int) -> None:
    """Forget the nonces of what the leaves from ``size`` on have taken the place of."""
    new = sa.select(Leaf.superseded_id).where(
        Leaf.plan_id == plan.id, Leaf.position >= size, Leaf.superseded_id.is_not(None)
    )
    db.session.execute(
        sa.update(Leaf).where(Leaf.id.in_(new)).values(nonce=None).execution_options(synchronize_session=False)
    )


def _signed(plan: Plan, digest: str, tree: merkle.Tree, last: Head | None, moment: datetime) -> Head:
    """Return the head of the tree, signed with the log's key."""
    key = current_app.config["LOG_KEY"]
    before = last.seal if last else None
    message = merkle.head(plan.slug, digest, tree.size, tree.root, sealing.stamp(moment), before)
    signature = key.sign(message)
    return Head(
        plan_id=plan.id,
        size=tree.size,
        root=tree.root,
        sealed_at=sealing.to_the_minute(moment),
        signature=signature,
        public_key=key.public_key().public_bytes_raw(),
        seal=merkle.seal(message, signature),
    )
