"""Two desks press at the same moment: one deliberation, one act."""

import pytest
from flask import Flask

from ogp_participa.decision.deliberation.models import Deliberation, SeatVote, SignedAct
from tests.cast import Cast
from tests.core.test_at_the_same_moment import count, settled, together
from tests.decision.deliberation import decided, form, written
from tests.decision.deliberation.test_pages import act_form


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def test_two_desks_record_one_deliberation(fresh_app: Flask, cast: Cast) -> None:
    written(cast)
    path, sent = f"/gestao/planos/{cast.plan.slug}/deliberacao/nova", form(cast)
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)]) == [303, 409]
    assert (count(Deliberation), count(SeatVote)) == (1, 2)


def test_two_desks_record_one_act(fresh_app: Flask, cast: Cast) -> None:
    written(cast)
    decided(cast)
    path = f"/gestao/planos/{cast.plan.slug}/deliberacao/atos/homologacao"
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, act_form()), (eva, path, act_form())]) == [303, 409]
    assert count(SignedAct) == 1
