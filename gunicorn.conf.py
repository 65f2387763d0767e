"""How gunicorn serves ``wsgi:app``; options on its command line win over these."""

import gc

workers = 2
threads = 4
preload_app = True
"""The workers share what the application holds when it is loaded: a second one costs a third of the first."""


def pre_fork(_server: object, _worker: object) -> None:
    """What was loaded stays: the collector would only touch, and so copy, shared memory."""
    gc.collect()
    gc.freeze()
