"""Decisions of the forum: numbered per edition, public at once."""

from typing import Any

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.forum.seats.queries import decisions_of
from tests import factories
from tests.cast import Browser, Cast


def decision(**fields: str) -> dict[str, Any]:
    return {
        "title": "Estender o prazo",
        "text": "O fórum **decide** <b>estender</b>.",
        "decided_on": "2026-11-20",
        "votes_for": "9",
        "votes_against": "2",
        "abstentions": "",
        **fields,
    }


def test_a_decision_is_public_at_once_under_its_number(app: Flask, cast: Cast, visitor: Browser) -> None:
    staff, path = Browser(app, cast.dario), f"/gestao/planos/{cast.plan.slug}/forum/decisoes/nova"
    staff.get(path)
    staff.post(path, decision())
    staff.post(path, decision(title="Segunda"))
    assert [d.number for d in decisions_of(cast.plan)] == [2, 1]
    page = visitor.get(f"/planos/{cast.plan.slug}/forum/decisoes").text
    assert "D-2026-001" in page
    assert "<strong>decide</strong>" in page
    assert "<b>estender" not in page


def test_each_edition_counts_from_one(app: Flask, cast: Cast) -> None:
    other = factories.plan()
    db.session.commit()
    for plan in (cast.plan, other):
        Browser(app, cast.dario).post(f"/gestao/planos/{plan.slug}/forum/decisoes/nova", decision())
        assert [d.number for d in decisions_of(plan)] == [1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"votes_for": "muitos"}, "Escreva quantos"),
        ({"votes_for": "-1"}, "Escreva quantos"),
        ({"votes_for": "", "votes_against": ""}, "quantas pessoas votaram"),
        ({"decided_on": ""}, "Escolha o dia"),
        ({"title": ""}, "em poucas palavras"),
        ({"text": "x" * 20_001}, "até 20000"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(app: Flask, cast: Cast, fields: dict[str, str], sentence: str) -> None:
    path = f"/gestao/planos/{cast.plan.slug}/forum/decisoes/nova"
    answer = Browser(app, cast.dario).post(path, decision(**fields), status=422)
    assert sentence in answer.text
    assert decisions_of(cast.plan) == []


def test_residents_record_nothing(app: Flask, cast: Cast) -> None:
    Browser(app, cast.ana).post(f"/gestao/planos/{cast.plan.slug}/forum/decisoes/nova", decision(), status=403)
    assert decisions_of(cast.plan) == []
