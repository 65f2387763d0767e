"""The platform on a server whose clock is fast by the seconds in the variable FAST_BY."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["FAST_BY"]))).start()

from wsgi import app  # noqa: E402 - every clock it looks at is fast

__all__ = ["app"]
