"""How many SQL statements the start page and the page of a plan may need, however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.edition.plans.models import StageKind
from tests import factories
from tests.cast import Browser, Cast


@contextmanager
def statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize(("ending", "most"), [("/", 6), ("/planos/{slug}", 8), ("/planos/{slug}/calendario", 6)])
def test_a_page_needs_few_statements(visitor: Browser, cast: Cast, rows: int, ending: str, most: int) -> None:
    for number in range(rows):
        factories.proposal(cast.plan, factories.person(), territory="CT")
        factories.stage(cast.plan, StageKind.VOTING, 30 + number, 60 + number)
        past = factories.plan(rights=(), historical=True)
        db.session.add(Commitment(plan=past, number=1, title="Compromisso"))
    db.session.commit()
    address = ending.format(slug=cast.plan.slug)
    db.session.expire_all()
    with statements() as sent:
        visitor.get(address)
    assert len(sent) <= most, "\n".join(sent)
