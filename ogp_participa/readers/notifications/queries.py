"""What waits in an inbox, what was not told yet, and what mail waits to leave."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
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
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.readers.notifications.letters import MOTION_KINDS, OPINION_KINDS, EventFacts
from ogp_participa.readers.notifications.models import Announced, Muted, Notification, Topic
from ogp_participa.readers.notifications.rules import AUDIENCES, WHOLE_PLAN, Audience

PAGE = 20
LATECOMERS = 5_000
"""A long request may commit events with lower numbers than announced ones; so far back they are looked for."""

M = TypeVar("M", bound=Model)


def unread_count(person: Person) -> int:
    """How many entries of the inbox were not read yet (counted to 100 at most)."""
    unread = (
        sa.select(Notification.id)
        .where(Notification.person_id == person.id, Notification.read_at.is_(None))
        .limit(100)
        .subquery()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(unread)) or 0


def inbox(person: Person, page: int) -> tuple[list[Notification], int]:
    """One page of the inbox, newest first, and how many pages there are."""
    mine = sa.select(Notification).where(Notification.person_id == person.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    shown = mine.options(joinedload(Notification.event)).order_by(Notification.id.desc())
    found = db.session.scalars(shown.limit(PAGE).offset((page - 1) * PAGE))
    return list(found), max(1, -(-total // PAGE))


def since(person: Person, moment: datetime | None, limit: int = 5) -> list[Notification]:
    """What the person was told since a moment, newest first; what is unread when no moment is known."""
    newer = Notification.read_at.is_(None) if moment is None else Notification.at > moment
    query = sa.select(Notification).where(Notification.person_id == person.id, newer)
    return list(
        db.session.scalars(query.options(joinedload(Notification.event)).order_by(Notification.id.desc()).limit(limit))
    )


def drafts_of(person: Person, limit: int = 5) -> list[Draft]:
    """The person's drafts that were not sent yet, newest first."""
    query = sa.select(Draft).where(Draft.person_id == person.id, Draft.sent_id.is_(None), Draft.workshop_id.is_(None))
    return list(db.session.scalars(query.order_by(Draft.updated_at.desc()).limit(limit)))


def returned_to(person: Person, limit: int = 5) -> list[Proposal]:
    """The person's proposals that wait for a change."""
    query = sa.select(Proposal).where(Proposal.author_id == person.id, Proposal.state == State.NEEDS_CHANGE)
    query = query.options(joinedload(Proposal.plan))
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(limit)))


def muted_by(person: Person) -> set[Topic]:
    """The topics that the person does not want by e-mail."""
    return set(db.session.scalars(sa.select(Muted.topic).where(Muted.person_id == person.id)))


def unannounced(limit: int) -> list[Event]:
    """Events that nobody was told of yet, oldest first, locked against other workers."""
    newest = sa.select(sa.func.coalesce(sa.func.max(Announced.event_id), 0)).scalar_subquery()
    query = (
        sa.select(Event)
        .where(Event.id > newest - LATECOMERS, ~sa.exists().where(Announced.event_id == Event.id))
        .order_by(Event.id)
        .limit(limit)
    )
    return list(db.session.scalars(query.with_for_update(skip_locked=True)))


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


def unsubscribe_token(person: Person, topic: Topic) -> str:
    """A token that stops one topic for one person; it never grows old."""
    return str(_serializer().dumps([person.id, topic.value]))


def read_token(token: str) -> tuple[Person, Topic] | None:
    """The person and the topic of a token; None when it is not one of ours."""
    try:
        number, topic = _serializer().loads(token)
    except BadSignature:
        return None
    person = db.session.get(Person, number)
    return (person, Topic(topic)) if person and person.erased_at is None else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
