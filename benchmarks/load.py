"""A client that asks for pages over kept connections as fast as they come, in a process of its own."""

import json
import random
import socket
import sys
import threading
import time
from contextlib import suppress


def ask(connection: socket.socket, path: str, headers: str) -> tuple[int, int]:
    """One request on a kept connection: (status, bytes of the body)."""
    head, body = answer(connection, f"GET {path} HTTP/1.1\r\nHost: benchmark\r\n{headers}\r\n".encode())
    return int(head[9:12]), len(body)


def answer(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """Send a request on a kept connection and read the whole answer: its head and its body."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65_536)
        if not part:
            raise ConnectionError("The server closed the connection.")
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head, body


def worker(port: int, paths: list[str], headers: str, until: float, counts: list[int], seed: int) -> None:
    """Ask until the time is over; where the server ends a connection, since a worker makes room, on another one."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        with socket.create_connection(("127.0.0.1", port)) as connection, suppress(ConnectionError):
            while time.monotonic() < until:
                status, _size = ask(connection, chance.choice(paths), headers)
                if status not in (200, 304):
                    raise RuntimeError(f"status {status}")
                counts[0] += 1


def main() -> None:
    """Read what to do from the standard input (JSON), print the number of answers."""
    task = json.load(sys.stdin)
    until = time.monotonic() + task["seconds"]
    counts: list[list[int]] = [[0] for _ in range(task["connections"])]
    threads = [
        threading.Thread(target=worker, args=(task["port"], task["paths"], task["headers"], until, count, place))
        for place, count in enumerate(counts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(count[0] for count in counts))


if __name__ == "__main__":
    main()
