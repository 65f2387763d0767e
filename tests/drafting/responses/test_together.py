"""Two desks press at the same moment: one answer, one correction."""

import pytest
from flask import Flask

from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from tests.cast import Cast
from tests.core.test_at_the_same_moment import count, settled, together
from tests.drafting.responses import answer, drafted, form, said


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def test_two_desks_give_one_first_answer(fresh_app: Flask, cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    path = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    sent = form(contribution.reference)
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)]) == [303, 409]
    assert (count(InstitutionResponse), count(Answered)) == (1, 1)


def test_two_desks_give_one_correction(fresh_app: Flask, cast: Cast) -> None:
    contribution = said(cast, drafted(cast), 1)
    path = f"/gestao/planos/{cast.plan.slug}/devolutivas/nova"
    answer(cast, cast.plan, contribution.reference)
    sent = form(contribution.reference, seen="1")
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)]) == [303, 409]
    assert count(Answered) == 2
