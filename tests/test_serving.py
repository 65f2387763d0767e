"""`./dev up` after its setting up: the server and the worker start together, answer, and end together."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.steps import ROOT, environment, program

SERVING = "import sys; from tools.serving import serve; sys.exit(serve('127.0.0.1', int(sys.argv[1])))"


@pytest.fixture
def own_place(tmp_path: Path) -> dict[str, str]:
    """Variables that keep files and database of the run in a folder of its own, with the tables in place."""
    variables = environment({"OGP_VAR": str(tmp_path), "OGP_DATABASE_URL": "", "PYTHONUNBUFFERED": "1"})
    subprocess.run([program("ogp-participa"), "db", "upgrade"], cwd=ROOT, env=variables, check=True)
    return variables


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
