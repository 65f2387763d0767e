"""What the database does for the ledger grows with the contributions, not with their square."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.drafting.consultation.models import Contribution, ContributionKind, PlanDraft
from ogp_participa.drafting.responses.models import Answered, InstitutionResponse
from ogp_participa.drafting.responses.queries import ledger
from ogp_participa.drafting.responses.queries.figures import figures_of
from ogp_participa.drafting.responses.queries.ledger import LedgerFilters
from tests.cast import Cast
from tests.drafting.responses import answer, drafted, said


def fill(reply: InstitutionResponse, draft: PlanDraft, numbers: range) -> None:
    """Contributions that one reply answers."""
    common: dict[str, Any] = {"year": 2026, "plan_id": draft.plan_id, "draft_id": draft.id, "at": now()}
    rows = [{**common, "number": n, "kind": ContributionKind.QUESTION, "text": f"Pergunta {n}"} for n in numbers]
    db.session.execute(sa.insert(Contribution), rows)
    mine = sa.select(sa.literal(draft.plan_id), sa.literal(reply.id), Contribution.id, sa.literal(1), sa.literal(0))
    mine = mine.where(Contribution.number.in_(numbers), Contribution.plan_id == draft.plan_id)
    columns = ["plan_id", "reply_id", "contribution_id", "number", "days"]
    db.session.execute(sa.insert(Answered).from_select(columns, mine))
    db.session.commit()


def work(asked: Callable[[], object]) -> int:
    """How much the database does for what is asked: steps of its machine (SQLite), rows of each node (PostgreSQL)."""
    db.session.expire_all()
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        steps: list[None] = []
        raw: Any = connection.connection.dbapi_connection
        raw.set_progress_handler(lambda: steps.append(None), 50)
        try:
            asked()
        finally:
            raw.set_progress_handler(None, 0)
        return len(steps)
    connection.exec_driver_sql("ANALYZE")  # as the server does by itself within a minute
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        sent.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        asked()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    explained = [
        connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
        for statement, parameters in sent
        if statement.lstrip().startswith("SELECT")
    ]
    return sum(rows(plan[0]["Plan"]) for plan in (json.loads(x) if isinstance(x, str) else x for x in explained))


def rows(node: dict[str, Any]) -> int:
    """What a node of a plan read and threw away, with everything under it."""
    own = (node["Actual Rows"] + node.get("Rows Removed by Join Filter", 0)) * node["Actual Loops"]
    return int(own) + sum(rows(below) for below in node.get("Plans", []))


def test_four_times_the_answers_are_about_four_times_the_work(cast: Cast) -> None:
    draft = drafted(cast)
    said(cast, draft, 1)
    reply = answer(cast, cast.plan, "C-2026-0001")
    asked: list[Callable[[], object]] = [
        lambda: ledger.rows_of(cast.plan, LedgerFilters()),
        lambda: ledger.rows_of(cast.plan, LedgerFilters(answered=False)),
        lambda: figures_of(cast.plan, now()),
        lambda: list(ledger.records(cast.plan)),
    ]
    fill(reply, draft, range(2, 301))
    few = [work(plan) for plan in asked]
    fill(reply, draft, range(301, 1201))
    many = [work(plan) for plan in asked]
    assert all(more < 8 * less for less, more in zip(few, many, strict=True)), (few, many)
