"""How gunicorn serves ``wsgi:app``; options on its command line win over these."""

import ctypes
import gc

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


def pre_fork(_server: object, _worker: object) -> None:
    """What was loaded stays: the collector would only touch, and so copy, shared memory."""
    gc.collect()
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
    gc.freeze()
