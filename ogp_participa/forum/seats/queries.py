"""Who holds which seat."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ogp_participa.core.database import db
from ogp_participa.edition.institutions.models import Organisation
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import ForumDecision, Seat, Tenure
from ogp_participa.people.accounts.models import Person


def held_on(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that the tenure holds on ``day``."""
    return sa.and_(Tenure.from_date <= day, sa.or_(Tenure.until_date.is_(None), Tenure.until_date >= day))


def seat_of(person: Person, plan: Plan, day: date) -> Seat | None:
    """Return the seat that the person holds in this edition's forum on ``day``, with its organisation."""
    return db.session.scalars(
        sa.select(Seat)
        .join(Seat.tenures)
        .where(
            Seat.plan_id == plan.id,
            Tenure.person_id == person.id,
            held_on(day),
        )
        .options(joinedload(Seat.organisation))
        .limit(1)
    ).first()


def seats_of(plan: Plan) -> list[Seat]:
    """Return every seat of the forum with its organisation and the people who hold or held it, by sector and
    segment."""
    query = (
        sa.select(Seat)
        .where(Seat.plan_id == plan.id)
        .options(selectinload(Seat.tenures).joinedload(Tenure.person), joinedload(Seat.organisation))
        .order_by(Seat.sector, Seat.segment, Seat.id)
        .limit(200)
    )
    return list(db.session.scalars(query).unique())


def decisions_of(plan: Plan) -> list[ForumDecision]:
    """Return the decisions of the forum, newest first."""
    query = sa.select(ForumDecision).where(ForumDecision.plan_id == plan.id).order_by(ForumDecision.number.desc())
    return list(db.session.scalars(query.limit(200)))


def organisations() -> list[Organisation]:
    """Return every organisation by name."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.name).limit(500)))


def organisations_of(person: Person, day: date) -> list[Organisation]:
    """Return the organisations whose seats the person holds on ``day``, in any edition."""
    query = (
        sa.select(Organisation)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .join(Tenure, Tenure.seat_id == Seat.id)
        .where(
            Tenure.person_id == person.id,
            held_on(day),
        )
    )
    return list(db.session.scalars(query).unique())


def seat_by_id(plan: Plan, seat_id: int) -> Seat | None:
    """Return the seat of this plan with this number, with everybody who holds or held it."""
    query = (
        sa.select(Seat)
        .where(Seat.plan_id == plan.id, Seat.id == seat_id)
        .options(selectinload(Seat.tenures).joinedload(Tenure.person), joinedload(Seat.organisation))
    )
    return db.session.scalars(query).unique().first()


def tenures_of(person: Person, plan: Plan) -> list[Tenure]:
    """Return every term of the person in this edition's forum."""
    query = sa.select(Tenure).join(Tenure.seat).where(Seat.plan_id == plan.id, Tenure.person_id == person.id)
    return list(db.session.scalars(query.limit(100)))


def people_called(text: str) -> list[Person]:
    """Return the people with this e-mail address or exactly this name; two at most, enough to see that there are
    several."""
    words = text.strip()
    query = sa.select(Person).where(
        Person.active,
        Person.erased_at.is_(None),
        sa.or_(sa.func.lower(Person.email) == words.lower(), Person.name == words),
    )
    return list(db.session.scalars(query.order_by(Person.id).limit(2)).unique())


def next_decision_number(plan: Plan) -> int:
    """Return the number of the forum's next decision in this edition."""
    highest = sa.select(sa.func.max(ForumDecision.number)).where(ForumDecision.plan_id == plan.id)
    return (db.session.scalar(highest) or 0) + 1
