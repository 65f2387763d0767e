"""Making the demonstration edition: its calendar relative to today, its forum, its people."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_security import hash_password

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.dates import today
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageKind, Theme
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.moderation.actions.reasons import adopt_catalogue
from ogp_participa.people.accounts.models import Person, Role, Signature
from ogp_participa.proposals.workshops.models import Workshop
from ogp_participa.readers.demonstration.data_files import read
from ogp_participa.vote.ballots.actions import freeze

SLUG = "demonstracao"
PASSWORD = "participa-sp-demo"  # of invented people in the demonstration alone

# The stages overlap on purpose: a newcomer proposes, moderates and votes on the first day.
CALENDAR: tuple[tuple[StageKind, int, int, tuple[Right, ...], str], ...] = (
    (StageKind.PROPOSALS, -36, 6, (Right.PROPOSE, Right.MODERATE), ""),
    (StageKind.VOTING, -7, 14, (Right.VOTE, Right.MODERATE), "Nesta demonstração a votação já está aberta."),
    (StageKind.DRAFTING, 14, 45, DEFAULT_RIGHTS[StageKind.DRAFTING], ""),
    (StageKind.CONSULTATION, 45, 75, DEFAULT_RIGHTS[StageKind.CONSULTATION], ""),
    (StageKind.DELIBERATION, 75, 90, DEFAULT_RIGHTS[StageKind.DELIBERATION], ""),
    (StageKind.PUBLICATION, 90, 97, DEFAULT_RIGHTS[StageKind.PUBLICATION], ""),
    (StageKind.IMPLEMENTATION, 97, 827, DEFAULT_RIGHTS[StageKind.IMPLEMENTATION], ""),
    (StageKind.EVALUATION, 827, 917, DEFAULT_RIGHTS[StageKind.EVALUATION], ""),
)

ROLE_PEOPLE = (
    ("resident", "ana", "Ana Jatobá", None),
    ("staff", "dario", "Dario Quaresmeira", "staff"),
    ("administrator", "eva", "Eva Pitangueira", "administrator"),
)


def days(start: datetime, offset: float) -> datetime:
    """A moment some days from the start of the demonstration's today."""
    return start + timedelta(days=offset)


def make_plan() -> Plan:
    """The edition with its calendar, themes and catalogue of reasons."""
    today = now().replace(minute=0, second=0, microsecond=0)
    plan = Plan(
        slug=SLUG,
        title="Edição de demonstração",
        summary="Tudo aqui é inventado, para mostrar como a plataforma funciona: pessoas, propostas, votos e decisões.",
        starts=str(today.year),
        ends=str(today.year + 3),
        demonstration=True,
        choices=5,
        seats=5,
        tie_source="Loteria Federal: 1º prêmio da primeira extração depois do fim da votação",
    )
    plan.stages = [
        Stage(
            kind=kind,
            position=position,
            opens_at=days(today, opens),
            closes_at=days(today, closes),
            rights=[right.value for right in rights],
            note=note,
        )
        for position, (kind, opens, closes, rights, note) in enumerate(CALENDAR, start=1)
    ]
    db.session.add(plan)
    db.session.flush()  # everything of the edition points to it
    for theme in read("themes")["themes"]:
        name = theme["name"]
        row = Theme(plan_id=plan.id, key=theme["key"], name_pt=name["pt"], name_en=name["en"], name_es=name["es"])
        db.session.add(row)
    adopt_catalogue(plan)
    created = Event(kind=Kind.PLAN_CREATED, subject="plan", subject_id=plan.id, plan_id=plan.id, details={})
    created.at = days(today, -80)
    db.session.add(created)
    db.session.flush()
    return plan


def freeze_rules(plan: Plan) -> None:
    """The rules of the vote, frozen when it opened."""
    frozen, first = freeze(plan), plan.first_vote
    recorded = sa.select(Event).where(Event.kind == Kind.RULES_FROZEN, Event.plan_id == plan.id)
    event = db.session.scalars(recorded).one()
    if first:
        frozen.frozen_at = event.at = first.opens_at


def addresses() -> list[str]:
    """Return the e-mail addresses of everybody in the demonstration who may have a password."""
    people = read("people")
    return [f"{key}@example.org" for _label, key, _name, _role in ROLE_PEOPLE] + [
        person["email"] for person in people["residents"] + people["forum"]
    ]


def make_people() -> dict[str, Person]:
    """Everybody of the demonstration by key, with the three sign-ins of :data:`ROLE_PEOPLE`.

    Who is there already, from an older filling, stays as they are.
    """
    roles = {
        name: db.session.scalars(sa.select(Role).where(Role.name == name)).first() or Role(name=name)
        for name in ("staff", "administrator")
    }
    db.session.add_all(roles.values())
    given = read("people")
    password = hash_password(PASSWORD)
    there = {one.email: one for one in db.session.scalars(sa.select(Person).where(Person.fs_uniquifier.like("demo-%")))}
    made: dict[str, Person] = {}
    for one in given["residents"] + given["forum"]:
        if one["email"] in there:
            made[one["key"]] = there[one["email"]]
            continue
        made[one["key"]] = _person(one["email"], one["name"], password if one in given["forum"] else None)
        made[one["key"]].territory = one.get("territory")
        if one.get("signature"):
            made[one["key"]].signature = Signature(one["signature"])
            made[one["key"]].collective = one.get("collective") or ""
        else:
            made[one["key"]].signature = Signature.FULL
    for _label, key, name, role in ROLE_PEOPLE:
        if f"{key}@example.org" in there:
            made[key] = there[f"{key}@example.org"]
            continue
        made[key] = _person(f"{key}@example.org", name, password)
        made[key].roles = [roles[role]] if role else []
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _person(email: str, name: str, password: str | None) -> Person:
    return Person(
        email=email,
        name=name,
        password=password,
        fs_uniquifier=f"demo-{email}"[:64],
        confirmed_at=now() - timedelta(days=530),
    )


def make_forum(plan: Plan, people: dict[str, Person]) -> list[Seat]:
    """The forum's seats, vacancies and substitutions included."""
    given = read("forum")
    segments = {s["key"]: s["name"]["pt"] for s in given["segments"]}
    day = today()
    seats: list[Seat] = []
    for one in given["seats"]:
        sector = Sector(one["sector"])
        name = one["organisation"]
        seat = Seat(plan_id=plan.id, sector=sector, segment=segments[one["segment"]])
        seat.organisation = organisation_named(name, sector) if name else None
        seat.tenures = [_tenure(h, people, day) for h in one["holders"]]
        seats.append(seat)
    db.session.add_all(seats)
    db.session.flush()
    for seat in seats:
        for tenure in seat.tenures:
            event = Event(
                kind=Kind.MEMBER_SEATED,
                subject="seat",
                subject_id=seat.id,
                plan_id=plan.id,
                details={"seat_id": seat.id, "tenure_id": tenure.id},
            )
            event.at = now() + timedelta(days=(tenure.from_date - day).days)
            db.session.add(event)
    return seats


def _tenure(given: dict[str, Any], people: dict[str, Person], day: date) -> Tenure:
    until = given["to_day"]
    return Tenure(
        person=people[given["person"]],
        position=Position(given["role"]),
        from_date=day + timedelta(days=given["from_day"]),
        until_date=None if until is None else day + timedelta(days=until),
        end_reason=given.get("substitution_reason") or "",
    )


def make_workshops(plan: Plan, staff: Person) -> dict[str, Workshop]:
    """The workshops by key."""
    day = today()
    made = {
        one["key"]: Workshop(
            plan_id=plan.id,
            held_on=day + timedelta(days=one["day_offset"]),
            place=one["place"],
            territory=one["territory"],
            people=one["people"],
            recorded_by_id=staff.id,
        )
        for one in read("workshops")["workshops"]
    }
    db.session.add_all(made.values())
    db.session.flush()
    return made
