"""`./dev up`: the web server and the worker as two child processes that live and end together."""

import errno
import os
import signal
import socket
import subprocess
import time
from types import FrameType

from tools import setting_up
from tools.steps import ROOT, Stop, environment, program

PATIENCE = 30  # seconds for what is in flight to finish, and for the server to answer first

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # an address to listen on, and where to reach it from here


class Ended(Exception):
    """The person, or the system, asked for the end."""


def refuse_taken(host: str, port: int) -> None:
    """Stop with a clear sentence when nothing can listen there, before any work is done for it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise Stop(
                f"Port {port} is taken by another program. Choose another: ./dev up --port {_another(port)}"
            ) from problem
        if problem.errno == errno.EACCES:
            raise Stop(f"Port {port} is only for the administrator. Choose one above 1023.") from problem
        raise Stop(f"Nothing can listen on {host}, port {port}: {problem.strerror}.") from problem


def serve(host: str, port: int) -> int:
    """Serve until Ctrl-C or SIGTERM, then let both children finish what they are doing."""
    refuse_taken(host, port)
    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, _end)
    children: dict[str, subprocess.Popen[bytes]] = {}
    code = 0
    try:
        public = os.environ.get("OGP_PUBLIC_URL", address(host, port).rstrip("/"))
        children["server"] = _start(public, "serve", "--host", host, "--port", str(port))
        children["worker"] = _start(public, "worker")
        _wait_for_answer(children, host, port)
        print(f"\nOGP Participa is open at {address(host, port)}\n", flush=True)
        print(setting_up.people(), flush=True)
        print("\nCtrl-C ends it.", flush=True)
        while True:
            _refuse_fallen(children)
            time.sleep(0.5)
    except Ended:
        print("\nFinishing what is in flight ...", flush=True)
    except Stop as reason:
        print(f"\n{reason}", flush=True)
        code = 1
    finally:
        _finish(children)
    return code


def address(host: str, port: int) -> str:
    """Return what to type into the browser."""
    name = EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def _start(public: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own: the terminal's Ctrl-C does not reach it, we tell it to end, once."""
    command = (program("ogp-participa"), *arguments)
    variables = environment({"OGP_PUBLIC_URL": public})  # where the links in e-mails lead
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, start_new_session=True)


def _wait_for_answer(children: dict[str, subprocess.Popen[bytes]], host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _refuse_fallen(children)
        try:
            socket.create_connection((EVERYWHERE.get(host, host), port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Stop(f"The server did not answer within {PATIENCE} seconds.")


def _refuse_fallen(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise Stop(f"The {name} ended by itself with code {child.returncode}, so the platform stops.")


def _finish(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask both to end and wait; a second Ctrl-C, or too long a wait, ends them at once."""
    for child in children.values():
        child.terminate()
    try:
        until = time.monotonic() + PATIENCE
        for child in children.values():
            child.wait(max(0.0, until - time.monotonic()))
    except (subprocess.TimeoutExpired, Ended):
        for child in children.values():
            child.kill()


def _another(port: int) -> int:
    return port + 1 if port < 65535 else port - 1


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise Ended
