"""The newcomer's command answers wrong calls at once, in a sentence, and before it installs or changes anything."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_taken_port_is_said_with_another_to_choose() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = _dev("up", "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} is taken by another program. Choose another: ./dev up --port" in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０００"])
def test_what_is_no_port_is_said(port: str) -> None:
    answer = _dev("up", "--port", port)
    assert answer.returncode == 2
    assert "a port is a number from 1 to 65535" in answer.stderr or "expected one argument" in answer.stderr


def test_help_names_the_two_commands_of_the_readme() -> None:
    answer = _dev("--help")
    assert answer.returncode == 0
    assert "up" in answer.stdout
    assert "test" in answer.stdout
