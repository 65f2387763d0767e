"""Who is told of what. Nobody is ever told of a ballot."""

import enum

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.proposals.proposals.models import Proposal
from ogp_participa.readers.notifications.facts import EventFacts
from ogp_participa.readers.notifications.models import Topic


class Audience(enum.StrEnum):
    """Who has to do with an event."""

    AUTHOR = "author"
    FOLLOWERS = "followers"
    MERGED = "merged"
    TARGET = "target"
    COMMENTER = "commenter"
    SEATED = "seated"
    SEATS = "seats"
    PERSON = "person"
    PARTICIPANTS = "participants"
    APPELLANT = "appellant"
    CONTRIBUTOR = "contributor"
    STAFF = "staff"


_PROPOSAL = (Audience.AUTHOR, Audience.FOLLOWERS)


_RESULT = (Audience.AUTHOR, Audience.FOLLOWERS, Audience.MERGED)


_OPINION = (Audience.APPELLANT, *_RESULT)


AUDIENCES: dict[Kind, tuple[Audience, ...]] = {
    Kind.PROPOSAL_SUBMITTED: (Audience.AUTHOR,),
    Kind.PROPOSAL_RESENT: (Audience.AUTHOR,),
    Kind.PROPOSAL_PUBLISHED: _PROPOSAL,
    Kind.PROPOSAL_RETURNED: (Audience.AUTHOR,),
    Kind.PROPOSAL_REFUSED: _PROPOSAL,
    Kind.PROPOSAL_MERGED: (*_PROPOSAL, Audience.TARGET),
    Kind.PROPOSAL_WITHDRAWN: (Audience.FOLLOWERS,),
    Kind.APPEAL_FILED: (Audience.AUTHOR,),
    Kind.APPEAL_UPHELD: _PROPOSAL,
    Kind.APPEAL_DENIED: _PROPOSAL,
    Kind.COMMENT_WRITTEN: _PROPOSAL,
    Kind.COMMENT_HIDDEN: (Audience.COMMENTER,),
    Kind.COMMENT_RESTORED: (Audience.COMMENTER,),
    Kind.PROPOSAL_PROMOTED: _RESULT,
    Kind.WINNER_REMOVED: _RESULT,
    Kind.PROPOSAL_ANSWERED: _RESULT,
    Kind.OPINION_GIVEN: _RESULT,
    Kind.OPINION_APPEALED: (Audience.STAFF, *_OPINION),
    Kind.OPINION_ANSWERED: _OPINION,
    Kind.DRAFT_OPENED: _PROPOSAL,
    Kind.PLAN_PUBLISHED: (*_PROPOSAL, Audience.PARTICIPANTS),
    Kind.CONTRIBUTION_ANSWERED: (*_PROPOSAL, Audience.CONTRIBUTOR),
    Kind.CONTRIBUTION_HIDDEN: (Audience.CONTRIBUTOR,),
    Kind.CONTRIBUTION_RESTORED: (Audience.CONTRIBUTOR,),
    Kind.MEMBER_SEATED: (Audience.SEATED,),
    Kind.MEMBER_LEFT: (Audience.SEATED,),
    Kind.ROLL_CALL_OPENED: (Audience.SEATS,),
    Kind.ROLL_CALL_WITHDRAWN: (Audience.SEATS,),
    Kind.FORUM_DELIBERATED: (Audience.SEATS,),
    Kind.ROLE_GIVEN: (Audience.PERSON,),
    Kind.ROLE_TAKEN: (Audience.PERSON,),
    Kind.IDENTITY_CHECKED: (Audience.PERSON,),
    Kind.STAGE_ADDED: (Audience.PARTICIPANTS,),
    Kind.STAGE_CHANGED: (Audience.PARTICIPANTS,),
    Kind.STAGE_REMOVED: (Audience.PARTICIPANTS,),
    Kind.STAGES_REORDERED: (Audience.PARTICIPANTS,),
}
"""Which kinds are told, and to whom. A kind that is not here is told to nobody."""


OPINION_KINDS = frozenset({Kind.OPINION_GIVEN, Kind.OPINION_APPEALED, Kind.OPINION_ANSWERED})

CONSULTATION_KINDS = frozenset({Kind.DRAFT_OPENED, Kind.CONTRIBUTION_HIDDEN, Kind.CONTRIBUTION_RESTORED})

MOTION_KINDS = frozenset({Kind.ROLL_CALL_OPENED, Kind.ROLL_CALL_WITHDRAWN, Kind.FORUM_DELIBERATED})

WHOLE_PLAN = frozenset({Kind.DRAFT_OPENED, Kind.PLAN_PUBLISHED})
"""Kinds that are about everything in a plan: whoever wrote or follows a part of it hears."""


RECEIPTS: frozenset[Kind] = frozenset(
    {Kind.PROPOSAL_SUBMITTED, Kind.PROPOSAL_RESENT, Kind.APPEAL_FILED, Kind.OPINION_APPEALED}
)
"""Kinds that are told to the person who acted, too: people want to know that it arrived."""


TOPICS: dict[Audience, Topic] = {
    Audience.FOLLOWERS: Topic.FOLLOWED,
    Audience.TARGET: Topic.FOLLOWED,
    Audience.PARTICIPANTS: Topic.STAGES,
}
"""What an audience chose to hear; all others hear about something of their own."""


def topics_by_person(event: Event, facts: EventFacts) -> dict[int, Topic]:
    """Return the people to tell of an event, and under which topic; their own matters win over what they follow."""
    people: dict[int, Topic] = {}
    for audience in AUDIENCES.get(event.kind, ()):
        for number in _members(audience, event, facts):
            people.setdefault(number, TOPICS.get(audience, Topic.MINE))
    if event.kind not in RECEIPTS and event.actor_id is not None:
        people.pop(event.actor_id, None)
    return people


def _members(audience: Audience, event: Event, facts: EventFacts) -> set[int]:
    """The people of one audience of an event, by number."""
    proposal = facts.proposal_of(event)
    here = proposal.id if proposal else 0
    if audience is Audience.TARGET:
        target = facts.proposals.get(event.details.get("into_id", 0))
        if target is None:
            return set()
        return _author(target) | facts.followers.get(target.id, set()) | facts.merged.get(target.id, set())
    comment = facts.comment_of(event)
    appeal = facts.opinion_appeals.get(event.details.get("opinion_appeal_id", 0))
    commitment = event.subject_id if event.subject == "commitment" else 0
    draft = (event.plan_id or 0) if event.kind in WHOLE_PLAN else 0
    contribution = facts.contributions.get(event.subject_id) if event.subject == "contribution" else None
    tenure = event.details.get("tenure_id", 0)
    members: dict[Audience, set[int]] = {
        Audience.AUTHOR: _author(proposal)
        | facts.source_authors.get(commitment, set())
        | facts.plan_source_authors.get(draft, set()),
        Audience.FOLLOWERS: facts.followers.get(here, set())
        | facts.source_followers.get(commitment, set())
        | facts.plan_source_followers.get(draft, set()),
        Audience.CONTRIBUTOR: {contribution.author_id} if contribution and contribution.author_id else set(),
        Audience.APPELLANT: {appeal.by_id} if appeal and appeal.by_id else set(),
        Audience.STAFF: facts.staff,
        Audience.MERGED: facts.merged.get(here, set()),
        Audience.COMMENTER: {comment.author_id} if comment and comment.author_id else set(),
        Audience.SEATED: {facts.holders[tenure]} if tenure in facts.holders else set(),
        Audience.SEATS: facts.seats.get(event.plan_id or 0, set()),
        Audience.PERSON: {event.subject_id} if event.subject == "person" else set(),
        Audience.PARTICIPANTS: facts.participants.get(event.plan_id or 0, set()),
    }
    return members[audience]


def _author(proposal: Proposal | None) -> set[int]:
    return {proposal.author_id} if proposal and proposal.author_id else set()
