"""Taking a proposal back, and when it is not only one's own any more."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.moderation.actions.decisions import merge
from ogp_participa.proposals.drafts.actions import withdraw
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast
from tests.moderation.saying import member, words


def test_the_author_takes_it_back_with_a_reason(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{proposal.reference}/retirada"
    assert path in ana.get("/minha-conta/propostas").text
    ana.post(path, {"reason": "Vou escrever outra."}, 303)
    db.session.refresh(proposal)
    assert proposal.state is State.WITHDRAWN
    assert "Vou escrever outra." in ana.get(f"/propostas/{proposal.address}").text


def test_nobody_else_takes_it_back(app: Flask, cast: Cast) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    db.session.commit()
    for person in (cast.bruno, cast.clara, cast.dario):
        Browser(app, person).post(f"/propostas/{proposal.reference}/retirada", {"reason": ""}, 403)
    db.session.refresh(proposal)
    assert proposal.state is State.PUBLISHED


def test_what_others_were_joined_with_stays_for_them(app: Flask, cast: Cast) -> None:
    host, joined, alone = (factories.proposal(cast.plan, by) for by in (cast.ana, cast.bruno, cast.ana))
    merge(joined, host, by=member(cast.clara, cast.plan), words=words(joined))
    db.session.commit()
    ana, path = Browser(app, cast.ana), f"/propostas/{host.reference}/retirada"
    mine = ana.get("/minha-conta/propostas").text
    assert path not in mine
    assert f"/propostas/{alone.reference}/retirada" in mine
    assert "foram unidas a esta" in ana.get(path, 403).text
    with pytest.raises(Refused):
        withdraw(cast.ana, host)
    assert host.title in Browser(app).get(f"/propostas/{host.address}").text
