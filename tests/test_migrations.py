"""Every migration goes up, down and up again on both databases, and the models agree with what stands there."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_alembic import Alembic

from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.drafting.commitments.models import Commitment, CommitmentFact
from ogp_participa.edition.plans.models import Theme
from tests import factories


def _alembic(app: Flask) -> Alembic:
    alembic: Alembic = app.extensions["alembic"]
    return alembic


def test_the_models_agree_with_the_migrated_database(fresh_app: Flask) -> None:
    assert _alembic(fresh_app).compare_metadata() == []


def test_migrations_go_up_down_and_up(fresh_app: Flask) -> None:
    alembic = _alembic(fresh_app)
    before = set(sa.inspect(db.engine).get_table_names())
    for revision in alembic.log():
        alembic.downgrade(str(revision.down_revision or "base"))
    left = set(sa.inspect(db.engine).get_table_names())
    assert left <= {"alembic_version"}
    alembic.upgrade()
    assert set(sa.inspect(db.engine).get_table_names()) == before


def test_what_is_there_stays_when_the_ballot_proof_comes_and_goes(fresh_app: Flask) -> None:
    alembic = _alembic(fresh_app)
    plan = factories.plan()
    db.session.commit()
    themes = sa.select(sa.func.count()).select_from(Theme).where(Theme.plan_id == plan.id)
    before = db.session.scalar(themes)
    db.session.remove()
    alembic.downgrade("b1search")
    alembic.upgrade()
    assert before
    assert db.session.scalar(themes) == before


def test_commitments_and_what_points_to_them_stay_when_the_editor_comes_and_goes(fresh_app: Flask) -> None:
    alembic = _alembic(fresh_app)
    commitment = Commitment(plan=factories.plan(), number=1, title="Dados", summary="Abrir", ogp_id="BRSP0001")
    commitment.facts = [CommitmentFact(position=1, label="lead", value="CGA")]
    db.session.add(commitment)
    db.session.commit()
    db.session.remove()
    alembic.downgrade("c1ballot")
    alembic.upgrade()
    row = db.session.scalars(sa.select(Commitment)).one()
    assert (row.title, row.summary, row.ogp_id, row.version, row.served) == (
        "Dados",
        "Abrir",
        "BRSP0001",
        0,
        {},
    )
    assert [fact.value for fact in row.facts] == ["CGA"]


def test_the_moments_at_which_ballots_were_opened_are_forgotten(fresh_app: Flask) -> None:
    alembic = _alembic(fresh_app)
    alembic.downgrade("b1search")
    with db.engine.begin() as connection:
        for number, kind in enumerate(("ballot_opened", "ballot_confirmed"), start=1):
            row = f"({number}, '{kind}', 'plan', 1, '{{}}', '2026-01-01 00:00:00+00:00')"
            connection.exec_driver_sql(f"INSERT INTO event (id, kind, subject, subject_id, details, at) VALUES {row}")
            connection.exec_driver_sql(
                f"INSERT INTO announced (event_id, at) VALUES ({number}, '2026-01-01 00:00:00+00:00')"
            )
    alembic.upgrade()
    assert [event.kind.value for event in db.session.scalars(sa.select(Event))] == ["ballot_confirmed"]


def test_there_is_one_newest_migration(fresh_app: Flask) -> None:
    assert len(_alembic(fresh_app).heads()) == 1


@pytest.mark.parametrize("path", sorted(Path("migrations").glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_says_what_it_does_in_its_name(path: Path) -> None:
    number, _, what = path.stem.partition("_")
    assert number.isdecimal()
    assert what
