"""What fills an empty database with the demonstration, step by step."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.edition.plans.queries import plan_by_slug
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.proposals.actions import index_for_search
from ogp_participa.readers.demonstration import backdated, history, on_the_way
from ogp_participa.readers.demonstration.backdated import Past
from ogp_participa.readers.demonstration.earlier import commitments, consultation, decision, reports, vote
from ogp_participa.readers.demonstration.running import crowd, decisions, edition, opinions, proposals, terms
from ogp_participa.readers.demonstration.running.proposals import ContributionStory
from ogp_participa.readers.notifications.models import Announced

Step = tuple[str, Callable[[], object]]


def steps() -> list[Step]:
    """What to do, in order: (what, how). The caller commits when all of it is done."""
    people: dict[str, Person] = {}
    story: list[ContributionStory] = []
    return [
        ("facts", history.load_history),
        ("people", lambda: people.update(edition.make_people())),
        *(step for beside in _beside(people).values() for step in beside),
        ("edition", lambda: story.append(_begin(people))),
        ("rules", lambda: edition.freeze_rules(story[0].plan)),
        ("proposals", lambda: proposals.add_proposals(story[0])),
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
    past: list[Past] = []
    return {
        backdated.EARLIER.slug: [
            ("earlier edition", lambda: past.append(backdated.begin(people, backdated.EARLIER))),
            ("earlier proposals", lambda: vote.add_proposals(past[0])),
            ("earlier vote", lambda: vote.add_vote(past[0])),
            ("earlier commitments", lambda: commitments.add_commitments(past[0])),
            ("earlier consultation", lambda: consultation.add_consultation(past[0])),
            ("earlier decision", lambda: decision.add_decision(past[0])),
            ("earlier plan", lambda: decision.add_publication(past[0])),
            ("earlier reports", lambda: reports.add_reports(past[0])),
        ],
        on_the_way.CONSULTED.slug: [("edition under consultation", lambda: on_the_way.add_consulted(people))],
        on_the_way.DECIDED.slug: [("decided edition", lambda: on_the_way.add_decided(people))],
    }


def _tell_nobody(last: int = 0, *of_these: Any) -> None:
    """Bring the events after event ``last`` in order; those ``of_these`` conditions were told long ago."""
    _in_order(last)
    past = sa.select(Event.id, Event.at).where(Event.id > last, *of_these)
    db.session.execute(sa.insert(Announced).from_select(["event_id", "at"], past))


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


def _begin(people: dict[str, Person]) -> ContributionStory:
    plan = edition.make_plan()
    return ContributionStory(
        plan, people, edition.make_forum(plan, people), edition.make_workshops(plan, people["dario"])
    )


def _index(story: ContributionStory) -> None:
    for proposal in story.proposals.values():
        index_for_search(proposal)


def _leave_to_announce(story: ContributionStory) -> None:
    """Old events were told long ago; only what concerns the demonstration's resident still waits to be told."""
    ana = story.people["ana"]
    mine = [p.id for p in story.proposals.values() if p.author_id == ana.id]
    hers = sa.and_(Event.subject == "proposal", Event.subject_id.in_(mine), Event.kind != Kind.COMMENT_WRITTEN)
    _tell_nobody(0, sa.not_(hers))
