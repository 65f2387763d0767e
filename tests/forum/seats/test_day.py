"""A term goes by the city's day: between 21h and midnight in São Paulo, UTC is already a day ahead."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.models import Sector
from tests import factories
from tests.cast import Browser, Cast

LAST, FIRST = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("moment", "leaving", "coming"),
    [
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 200, 403),  # 20h30
        (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), 200, 403),  # 21h30
        (datetime(2026, 11, 24, 2, 59, tzinfo=UTC), 200, 403),  # 23h59
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), 403, 200),  # midnight
    ],
)
def test_a_term_ends_and_begins_at_the_citys_midnight(
    app: Flask, cast: Cast, moment: datetime, leaving: int, coming: int
) -> None:
    factories.seat(cast.plan, Sector.GOVERNMENT, cast.ana, from_date=date(2026, 1, 1), until_date=LAST)
    factories.seat(cast.plan, Sector.GOVERNMENT, cast.bruno, from_date=FIRST)
    db.session.commit()
    with time_machine.travel(moment, tick=False):
        Browser(app, cast.ana).get("/mesa", leaving)
        Browser(app, cast.bruno).get("/mesa", coming)


def test_today_is_the_citys(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 1, 0, tzinfo=UTC), tick=False):
        assert today() == LAST
