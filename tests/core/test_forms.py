"""Every form of the site, sent by somebody who means no good."""

from typing import Any

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.people.accounts import actions as accounts
from ogp_participa.proposals.comments import actions as conversation
from tests import factories
from tests.cast import Browser, Cast
from tests.test_doors import address, world

WRITTEN = "um texto que não quero perder nunca mais"
WITHOUT_TOKEN = {"notifications.unsubscribe"}
"""Mail programs press this button; the signed token in its address is the authority."""


def test_a_post_without_token_is_refused_and_gives_back_only_to_our_own_pages(app: Flask, cast: Cast) -> None:
    things = world(cast)
    posts = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ()) and r.endpoint not in WITHOUT_TOKEN]
    assert len(posts) > 30
    for rule in posts:
        path, ana = address(app, rule.endpoint, things), Browser(app, cast.ana)
        data = {"text": WRITTEN, "password": "segredo-do-cofre"}
        ours = ana.client.post(path, data=data, headers={"Origin": "http://localhost"})
        theirs = ana.client.post(path, data=data, headers={"Origin": "http://evil.example"})
        assert (ours.status_code, theirs.status_code) == (400, 400), path
        assert WRITTEN in ours.text and WRITTEN not in theirs.text, path
        assert "segredo-do-cofre" not in ours.text, path


@pytest.mark.parametrize("number", ["9" * 30, "9" * 18, "-1", "1e9", "\x00"])
def test_a_number_that_no_column_holds_is_not_our_error(app: Flask, cast: Cast, number: str) -> None:
    db.session.commit()
    ana, entry = Browser(app, cast.ana), {"entry": number}
    answer = ana.client.post("/minha-conta/avisos/lidos", data={"csrf_token": ana.token(), **entry})
    assert answer.status_code in (303, 404)


def test_names_stand_on_one_line_and_are_seen(app: Flask, cast: Cast) -> None:
    ana = Browser(app, cast.ana)
    data: dict[str, Any] = {"signature": "full", "collective": "", "territory": ""}
    ana.post("/minha-conta/perfil-publico", {**data, "name": "Ana\r\nBcc todos\u2028x"})
    assert cast.ana.name == "Ana Bcc todos x"
    for nothing in ("\u3164", "\u2800\u200b", "\u2060 \ufeff"):
        ana.post("/minha-conta/perfil-publico", {**data, "name": nothing}, 422)


def test_who_leaves_is_named_nowhere_at_once(app: Flask, cast: Cast, visitor: Browser) -> None:
    proposal = factories.proposal(cast.plan, cast.ana)
    conversation.comment(cast.bruno, proposal, "Gostei")
    before = proposal.revision
    accounts.erase(cast.bruno)
    db.session.commit()
    db.session.refresh(proposal)
    assert proposal.revision > before, "a kept page of the proposal would still name them"
    assert "Bruno" not in visitor.get(f"/propostas/{proposal.address}").text
