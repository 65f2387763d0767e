"""The pages of the log: what they say to whoever has a receipt, and to whoever checks."""

import csv
import hashlib
import io
import json
import re
from contextlib import redirect_stdout
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Plan, Right
from ogp_participa.vote.ballot_log.actions import seal
from ogp_participa.vote.ballot_log.receipt_words import words_of
from ogp_participa.vote.ballots import actions as voting
from ogp_participa.vote.ballots.models import Leaf
from ogp_participa.vote.ballots.queries import rules_of
from ogp_participa.vote.verifier import merkle
from tests import factories
from tests.cast import Browser, Cast
from tests.test_query_caps import statements
from tests.vote.ballot_log.logs import entries, heads_of, logged
from tests.vote.ballots.test_pages import _public_pages, _read


def log_of(plan: Plan, *batches: int) -> list[Leaf]:
    """A log that was sealed after each batch."""
    for count in batches:
        entries(plan, count)
        seal(plan)
    db.session.commit()
    return logged(plan)


def at(plan: Plan, rest: str) -> str:
    return f"/planos/{plan.slug}/votacao/{rest}"


def found(visitor: Browser, plan: Plan, typed: str) -> str:
    page = visitor.get(at(plan, "recibo"), query_string={"recibo": typed}).text
    return unescape(page.partition('<div role="status">')[2].partition("</main>")[0])


def data(visitor: Browser, path: str, status: int = 200) -> Any:
    return json.loads(visitor.get(path, status=status).text)


PAGES = ("diario", "diario.csv", "diario/cabecas.json", "recibo", "diario/inclusao.json?posicao=0&tamanho=3")


@pytest.mark.parametrize("path", [*PAGES, "diario/consistencia.json?de=1&ate=3", "recibo?recibo=nada"])
def test_the_log_is_for_everybody_and_sets_no_cookie(cast: Cast, visitor: Browser, path: str) -> None:
    log_of(cast.plan, 3)
    answer = visitor.get(at(cast.plan, path))
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("path", PAGES)
def test_a_plan_without_a_vote_has_no_log(cast: Cast, visitor: Browser, path: str) -> None:
    plan = factories.plan(rights=(Right.PROPOSE,))
    hidden = factories.plan(listed=False)
    db.session.commit()
    visitor.get(at(plan, path), status=404)
    visitor.get(at(hidden, path), status=404)


@pytest.mark.parametrize("path", ["diario", "diario.csv", "diario/cabecas.json"])
def test_an_empty_log_is_a_log(cast: Cast, visitor: Browser, path: str) -> None:
    entries(cast.plan, 2)  # waiting ones are not told
    db.session.commit()
    answer = visitor.get(at(cast.plan, path))
    expected = {"diario": "Ainda não há nada assinado.", "diario.csv": "superseded\n"}
    assert expected.get(path, '"heads": []') in answer.text


def test_the_page_shows_the_signatures_newest_first(cast: Cast, visitor: Browser) -> None:
    log_of(cast.plan, 3, 4)
    text = visitor.get(at(cast.plan, "diario")).text
    first, second = heads_of(cast.plan)
    assert text.index(second.root.hex()) < text.index(first.root.hex())
    assert "7 registros (+4)" in text
    assert "3 registros (+3)" in text
    assert second.signature.hex() in text
    assert second.public_key.hex() in text


def test_the_list_of_signatures_has_pages(cast: Cast, visitor: Browser) -> None:
    log_of(cast.plan, *[1] * 22)
    first, second = (visitor.get(at(cast.plan, f"diario?pagina={page}")).text for page in (1, 2))
    shown = [[int(size) for size in re.findall(r'<li id="h(\d+)"', text)] for text in (first, second)]
    assert shown == [list(range(22, 2, -1)), [2, 1]]
    assert "3 registros (+1)" in first
    visitor.get(at(cast.plan, "diario?pagina=3"), status=404)


def test_the_page_takes_the_same_statements_whatever_the_size(cast: Cast, visitor: Browser) -> None:
    taken = []
    for batches in ([3], [90] * 9):
        some = log_of(cast.plan, *batches)
        counts = []
        for path in ("diario", f"recibo?recibo={some[-2].hash.hex()}", "diario/inclusao.json?posicao=1&tamanho=3"):
            db.session.expire_all()
            with statements() as sent:
                visitor.get(at(cast.plan, path))
            counts.append(len(sent))
        taken.append(counts)
    assert max(taken[1]) <= 8
    assert [many - few for few, many in zip(*taken, strict=True)] <= [0, 1, 0]  # subtrees, once there are some


def test_the_heads_can_be_checked_from_the_file_alone(cast: Cast, visitor: Browser) -> None:
    log_of(cast.plan, 3, 4, 5)
    said = data(visitor, at(cast.plan, "diario/cabecas.json"))
    assert (said["plan"], said["rules"]) == (cast.plan.slug, rules_of(cast.plan)[1])
    key, before = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"])), None
    for head in said["heads"]:
        signature, root = bytes.fromhex(head["signature"]), bytes.fromhex(head["root"])
        key.verify(signature, head["message"].encode())
        expected = merkle.head(said["plan"], said["rules"], head["size"], root, head["sealed_at"], before)
        assert head["message"].encode() == expected
        before = merkle.seal(expected, signature)
        assert head["seal"] == before.hex()
    assert [head["size"] for head in said["heads"]] == [3, 7, 12]


def test_the_tree_can_be_built_from_the_file_alone(fresh_app: Flask) -> None:
    """In a database that really commits: the file is sent when the request's transaction is over."""
    plan = factories.plan()
    first = entries(plan, 70)
    seal(plan)
    entries(plan, 40, replacing=first[:30])
    seal(plan)
    entries(plan, 5, replacing=first[30:32])  # wait, and are not in it
    db.session.commit()
    root, path = heads_of(plan)[-1].root, at(plan, "diario.csv")
    db.session.rollback()
    rows = list(csv.DictReader(io.StringIO(Browser(fresh_app).get(path).text)))
    assert [int(row["position"]) for row in rows] == list(range(110))
    assert {row["channel"] for row in rows} == {"online"}
    assert sum(bool(row["superseded"]) for row in rows) == 30
    hashes: dict[int, bytes] = {}

    def hashed(position: int) -> bytes:
        row = rows[position]
        earlier = hashed(int(row["superseded"])) if row["superseded"] else b""
        return hashes.setdefault(
            position, hashlib.sha256(b"\x00" + bytes.fromhex(row["commitment"]) + earlier).digest()
        )

    tree = merkle.Tree()
    tree.extend(hashed(position) for position in range(110))
    assert tree.root == root


def test_consistency_is_proved_between_any_two_sizes(cast: Cast, visitor: Browser) -> None:
    log_of(cast.plan, 70, 30)
    old, new = heads_of(cast.plan)
    said = data(visitor, at(cast.plan, "diario/consistencia.json?de=70&ate=100"))
    hashes = [bytes.fromhex(one["hash"]) for one in said["hashes"]]
    assert merkle.consistent(70, 100, hashes) == (old.root, new.root)
    assert (said["old_root"], said["new_root"]) == (old.root.hex(), new.root.hex())
    assert [(one["from"], one["to"]) for one in said["hashes"]] == merkle.consistency(70, 100)


def test_inclusion_is_proved_in_any_size(cast: Cast, visitor: Browser) -> None:
    some = log_of(cast.plan, 70, 30)
    said = data(visitor, at(cast.plan, "diario/inclusao.json?posicao=66&tamanho=100"))
    one = bytes.fromhex(said["leaf"])
    assert one == some[66].hash
    for step in said["path"]:
        other = bytes.fromhex(step["hash"])
        one = hashlib.sha256(b"\x01" + (other + one if step["side"] == "left" else one + other)).digest()
    assert one == heads_of(cast.plan)[-1].root == bytes.fromhex(said["root"])


@pytest.mark.parametrize(
    "asked",
    [
        *("consistencia.json", "consistencia.json?de=0&ate=3", "consistencia.json?de=3&ate=2"),
        *("consistencia.json?de=1&ate=4", "consistencia.json?de=-1&ate=3", "consistencia.json?de=%C2%B2&ate=3"),
        *("inclusao.json", "inclusao.json?posicao=3&tamanho=3", "inclusao.json?posicao=0&tamanho=4"),
        *("inclusao.json?posicao=x&tamanho=3", f"inclusao.json?posicao=0&tamanho={9**30}"),
    ],
)
def test_a_proof_of_what_is_not_signed_is_refused(cast: Cast, visitor: Browser, asked: str) -> None:
    log_of(cast.plan, 3)
    entries(cast.plan, 2)
    db.session.commit()
    assert "newest head" in data(visitor, at(cast.plan, f"diario/{asked}"), status=400)["error"]


def test_a_receipt_is_found_with_its_place_and_a_proof_that_runs(cast: Cast, visitor: Browser) -> None:
    leaf, page = log_of(cast.plan, 40, 30)[20], ""
    for typed in (words_of(leaf.hash), words_of(leaf.hash).upper().replace(" ", " - "), leaf.hash.hex()):
        page = found(visitor, cast.plan, typed)
        assert "Achamos: a cédula está na urna." in page
        assert "no diário de 40 registros" in page
    assert ">20 <" in page
    program = re.sub(r"<[^>]+>", "", page.partition('<pre translate="no" tabindex="0">')[2].partition("</pre>")[0])
    said = io.StringIO()
    with redirect_stdout(said):
        exec(program, {})
    assert said.getvalue() == "True\n"


def test_a_receipt_that_waits_is_there_already(cast: Cast, visitor: Browser) -> None:
    (leaf,) = entries(cast.plan, 1)
    db.session.commit()
    page = found(visitor, cast.plan, words_of(leaf.hash))
    assert "A cédula chegou." in page
    assert "espera a próxima assinatura" in page
    assert "Lugar no diário" not in page


def test_a_replaced_receipt_says_what_took_its_place(cast: Cast, visitor: Browser) -> None:
    first = log_of(cast.plan, 3)[1]
    (later,) = entries(cast.plan, 1, replacing=[first])
    db.session.commit()
    page = found(visitor, cast.plan, words_of(first.hash))
    assert "Este comprovante foi substituído." in page
    assert "está na urna" not in page
    assert words_of(later.hash) not in page
    seal(cast.plan)
    db.session.commit()
    assert "o registro 3 ficou no lugar dele" in found(visitor, cast.plan, words_of(first.hash))
    assert "está na urna" in found(visitor, cast.plan, words_of(later.hash))


def test_a_receipt_of_another_vote_is_not_found_here(cast: Cast, visitor: Browser) -> None:
    other = factories.plan()
    (leaf,) = log_of(other, 1)
    page = found(visitor, cast.plan, words_of(leaf.hash))
    assert "não está no diário" in page
    assert "é esta a edição certa?" in page


def test_a_wrong_word_brings_the_right_one(cast: Cast, visitor: Browser) -> None:
    words = words_of(log_of(cast.plan, 1)[0].hash).split()
    page = found(visitor, cast.plan, " ".join(["xqzwkj", *words[1:]]))
    assert "Uma palavra não é das que formam comprovantes." in page
    page = found(visitor, cast.plan, " ".join([words[0] + "s", *words[1:]]))
    assert f"Buscar por “{' '.join(words)}”" in page
    assert "aqui há 5" in found(visitor, cast.plan, " ".join(words[1:]))


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "%00", "'; drop table leaf; --", "á" * 5000, "🗳️ 1"])
def test_whatever_is_typed_gets_an_answer(cast: Cast, visitor: Browser, typed: str) -> None:
    log_of(cast.plan, 1)
    assert "<script>alert" not in found(visitor, cast.plan, typed)


def test_nothing_typed_nothing_said(cast: Cast, visitor: Browser) -> None:
    assert "notice" not in found(visitor, cast.plan, "")


def ballot_page(browser: Browser, plan: Plan) -> str:
    return unescape(browser.get(f"/planos/{plan.slug}/cedula").text)


def test_voters_find_their_receipt_on_the_ballot_and_in_the_log(cast: Cast, app: Flask, visitor: Browser) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    db.session.commit()
    ana = Browser(app, cast.ana)
    assert "Mostrar meu comprovante" not in ballot_page(ana, cast.plan)
    ana.post(f"/propostas/{first.reference}/voto")
    page = ballot_page(ana, cast.plan)
    (leaf,) = db.session.scalars(sa.select(Leaf))
    assert words_of(leaf.hash) in page
    assert leaf.hash.hex() in page
    assert "Ele espera a próxima assinatura" in page
    assert "Ele substitui" not in page
    assert "<details open" not in page
    seal(cast.plan)
    db.session.commit()
    assert "no diário de 1 registro." in ballot_page(ana, cast.plan)
    ana.post(f"/propostas/{second.reference}/voto")
    page = ballot_page(ana, cast.plan)
    assert words_of(leaf.hash) not in page
    assert "Ele substitui o comprovante que você tinha antes" in page
    assert "foi substituído" in found(visitor, cast.plan, words_of(leaf.hash))
    ana.post(f"/planos/{cast.plan.slug}/cedula/confirmacao")
    newest = db.session.scalars(sa.select(Leaf).order_by(Leaf.id.desc())).first()
    assert newest
    assert words_of(newest.hash) in unescape(ana.get(f"/planos/{cast.plan.slug}/cedula/confirmacao").text)


def test_people_take_their_receipts_along_but_not_what_opens_them(cast: Cast, app: Flask) -> None:
    proposal = factories.proposal(cast.plan)
    for voter in (cast.ana, cast.bruno):
        voting.cast(voter, proposal)
    db.session.commit()
    (held,) = json.loads(Browser(app, cast.ana).get("/minha-conta/dados.json").text)["tables"]["leaf"]
    mine = db.session.get_one(Leaf, held["id"])
    assert held["hash"] == mine.hash.hex()
    assert "nonce" not in held
    assert (mine.nonce or b"").hex() not in json.dumps(held)


def test_signing_the_log_tells_nothing_of_proposals(cast: Cast, app: Flask) -> None:
    """Every public page is read before and after the ballots for one proposal are signed: only the log's change."""
    proposals = [factories.proposal(cast.plan) for _ in range(3)]
    for _ in range(9):
        voting.cast(factories.person(), proposals[1])
    db.session.commit()
    paths = _public_pages(app, cast.plan, proposals[1])
    before = {path: _read(app, path) for path in paths}
    seal(cast.plan)
    db.session.commit()
    after = {path: _read(app, path) for path in paths}
    changed = {path for path in paths if before[path] != after[path]}
    log = {at(cast.plan, path) for path in ("confira", "diario", "diario.csv", "diario/cabecas.json")}
    assert log <= changed <= log | {"/registro", "/registro.json"}
    assert not [path for path in log for one in proposals if one.reference in after[path][1]]
