"""From the rows of a vote in PostgreSQL to the winners, beside PostgreSQL's own GROUP BY over the same rows.

``.venv/bin/python -m benchmarks.selection_database --ballots 1000000 5000000``. Each measurement is a process of its
own; seconds on the clock, CPU seconds of it and of its PostgreSQL backend, and the peak of its memory.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.filling import STATEMENTS
from ogp_participa.app import create_app
from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import Model, db
from ogp_participa.edition.plans.models import Plan, Rule
from ogp_participa.vote.count.queries.profile import vote_of
from ogp_participa.vote.verifier.methods import select
from tests.servers import postgres

GROUP_BY = """
SELECT count(*) FROM (SELECT choices, count(*) FROM (SELECT array_agg(proposal_id ORDER BY proposal_id) AS choices
FROM choice GROUP BY ballot_id) AS one GROUP BY choices) AS same
"""
# Five choices of each ballot among `proposals`, few proposals chosen by many; nearly all ballots are different ones.
BALLOTS = """
SET session_replication_role = replica;
INSERT INTO ballot (id, plan_id, channel, level, opened_at)
SELECT n, 1, 'online', 'email', now() FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n;
INSERT INTO choice (ballot_id, proposal_id, slot)
SELECT b, s + 5 * floor(CAST(:fifth AS int) * power(random(), 2.5))::int, s
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) b, generate_series(1, 5) s
"""
NEEDED = ("INSERT INTO plan", "INSERT INTO theme", "INSERT INTO person", "INSERT INTO proposal (")
SETTINGS = {"OGP_SECRET_KEY": "x" * 40, "OGP_PASSWORD_SALT": "x" * 10, "OGP_VAR": tempfile.mkdtemp()}


def _run(connection: sa.Connection, statements: str, **values: int) -> None:
    for statement in statements.split(";\n"):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        if statement.strip():
            connection.execute(sa.text(statement), used)


def fill(proposals: int, first: int, last: int) -> None:
    """Add ballots to the vote of plan 1; the first ones make it."""
    with db.engine.begin() as connection:
        if first == 1:
            needed = [s.strip() for s in STATEMENTS.split(";\n") if s.strip().startswith(NEEDED)]
            _run(connection, ";\n".join(needed), proposals=proposals, voters=1000)
        _run(connection, BALLOTS, fifth=proposals // 5, first=first, last=last)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _cpu(backend: int) -> float:
    """CPU seconds so far, of this process and of a backend of PostgreSQL."""
    words = Path(f"/proc/{backend}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(words[11]) + int(words[12])) / 100


def measure(what: str, seats: int) -> dict[str, object]:
    """One measurement in this process."""
    plan = db.session.get_one(Plan, 1)
    backend = db.session.scalar(sa.text("SELECT pg_backend_pid()")) or 0
    clock, cpu, said = time.perf_counter(), _cpu(backend), ""
    if what == "group by":
        db.session.execute(sa.text(GROUP_BY)).all()
    elif what == "read":
        vote_of(plan)
    else:
        vote = vote_of(plan)
        result = select(vote.profile, Rule(what), seats, "1")
        said = " ".join(vote.profile.references[winner] for winner in result.winners)
    return {
        "clock": time.perf_counter() - clock,
        "cpu": _cpu(backend) - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "said": said,
    }


def _elsewhere(url: str, what: str, seats: int, times: int) -> dict[str, float]:
    """The quickest of several measurements, each in a new process."""
    command = [sys.executable, "-m", "benchmarks.selection_database", "--url", url, "--what", what]
    runs = [
        json.loads(subprocess.run([*command, "--seats", str(seats)], check=True, capture_output=True, text=True).stdout)
        for _ in range(times)
    ]
    return min(runs, key=lambda run: run["cpu"])


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--proposals", type=int, default=500)
    parser.add_argument("--seats", type=int, default=10)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--what", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.url:
        with create_app({**SETTINGS, "OGP_DATABASE_URL": given.url}).app_context():
            print(json.dumps(measure(given.what, given.seats)))
        return
    with postgres() as url:
        app = create_migrating_app({**SETTINGS, "OGP_DATABASE_URL": url})
        with app.app_context():
            Model.metadata.create_all(db.engine)
            _measure_all(url, given)
            db.engine.dispose()


def _measure_all(url: str, given: argparse.Namespace) -> None:
    there = 0
    for ballots in given.ballots:
        fill(given.proposals, there + 1, ballots)
        there = ballots
        print(f"{ballots} ballots of {given.proposals} proposals, {given.seats} seats", flush=True)
        base = _elsewhere(url, "group by", given.seats, given.times)
        for what in ("group by", "read", *Rule):
            run = base if what == "group by" else _elsewhere(url, what, given.seats, given.times)
            print(
                f"  {what:13} {run['clock']:6.2f} s (x {run['clock'] / base['clock']:.2f})  CPU {run['cpu']:6.2f} s"
                f" (x {run['cpu'] / base['cpu']:.2f})  {run['memory']:5} MiB  {run['said']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
