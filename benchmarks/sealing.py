"""How long the sealing of many waiting leaves takes, beside inserting the same leaves plainly.

``.venv/bin/python -m benchmarks.sealing --leaves 100000``. On both databases; twice each: into an empty log, and again
with one new leaf for each ballot, which supersedes its first. Seconds on the clock; the quickest is not searched for.
"""

import argparse
import secrets
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa

from ogp_participa.app import create_app
from ogp_participa.core.clock import now
from ogp_participa.core.database import Model, db
from ogp_participa.edition.plans.models import Plan
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballots.models import Ballot, Channel, Leaf
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.servers import postgres

SETTINGS = {"OGP_SECRET_KEY": "x" * 40, "OGP_PASSWORD_SALT": "x" * 10}


def leaves(plan: Plan, before: Sequence[sa.Row[Any]], ballots: Sequence[int]) -> list[dict[str, Any]]:
    """One leaf for each ballot; it supersedes that of ``before``."""
    made = []
    for place, ballot in enumerate(ballots):
        earlier = before[place] if before else None
        committed = secrets.token_bytes(32)
        made.append(
            {
                "plan_id": plan.id,
                "ballot_id": ballot,
                "channel": Channel.ONLINE,
                "nonce": secrets.token_bytes(merkle.NONCE),
                "ballot_hash": committed,
                "hash": merkle.leaf(committed, earlier.hash if earlier else None),
                "superseded_id": earlier.id if earlier else None,
            }
        )
    return made


def measure(url: str, count: int) -> None:
    """Fill one database, seal twice, print."""
    with tempfile.TemporaryDirectory() as folder:
        given = {**SETTINGS, "OGP_DATABASE_URL": url, "OGP_VAR": folder}
        with create_app(given).app_context():
            Model.metadata.create_all(db.engine)
            plan = factories.plan()
            ballots = [{"plan_id": plan.id, "opened_at": now()} for _ in range(count)]
            db.session.execute(sa.insert(Ballot), ballots)
            numbers = db.session.scalars(sa.select(Ballot.id).order_by(Ballot.id)).all()
            db.session.commit()
            before: Sequence[sa.Row[Any]] = []
            for what in ("first", "superseding"):
                rows = leaves(plan, before, numbers)
                start = time.perf_counter()
                db.session.execute(sa.insert(Leaf), rows)
                db.session.commit()
                inserted = time.perf_counter() - start
                before = db.session.execute(
                    sa.select(Leaf.id, Leaf.hash).where(Leaf.position.is_(None)).order_by(Leaf.ballot_id)
                ).all()
                start = time.perf_counter()
                head = seal(plan)
                db.session.commit()
                sealed = time.perf_counter() - start
                print(
                    f"{db.engine.dialect.name:10} {what:11} {count:>9,} leaves: inserted in {inserted:6.2f} s, "
                    f"sealed in {sealed:6.2f} s (ratio {sealed / inserted:.2f}), size {head.size if head else 0:,}"
                )
            db.session.remove()
            db.engine.dispose()


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=100_000)
    count = parser.parse_args().leaves
    with ExitStack() as stack:
        measure(stack.enter_context(postgres()), count)
    measure("", count)


if __name__ == "__main__":
    main()
