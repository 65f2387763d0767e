"""Seats, who holds them, and the forum's decisions."""

from datetime import date, timedelta

import sqlalchemy as sa

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.database import db, lock
from ogp_participa.core.verdicts import first_no
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats import rules
from ogp_participa.forum.seats.models import ForumDecision, Position, Seat, Tenure
from ogp_participa.forum.seats.queries import next_decision_number, tenures_of
from ogp_participa.people.accounts.models import Person


def create_seat(plan: Plan, by: Person, sector: Sector, segment: str, organisation: Organisation | None = None) -> Seat:
    """Create a seat of the edition's forum; without an organisation it is vacant."""
    rules.can_seat(by).require()
    seat = Seat(plan_id=plan.id, sector=sector, segment=segment, organisation=organisation)
    rules.can_give_seat(organisation, seat).require()
    db.session.add(seat)
    db.session.flush()
    record(Kind.SEAT_CREATED, by=by, on=seat, seat_id=seat.id)
    return seat


def give_seat(seat: Seat, organisation: Organisation, by: Person) -> Seat:
    """Give a vacant seat to an organisation; it is recorded with the first member who takes it."""
    first_no(rules.can_seat(by), rules.can_give_seat(organisation, seat)).require()
    seat.organisation = organisation
    db.session.flush()  # taking the seat reads it again
    return seat


def seat_member(
    seat: Seat, plan: Plan, person: Person, position: Position, from_date: date, until_date: date | None, by: Person
) -> Tenure:
    """Seat a person, as titular or suplente. The rights come with the first day and end with the last."""
    _lock_forum(seat)
    first_no(
        rules.can_seat(by),
        rules.can_hold(position, from_date, until_date, seat.tenures, tenures_of(person, plan)),
    ).require()
    tenure = Tenure(person=person, position=position, from_date=from_date, until_date=until_date)
    seat.tenures.append(tenure)
    db.session.flush()
    record(Kind.MEMBER_SEATED, by=by, on=seat, seat_id=seat.id, tenure_id=tenure.id)
    return tenure


def end_tenure(tenure: Tenure, by: Person, until_date: date, reason: str) -> Tenure:
    """End a term on a day, with the reason that everybody reads."""
    seat = tenure.seat
    _lock_forum(seat)
    first_no(rules.can_seat(by), rules.can_end(tenure, until_date, reason)).require()
    tenure.until_date, tenure.end_reason = until_date, reason
    record(Kind.MEMBER_LEFT, by=by, on=seat, seat_id=seat.id, tenure_id=tenure.id, reason=reason)
    return tenure


def substitute(tenure: Tenure, plan: Plan, person: Person, by: Person, until_date: date, reason: str) -> Tenure:
    """End a term, and give the place to another person from the next day on."""
    end_tenure(tenure, by, until_date, reason)
    return seat_member(tenure.seat, plan, person, tenure.position, until_date + timedelta(days=1), None, by)


def record_decision(
    plan: Plan,
    by: Person,
    title: str,
    text: str,
    decided_on: date,
    votes_for: int,
    votes_against: int,
    abstentions: int,
) -> ForumDecision:
    """Record a decision that the forum took, with how the votes fell. Recorded ones are never rewritten."""
    first_no(rules.can_seat(by), rules.can_decide(votes_for, votes_against, abstentions)).require()
    lock(plan)
    decision = ForumDecision(
        plan_id=plan.id,
        number=next_decision_number(plan),
        title=title,
        text=text,
        decided_on=decided_on,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        recorded_by_id=by.id,
    )
    db.session.add(decision)
    db.session.flush()
    record(Kind.FORUM_DECIDED, by=by, on=decision, decision_id=decision.id)
    return decision


def _lock_forum(seat: Seat) -> None:
    """Keep others from changing who sits in this forum meanwhile: not the seat alone, since two desks could give one
    person two seats. What was read before may be old by now."""
    db.session.execute(sa.select(Plan.id).where(Plan.id == seat.plan_id).with_for_update())
    fresh = sa.select(Tenure).where(Tenure.seat_id == seat.id).execution_options(populate_existing=True)
    db.session.scalars(fresh).all()
    db.session.refresh(seat)
