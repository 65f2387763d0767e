"""The demonstration's earlier edition, which has gone the whole way: its calendar, forum and clock.

Everything in it is done by the rooms' own verbs, as of invented days of the past: the rules judge each step by the
calendar of its day, and every result (the count, the ledger, the forum's decision) is computed like any other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ogp_participa.accounts.models import Person
from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.commitments.models import Commitment
from ogp_participa.consultation.models import Contribution
from ogp_participa.database import as_of, db, now
from ogp_participa.demonstration.facts import read
from ogp_participa.forum.actions import create_seat, organisation_named, seat_member
from ogp_participa.forum.models import Organisation, Position, Seat, Sector
from ogp_participa.i18n import city_day
from ogp_participa.moderation.actions import adopt_catalogue
from ogp_participa.plans.models import DEFAULT_RIGHTS, Plan, Right, Stage, StageKind, Theme
from ogp_participa.proposals.models import Proposal

SLUG = "demo-anterior"

# More than a year before the running edition, so that the two never share the numbers of a year.
CALENDAR: tuple[tuple[StageKind, str, int, int, tuple[Right, ...]], ...] = (
    (StageKind.PROPOSALS, "", -500, -465, (Right.PROPOSE, Right.MODERATE)),
    (StageKind.MODERATION, "", -465, -461, (Right.MODERATE,)),
    (StageKind.VOTING, "", -461, -447, (Right.VOTE,)),
    (StageKind.DRAFTING, "Redação e respostas", -447, -330, (Right.DRAFT,)),
    (StageKind.CONSULTATION, "", -400, -370, (Right.CONSULT,)),
    (StageKind.DELIBERATION, "", -355, -330, (Right.DELIBERATE,)),
    (StageKind.PUBLICATION, "", -330, -320, (Right.PUBLISH,)),
    (StageKind.IMPLEMENTATION, "", -320, 410, DEFAULT_RIGHTS[StageKind.IMPLEMENTATION]),
    (StageKind.EVALUATION, "", 410, 500, DEFAULT_RIGHTS[StageKind.EVALUATION]),
)
SEATED, LEFT = -515, -76
"""The forum of that time sat from one day to the other; the running edition has its own."""


@dataclass
class Past:
    """What is known of the earlier edition while its story is told."""

    plan: Plan
    people: dict[str, Person]
    today: datetime
    seats: list[Seat] = field(default_factory=list)
    themes: dict[str, Theme] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    said: dict[str, Contribution] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=lambda: read("past_plan"))

    @property
    def staff(self) -> Person:
        """Who types for the office."""
        return self.people["dario"]

    @contextmanager
    def at(self, day: float) -> Iterator[None]:
        """What is done inside happens so many days from today."""
        with as_of(self.today + timedelta(days=day)):
            yield

    def day(self, offset: int) -> date:
        """A day of the city, so many days from today."""
        return city_day(self.today + timedelta(days=offset))

    def titular(self, place: int) -> tuple[Seat, Person]:
        """One of the seats that somebody held, and its titular."""
        held = [seat for seat in self.seats if seat.tenures]
        seat = held[place % len(held)]
        return seat, seat.tenures[0].person


def begin(people: dict[str, Person]) -> Past:
    """The edition with its calendar, themes, catalogue of reasons and forum."""
    start = now().replace(minute=0, second=0, microsecond=0)
    told = Past(_plan(start), people, start)
    with told.at(-520):
        db.session.add(told.plan)
        for theme in read("themes")["themes"]:
            name = theme["name"]
            row = Theme(key=theme["key"], name_pt=name["pt"], name_en=name["en"], name_es=name["es"])
            told.themes[row.key] = row
        db.session.flush()
        for row in told.themes.values():
            row.plan_id = told.plan.id
        db.session.add_all(told.themes.values())
        adopt_catalogue(told.plan)
        record(Kind.PLAN_CREATED, by=told.staff, on=told.plan)
    with told.at(SEATED):
        _seat(told)
    return told


def _plan(start: datetime) -> Plan:
    first, last = start + timedelta(days=-320), start + timedelta(days=410)
    plan = Plan(
        slug=SLUG,
        title="Edição de demonstração anterior",
        summary="Uma edição inventada que já foi até o fim: mostra um plano publicado, de onde veio cada compromisso "
        "e o que mudou depois. Não é um plano da cidade de São Paulo.",
        starts=str(first.year),
        ends=str(last.year),
        demonstration=True,
        choices=4,
        seats=6,
        tie_source="Sorteio inventado para esta demonstração",
    )
    plan.stages = [
        Stage(
            kind=kind,
            title=title,
            position=position,
            opens_at=start + timedelta(days=opens),
            closes_at=start + timedelta(days=closes),
            rights=[right.value for right in rights],
        )
        for position, (kind, title, opens, closes, rights) in enumerate(CALENDAR, start=1)
    ]
    plan.created_at = start + timedelta(days=-520)
    return plan


def _seat(told: Past) -> None:
    """The same invented organisations as in the running edition, each with a titular and a suplente of that time."""
    given = read("forum")
    segments = {one["key"]: one["name"]["pt"] for one in given["segments"]}
    for one in given["seats"]:
        if not one["holders"]:
            continue
        sector = Sector(one["sector"])
        organisation = organisation_named(one["organisation"], sector)
        seat = create_seat(told.plan, told.staff, sector, segments[one["segment"]], organisation)
        told.seats.append(seat)
        for holder in one["holders"]:
            if holder["to_day"] is None or holder["role"] == "titular":
                _sit(told, seat, told.people[holder["person"]], Position(holder["role"]))


def _sit(told: Past, seat: Seat, person: Person, position: Position) -> None:
    if all(tenure.position is not position for tenure in seat.tenures):
        seat_member(seat, told.plan, person, position, told.day(SEATED), told.day(LEFT), told.staff)


def institution(name: str) -> Organisation:
    """An institution of the government by name."""
    found = organisation_named(name, Sector.GOVERNMENT)
    db.session.flush()
    return found


def in_order(told: Past, steps: list[tuple[float, Callable[[], object]]]) -> None:
    """Do each step on its day, the oldest first."""
    for day, step in sorted(steps, key=lambda one: one[0]):
        with told.at(day):
            step()
