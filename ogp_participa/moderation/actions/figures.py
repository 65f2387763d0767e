"""Storing the figures of a large plan's moderation."""

from dataclasses import asdict
from datetime import datetime

from ogp_participa.core.database import db, insert_into
from ogp_participa.edition.plans.models import Plan
from ogp_participa.moderation.models import StoredFigures
from ogp_participa.moderation.queries.register import Statistics


def store_figures(plan: Plan, figures: Statistics, at: datetime) -> None:
    """Store the figures of a plan as they were at a moment."""
    query = insert_into(StoredFigures).values(plan_id=plan.id, at=at, figures=asdict(figures))
    newer = {"at": query.excluded.at, "figures": query.excluded.figures}
    db.session.execute(query.on_conflict_do_update(index_elements=["plan_id"], set_=newer))
