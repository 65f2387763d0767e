"""The rules of a vote, in words that follow the frozen text, and the text itself to check."""

import hashlib
import json
from typing import Any

import pytest
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.edition.plans.models import Dimension, Plan, Right, Rule, StageKind
from ogp_participa.people.accounts.models import Level
from ogp_participa.vote.ballots import actions
from ogp_participa.vote.selection.example import BALLOTS, SEED, example_of, lots
from tests import factories
from tests.cast import Browser, Cast
from tests.test_query_caps import count


def path(plan: Plan) -> str:
    return f"/planos/{plan.slug}/votacao/regras"


def changed(plan: Plan, **fields: Any) -> Plan:
    for name, value in fields.items():
        setattr(plan, name, value)
    db.session.commit()
    return plan


def test_anybody_downloads_the_frozen_text_byte_for_byte(visitor: Browser, cast: Cast) -> None:
    frozen = actions.freeze(changed(cast.plan, tie_source="Loteria “Federal”, 1º prêmio"))
    db.session.commit()
    answer = visitor.get(f"{path(cast.plan)}.json")
    assert answer.data == frozen.text.encode()
    assert hashlib.sha256(answer.data).hexdigest() == frozen.digest
    assert frozen.digest in visitor.get(path(cast.plan)).text
    assert json.loads(answer.data)["plan"] == cast.plan.slug
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("language", ["", "/en", "/es"])
@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_is_told_in_each_language(visitor: Browser, cast: Cast, rule: Rule, language: str) -> None:
    changed(cast.plan, rule=rule, seats=3)
    answer = visitor.get(language + path(cast.plan))
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer.headers["Cache-Control"]
    assert answer.text.count('class="side-by-side"') == 1
    assert "%(" not in answer.text


def test_the_words_follow_the_rules(visitor: Browser, cast: Cast) -> None:
    changed(
        cast.plan,
        choices=7,
        seats=12,
        voters=Level.CHECKED,
        quota_by=Dimension.TERRITORY,
        quota_least=1,
        quota_most=2,
        tie_source="Loteria Federal",
    )
    page = visitor.get(path(cast.plan)).text
    for words in (
        "escolhas em cada cédula",
        "Só pessoas com identidade conferida presencialmente",
        "Cada território tem no mínimo 1 vaga. Cada território tem no máximo 2 vagas.",
        "contam como mais um território",
        "O exemplo deixa a cota de lado",
        "Decide um sorteio público: Loteria Federal",
        "Não enquanto a votação está aberta",
    ):
        assert words in page, words
    assert "alguém pode ter vários" not in page  # it speaks of e-mail addresses


def test_before_the_opening_it_says_when_they_are_frozen(visitor: Browser, cast: Cast) -> None:
    plan = factories.plan(rights=())
    factories.stage(plan, StageKind.VOTING, 5, 20, counts_hidden=False)
    db.session.commit()
    page = visitor.get(path(plan)).text
    assert "Ainda não congeladas" in page
    assert "quando a votação abrir" in page
    assert "Sim: nesta votação" in page
    assert "Sendo congeladas" in visitor.get(path(cast.plan)).text


def test_a_plan_without_a_vote_has_no_such_page(visitor: Browser) -> None:
    plan = factories.plan(rights=(Right.PROPOSE,))
    db.session.commit()
    visitor.get(path(plan), status=404)
    visitor.get(f"{path(plan)}.json", status=404)
    visitor.get("/planos/nenhum/votacao/regras", status=404)


def test_what_staff_type_stays_text(visitor: Browser, cast: Cast) -> None:
    changed(cast.plan, tie_source="</pre><script>alert(1)</script>")
    assert "<script>alert" not in visitor.get(path(cast.plan)).text


def test_the_way_to_the_rules_is_where_people_vote(app: Flask, visitor: Browser, cast: Cast) -> None:
    href = f'href="{path(cast.plan)}"'
    assert href in visitor.get(f"/planos/{cast.plan.slug}/votacao").text
    assert href in visitor.get(f"/planos/{cast.plan.slug}/regras").text
    assert href in Browser(app, cast.ana).get(f"/planos/{cast.plan.slug}/cedula").text
    assert href in Browser(app, cast.dario).get(f"/gestao/planos/{cast.plan.slug}").text


def test_the_page_needs_few_statements(visitor: Browser, cast: Cast) -> None:
    assert len(count(visitor, path(cast.plan))) <= 6


@pytest.mark.parametrize("rule", list(Rule))
def test_the_example_is_counted_by_the_rule(app: Flask, rule: Rule) -> None:
    with app.test_request_context():
        example = example_of(rule, 5)
        other = example_of(example.other, 5)
    assert len(example.winners) == len(example.seats) == 3
    assert example.other_winners == other.winners
    assert set(example.winners) != set(other.winners), "the example shows what differs"
    assert example.represented == reached(example.titles, example.winners)
    assert example.other_represented == reached(example.titles, example.other_winners)
    assert (example.represented < example.other_represented) == (rule is Rule.APPROVALS)


def reached(titles: tuple[str, ...], winners: tuple[str, ...]) -> int:
    """How many people chose at least one of the winners."""
    return sum(people for people, chosen in BALLOTS if {titles[c] for c in chosen} & set(winners))


@pytest.mark.parametrize("seats", [1, 2, 3, 100])
def test_the_example_has_no_more_seats_than_the_edition(app: Flask, seats: int) -> None:
    with app.test_request_context():
        assert len(example_of(Rule.PHRAGMEN, seats).seats) == min(seats, 3)


def test_the_lots_of_the_page_are_the_ones_that_its_commands_give() -> None:
    order = lots()
    assert order == sorted(order, key=lambda row: row[1])
    for reference, lot in order:
        assert lot == hashlib.sha256(f"{SEED}\n{reference}".encode()).hexdigest()
