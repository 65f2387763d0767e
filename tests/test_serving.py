"""`./dev up` after its setting up: the server and the worker start together, answer, and end together."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.steps import ROOT, environment

SERVING = "import sys; from tools.serving import serve; sys.exit(serve('127.0.0.1', int(sys.argv[1])))"


@pytest.fixture
def own_place(empty_file: Path, tmp_path: Path) -> dict[str, str]:
    """Return variables that keep files and database of the run in a folder of its own, with the tables in place."""
    shutil.copy(empty_file, tmp_path / "ogp-participa.sqlite")
    return environment({"OGP_VAR": str(tmp_path), "OGP_DATABASE_URL": "", "PYTHONUNBUFFERED": "1"})


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@pytest.fixture
def platform(own_place: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    """The running platform, once it has said where it is."""
    command = [sys.executable, "-c", SERVING, str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=own_place, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        yield process
        process.kill()


def test_the_platform_answers_and_ends_when_asked(platform: subprocess.Popen[str], port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    platform.send_signal(signal.SIGTERM)
    assert platform.wait(30) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@pytest.fixture
def gunicorn(own_place: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Two workers that are too large from the start."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, env={**own_place, "OGP_WORKER_MEGABYTES": "1"}) as process:
        _wait_for(port)
        yield process
        process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Nobody answers.")


def _workers(server: subprocess.Popen[bytes]) -> set[str]:
    return set(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split())


def test_a_worker_that_has_grown_makes_room_and_every_request_is_answered(
    gunicorn: subprocess.Popen[bytes], port: int
) -> None:
    seen = _workers(gunicorn)
    for _ in range(12):
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            assert answer.status == 200
        seen |= _workers(gunicorn)
    assert len(seen) > 2, "somebody's place was taken"


def test_a_server_that_was_killed_makes_room_for_the_next(own_place: dict[str, str], port: int) -> None:
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, env=own_place) as first:
        _wait_for(port)
        first.kill()
    with subprocess.Popen(command, cwd=ROOT, env=own_place) as second:
        try:
            for _ in range(300):
                if _workers(second):
                    break
                time.sleep(0.1)
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.status == 200
            assert second.poll() is None
        finally:
            second.terminate()
