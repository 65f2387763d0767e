"""Two servers with clocks that differ sign and read the same sessions."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from ogp_participa.core.clock import now
from ogp_participa.core.sessions import AHEAD
from tests.cast import Browser, Cast


@pytest.mark.parametrize("behind", [timedelta(seconds=40), AHEAD - timedelta(seconds=5)])
def test_a_server_whose_clock_is_behind_takes_a_session_of_one_that_is_ahead(
    cast: Cast, app: Flask, behind: timedelta
) -> None:
    ana = Browser(app, cast.ana)
    with time_machine.travel(now() - behind, tick=False):
        assert "Ana" in ana.get("/minha-conta").text


def test_a_session_of_a_day_ahead_is_none(cast: Cast, app: Flask) -> None:
    ana = Browser(app, cast.ana)
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        ana.get("/minha-conta", status=303)
