"""How gunicorn serves ``wsgi:app``; options on its command line win over these."""

import ctypes
import errno
import gc
import os
import resource
import socket
import time
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

workers = 2
threads = 4
preload_app = True
"""The workers share what the application holds when it is loaded: a second one costs a third of the first."""

ARENA_MAX, MMAP_THRESHOLD = -8, -3  # of malloc.h
libc = ctypes.CDLL(None)

if hasattr(libc, "mallopt"):
    # One heap for all threads instead of one for each: they wait for the interpreter anyway, and what one of them gives
    # back, another can use.
    # And what is large (the rows of a long answer) goes back to the system at once.
    libc.mallopt(ARENA_MAX, 1)
    libc.mallopt(MMAP_THRESHOLD, 128 * 1024)


PORT_SECONDS = 60
"""How long a new server waits for its port: workers of one that was killed hold it until they notice."""


def on_starting(server: Arbiter) -> None:
    """Wait until the port is free, instead of giving up after five seconds."""
    end = time.monotonic() + PORT_SECONDS
    for address in server.cfg.address:
        while isinstance(address, tuple) and _is_taken(address) and time.monotonic() < end:
            time.sleep(0.2)


def _is_taken(address: tuple[str, int]) -> bool:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def pre_fork(_server: object, _worker: object) -> None:
    """What was loaded stays: the collector would only touch, and so copy, shared memory."""
    gc.collect()
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
    gc.freeze()


MEGABYTES = float(os.environ.get("OGP_WORKER_MEGABYTES", "119"))
"""Resident memory at which a worker takes no more requests than the one that comes; 0 for no limit."""
statm = Path("/proc/self/statm")


def pre_request(worker: Worker, _request: object) -> None:
    """Whatever it has served, a worker stays small: a new one, as small as the first, is forked within milliseconds.

    To gunicorn this request becomes the last that the worker was to serve, so its answer says that the connection ends.
    """
    if MEGABYTES and statm.exists():
        resident = int(statm.read_text().split()[1]) * resource.getpagesize() / 1024 / 1024
        if resident > MEGABYTES:
            worker.max_requests = worker.nr
