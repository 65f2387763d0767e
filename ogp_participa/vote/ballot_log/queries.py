"""Reading the log of a plan's ballots: its heads, and the hashes that proofs are made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log.models import Head, Node
from ogp_participa.vote.ballot_log.receipt_words import words_of
from ogp_participa.vote.ballot_log.wording import ReceiptAdvice, receipt_advice
from ogp_participa.vote.ballots.models import Ballot, Leaf
from ogp_participa.vote.verifier import merkle
from ogp_participa.vote.verifier.merkle import Span

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
    """Return (number of the plan, ballots that wait) of every plan in whose log something waits to be sealed."""
    ballots = sa.func.count(Leaf.ballot_id.distinct())
    query = sa.select(Leaf.plan_id, ballots).where(Leaf.position.is_(None)).group_by(Leaf.plan_id)
    return [(plan, count) for plan, count in db.session.execute(query.order_by(Leaf.plan_id))]


def last_head(plan: Plan) -> Head | None:
    """Return the newest head of the log; None before the first."""
    return db.session.scalar(sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size.desc()).limit(1))


def heads(plan: Plan, *, limit: int | None = None, offset: int = 0) -> Sequence[Head]:
    """Return the heads of the log, newest first."""
    query = sa.select(Head).where(Head.plan_id == plan.id).order_by(Head.size.desc()).limit(limit).offset(offset)
    return db.session.scalars(query).all()


def count_heads(plan: Plan) -> int:
    """Return how often the log was signed."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Head).where(Head.plan_id == plan.id)) or 0


@dataclass(frozen=True)
class LogEntry:
    """A leaf of the log, the one that has taken its place, and the first head that holds it; None while it waits."""

    leaf: Leaf
    later: Leaf | None
    head: Head | None

    @property
    def words(self) -> str:
        """The receipt of the leaf, in words."""
        return words_of(self.leaf.hash)

    @property
    def advice(self) -> ReceiptAdvice:
        """What the voter reads around it, in their language."""
        return receipt_advice()


def entry_between(plan: Plan, least: bytes, most: bytes) -> LogEntry | None:
    """Return the entry whose hash lies between two; None when there is none."""
    return _entry(sa.and_(Leaf.plan_id == plan.id, Leaf.hash >= least, Leaf.hash <= most))


def newest_entry(ballot: Ballot | None) -> LogEntry | None:
    """Return the entry of the ballot as it is now; None before its first."""
    return _entry(Leaf.ballot_id == ballot.id) if ballot else None


def _entry(which: sa.ColumnElement[bool]) -> LogEntry | None:
    later = aliased(Leaf)
    first = sa.select(sa.func.min(Head.size)).where(Head.plan_id == Leaf.plan_id, Head.size > Leaf.position)
    query = (
        sa.select(Leaf, later, Head)
        .outerjoin(later, later.superseded_id == Leaf.id)
        .outerjoin(Head, sa.and_(Head.plan_id == Leaf.plan_id, Head.size == first.correlate(Leaf).scalar_subquery()))
        .where(which)
        .order_by(Leaf.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return LogEntry(row[0], row[1], row[2]) if row else None


def sealed_rows(plan: Plan, size: int) -> Iterator[tuple[int, bytes, str, int | None]]:
    """Return (position, ballot hash, channel, position of what it supersedes) of the leaves of a head, in the log's
    order.

    The plan is asked for its number at once: a file is sent when the request's transaction is over.
    """
    earlier = aliased(Leaf)
    query = (
        sa.select(Leaf.position, Leaf.ballot_hash, Leaf.channel, earlier.position)
        .outerjoin(earlier, earlier.id == Leaf.superseded_id)
        .where(Leaf.plan_id == plan.id, Leaf.position < size)
        .order_by(Leaf.position)
        .execution_options(yield_per=AT_ONCE)
    )
    return ((place or 0, committed, channel, old) for place, committed, channel, old in _run(query))


def _run(query: sa.Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """Yield the rows, asked for when the first one is."""
    yield from db.session.execute(query)


def sealed_hashes(plan: Plan, start: int) -> Iterator[bytes]:
    """Yield the hashes of the sealed leaves from a position on, in the order of the log."""
    query = (
        sa.select(Leaf.hash).where(Leaf.plan_id == plan.id, Leaf.position >= start).order_by(Leaf.position)
    ).execution_options(yield_per=AT_ONCE)
    yield from db.session.scalars(query)


def hashes_of(plan: Plan, spans: Iterable[Span]) -> list[bytes]:
    """Return the roots of spans of the sealed log, in two statements however large it is.

    A span begins where a complete subtree of its size could begin, as those of ``proving`` do.
    """
    asked = list(spans)
    parts = {span: [(span[0] + a, span[0] + b) for a, b in merkle.complete(span[1] - span[0])] for span in asked}
    single = {part for each in parts.values() for part in each}
    known = _roots(plan, single)
    return [merkle.Tree(end - start, [known[p] for p in parts[start, end]]).root for start, end in asked]


def _roots(plan: Plan, spans: Iterable[Span]) -> dict[Span, bytes]:
    """Return the roots of complete subtrees: large ones are kept, small ones are hashed from their leaves."""
    large = {
        (level, start >> level): (start, end) for start, end in spans if (level := _level(start, end)) >= Node.LOWEST
    }
    small = [span for span in spans if _level(*span) < Node.LOWEST]
    stored = sa.select(Node.level, Node.index, Node.hash).where(
        Node.plan_id == plan.id, sa.tuple_(Node.level, Node.index).in_(list(large))
    )
    leaves = sa.select(Leaf.position, Leaf.hash).where(
        Leaf.plan_id == plan.id, Leaf.position.in_([at for start, end in small for at in range(start, end)])
    )
    known = {large[level, index]: hashed for level, index, hashed in db.session.execute(stored)} if large else {}
    at = {row.position: row.hash for row in db.session.execute(leaves)} if small else {}
    for start, end in small:
        tree = merkle.Tree()
        tree.extend(at[position] for position in range(start, end))
        known[start, end] = tree.root
    return known


def _level(start: int, end: int) -> int:
    return (end - start).bit_length() - 1
