"""Reading the log of a plan's ballots: its heads, and the hashes that proofs are made of."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from ogp_participa import proving
from ogp_participa.database import db
from ogp_participa.plans.models import Plan
from ogp_participa.proof.models import Head, Node
from ogp_participa.proving import Span
from ogp_participa.voting.models import Leaf

LOCK = 4_201
"""The first half of the lock's number that sealers of a plan's log take on PostgreSQL; the second is the plan's."""

AT_ONCE = 10_000
"""So many leaves are brought from the database together."""


def hold_log(plan: Plan) -> None:
    """Let other sealers of this log wait until the transaction ends. Ballots do not take this lock.

    The plan comes first, as what is written into the log points to it: who closes the count holds the plan and then
    seals. On SQLite whoever writes is alone already.
    """
    if db.engine.dialect.name != "postgresql":
        return
    share = sa.select(Plan.id).where(Plan.id == plan.id).with_for_update(read=True, key_share=True)
    db.session.execute(share)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK, plan.id)))


def waiting() -> Sequence[tuple[int, int]]:
    """(number of the plan, ballots that wait) of every plan in whose log something waits to be sealed."""
    ballots = sa.func.count(Leaf.ballot_id.distinct())
    query = sa.select(Leaf.plan_id, ballots).where(Leaf.position.is_(None)).group_by(Leaf.plan_id)
    return [(plan, count) for plan, count in db.session.execute(query.order_by(Leaf.plan_id))]


def last_head(plan: Plan) -> Head | None:
    """The newest head of the log; None before the first."""
    return db.session.scalar(sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size.desc()).limit(1))


def head_over(plan: Plan, position: int) -> Head | None:
    """The first head that holds the leaf at this position."""
    query = sa.select(Head).where(Head.plan_id == plan.id, Head.size > position).order_by(Head.size).limit(1)
    return db.session.scalar(query)


def heads(plan: Plan, *, limit: int | None = None, offset: int = 0) -> Sequence[Head]:
    """The heads of the log, newest first."""
    query = sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size.desc()).limit(limit).offset(offset)
    return db.session.scalars(query).all()


def sealed_hashes(plan: Plan, start: int) -> Iterator[bytes]:
    """The hashes of the sealed leaves from a position on, in the order of the log."""
    query = (
        sa.select(Leaf.hash).where(Leaf.plan_id == plan.id, Leaf.position >= start).order_by(Leaf.position)
    ).execution_options(yield_per=AT_ONCE)
    yield from db.session.scalars(query)


def hashes_of(plan: Plan, spans: Iterable[Span]) -> list[bytes]:
    """The roots of spans of the sealed log, in two statements however large it is.

    A span begins where a complete subtree of its size could begin, as those of ``proving`` do.
    """
    asked = list(spans)
    parts = {span: [(span[0] + a, span[0] + b) for a, b in proving.complete(span[1] - span[0])] for span in asked}
    single = {part for each in parts.values() for part in each}
    known = _roots(plan, single)
    return [proving.Tree(end - start, [known[p] for p in parts[start, end]]).root for start, end in asked]


def _roots(plan: Plan, spans: Iterable[Span]) -> dict[Span, bytes]:
    """The roots of complete subtrees: large ones are kept, small ones are hashed from their leaves."""
    large = {
        (level, start >> level): (start, end) for start, end in spans if (level := _level(start, end)) >= Node.LOWEST
    }
    small = [span for span in spans if _level(*span) < Node.LOWEST]
    kept = sa.select(Node.level, Node.index, Node.hash).where(
        Node.plan_id == plan.id, sa.tuple_(Node.level, Node.index).in_(list(large))
    )
    leaves = sa.select(Leaf.position, Leaf.hash).where(
        Leaf.plan_id == plan.id, Leaf.position.in_([at for start, end in small for at in range(start, end)])
    )
    known = {large[level, index]: hashed for level, index, hashed in db.session.execute(kept)} if large else {}
    at = {row.position: row.hash for row in db.session.execute(leaves)} if small else {}
    for start, end in small:
        tree = proving.Tree()
        tree.extend(at[position] for position in range(start, end))
        known[start, end] = tree.root
    return known


def _level(start: int, end: int) -> int:
    return (end - start).bit_length() - 1
