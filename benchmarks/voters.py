"""Residents who vote over kept connections, in a process of its own: the time that each choice took, as JSON."""

import itertools
import json
import socket
import sys
import threading
import time
from typing import Any

from benchmarks.load import answer

FORM = "POST /propostas/P-2026-{proposal:04d}/voto HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
FORM += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"


def cast(connection: socket.socket, request: bytes) -> None:
    """One choice on a kept connection; raises when it was not taken."""
    head, body = answer(connection, request)
    if head[9:12] not in (b"303", b"302"):
        raise RuntimeError(head.decode(errors="replace") + body.decode(errors="replace")[:500])


def vote(
    task: dict[str, Any], voters: list[list[str]], until: float, start: float, pace: float, waits: list[float]
) -> None:
    """Vote for one resident after the other until the time is over; ``pace`` seconds lie between two moments."""
    moments = itertools.count()
    with socket.create_connection(("127.0.0.1", task["port"])) as connection:
        for number, (cookie, token) in enumerate(voters):
            for choice in range(5):
                proposal = 1 + (number * 13 + choice * (task["proposals"] // 7)) % task["proposals"]
                body = f"csrf_token={token}&volta="
                request = FORM.format(proposal=proposal, port=task["port"], cookie=cookie, length=len(body), body=body)
                began = time.monotonic()
                if pace:
                    due = start + next(moments) * pace
                    time.sleep(max(0.0, due - began))
                    began = due  # who had to wait for the one before waited, too
                if began > until:
                    return
                cast(connection, request.encode())
                waits.append(time.monotonic() - began)
    raise RuntimeError("There were too few residents for this speed.")


def main() -> None:
    """Read what to do from the standard input (JSON), print how long each choice took."""
    task = json.load(sys.stdin)
    start = time.monotonic()
    count = task["connections"]
    pace = count / task["rate"] if task["rate"] else 0.0
    waits: list[list[float]] = [[] for _ in range(count)]
    errors: list[Exception] = []

    def vote_at(place: int) -> None:
        try:
            vote(
                task,
                task["voters"][place::count],
                start + task["seconds"],
                start + place * pace / count,
                pace,
                waits[place],
            )
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=vote_at, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    print(json.dumps([wait for some in waits for wait in some]))


if __name__ == "__main__":
    main()
