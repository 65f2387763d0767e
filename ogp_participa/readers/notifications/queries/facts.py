"""Events that nobody was told of yet, what they point to, and the people around them."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import Model, db
from ogp_participa.core.dates import today
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.feasibility.models import OpinionAppeal
from ogp_participa.drafting.promotion.models import Promotion
from ogp_participa.drafting.responses.models import InstitutionResponse
from ogp_participa.edition.plans.models import Plan
from ogp_participa.forum.seats.models import Seat, Tenure
from ogp_participa.forum.seats.queries import held_on
from ogp_participa.moderation.models import Appeal, Decision
from ogp_participa.people.accounts.models import Person
from ogp_participa.people.accounts.queries import staff_numbers
from ogp_participa.proposals.comments.models import Comment, Follow
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.notifications.audiences import AUDIENCES, MOTION_KINDS, OPINION_KINDS, WHOLE_PLAN, Audience
from ogp_participa.readers.notifications.facts import EventFacts
from ogp_participa.readers.notifications.models import Announced, Muted, Topic

LATECOMERS = 5_000
"""A long request may commit events with lower numbers than announced ones; so far back they are looked for."""


M = TypeVar("M", bound=Model)


def unannounced(limit: int) -> list[int]:
    """Return the numbers of events that nobody was told of yet, oldest first, locked against other workers."""
    newest = sa.select(sa.func.coalesce(sa.func.max(Announced.event_id), 0)).scalar_subquery()
    query = (
        sa.select(Event.id)
        .where(Event.id > newest - LATECOMERS, ~sa.exists().where(Announced.event_id == Event.id))
        .order_by(Event.id)
        .limit(limit)
    )
    return list(db.session.scalars(query.with_for_update(skip_locked=True)))


def events_by_number(numbers: Sequence[int]) -> list[Event]:
    """Return these events, oldest first. Raises ``LookupError`` for one of a kind that this release does not know."""
    return list(db.session.scalars(sa.select(Event).where(Event.id.in_(numbers)).order_by(Event.id)))


def facts_of(events: Iterable[Event]) -> EventFacts:
    """What a batch of events points to, in a handful of queries."""
    batch = list(events)
    facts = EventFacts(
        comments=_by_number(Comment, _numbers(batch, "comment", "comment_id")),
        decisions=_by_number(Decision, _numbers(batch, "", "decision_id"), joinedload(Decision.reason)),
        appeals=_by_number(Appeal, _numbers(batch, "", "appeal_id")),
        commitments=_by_number(Commitment, _numbers(batch, "commitment", "commitment_id"), joinedload(Commitment.plan)),
        opinion_appeals=_by_number(
            OpinionAppeal, _numbers(batch, "", "opinion_appeal_id"), joinedload(OpinionAppeal.version)
        ),
        contributions=_by_number(Contribution, {e.subject_id for e in batch if e.subject == "contribution"}),
        replies=_by_number(InstitutionResponse, _numbers(batch, "", "reply_id")),
        plans=_by_number(Plan, {event.plan_id for event in batch if event.plan_id}),
    )
    wanted = _numbers(batch, "proposal", "into_id") | {comment.proposal_id for comment in facts.comments.values()}
    facts.proposals = _by_number(Proposal, wanted)
    return facts


def with_people(facts: EventFacts, events: Sequence[Event], calendar_plans: set[int]) -> EventFacts:
    """Add who follows, whose proposals were joined, who holds seats, and who takes part in a plan."""
    proposals = sa.select(Follow.proposal_id, Follow.person_id).where(Follow.proposal_id.in_(facts.proposals))
    facts.followers = _grouped(proposals)
    joined = sa.select(Proposal.merged_into_id, Proposal.author_id).where(
        Proposal.merged_into_id.in_(facts.proposals), Proposal.author_id.is_not(None)
    )
    following = (
        sa.select(Proposal.merged_into_id, Follow.person_id)
        .join(Follow, Follow.proposal_id == Proposal.id)
        .where(Proposal.merged_into_id.in_(facts.proposals))
    )
    facts.merged = _grouped(sa.union(joined, following))
    if any(Audience.STAFF in AUDIENCES.get(event.kind, ()) for event in events):
        facts.staff = staff_numbers()
    tenures = _numbers(events, "", "tenure_id")
    if tenures:
        holders = db.session.execute(sa.select(Tenure.id, Tenure.person_id).where(Tenure.id.in_(tenures)))
        facts.holders = {row.id: row.person_id for row in holders}
    _with_seats(facts, {e.plan_id for e in events if e.kind in MOTION_KINDS and e.plan_id})
    _with_sources(facts, {e.subject_id for e in events if e.kind in OPINION_KINDS and e.subject == "commitment"})
    _with_plan_sources(facts, {e.plan_id for e in events if e.kind in WHOLE_PLAN and e.plan_id})
    _with_contributors(facts, {e.plan_id for e in events if e.kind is Kind.PLAN_PUBLISHED and e.plan_id})
    if calendar_plans:
        wrote = sa.select(Proposal.plan_id, Proposal.author_id).where(
            Proposal.plan_id.in_(calendar_plans), Proposal.author_id.is_not(None)
        )
        follow = (
            sa.select(Proposal.plan_id, Follow.person_id)
            .join(Follow, Follow.proposal_id == Proposal.id)
            .where(Proposal.plan_id.in_(calendar_plans))
        )
        facts.participants = _grouped(sa.union(wrote, follow))
    return facts


def _with_seats(facts: EventFacts, plans: set[int]) -> None:
    """Add who holds a seat in the forum of these plans today, alternates too; a seat of nobody does not vote."""
    if plans:
        holders = sa.select(Seat.plan_id, Tenure.person_id).join(Tenure, Tenure.seat_id == Seat.id)
        there = (Seat.plan_id.in_(plans), Seat.organisation_id.is_not(None), held_on(today()))
        facts.seats = _grouped(holders.where(*there))


def _with_sources(facts: EventFacts, commitments: set[int]) -> None:
    """Add who wrote and who follows the proposals that feed these commitments."""
    if not commitments:
        return
    feeding = Promotion.commitment_id.in_(commitments)
    wrote = sa.select(Promotion.commitment_id, Proposal.author_id).join(Promotion.proposal)
    facts.source_authors = _grouped(wrote.where(feeding, Proposal.author_id.is_not(None)))
    follow = sa.select(Promotion.commitment_id, Follow.person_id)
    facts.source_followers = _grouped(follow.join(Follow, Follow.proposal_id == Promotion.proposal_id).where(feeding))


def _with_plan_sources(facts: EventFacts, plans: set[int]) -> None:
    """Add who wrote and who follows the proposals that feed any commitment of these plans."""
    if not plans:
        return
    fed = sa.select(Commitment.plan_id, Proposal.author_id).join(Promotion, Promotion.commitment_id == Commitment.id)
    fed = fed.join(Proposal, Proposal.id == Promotion.proposal_id).where(Commitment.plan_id.in_(plans))
    facts.plan_source_authors = _grouped(fed.where(Proposal.author_id.is_not(None)))
    follow = fed.join(Follow, Follow.proposal_id == Proposal.id)
    facts.plan_source_followers = _grouped(follow.with_only_columns(Commitment.plan_id, Follow.person_id))


def _with_contributors(facts: EventFacts, plans: set[int]) -> None:
    """Add who contributed to the consultation of these plans."""
    said = sa.select(Contribution.plan_id, Contribution.author_id).where(
        Contribution.plan_id.in_(plans), Contribution.author_id.is_not(None)
    )
    for plan, people in (_grouped(said) if plans else {}).items():
        facts.plan_source_authors.setdefault(plan, set()).update(people)


def people_with_muted(numbers: Iterable[int]) -> tuple[dict[int, Person], set[tuple[int, Topic]]]:
    """The people with these numbers, and which topics they muted."""
    wanted = sorted(numbers)
    people = _by_number(Person, set(wanted))
    rows = db.session.execute(sa.select(Muted.person_id, Muted.topic).where(Muted.person_id.in_(wanted)))
    return people, {(row.person_id, row.topic) for row in rows}


def _numbers(events: Iterable[Event], subject: str, detail: str) -> set[int]:
    """The numbers of one kind of thing that events are about or point to."""
    about = {event.subject_id for event in events if event.subject == subject}
    return about | {event.details[detail] for event in events if event.details.get(detail)}


def _by_number(model: type[M], numbers: set[int], *options: Any) -> dict[int, M]:
    """Rows by their number; asks nothing when there are none."""
    if not numbers:
        return {}
    number: Any = model.__table__.c.id
    rows: list[Any] = list(db.session.scalars(sa.select(model).where(number.in_(numbers)).options(*options)).unique())
    return {row.id: row for row in rows}


def _grouped(query: Any) -> dict[int, set[int]]:
    """(thing, person) rows as thing → people."""
    groups: dict[int, set[int]] = {}
    for thing, person in db.session.execute(query):
        groups.setdefault(thing, set()).add(person)
    return groups
