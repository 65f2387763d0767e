"""Filling an empty database with the demonstration."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import YES, Verdict, no
from ogp_participa.edition.calendar.actions import change_stage
from ogp_participa.edition.institutions.models import Sector
from ogp_participa.edition.plans.models import Plan
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.edition.plans.rules import stage_next, stage_now
from ogp_participa.forum.seats.models import Position, Seat, Tenure
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.readers.demonstration import (
    contributions,
    crowd,
    decisions,
    edition,
    facts,
    opinions,
    others,
    past,
    pastconsultation,
    pastdecision,
    pastplan,
    pastvote,
    terms,
)
from ogp_participa.readers.demonstration.contributions import Story
from ogp_participa.readers.demonstration.past import Past
from ogp_participa.readers.notifications.models import Announced

Step = tuple[str, Callable[[], object]]


def is_filled() -> bool:
    """Whether the demonstration's edition is there."""
    return plan_by_slug(edition.SLUG) is not None


def steps() -> list[Step]:
    """What to do, in order: (what, how). The caller commits when all of it is done."""
    people: dict[str, Person] = {}
    story: list[Story] = []
    return [
        ("facts", facts.load_history),
        ("people", lambda: people.update(edition.make_people())),
        *(step for beside in _beside(people).values() for step in beside),
        ("edition", lambda: story.append(_begin(people))),
        ("rules", lambda: edition.freeze_rules(story[0].plan)),
        ("proposals", lambda: contributions.add_proposals(story[0])),
        ("decisions", lambda: decisions.add_decisions(story[0])),
        ("opinions", lambda: opinions.add_opinions(story[0])),
        ("terms", lambda: terms.add_terms(story[0])),
        ("conversation", lambda: crowd.add_conversation(story[0])),
        ("ballots", lambda: crowd.add_ballots(story[0])),
        ("search", lambda: _index(story[0])),
        ("announced", lambda: _leave_to_announce(story[0])),
    ]


def steps_missing() -> list[Step]:
    """What to do where an older version filled the database: the editions that it did not know, nothing else."""
    people: dict[str, Person] = {}
    missing = [beside for slug, beside in _beside(people).items() if plan_by_slug(slug) is None]
    if not missing:
        return []
    last = db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
    return [
        ("people", lambda: people.update(edition.make_people())),
        *(step for beside in missing for step in beside),
        ("announced", lambda: _tell_nobody(last)),  # what an added edition tells is long past
    ]


def _beside(people: dict[str, Person]) -> dict[str, list[Step]]:
    """The editions beside the one that runs, by slug, and what makes each; ``people`` is filled by then."""
    told: list[Past] = []
    return {
        past.EARLIER.slug: [
            ("earlier edition", lambda: told.append(past.begin(people, past.EARLIER))),
            ("earlier proposals", lambda: pastvote.add_proposals(told[0])),
            ("earlier vote", lambda: pastvote.add_vote(told[0])),
            ("earlier commitments", lambda: pastplan.add_commitments(told[0])),
            ("earlier consultation", lambda: pastconsultation.add_consultation(told[0])),
            ("earlier decision", lambda: pastdecision.add_decision(told[0])),
            ("earlier plan", lambda: pastdecision.add_publication(told[0])),
        ],
        others.CONSULTED.slug: [("edition under consultation", lambda: others.add_consulted(people))],
        others.DECIDED.slug: [("decided edition", lambda: others.add_decided(people))],
    }


def _tell_nobody(last: int = 0, *of_these: Any) -> None:
    """Bring the events after event ``last`` in order; those ``of_these`` conditions were told long ago."""
    _in_order(last)
    told = sa.select(Event.id, Event.at).where(Event.id > last, *of_these)
    db.session.execute(sa.insert(Announced).from_select(["event_id", "at"], told))


def _in_order(last: int) -> None:
    """Number the events after event ``last`` by when they happened, as those of a real city are: what fills the
    demonstration tells one story after the other, and the public record is read by number."""
    db.session.flush()
    for one in [thing for thing in db.session if isinstance(thing, Event)]:
        db.session.expunge(one)
    events: Any = Event.__table__
    happened = list(
        db.session.scalars(sa.select(events.c.id).where(events.c.id > last).order_by(events.c.at, events.c.id))
    )
    away = max(happened, default=0)  # no number is free before the old ones are
    db.session.execute(sa.update(events).where(events.c.id > last).values(id=events.c.id + away))
    numbers = [{"old": old + away, "new": new} for old, new in zip(happened, sorted(happened), strict=True)]
    renumbered = sa.update(events).where(events.c.id == sa.bindparam("old")).values(id=sa.bindparam("new"))
    if numbers:
        db.session.connection().execute(renumbered, numbers)


def _begin(people: dict[str, Person]) -> Story:
    plan = edition.make_plan()
    return Story(plan, people, edition.make_forum(plan, people), edition.make_workshops(plan, people["dario"]))


def _index(story: Story) -> None:
    for proposal in story.proposals.values():
        index_for_search(proposal)


def _leave_to_announce(story: Story) -> None:
    """Old events were told long ago; only what concerns the demonstration's resident still waits to be told."""
    ana = story.people["ana"]
    mine = [p.id for p in story.proposals.values() if p.author_id == ana.id]
    hers = sa.and_(Event.subject == "proposal", Event.subject_id.in_(mine), Event.kind != Kind.COMMENT_WRITTEN)
    _tell_nobody(0, sa.not_(hers))


def can_advance(by: Person | None, plan: Plan) -> Verdict:
    """Staff, in a demonstration edition whose calendar has a next stage."""
    if by is None or not by.is_staff or not plan.demonstration:
        return no(_l("Only staff can do this, and only in the demonstration."))
    if stage_now(plan, now()) is None and stage_next(plan, now()) is None:
        return no(_l("The calendar has no next stage."))
    return YES


def advance(by: Person, plan: Plan) -> None:
    """Close the stage that would close first; when nothing else is open then, open the next one at once.

    It is a change of the calendar like any other: with its reason, on the calendar page and in the record.
    """
    can_advance(by, plan).require()
    reason = _("The demonstration goes to its next stage.")
    moment = now()
    closing = stage_now(plan, moment)
    others = [s for s in plan.stages if s is not closing and s.is_open(moment)]
    if closing:
        change_stage(closing, by, reason, closes_at=moment)
    following = stage_next(plan, moment)
    if following and not others:
        change_stage(following, by, reason, opens_at=moment)


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of one person for each role."""
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
