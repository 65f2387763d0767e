"""The database goes away or freezes while the platform serves: pages say so, nothing is lost, and it comes back."""

from urllib.parse import urlencode

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.vote.ballots.models import Ballot
from tests.faults.rig import voting, wait_for
from tests.faults.scene import Scene, ask
from tests.page_check import check_page

WORDS = "Uma rua com luz, de ponta a ponta."
AT_ONCE, FROZEN = 5.0, 12.0
"""Seconds within which everybody has an answer: without a database, and while it is frozen."""


def is_told(scene: Scene, path: str, language: str, words: str, within: float) -> None:
    """The answer says in the reader's language that the platform cannot answer, and when to ask again."""
    page = scene.get(path, language)
    assert page.status == 503, f"{path}: {page.status} {page.text[:300]}"
    assert int(page.headers["Retry-After"]) > 0
    assert words in page.text
    check_page(page.text)
    assert page.seconds < within


def test_without_a_database_every_page_says_so_and_what_was_typed_is_kept(scene: Scene) -> None:
    assert scene.get("/").status == 200
    static = scene.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    scene.leave_database()
    scene.database.kill()
    try:
        for path in ("/", "/nada", "/planos"):
            is_told(scene, path, "pt-BR", "Não conseguimos responder agora", AT_ONCE)
        is_told(scene, "/en/", "en", "We cannot answer right now", AT_ONCE)
        assert scene.get(static).status == 200
        who = scene.residents[0]
        headers = {"Cookie": who.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        comment = f"/propostas/{scene.references[0]}/comentarios"
        body = urlencode({"csrf_token": who.token, "text": WORDS})
        page = ask(scene.server.port, "POST", comment, body, headers)
        assert (page.status, WORDS in page.text) == (503, True)
    finally:
        scene.database.start()
    wait_for(lambda: scene.get("/").status == 200)
    assert ask(scene.server.port, "POST", comment, body, headers).status == 303


def test_a_frozen_database_holds_nobody(scene: Scene) -> None:
    with voting(scene.residents, scene.server.port, scene.references):
        scene.wait_for_votes(30)
        scene.leave_database()
        with scene.database.frozen():
            health = scene.get("/healthz")
            assert (health.status, health.seconds < FROZEN) == (503, True)
            is_told(scene, "/", "pt-BR", "Não conseguimos responder agora", FROZEN)
        scene.wait_for_votes(30)
    has_what_was_acknowledged(scene)


def has_what_was_acknowledged(scene: Scene) -> None:
    """Everybody's ballot holds what was acknowledged to them last."""
    db.session.expire_all()
    for who in scene.residents:
        ballot = db.session.scalars(sa.select(Ballot).where(Ballot.voter_id == who.person_id)).one()
        assert {choice.proposal.reference for choice in ballot.choices} == who.chosen
