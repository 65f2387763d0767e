"""Passages and who says what until when: no database is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.drafting.consultation import rules
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.consultation.passages import DraftPlace, Passage, paragraphs, passages_of, path_of
from ogp_participa.drafting.consultation.wording import ContributionWords, place_in_words
from ogp_participa.edition.plans.models import Plan, Right, Stage, StageKind
from ogp_participa.people.accounts.models import Person, Role

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CONTENT: dict[str, Any] = {
    "title": "Abrir os dados",
    "problem": "Um.\n\nDois.\n \n\nTrês.",
    "action": "- uma\n- duas",
    "served": {"access_to_information": "Publica."},
    "milestones": [{"serial": 7, "number": "1.1", "title": "Fazer", "output": "Feito."}],
}


def plan(opens: int = -1, closes: int = 1) -> Plan:
    """A plan consulted from and to so many days from now."""
    contribution = Plan(title="Plano", slug="plano", historical=False)
    stage = Stage(kind=StageKind.CONSULTATION, position=1, rights=[Right.CONSULT.value])
    stage.opens_at, stage.closes_at = NOW + timedelta(days=opens), NOW + timedelta(days=closes)
    contribution.stages = [stage]
    return contribution


def draft(of: Plan | None = None, **fields: Any) -> PlanDraft:
    """Its first draft."""
    return PlanDraft(plan=of or plan(), number=1, **{"accepts_new": False, **fields})


def person(role: str | None = None, confirmed: bool = True) -> Person:
    """Somebody."""
    contribution = Person(id=1, name="Ana Souza", confirmed_at=NOW if confirmed else None)
    contribution.roles = [Role(name=role)] if role else []
    return contribution


def test_paragraphs_fields_and_milestones_have_addresses_that_do_not_move() -> None:
    match = {row.path: row.text for row in passages_of(CONTENT)}
    assert match == {
        "titulo-1": "Abrir os dados",
        "problema-1": "Um.",
        "problema-2": "Dois.",
        "problema-3": "Três.",
        "acao-1": "- uma\n- duas",
        "valor-acesso-1": "Publica.",
        "marco-7": "Fazer\n\nFeito.",
    }
    assert {path_of(row.key) for row in passages_of(CONTENT)} == set(match)


def test_a_version_of_long_ago_without_some_fields_still_has_its_passages() -> None:
    assert [row.path for row in passages_of({"title": "Só o título"})] == ["titulo-1"]


@given(st.text())
def test_no_words_are_lost_or_doubled_in_paragraphs(text: str) -> None:
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())
    assert all(part.strip() for part in paragraphs(text))


def test_a_place_is_said_in_words(app: Flask) -> None:
    with app.test_request_context():
        assert place_in_words(3, "problem-2", "") == "Compromisso 3 › Que problema enfrenta? › parágrafo 2"
        assert place_in_words(3, "milestone-7", "3.1") == "Compromisso 3 › Marco 3.1"
        assert place_in_words(3, "", "") == "Compromisso 3"
        assert place_in_words(None, "", "") == "O plano inteiro"


def test_the_clock_and_the_newest_draft_decide_whether_it_is_open(app: Flask) -> None:
    with app.test_request_context():
        assert rules.is_open(draft(), 1, NOW)
        assert "minuta mais nova" in str(rules.is_open(draft(), 2, NOW).reason)
        assert "fechou" in str(rules.is_open(draft(plan(-2, -1)), 2, NOW).reason), "then no draft takes words any more"
        assert "abre" in str(rules.is_open(draft(plan(1, 2)), 1, NOW).reason)
        assert "fechou" in str(rules.is_open(draft(plan(-2, -1)), 1, NOW).reason)
        assert not rules.is_open(draft(plan(-1, 0)), 1, NOW), "the closing moment itself is closed"


def test_only_people_with_a_proved_address_contribute() -> None:
    assert rules.can_contribute(person(), draft(), 1, NOW)
    assert not rules.can_contribute(person(confirmed=False), draft(), 1, NOW)
    assert not rules.can_contribute(None, draft(), 1, NOW)


def test_staff_open_a_draft_when_there_is_something_new_and_a_consultation_to_come() -> None:
    staff = person("staff")
    assert rules.can_open(staff, plan(5, 9), 2, True, NOW)
    assert not rules.can_open(person(), plan(), 2, True, NOW)
    assert not rules.can_open(staff, plan(-9, -5), 2, True, NOW)
    assert not rules.can_open(staff, plan(), 0, True, NOW)
    assert not rules.can_open(staff, plan(), 2, False, NOW)


def test_what_was_said_before_the_end_is_typed_in_for_some_days_after_it(app: Flask) -> None:
    with app.test_request_context():
        over, staff = draft(plan(-20, -3)), person("staff")
        assert rules.can_enter(staff, over, 1, (NOW - timedelta(days=4)).date(), NOW)
        assert not rules.can_enter(staff, over, 1, (NOW - timedelta(days=1)).date(), NOW)
        assert not rules.can_enter(staff, over, 1, (NOW - timedelta(days=4)).date(), NOW + timedelta(days=5))
        assert not rules.can_enter(person(), over, 1, (NOW - timedelta(days=4)).date(), NOW)
        assert rules.can_enter(staff, draft(), 1, NOW.date(), NOW)


WORDING, QUESTION, NEW = ContributionKind.WORDING, ContributionKind.QUESTION, ContributionKind.NEW_COMMITMENT


@pytest.mark.parametrize(
    ("where", "words", "fits"),
    [
        ("passage", ContributionWords(QUESTION, "Por quê?"), True),
        ("passage", ContributionWords(QUESTION, " "), False),
        ("passage", ContributionWords(QUESTION, "x" * 4001), False),
        ("passage", ContributionWords(WORDING, "", "Dois e meio."), True),
        ("passage", ContributionWords(WORDING, "Porque sim.", "Dois."), False),
        ("passage", ContributionWords(QUESTION, "Por quê?", "Dois e meio."), False),
        ("whole", ContributionWords(WORDING, "", "Outro texto."), False),
        ("whole", ContributionWords(WORDING, "Falta um prazo."), True),
        ("whole", ContributionWords(NEW, "Texto", title="Título"), False),
        ("new", ContributionWords(NEW, "Texto", title="Título"), True),
        ("new", ContributionWords(NEW, "Texto"), False),
        ("new", ContributionWords(QUESTION, "Texto"), False),
        ("new in a draft for wording", ContributionWords(NEW, "Texto", title="Título"), False),
    ],
)
def test_words_belong_to_their_place(where: str, words: ContributionWords, fits: bool) -> None:
    of = draft(accepts_new=where == "new")
    chosen = Passage("problem", 2, "Dois.") if where == "passage" else None
    assert bool(rules.fits(DraftPlace(of, None, chosen, new=where.startswith("new")), words)) is fits


def test_nobody_agrees_with_themselves_or_with_what_is_hidden() -> None:
    theirs = Contribution(author_id=2, draft=draft(), hidden=False)
    assert rules.can_agree(person(), theirs, 1, NOW)
    assert not rules.can_agree(person(), Contribution(author_id=1, draft=draft(), hidden=False), 1, NOW)
    assert not rules.can_agree(person(), Contribution(author_id=2, draft=draft(), hidden=True), 1, NOW)
    assert not rules.can_agree(person(), theirs, 2, NOW)
