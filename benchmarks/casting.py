"""Choices a second, as a ratio to the smallest insert-and-commit, and how long they take under load, in one run.

    .venv/bin/python -m benchmarks.casting [--voters 6000] [--seconds 8] [--rounds 3] [--fsync off]

PostgreSQL of its own that keeps what it acknowledged, gunicorn with two workers of four threads, eight clients with
kept connections. Each client votes for one resident after the other, five choices each, through the real form with its
token. The other sides get the very same requests, and their view does nothing but insert a row by SQLAlchemy Core and
commit: once within our application, once in a Flask application of nothing else. At the end the choices and leaves in
the database are compared with the answers that were given.
"""

import argparse
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from benchmarks.pages import ROOT, Server, database

PROPOSALS = 500
CLIENTS = 8


def cookies(app: Flask, voters: int) -> list[tuple[str, str]]:
    """The session cookie and the form's token of residents who are signed in."""
    signed_in = []
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    tokens = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    for number in range(1, voters + 1):
        raw = secrets.token_hex(20)
        session = serializer.dumps({"_user_id": f"p{number}", "_fresh": True, "csrf_token": raw})
        signed_in.append((f"{app.config['SESSION_COOKIE_NAME']}={session}", tokens.dumps(raw)))
    return signed_in


def load(server: Server, voters: list[tuple[str, str]], seconds: float, rate: float = 0) -> dict[str, Any]:
    """Let eight clients vote: how many answers came, in what time, and what the workers spent on each.

    ``rate`` choices a second in all are sent at their own moments, whether the ones before are answered or not;
    0 sends as fast as answers come.
    """
    before, start = server.seconds(), time.monotonic()
    clients = []
    for place in range(2):  # two processes of four connections: a client in one process would be what is measured
        task = {
            "port": server.port,
            "voters": voters[place::2],
            "seconds": seconds,
            "connections": CLIENTS // 2,
            "rate": rate / 2,
            "proposals": PROPOSALS,
        }
        client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.voters"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert client.stdin is not None
        client.stdin.write(json.dumps(task).encode())
        client.stdin.close()
        client.stdin = None
        clients.append(client)
    waits = [wait for client in clients for wait in json.loads(client.communicate()[0])]
    spent = min(time.monotonic() - start, seconds + 1)
    waits.sort()
    return {
        "count": len(waits),
        "speed": len(waits) / spent,
        "cost": 1000 * (server.seconds() - before) / max(1, len(waits)),
        "median": 1000 * statistics.median(waits),
        "p99": 1000 * waits[int(len(waits) * 0.99)],
    }


def stored(url: str) -> tuple[int, int]:
    """How many choices and leaves there are."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        choices = connection.execute(sa.text("SELECT count(*) FROM choice")).scalar_one()
        leaves = connection.execute(sa.text("SELECT count(*) FROM leaf")).scalar_one()
    engine.dispose()
    return choices, leaves


def main() -> None:
    """Measure both sides in turns, then ours at four fifths of its speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voters", type=int, default=12_000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fsync", choices=("on", "off"), default="on")
    asked = parser.parse_args()
    settings = {"fsync": asked.fsync, "full_page_writes": asked.fsync, "synchronous_commit": "on"}
    with ExitStack() as stack:
        url = stack.enter_context(database(PROPOSALS, asked.voters * 5, **settings))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            for statement in (
                "DELETE FROM ballot",
                "UPDATE person SET confirmed_at = now()",
                "UPDATE stage SET opens_at = now() - interval '1 day' WHERE kind = 'voting'",
                "CREATE TABLE smallest (id bigserial PRIMARY KEY, voter text, proposal text)",
            ):
                connection.execute(sa.text(statement))
        engine.dispose()
        secret = secrets.token_hex(16)
        environment = {"OGP_DATABASE_URL": url, "OGP_VAR": folder, "OGP_SECRET_KEY": secret, "OGP_DEMONSTRATION": "0"}
        stack.callback((ours := Server("wsgi:app", environment)).stop)
        sides = {name: Server(f"benchmarks.smallest_cast:{name}", environment) for name in ("same", "bare")}
        for side in sides.values():
            stack.callback(side.stop)
        app = Flask("cookies")
        app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME="sessao")
        everybody = cookies(app, asked.voters)
        share = asked.voters // (asked.rounds + 2)
        rest = iter(everybody[start : start + share] for start in range(0, asked.voters, share))
        for side in sides.values():  # these take anybody any number of times
            load(side, everybody, 1)
        answered = load(ours, next(rest), 1)["count"]
        measures: dict[str, list[dict[str, Any]]] = {"ours": [], "same": [], "bare": []}
        for _ in range(asked.rounds):
            for name, side in sides.items():
                measures[name].append(load(side, everybody, asked.seconds))
            measures["ours"].append(load(ours, next(rest), asked.seconds))
            answered += measures["ours"][-1]["count"]
        middle = {
            name: {key: statistics.median(row[key] for row in rows) for key in ("speed", "cost", "median", "p99")}
            for name, rows in measures.items()
        }
        names = {"ours": "a choice", "same": "smallest view", "bare": "smallest application"}
        for name, row in middle.items():
            speed, cost = middle["ours"]["speed"] / row["speed"], middle["ours"]["cost"] / row["cost"]
            print(
                f"  {names[name]:21} {row['speed']:6.0f} a second  {row['cost']:5.2f} ms CPU   median "
                f"{row['median']:6.1f} ms  p99 {row['p99']:6.1f} ms   ours: {100 * speed:.0f} % of its speed, "
                f"{100 / cost:.0f} % by processor time"
            )
        calm = load(ours, next(rest), asked.seconds, 0.8 * middle["ours"]["speed"])
        answered += calm["count"]
        print(
            f"  at four fifths of the load: {calm['speed']:.0f} choices/s, median {calm['median']:.1f} ms, "
            f"p99 {calm['p99']:.1f} ms = {calm['p99'] / calm['median']:.1f} × (asked: below 10 ×)"
        )
        choices, leaves = stored(url)
        print(f"  {answered:,} choices were acknowledged; the database has {choices:,} choices and {leaves:,} leaves")


if __name__ == "__main__":
    main()
