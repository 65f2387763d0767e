"""Two press at the same moment: one vote for each seat, one motion, one end."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.decision.deliberation.models import Deliberation
from ogp_participa.decision.roll_call import actions
from ogp_participa.decision.roll_call.models import RollCall, RollVote
from ogp_participa.forum.seats.models import Position, Tenure
from tests import factories
from tests.cast import Cast
from tests.core.test_at_the_same_moment import count, settled, together
from tests.decision.deliberation import written
from tests.decision.roll_call import called, form, say
from tests.decision.roll_call.test_pages import desk


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def test_two_motions_at_once_are_one(fresh_app: Flask, cast: Cast) -> None:
    written(cast)
    path, sent = desk(cast, "/nova"), {"motion": "approve"}
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)])[0] == 303
    assert count(RollCall) == 1


def test_full_member_and_alternate_at_once_give_one_vote(fresh_app: Flask, cast: Cast) -> None:
    second = factories.person("Rui Prado")
    cast.clara_seat.tenures.append(Tenure(person_id=second.id, position=Position.SUPLENTE, from_date=today()))
    db.session.commit()
    called(cast)
    path = desk(cast, f"/lugares/{cast.clara_seat.id}")
    clara, rui = settled(cast.clara, second)
    assert together(fresh_app, [(clara, path, form()), (rui, path, form("against"))])[0] == 303
    assert count(RollVote) == 1


def test_two_ends_make_one_deliberation(fresh_app: Flask, cast: Cast) -> None:
    actions.cast(cast.clara, called(cast), cast.clara_seat, say(), 0)
    db.session.commit()
    path = desk(cast, "/encerramento")
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, {}), (eva, path, {})])[0] == 303
    assert count(Deliberation) == 1
