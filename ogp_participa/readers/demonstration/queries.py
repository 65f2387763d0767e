"""Whether the demonstration is there, and who can sign in to it."""

from datetime import datetime

import sqlalchemy as sa

from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan, StageChange
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.readers.demonstration.running import edition


def is_filled() -> bool:
    """Return whether the demonstration's edition is there."""
    return plan_by_slug(edition.SLUG) is not None


def sign_ins() -> list[tuple[str, str, str]]:
    """Return (role, e-mail, password) of one person for each role."""
    found = [(role, f"{key}@example.org", edition.PASSWORD) for role, key, _name, _role in edition.ROLE_PEOPLE]
    for sector in (Sector.CIVIL_SOCIETY, Sector.GOVERNMENT):
        tenure = db.session.scalars(
            sa.select(Tenure)
            .join(Tenure.seat)
            .join(Plan, Plan.id == Seat.plan_id)
            .where(
                Plan.slug == edition.SLUG,
                Seat.sector == sector,
                Tenure.position == Position.TITULAR,
                Tenure.until_date.is_(None),
            )
            .order_by(Tenure.id)
            .limit(1)
        ).first()
        if tenure:
            found.insert(1, (f"forum member ({sector.value})", tenure.person.email, edition.PASSWORD))
    return found


def last_change(plan: Plan) -> datetime | None:
    """Return when dates of the plan's calendar were changed last."""
    return db.session.scalar(sa.select(sa.func.max(StageChange.at)).where(StageChange.plan_id == plan.id))
