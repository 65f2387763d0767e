"""Requests a second of our public pages, as ratios to the smallest honest Flask page, in one run.

    .venv/bin/python -m benchmarks.pages [--small 10000] [--large 100000] [--seconds 4] [--rounds 3]

PostgreSQL of its own, gunicorn with two workers of four threads for everything, clients that keep their connections.
The pages are measured in turns, round after round; the median of each counts. Ratios of requests a second and of the
processor time of the workers for each request are both shown: the machine does other things, too.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from benchmarks.filling import fill
from benchmarks.front import Front
from ogp_participa.commands import create_migrating_app
from ogp_participa.core.database import db
from tests.servers import postgres

ROOT = Path(__file__).resolve().parent.parent
LIST = "/planos/grande/propostas"
CHOICES = 200_000


class Server:
    """A gunicorn with two workers."""

    def __init__(self, module: str, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        command = [sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        command += [
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            "--keep-alive",
            "30",
            "--log-level",
            "error",
            "--preload",
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("The server does not answer.")

    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text().split()]

    def seconds(self) -> float:
        """Processor time that the workers have used."""
        ticks = 0
        for number in self.workers():
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> tuple[float, float]:
        """The memory of the larger worker: its own with its share of what it shares, and all that it can see."""
        own, seen = 0, 0
        for number in self.workers():
            sizes = dict(
                line.split(":", 1) for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()[1:]
            )
            own, seen = max(own, int(sizes["Pss"].split()[0])), max(seen, int(sizes["Rss"].split()[0]))
        return own / 1024, seen / 1024

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


def load(server: Server | Front, paths: list[str], seconds: float, headers: str = "") -> tuple[float, float]:
    """Requests a second, and milliseconds of processor time of the workers for each."""
    task = {"port": server.port, "paths": paths, "seconds": seconds, "connections": 4, "headers": headers}
    before, start = server.seconds(), time.monotonic()
    command = [sys.executable, "-m", "benchmarks.load"]
    clients = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for client in clients:
        assert client.stdin is not None
        client.stdin.write(json.dumps(task).encode())
        client.stdin.close()
        client.stdin = None
    count = sum(int(client.communicate()[0]) for client in clients)
    spent = time.monotonic() - start
    return count / spent, 1000 * (server.seconds() - before) / max(1, count)


@contextmanager
def database(proposals: int, choices: int = CHOICES, **settings: str) -> Iterator[str]:
    """A filled database: its address."""
    with postgres(**settings) as cluster, tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(cluster, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE benchmark")
        engine.dispose()
        url = cluster.replace("/postgres?", "/benchmark?")
        app = create_migrating_app({"OGP_DATABASE_URL": url, "OGP_VAR": folder})
        with app.app_context():
            app.extensions["alembic"].upgrade()
            fill(db.engine, proposals, choices)
            db.engine.dispose()
        yield url


def proposal_paths(proposals: int) -> list[str]:
    """Two thousand different proposals: most are not fresh in anybody's memory."""
    step = max(1, proposals // 2000)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        f"/propostas/P-2026-{n:04d}-horario-real-assunto{letters[n % 26]}{letters[n // 26 % 12]}-linha-{n}"
        for n in range(1, proposals + 1, step)
    ]


def measure(proposals: int, seconds: float, rounds: int) -> dict[str, float]:
    """Measure every page on a database of this size; requests a second by page."""
    with database(proposals) as url, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        environment = {"OGP_DATABASE_URL": url, "OGP_VAR": folder, "OGP_PUBLIC_URL": "http://benchmark"}
        stack.callback((ours := Server("wsgi:app", environment)).stop)
        with socket.create_connection(("127.0.0.1", ours.port)) as connection:
            connection.sendall(f"GET {LIST} HTTP/1.1\r\nHost: benchmark\r\nConnection: close\r\n\r\n".encode())
            size = len(b"".join(iter(lambda: connection.recv(65_536), b"")))
        padded = {**environment, "OGP_BENCHMARK_PADDING": str(max(0, size - 6000))}
        stack.callback((plain := Server("benchmarks.baseline:app", padded)).stop)
        after = [f"/?after={n}" for n in range(0, proposals - 20, 97)]
        cases: dict[str, tuple[Server | Front, list[str], str]] = {
            "smallest page": (plain, after, ""),
            "list, page 1": (ours, [LIST], ""),
            "list, page 200": (ours, [f"{LIST}?pagina=200"], ""),
            "list, any page": (ours, [f"{LIST}?pagina={n}" for n in range(1, proposals // 20, 7)], ""),
            "proposal, read a lot": (ours, proposal_paths(proposals)[:50], ""),
            "proposal, any": (ours, proposal_paths(proposals), ""),
            "list, compressed": (ours, [LIST], "Accept-Encoding: br\r\n"),
        }
        if Front.is_there():
            front = Front(ours.port, Path(stack.enter_context(tempfile.TemporaryDirectory())))
            stack.callback(front.stop)
            cases["list, cache in front"] = (front, [LIST], "")
            cases["list, any page, cache"] = (front, cases["list, any page"][1], "")
        else:
            print("Install nginx to measure with a shared cache in front, too.")
        print(f"\n{proposals:,} proposals, {CHOICES:,} choices; the list's page has {size:,} bytes")
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
        for server, paths, headers in cases.values():
            load(server, paths, 1, headers)
        for _ in range(rounds):
            for name, (server, paths, headers) in cases.items():
                measured[name].append(load(server, paths, seconds, headers))
        speeds = {name: statistics.median(row[0] for row in rows) for name, rows in measured.items()}
        costs = {name: statistics.median(row[1] for row in rows) for name, rows in measured.items()}
        for name, speed in speeds.items():
            print(
                f"  {name:22} {speed:8.0f} requests/s  {100 * speed / speeds['smallest page']:5.0f} %   "
                + (
                    f"{costs[name]:6.2f} ms CPU  {100 * costs['smallest page'] / costs[name]:5.0f} %"
                    if costs[name]
                    else ""
                )
            )
        print(
            "  largest worker: {:.0f} MB with its share of what workers share, {:.0f} MB resident".format(
                *ours.megabytes()
            )
        )
        return speeds


def main() -> None:
    """Measure at both sizes and print what the figures ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    small = measure(asked.small, asked.seconds, asked.rounds)
    print(f"  page 200 costs {small['list, page 1'] / small['list, page 200']:.2f} × page 1 (at most 1.2)")
    if asked.large:
        large = measure(asked.large, asked.seconds, asked.rounds)
        relative = (small["list, page 1"] / small["smallest page"]) / (large["list, page 1"] / large["smallest page"])
        print(f"  {asked.large:,} proposals cost {relative:.2f} × {asked.small:,} (at most 1.2)")


if __name__ == "__main__":
    main()
