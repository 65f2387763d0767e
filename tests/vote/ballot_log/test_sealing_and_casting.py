"""Sealers and voters at the same moment, each in a transaction of their own."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.vote.ballot_log import queries
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.models import Head
from ogp_participa.vote.ballots import actions as voting
from ogp_participa.vote.ballots.models import Leaf
from ogp_participa.vote.ballots.queries import proposal_to_choose
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.vote.ballot_log.logs import entries, hashed, heads_of, logged

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""SQLite lets one write at a time: there a voter waits for the sealer as for any other voter."""


def elsewhere(app: Flask, do: Callable[[], object], patience: str | None = "500ms") -> None:
    """Do something in another transaction and commit it, without waiting for anybody's lock; raises what went wrong."""
    wrong: list[BaseException] = []

    def there() -> None:
        with app.app_context():
            try:
                if patience:
                    db.session.execute(sa.text(f"SET LOCAL lock_timeout = '{patience}'"))
                do()
                db.session.commit()
            except BaseException as error:
                wrong.append(error)
                db.session.rollback()

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()
    if wrong:
        raise wrong[0]


class World:
    """A plan, two voters, one of whom has voted, and proposals: by number, since each transaction reads its own."""

    def __init__(self) -> None:
        made, ana, bruno = factories.plan(), factories.person(), factories.person()
        self.references = [factories.proposal(made).reference for _ in range(3)]
        self.plan, self.ana, self.bruno = made.id, ana.id, bruno.id
        db.session.commit()
        self.cast(self.ana, 0)
        db.session.commit()

    def cast(self, voter: int, which: int) -> None:
        proposal = proposal_to_choose(self.references[which], now())
        assert isinstance(proposal, Proposal)
        voting.cast(db.session.get_one(Person, voter), proposal)

    def seal(self) -> None:
        assert seal(db.session.get_one(Plan, self.plan))
        db.session.flush()


@ON_POSTGRESQL
def test_a_cast_does_not_wait_for_a_sealing(fresh_app: Flask) -> None:
    world = World()
    world.seal()  # not committed: its locks are held
    elsewhere(fresh_app, lambda: world.cast(world.ana, 1))  # supersedes the very leaf that is being sealed
    elsewhere(fresh_app, lambda: world.cast(world.bruno, 1))
    db.session.commit()
    world.seal()
    db.session.commit()
    plan = db.session.get_one(Plan, world.plan)
    some = logged(plan)
    assert [head.size for head in heads_of(plan)] == [1, 3]
    assert hashed([leaf.hash for leaf in some]) == heads_of(plan)[-1].root
    assert [bool(leaf.nonce) for leaf in some] == [False, True, True]


@ON_POSTGRESQL
def test_a_sealing_does_not_wait_for_a_cast(fresh_app: Flask) -> None:
    world = World()
    world.cast(world.ana, 1)  # not committed
    elsewhere(fresh_app, world.seal)
    db.session.commit()
    plan = db.session.get_one(Plan, world.plan)
    assert [head.size for head in heads_of(plan)] == [1]
    assert db.session.scalar(sa.select(sa.func.count()).where(Leaf.position.is_(None))) == 1


@ON_POSTGRESQL
def test_a_second_sealer_waits_for_the_first(fresh_app: Flask) -> None:
    world = World()
    world.seal()
    with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
        elsewhere(fresh_app, world.seal)


@ON_POSTGRESQL
def test_who_closes_the_count_and_the_worker_do_not_block_each_other_for_good(fresh_app: Flask) -> None:
    world, closed = World(), list[Head | None]()

    def close() -> None:
        plan = db.session.get_one(Plan, world.plan)
        db.session.refresh(plan, with_for_update={"of": Plan})
        closed.append(seal(plan))

    plan = db.session.get_one(Plan, world.plan)
    queries.hold_log(plan)
    closing = threading.Thread(target=lambda: elsewhere(fresh_app, close, patience=None))
    closing.start()
    while not db.session.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
        pass  # until the other one waits for a lock of this transaction
    assert seal(plan)
    db.session.commit()
    closing.join()
    assert closed == [None]  # nothing was left to seal; where the two wait for each other, this one is told so
    assert [head.size for head in heads_of(plan)] == [1]


def test_sealers_at_the_same_moment_make_one_log(fresh_app: Flask) -> None:
    plan = factories.plan()
    number = plan.id
    entries(plan, 150)
    db.session.commit()
    signed: list[int] = []

    def work() -> None:
        with fresh_app.app_context():
            for _ in range(3):
                mine = db.session.get_one(Plan, number)
                entries(mine, 10)
                db.session.commit()
                head = seal(db.session.get_one(Plan, number))
                signed.append(head.size if head else 0)
                db.session.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plan = db.session.get_one(Plan, number)
    some, heads = [leaf.hash for leaf in logged(plan)], heads_of(plan)
    assert len(signed) == 12
    assert len(some) == 270
    assert [head.size for head in heads] == sorted(size for size in signed if size)
    assert [head.root for head in heads] == [hashed(some[: head.size]) for head in heads]
    before = None
    for head in heads:
        assert head.seal
        assert merkle.EMPTY != head.seal != before
        before = head.seal
