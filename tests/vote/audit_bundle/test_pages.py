"""The page on which anybody learns how to check a vote, and the bundle in one file."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.vote.audit_bundle import actions
from ogp_participa.vote.audit_bundle.queries import closed_vote
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.queries import last_head
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.ballots.rules_text import key_in
from ogp_participa.vote.count import actions as counting
from ogp_participa.vote.count.queries.results import standings
from ogp_participa.vote.verifier.check import check
from tests.cast import Browser, Cast
from tests.test_query_caps import statements
from tests.vote.audit_bundle.votes import WHY, counted, voted
from tests.vote.count.elections import SHARED, held


def test_before_the_count_the_page_says_when_it_can_be_done_and_what_to_note(cast: Cast, visitor: Browser) -> None:
    plan, _made = voted(random.Random(1))
    seal(plan)
    db.session.commit()
    text, digest = rules_of(plan)
    page = visitor.get(f"/planos/{plan.slug}/votacao/confira").text
    head = last_head(plan)
    assert head and all(fact in page for fact in (digest, key_in(text), head.root.hex()))
    assert "quando a contagem estiver fechada" in page
    assert "pacote.zip" not in page
    for path in ("diario", "regras"):
        assert f"/planos/{plan.slug}/votacao/confira" in visitor.get(f"/planos/{plan.slug}/votacao/{path}").text


def test_a_plan_without_a_vote_has_nothing_to_check_and_the_site_map_does_not_offer_it(
    cast: Cast, visitor: Browser
) -> None:
    address = f"/planos/{cast.plan.slug}/votacao"
    assert f"{address}/diario" in visitor.get("/mapa-do-site").text
    cast.plan.stages[0].rights = ["propose"]
    db.session.commit()
    page = visitor.get("/mapa-do-site").text
    assert f"/planos/{cast.plan.slug}/calendario" in page
    assert address not in page


def test_before_the_count_there_is_no_package(cast: Cast, visitor: Browser) -> None:
    plan, _made = voted(random.Random(1))
    visitor.get(f"/planos/{plan.slug}/votacao/pacote.zip", status=404)
    visitor.get("/planos/nada/votacao/pacote.zip", status=404)


def test_the_package_is_the_bundle_and_always_the_same(cast: Cast, visitor: Browser, tmp_path: Path) -> None:
    plan, _made = counted(cast, random.Random(1))
    page = visitor.get(f"/planos/{plan.slug}/votacao/confira")
    assert f"/planos/{plan.slug}/votacao/pacote.zip" in page.text
    answer = visitor.get(f"/planos/{plan.slug}/votacao/pacote.zip")
    assert "Set-Cookie" not in answer.headers and "Set-Cookie" not in page.headers
    assert answer.headers["Cache-Control"].startswith("public")
    assert f"votacao-{plan.slug}.zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        packed.extractall(tmp_path)
    assert check(tmp_path / plan.slug, say=lambda _said: None) == []
    closed = closed_vote(plan)
    assert closed
    actions.kept_bundle(closed).unlink()
    assert visitor.get(f"/planos/{plan.slug}/votacao/pacote.zip").data == answer.data


def test_a_rerun_makes_another_package(cast: Cast, visitor: Browser) -> None:
    plan, _made = counted(cast, random.Random(2))
    first = visitor.get(f"/planos/{plan.slug}/votacao/pacote.zip").data
    winner = next(one.proposal for one in standings(plan) if one.elected)
    counting.remove_winner(cast.dario, plan, winner, WHY)
    db.session.commit()
    assert visitor.get(f"/planos/{plan.slug}/votacao/pacote.zip").data != first


def test_a_large_one_is_made_by_the_worker(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    plan, _made = counted(cast, random.Random(3))
    address = f"/planos/{plan.slug}/votacao"
    sent = visitor.client.get(f"{address}/pacote.zip")
    assert (sent.status_code, sent.headers["Location"].endswith(f"{address}/confira")) == (303, True)
    assert "pacote está sendo preparado" in visitor.get(f"{address}/confira").text
    assert actions.keep_bundles() == 1
    assert actions.keep_bundles() == 0
    assert visitor.get(f"{address}/pacote.zip").mimetype == "application/zip"


def test_a_count_without_a_log_says_so(cast: Cast, visitor: Browser) -> None:
    plan, _made = held(SHARED, 4)
    counting.close_count(cast.dario, plan, "1")
    db.session.commit()
    assert "não há com que conferir" in visitor.get(f"/planos/{plan.slug}/votacao/confira").text
    assert visitor.client.get(f"/planos/{plan.slug}/votacao/pacote.zip").status_code == 303
    assert actions.keep_bundles() == 0


@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_the_page_speaks_three_languages_and_asks_little(
    cast: Cast, visitor: Browser, app: Flask, language: str
) -> None:
    plan, _made = counted(cast, random.Random(4))
    with statements() as sent:
        visitor.get(f"{language}/planos/{plan.slug}/votacao/confira")
    assert len(sent) <= 9, "\n\n".join(sent)
