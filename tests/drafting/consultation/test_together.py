"""At the same moment: two agreements, two presses, two drafts, and an end between two words."""

from typing import Any

import pytest
from flask import Flask

from ogp_participa.drafting.consultation.models import Agreement, Contribution, PlanDraft
from tests.cast import Cast
from tests.core.test_at_the_same_moment import count, settled, together
from tests.drafting.consultation import address, commitment, opened, said

QUESTION: dict[str, Any] = {"kind": "question", "text": "Quais dados?"}


@pytest.fixture
def cast(fresh_app: Flask) -> Cast:
    """Everybody, in a database that really commits."""
    return Cast.in_database()


def test_two_agreements_of_one_person_are_one(fresh_app: Flask, cast: Cast) -> None:
    path = f"/contribuicoes/{said(cast.ana, opened(cast)).reference}/concordancia"
    bruno, clara = settled(cast.bruno, cast.clara)
    assert together(fresh_app, [*[(bruno, path, {})] * 3, (clara, path, {})]) == [303] * 4
    assert count(Agreement) == 2


def test_a_contribution_sent_twice_is_one_and_numbers_never_meet(fresh_app: Flask, cast: Cast) -> None:
    path = address(opened(cast), 1, "problema-2")
    bruno, clara = settled(cast.bruno, cast.clara)
    assert together(fresh_app, [(bruno, path, QUESTION), (bruno, path, QUESTION), (clara, path, QUESTION)]) == [303] * 3
    assert count(Contribution) == 2


def test_two_plans_number_their_contributions_in_one_row(fresh_app: Flask, cast: Cast) -> None:
    other = Cast.in_database()
    paths = [address(opened(row), "geral") for row in (cast, other)]
    bruno, clara = settled(cast.bruno, other.clara)
    assert together(fresh_app, [(bruno, paths[0], QUESTION), (clara, paths[1], QUESTION)]) == [303, 303]
    assert count(Contribution, Contribution.number.in_([1, 2])) == 2


def test_two_desks_open_one_draft(fresh_app: Flask, cast: Cast) -> None:
    commitment(cast.plan)
    path, sent = f"/gestao/planos/{cast.plan.slug}/consulta", {"accepts": "texto"}
    dario, eva = settled(cast.dario, cast.eva)
    assert together(fresh_app, [(dario, path, sent), (eva, path, sent)]) == [303, 403]
    assert count(PlanDraft) == 1
