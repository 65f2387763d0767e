"""The key that signs the log belongs to the vote: a server that comes up with another one takes no ballot and signs
nothing, and says so."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from ogp_participa.config import log_key
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused
from ogp_participa.readers.jobs.tasks import freeze_rules, seal_all
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots import actions, queries, rules_text
from ogp_participa.vote.ballots.models import Ballot, Choice, FrozenRules, Leaf
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.email_change.actions import move
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Browser, Cast

OTHER = "somebody moved the server, and the key stayed behind"


def changed_key(secret: str = OTHER) -> None:
    """The server comes up again with another key."""
    key = log_key(secret)
    current_app.config.update(LOG_KEY=key, LOG_PUBLIC_KEY=key.public_key().public_bytes_raw().hex())


@pytest.fixture
def keys(app: Flask) -> Any:
    """Put the key back after the test."""
    before = {name: app.config[name] for name in ("LOG_KEY", "LOG_PUBLIC_KEY")}
    yield before
    app.config.update(before)


def state() -> tuple[int, int]:
    """How many leaves and choices there are."""
    leaves, choices = (db.session.scalar(sa.select(sa.func.count()).select_from(row)) or 0 for row in (Leaf, Choice))
    return leaves, choices


def test_with_another_key_no_ballot_is_taken_or_changed_and_the_voter_is_told(
    cast: Cast, app: Flask, keys: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    actions.cast(cast.ana, first)
    db.session.commit()
    ana, bruno, before = Browser(app, cast.ana), Browser(app, cast.bruno), state()
    changed_key()
    for who, path in (
        (ana, f"{second.reference}/voto"),
        (ana, f"{first.reference}/voto/remocao"),
        (bruno, f"{first.reference}/voto"),
    ):
        assert "nada foi guardado" in who.post(f"/propostas/{path}", status=403).text
    assert state() == before
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["level"], line["plan"]) == ("signing key", "error", cast.plan.slug)
    app.config.update(keys)
    bruno.post(f"/propostas/{first.reference}/voto", status=303)
    assert state() == (before[0] + 1, before[1] + 1)


def test_with_another_key_no_page_shows_a_button_that_would_refuse(cast: Cast, app: Flask, keys: Any) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    actions.cast(cast.ana, first)
    db.session.commit()
    here = f"/planos/{cast.plan.slug}"
    pages = (f"{here}/votacao/propostas", f"{here}/cedula", f"/propostas/{second.address}")
    ana, bruno = Browser(app, cast.ana), Browser(app, cast.bruno)
    assert all('action="/propostas/' in ana.get(page).text for page in pages)
    changed_key()
    for who in (ana, bruno):
        for page in pages:
            text = who.get(page).text
            assert "Esta votação precisa esperar" in text, page
            assert '/voto"' not in text, page
            assert '/voto/remocao"' not in text, page


def test_with_another_key_nothing_is_signed_and_the_count_does_not_close(cast: Cast, keys: Any) -> None:
    actions.cast(cast.ana, factories.proposal(cast.plan))
    db.session.commit()
    other = factories.plan()
    changed_key()
    actions.cast(cast.bruno, factories.proposal(other))
    db.session.commit()
    cast.plan.demonstration = other.demonstration = True
    db.session.commit()
    assert seal_all() == 1
    assert (last_head(cast.plan), getattr(last_head(other), "size", 0)) == (None, 1)
    with pytest.raises(Refused, match="chave"):
        seal(cast.plan)
    db.session.rollback()
    current_app.config.update(keys)
    assert seal_all() == 1


def test_whoever_votes_before_the_worker_came_freezes_the_rules(cast: Cast, keys: Any) -> None:
    """Without it, a vote whose worker rests would take ballots of two keys, and none could be proved."""
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    frozen = db.session.get_one(FrozenRules, cast.plan.id)
    leaf = db.session.scalars(sa.select(Leaf)).one()
    domain = merkle.domain(cast.plan.slug, frozen.digest, "online")
    assert leaf.ballot_hash == merkle.ballot_hash(domain, leaf.nonce or b"", [proposal.reference])
    changed_key()
    freeze_rules()
    with pytest.raises(Refused):
        actions.cast(cast.bruno, proposal)
    assert rules_text.key_in(queries.rules_of(cast.plan)[0]) == keys["LOG_PUBLIC_KEY"]


def test_after_the_count_the_pages_still_name_the_key_of_the_vote(cast: Cast, visitor: Browser, keys: Any) -> None:
    actions.cast(cast.ana, factories.proposal(cast.plan))
    counting.count_imported(cast.plan, "1")
    db.session.commit()
    changed_key()
    key, address = keys["LOG_PUBLIC_KEY"], f"/planos/{cast.plan.slug}/votacao"
    for page in ("diario", "diario/cabecas.json", "confira"):
        assert key in visitor.get(f"{address}/{page}").text


@pytest.fixture
def secret(app: Flask) -> Any:
    """Put the secret back after the test."""
    before = app.config["SECRET_KEY"]
    yield before
    app.config["SECRET_KEY"] = before


def test_with_another_secret_nobody_votes_a_second_time(
    cast: Cast, app: Flask, secret: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server whose secret is another one makes other marks, and would take a second ballot of the same address."""
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    db.session.execute(sa.update(Ballot).values(voter_id=None))  # as a ballot on paper: only its mark tells whose it is
    db.session.commit()
    here = f"/planos/{cast.plan.slug}"
    ana, dario, before = Browser(app, cast.ana), Browser(app, cast.dario), state()
    assert "O segredo do site" not in dario.get("/gestao").text
    current_app.config["SECRET_KEY"] = OTHER
    ana, dario = Browser(app, cast.ana), Browser(app, cast.dario)  # their sessions ended with the secret
    assert "nada foi guardado" in ana.post(f"/propostas/{proposal.reference}/voto", status=403).text
    assert state() == before
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["event"], line["level"], line["plan"]) == ("secret key", "error", cast.plan.slug)
    assert "o segredo do site não é o que diz quem já votou" in ana.get(f"{here}/votacao/propostas").text
    assert "o segredo do site não é o que diz quem já votou" in dario.get("/gestao").text
    with pytest.raises(Refused, match="segredo"):
        move(cast.ana, "outra@example.org")
    db.session.rollback()
    current_app.config["SECRET_KEY"] = secret
    assert "já está na urna" in Browser(app, cast.ana).post(f"/propostas/{proposal.reference}/voto", status=403).text


@pytest.mark.parametrize("other", [True, False], ids=["another secret", "the same"])
def test_a_vote_that_opened_before_there_was_a_check_asks_its_ballots(cast: Cast, secret: str, *, other: bool) -> None:
    proposal = factories.proposal(cast.plan)
    actions.cast(cast.ana, proposal)
    db.session.execute(sa.update(FrozenRules).values(mark_check=None))
    db.session.commit()
    if not other:
        actions.cast(cast.bruno, proposal)
        assert db.session.get_one(FrozenRules, cast.plan.id).mark_check == queries.mark_check(cast.plan)
        return
    current_app.config["SECRET_KEY"] = OTHER
    with pytest.raises(Refused, match="segredo"):
        actions.cast(cast.bruno, proposal)
    assert db.session.get_one(FrozenRules, cast.plan.id).mark_check is None
