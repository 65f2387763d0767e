"""The hour of closing: what pages and late voters wait for while staff close a vote of a million ballots.

    .venv/bin/python -m benchmarks.closing [--ballots 1000000] [--rate 20]

PostgreSQL of its own, gunicorn with two workers of four threads, the worker's count in a process of its own. Voting
has just closed: choices come too late all the time, somebody reads the home page and ``/healthz``, staff open the
selection board and close the count. The longest answer of each is printed.
"""

import argparse
import collections
import os
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack

import sqlalchemy as sa
from flask import Flask

from benchmarks.casting import cookies
from benchmarks.load import answer
from benchmarks.pages import ROOT, Server, database
from benchmarks.selection_database import BALLOTS

PROPOSALS = 300
STAFF = """
UPDATE person SET confirmed_at = now();
INSERT INTO role (id, name, description) VALUES (901, 'staff', '') ON CONFLICT DO NOTHING;
INSERT INTO person_role (person_id, role_id) SELECT 1, id FROM role WHERE name = 'staff';
DELETE FROM ballot;
UPDATE stage SET opens_at = now() - interval '20 days', closes_at = now() - interval '1 minute' WHERE kind = 'voting';
UPDATE stage SET opens_at = now() - interval '1 minute', closes_at = now() + interval '20 days' WHERE kind = 'drafting'
"""
Waits = dict[str, list[tuple[float, int]]]


def prepare(url: str, ballots: int) -> None:
    """Make the vote, closed by the calendar a minute ago, with so many ballots."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in (*STAFF.split(";\n"), *BALLOTS.split(";\n")):
            values = {"first": 10_001, "last": 10_000 + ballots, "fifth": PROPOSALS // 5}
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            if statement.strip():
                connection.execute(sa.text(statement), used)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def request(port: int, method: str, path: str, cookie: str, body: str = "") -> tuple[float, int]:
    """Ask on a connection of its own: (seconds, status)."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        reply = answer(connection, head.encode())[0]
    return time.monotonic() - start, int(reply[9:12])


def keep_asking(
    waits: Waits, name: str, rate: float, over: threading.Event, port: int, *what: str
) -> list[threading.Thread]:
    """Ask ``rate`` times a second, whether the answer before has come or not, until it is over."""

    def once() -> None:
        waits[name].append(request(port, *what))

    def all_the_time() -> None:
        threads = []
        while not over.wait(1 / rate):
            threads.append(threading.Thread(target=once))
            threads[-1].start()
        for thread in threads:
            thread.join()

    asking = threading.Thread(target=all_the_time)
    asking.start()
    return [asking]


def main() -> None:
    """Measure the board, then the closing under load, until the result is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=20)
    asked = parser.parse_args()
    with ExitStack() as stack:
        url = stack.enter_context(database(PROPOSALS, 10_000, fsync="off"))
        folder, secret = stack.enter_context(tempfile.TemporaryDirectory()), secrets.token_hex(16)
        prepare(url, asked.ballots)
        environment = {"OGP_DATABASE_URL": url, "OGP_VAR": folder, "OGP_SECRET_KEY": secret, "OGP_DEMONSTRATION": "0"}
        stack.callback((server := Server("wsgi:app", environment)).stop)
        cookie_app = Flask("cookies")
        cookie_app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME="sessao")
        (staff, staff_token), (voter, token) = cookies(cookie_app, 2)
        board, port = "/gestao/planos/grande/selecao", server.port
        print(f"  the board, read as it is: {request(port, 'GET', board, staff)[0]:.2f} s")
        job = "from wsgi import app\nfrom ogp_participa.readers.jobs.tasks import {0}\nwith app.app_context(): {0}()"
        work = [sys.executable, "-c"]
        settings = {**os.environ, **environment}
        subprocess.run([*work, job.format("read_turnouts")], cwd=ROOT, env=settings, check=True)
        print(f"  the board, with stored totals: {request(port, 'GET', board, staff)[0]:.2f} s")
        over, waits = threading.Event(), collections.defaultdict[str, list[tuple[float, int]]](list)
        late = ("POST", "/propostas/P-2026-0007/voto", voter, f"csrf_token={token}")
        asking = keep_asking(waits, "late choices", asked.rate, over, port, *late)
        asking += keep_asking(waits, "home", 4, over, port, "GET", "/", "")
        asking += keep_asking(waits, "/healthz", 4, over, port, "GET", "/healthz", "")
        asking += keep_asking(waits, "board", 1, over, port, "GET", board, staff)
        time.sleep(5)
        before = {name: list(answers) for name, answers in waits.items()}
        form = f"csrf_token={staff_token}&seed=48211"
        seconds, status = request(port, "POST", "/gestao/planos/grande/contagem", staff, form)
        print(f"  closing the vote: {seconds:.2f} s, status {status}")
        start, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([*work, job.format("count_closed_votes")], cwd=ROOT, env=settings, check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used
        spent = time.monotonic() - start
        print(f"  the worker counted in {spent:.0f} s, {used:.0f} s of its own processor time; meanwhile:")
        time.sleep(1)
        over.set()
        for thread in asking:
            thread.join()
        for name, answers in waits.items():
            longest, statuses = max(answers)[0], collections.Counter(status for _seconds, status in answers)
            calm = max(before[name])[0]
            print(
                f"    {name}: {len(answers)} answers {dict(statuses)}, the longest in {longest:.2f} s "
                f"({calm:.2f} s before closing)"
            )


if __name__ == "__main__":
    main()
