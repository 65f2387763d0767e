"""Two people press at the same moment: one opinion, one version, one appeal, one answer."""

import pytest
from flask import Flask

from ogp_participa.drafting.feasibility import actions
from ogp_participa.drafting.feasibility.models import Opinion, OpinionAppeal, OpinionVersion
from tests import factories
from tests.cast import Cast
from tests.core.test_at_the_same_moment import count, settled, together
from tests.drafting.feasibility import ANSWER, APPEAL, DEPARTMENT, PROCESS, REASON, form, given

WHY = "A proposta mudou: agora pede só os dados que já existem."


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def test_two_desks_make_one_first_opinion(fresh_app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    path = f"/gestao/propostas/{proposal.reference}/pareceres/juridico"
    dario, eva = settled(cast.dario, cast.eva)
    pressed = [(dario, path, form()), (eva, path, form(finding="favourable"))]
    assert together(fresh_app, pressed) == [303, 409]
    assert (count(Opinion), count(OpinionVersion)) == (1, 1)


def test_two_desks_make_one_new_version(fresh_app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    path = f"/gestao/propostas/{proposal.reference}/pareceres/tecnico"
    given(cast.dario, proposal)
    dario, eva = settled(cast.dario, cast.eva)
    sent = form(seen="1", reason=WHY)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)]) == [303, 409]
    assert count(OpinionVersion) == 2


def test_an_author_and_a_member_make_one_appeal(fresh_app: Flask, cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    path = f"/pareceres/{opinion.id}/recurso"
    ana, clara = settled(cast.ana, cast.clara)
    assert together(fresh_app, [(ana, path, {"text": APPEAL}), (clara, path, {"text": REASON})]) == [303, 409]
    assert count(OpinionAppeal) == 1


def test_an_appeal_sent_three_times_is_one(fresh_app: Flask, cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    path = f"/pareceres/{opinion.id}/recurso"
    (ana,) = settled(cast.ana)
    assert together(fresh_app, [(ana, path, {"text": APPEAL})] * 3) == [303, 303, 303]
    assert count(OpinionAppeal) == 1


def test_an_appeal_and_a_new_version_do_not_pass_each_other(fresh_app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    opinion = given(cast.dario, proposal)
    pressed = [
        (f"/pareceres/{opinion.id}/recurso", {"text": APPEAL}),
        (f"/gestao/propostas/{proposal.reference}/pareceres/tecnico", form(seen="1", finding="favourable", reason=WHY)),
    ]
    ana, dario = settled(cast.ana, cast.dario)
    answers = together(fresh_app, [(ana, *pressed[0]), (dario, *pressed[1])])
    assert answers == [303, 403]  # the one that came second reads why it is too late
    assert count(OpinionAppeal) + count(OpinionVersion) == 2


def test_two_desks_give_one_answer(fresh_app: Flask, cast: Cast) -> None:
    opinion = given(cast.dario, factories.proposal(cast.plan, cast.ana))
    actions.appeal(cast.ana, opinion, APPEAL, None)
    path = f"/gestao/pareceres/{opinion.id}/recurso"
    signed = {"answer": ANSWER, "new_organisation": DEPARTMENT, "role": "Chefia de gabinete"}
    changed = {**signed, "decision": "mudou", "finding": "favourable", "text": REASON, "sei": PROCESS}
    dario, eva = settled(cast.dario, cast.eva)
    answers = together(fresh_app, [(dario, path, {**signed, "decision": "mantido"}), (eva, path, changed)])
    assert answers[0] == 303 and answers[1] in (404, 409)
    assert count(OpinionAppeal, OpinionAppeal.kept.is_not(None)) == 1
    assert count(OpinionVersion) in (1, 2)
