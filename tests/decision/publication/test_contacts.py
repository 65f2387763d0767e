"""The private contact of an institution, while the plan is written and when it is published."""

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.commitments import actions
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.models import Commitment
from tests.cast import Browser, Cast
from tests.decision import publication

NEW = {"private_name": "Ivo Reis", "private_email": "ivo@example.org", "private_phone": "11 3333-0000"}


def test_it_changes_after_publication_and_nothing_public_does(app: Flask, cast: Cast) -> None:
    _edition, commitment = publication.published(cast)
    plan = commitment.plan
    slug, reference, number = plan.slug, commitment.reference, commitment.parts[0].organisation_id
    version, content, row = commitment.version, content_of(commitment), commitment.id
    address = f"/gestao/compromissos/{reference}/contatos/{number}"
    dario = Browser(app, cast.dario)
    assert address in dario.get(f"/gestao/planos/{slug}/plano").text
    assert "11 99999-0000" in dario.get(address).text
    dario.post(address, {**NEW, "private_seen": "0"})
    assert "11 3333-0000" in dario.get(address).text
    late = dario.post(address, {**NEW, "private_phone": "11 4444-0000", "private_seen": "0"}, 409).text
    assert "11 4444-0000" in late and "11 3333-0000" in late
    for page in (f"/compromissos/{reference}", f"/compromissos/{reference}.json"):
        assert "3333-0000" not in Browser(app).get(page).text
    now_is = db.session.get_one(Commitment, row)
    assert (now_is.version, content_of(now_is)) == (version, content)
    Browser(app, cast.clara).get(address, 403)
    dario.get(f"/gestao/compromissos/{reference}/contatos/999999", 404)


def test_two_desks_do_not_write_over_each_other(cast: Cast) -> None:
    _plan, commitment = publication.ready(cast)
    number = commitment.parts[0].organisation_id
    actions.save_contact(cast.dario, commitment, number, NEW, 0)
    with pytest.raises(Stale):
        actions.save_contact(cast.dario, commitment, number, NEW, 0)
    with pytest.raises(Stale):
        actions.save_contact(cast.dario, commitment, 999_999, NEW, 0)
    with pytest.raises(Refused):
        actions.save_contact(cast.clara, commitment, number, NEW, 1)
