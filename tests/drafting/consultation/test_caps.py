"""A plan as large as they come: 15 commitments, 12 milestones each, 5,000 contributions; the same few statements."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Milestone
from ogp_participa.drafting.consultation.models import Agreement, Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.consultation.queries.contributions import PER_PAGE
from tests.cast import Browser, Cast
from tests.drafting.consultation import address, commitment, opened
from tests.test_query_caps import count

COMMITMENTS, MILESTONES = 15, 12
PATHS = ("problem-1", "problem-2", "action-1", "", *(f"milestone-{n}" for n in range(1, MILESTONES + 1)))


def large(cast: Cast) -> PlanDraft:
    """The draft, with nothing said of it yet."""
    for number in range(1, COMMITMENTS + 1):
        contribution = commitment(cast.plan, number)
        contribution.every_milestone += [
            Milestone(serial=n, position=n, title=f"Marco {n}", output="Feito.") for n in range(3, MILESTONES + 1)
        ]
    return opened(cast)


def fill(cast: Cast, draft: PlanDraft, number: int, paths: tuple[str, ...] = PATHS) -> None:
    """So many contributions, spread over the plan, each with somebody who agrees."""
    parts = [row.commitment_id for row in draft.parts]
    first = (db.session.scalar(sa.select(sa.func.max(Contribution.number))) or 0) + 1
    common: dict[str, Any] = {"year": 2026, "plan_id": draft.plan_id, "draft_id": draft.id, "author_id": cast.ana.id}
    rows = [
        {
            **common,
            "number": first + n,
            "kind": ContributionKind.QUESTION,
            "commitment_id": parts[n % COMMITMENTS],
            "passage": paths[n // COMMITMENTS % len(paths)],
            "text": f"Comentário {n}",
            "signed": "Ana S.",
        }
        for n in range(number)
    ]
    db.session.execute(sa.insert(Contribution), rows)
    agreeing = sa.select(Contribution.id, sa.literal(cast.bruno.id), Contribution.at).where(
        Contribution.number >= first
    )
    db.session.execute(sa.insert(Agreement).from_select(["contribution_id", "person_id", "at"], agreeing))
    db.session.commit()


@pytest.fixture
def draft(cast: Cast) -> PlanDraft:
    """The large draft with a few contributions."""
    contribution = large(cast)
    fill(cast, contribution, 250)
    return contribution


def test_pages_need_the_same_few_statements_whatever_is_said(
    cast: Cast, app: Flask, visitor: Browser, draft: PlanDraft
) -> None:
    start = f"/planos/{cast.plan.slug}/consulta"
    paths = [start, address(draft), address(draft, 3), address(draft, 3, "problema-2"), address(draft, "geral")]
    few = [count(visitor, path) for path in paths]
    assert [len(row) for row in few] <= [7] * len(paths), few
    clara = Browser(app, cast.clara)
    signed_in = [len(count(clara, path)) for path in paths]
    fill(cast, draft, 4_750)
    assert [len(count(visitor, path)) for path in paths] == [len(row) for row in few]
    assert [len(count(clara, path)) for path in paths] == signed_in
    page = visitor.get(address(draft, 3)).text
    assert "334 contribuições" in page or "333 contribuições" in page
    assert page.count("passage-said") == len(PATHS) + 1  # the title has a place of its own
    assert len(page) < 200_000
    assert len(json.loads(visitor.get(f"{start}.json").text)["contributions"]) == 5_000


def test_a_passage_with_many_contributions_has_pages(cast: Cast, visitor: Browser, draft: PlanDraft) -> None:
    fill(cast, draft, 40 * COMMITMENTS, ("problem-2",))
    path = address(draft, 3, "problema-2")
    first, second = visitor.get(path).text, visitor.get(f"{path}?pagina=2").text
    assert first.count("<article") == PER_PAGE
    assert 0 < second.count("<article") < PER_PAGE
    visitor.get(f"{path}?pagina=3", 404)
