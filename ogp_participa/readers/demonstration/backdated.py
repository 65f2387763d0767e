"""Editions of the demonstration that are further than the running one: their calendar, forum and clock.

Everything in them is done by the rooms' own verbs, as of invented days of the past: the rules judge each step by the
calendar of its day, and every result (the count, the ledger, the forum's decision) is computed like any other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import Kind
from ogp_participa.core.clock import as_of, now
from ogp_participa.core.database import db
from ogp_participa.core.dates import city_day
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.edition.institutions.actions import organisation_named
from ogp_participa.edition.institutions.models import Organisation, Sector
from ogp_participa.edition.plans.models import DEFAULT_RIGHTS, Plan, Stage, StageKind, Theme
from ogp_participa.forum.seats.actions import create_seat, seat_member
from ogp_participa.forum.seats.models import Position, Seat
from ogp_participa.moderation.actions.reasons import adopt_catalogue
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.demonstration.data_files import read

SLUG = "demo-anterior"

Calendar = tuple[tuple[StageKind, str, int, int], ...]


@dataclass(frozen=True)
class Frame:
    """What an edition is before anything happens in it: its words and its calendar, in days from today.

    Its forum sits from one day to another; ``story`` names the file that tells the rest.
    """

    slug: str
    title: str
    summary: str
    calendar: Calendar
    seated: int
    left: int | None
    story: str


# More than a year before the running edition, so that the two never share the numbers of a year.
EARLIER = Frame(
    slug=SLUG,
    title="Edição de demonstração anterior",
    summary="Uma edição inventada que já foi até o fim: mostra um plano publicado, de onde veio cada compromisso "
    "e o que mudou depois. Não é um plano da cidade de São Paulo.",
    calendar=(
        (StageKind.PROPOSALS, "", -500, -465),
        (StageKind.MODERATION, "", -465, -461),
        (StageKind.VOTING, "", -461, -447),
        (StageKind.DRAFTING, "Redação e respostas", -447, -330),
        (StageKind.CONSULTATION, "", -400, -370),
        (StageKind.DELIBERATION, "", -355, -330),
        (StageKind.PUBLICATION, "", -330, -320),
        (StageKind.IMPLEMENTATION, "", -320, 410),
        (StageKind.EVALUATION, "", 410, 500),
    ),
    seated=-515,
    left=-76,
    story="past_plan",
)


@dataclass
class Past:
    """What is known of an edition while its story is past."""

    frame: Frame
    plan: Plan
    people: dict[str, Person]
    today: datetime
    seats: list[Seat] = field(default_factory=list)
    themes: dict[str, Theme] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    said: dict[str, Contribution] = field(default_factory=dict)
    script: dict[str, Any] = field(default_factory=dict)

    @property
    def staff(self) -> Person:
        """Who types for the office."""
        return self.people["dario"]

    @contextmanager
    def at(self, day: float) -> Iterator[None]:
        """What is done inside happens so many days from today."""
        with as_of(self.today + timedelta(days=day)):
            yield
            db.session.flush()  # rows get their moment when they are written

    def day(self, offset: int) -> date:
        """A day of the city, so many days from today."""
        return city_day(self.today + timedelta(days=offset))

    def titular(self, place: int) -> tuple[Seat, Person]:
        """One of the seats that somebody held, and its titular."""
        held = [seat for seat in self.seats if seat.tenures]
        seat = held[place % len(held)]
        return seat, seat.tenures[0].person


def begin(people: dict[str, Person], frame: Frame) -> Past:
    """The edition with its calendar, themes, catalogue of reasons and forum."""
    start = now().replace(minute=0, second=0, microsecond=0)
    past = Past(frame, _plan(frame, start), people, start, script=read(frame.story))
    first = frame.seated - 5
    past.plan.created_at = start + timedelta(days=first)
    with past.at(first):
        db.session.add(past.plan)
        db.session.flush()  # its themes point to it
        for theme in read("themes")["themes"]:
            name = theme["name"]
            row = Theme(key=theme["key"], name_pt=name["pt"], name_en=name["en"], name_es=name["es"])
            row.plan_id = past.plan.id
            past.themes[row.key] = row
        db.session.add_all(past.themes.values())
        adopt_catalogue(past.plan)
        record(Kind.PLAN_CREATED, by=past.staff, on=past.plan)
    with past.at(frame.seated):
        _seat(past)
    return past


def _plan(frame: Frame, start: datetime) -> Plan:
    term = [stage for stage in frame.calendar if stage[0] is StageKind.IMPLEMENTATION]
    plan = Plan(
        slug=frame.slug,
        title=frame.title,
        summary=frame.summary,
        starts=str((start + timedelta(days=term[0][2])).year),
        ends=str((start + timedelta(days=term[-1][3])).year),
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
            rights=[right.value for right in DEFAULT_RIGHTS[kind]],
        )
        for position, (kind, title, opens, closes) in enumerate(frame.calendar, start=1)
    ]
    return plan


def _seat(past: Past) -> None:
    """The same invented organisations as in the running edition, each with a titular and a suplente of that time."""
    given = read("forum")
    segments = {one["key"]: one["name"]["pt"] for one in given["segments"]}
    for one in given["seats"]:
        if not one["holders"]:
            continue
        sector = Sector(one["sector"])
        organisation = organisation_named(one["organisation"], sector)
        seat = create_seat(past.plan, past.staff, sector, segments[one["segment"]], organisation)
        past.seats.append(seat)
        for holder in one["holders"]:
            if holder["to_day"] is None or holder["role"] == "titular":
                _sit(past, seat, past.people[holder["person"]], Position(holder["role"]))


def _sit(past: Past, seat: Seat, person: Person, position: Position) -> None:
    if all(tenure.position is not position for tenure in seat.tenures):
        until = None if past.frame.left is None else past.day(past.frame.left)
        seat_member(seat, past.plan, person, position, past.day(past.frame.seated), until, past.staff)


def institution(name: str) -> Organisation:
    """An institution of the government by name."""
    found = organisation_named(name, Sector.GOVERNMENT)
    db.session.flush()
    return found


def in_order(past: Past, steps: list[tuple[float, Callable[[], object]]]) -> None:
    """Do each step on its day, the oldest first."""
    for day, step in sorted(steps, key=lambda one: one[0]):
        with past.at(day):
            step()
