"""A platform that can be killed: gunicorn and PostgreSQL in processes of their own, and residents who keep voting."""

import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from tests.servers import Identity
from tools.steps import ROOT

PATIENCE = 60.0
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def wait_for(there: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > until:
            raise RuntimeError("It did not come to be.")
        time.sleep(0.02)


def is_running(process: int) -> bool:
    """Whether a process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(process: int) -> list[int]:
    """The processes that a process started."""
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


class Postmaster:
    """The PostgreSQL behind an address, which can be killed and started again on the same data."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.folder = Path(str(sa.make_url(url).query["host"]))
        self.command = Path(f"/proc/{self.number}/cmdline").read_bytes().rstrip(b"\0").decode().split("\0")
        self.started: subprocess.Popen[bytes] | None = None

    @property
    def number(self) -> int:
        """Its process."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """Kill it and all that it started, as when the machine loses its power."""
        everybody = [self.number, *children_of(self.number)]
        for process in everybody:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_for(lambda: not any(map(is_running, everybody)))

    def start(self) -> None:
        """Start it again; returns when it takes connections."""
        state, owner = self.folder / "data" / "postmaster.pid", (self.folder / "data").stat()
        state.unlink(missing_ok=True)
        who: Identity = {} if os.getuid() else {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        with (self.folder / "log").open("ab") as log:
            self.started = subprocess.Popen(self.command, cwd="/", stdout=log, stderr=log, **who)
        wait_for(lambda: state.exists() and state.read_text().rstrip().endswith("ready"))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it and all that it started in the middle of what they do, and let them go on afterwards."""
        everybody = [self.number, *children_of(self.number)]
        try:
            for process in everybody:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in everybody:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def stop(self) -> None:
        """End what was started here; the one of the beginning is ended by whoever began it."""
        if self.started is not None:
            self.started.send_signal(signal.SIGQUIT)
            self.started.wait()


class Gunicorn:
    """The platform under gunicorn, with two workers; ``app`` may name another application than the usual one."""

    def __init__(self, settings: dict[str, str], app: str = "wsgi:app") -> None:
        self.app = app
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.settings = settings
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", self.app, "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "2", "--threads", "4", "--log-level", "critical"]
        started = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._listens)
        return started

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill_a_worker(self) -> None:
        """Kill one of the two; gunicorn starts another."""
        wait_for(lambda: bool(children_of(self.process.pid)))
        os.kill(children_of(self.process.pid)[0], signal.SIGKILL)

    def kill(self) -> None:
        """Kill gunicorn and its workers, and start it again."""
        everybody = [self.process.pid, *children_of(self.process.pid)]
        for process in everybody:
            os.kill(process, signal.SIGKILL)
        self.process.wait()
        wait_for(lambda: not any(map(is_running, everybody)))
        self.process = self._started()

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


@dataclass
class Resident:
    """Somebody who votes, changes their mind, and remembers what the platform acknowledged."""

    person_id: int
    cookie: str
    token: str
    chosen: set[str] = field(default_factory=set)
    acknowledged: int = 0


def resident(app: Flask, person_id: int, identity: str) -> Resident:
    """Return somebody who has signed in with the password."""
    raw, interface = secrets.token_hex(20), SecureCookieSessionInterface()
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    session = serializer.dumps({"_user_id": identity, "_fresh": True, "fs_paa": time.time(), "csrf_token": raw})
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(raw)
    return Resident(person_id, f"{app.config['SESSION_COOKIE_NAME']}={session}", str(token))


def vote(who: Resident, port: int, references: list[str], stop: threading.Event, seed: int) -> None:
    """Choose and take back at full speed until told to stop, and ask again for whatever was not acknowledged."""
    dice = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    while not stop.is_set():
        full = len(who.chosen) == 5
        take_back = full or (bool(who.chosen) and dice.random() < 0.3)
        reference = dice.choice(sorted(who.chosen) if take_back else sorted(set(references) - who.chosen))
        path = f"/propostas/{reference}/voto" + ("/remocao" if take_back else "")
        while True:  # also when told to stop: it is not known whether the last one arrived
            try:
                connection.request(
                    "POST",
                    path,
                    urlencode({"csrf_token": who.token}),
                    {"Cookie": who.cookie, "Content-Type": "application/x-www-form-urlencoded"},
                )
                answer = connection.getresponse()
                answer.read()
                if answer.status == 303:
                    break
                assert answer.status >= 500, answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.05)
        who.chosen ^= {reference}
        who.acknowledged += 1
    connection.close()


@contextmanager
def voting(residents: list[Resident], port: int, references: list[str]) -> Iterator[None]:
    """Everybody votes meanwhile; at the end everybody's last choice is acknowledged."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=vote, args=(who, port, references, stop, seed), daemon=True)
        for seed, who in enumerate(residents)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
