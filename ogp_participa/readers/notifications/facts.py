"""What the events of one batch point to, for the letters about them and for who is told."""

from dataclasses import dataclass, field

from ogp_participa.audit.models import Event
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.consultation.models import Contribution
from ogp_participa.drafting.feasibility.models import OpinionAppeal
from ogp_participa.drafting.responses.models import InstitutionResponse
from ogp_participa.edition.plans.models import Plan
from ogp_participa.moderation.models import Appeal, Decision
from ogp_participa.proposals.comments.models import Comment
from ogp_participa.proposals.proposals.models import Proposal


@dataclass
class EventFacts:
    """What the events of one batch point to, by number."""

    proposals: dict[int, Proposal] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)
    appeals: dict[int, Appeal] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)
    opinion_appeals: dict[int, OpinionAppeal] = field(default_factory=dict)
    contributions: dict[int, Contribution] = field(default_factory=dict)
    replies: dict[int, InstitutionResponse] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=dict)
    followers: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, set[int]] = field(default_factory=dict)
    staff: set[int] = field(default_factory=set)
    seats: dict[int, set[int]] = field(default_factory=dict)
    participants: dict[int, set[int]] = field(default_factory=dict)
    source_authors: dict[int, set[int]] = field(default_factory=dict)
    source_followers: dict[int, set[int]] = field(default_factory=dict)
    plan_source_authors: dict[int, set[int]] = field(default_factory=dict)
    plan_source_followers: dict[int, set[int]] = field(default_factory=dict)

    def proposal_of(self, event: Event) -> Proposal | None:
        """The proposal that an event is about."""
        if event.subject == "proposal":
            return self.proposals.get(event.subject_id)
        comment = self.comment_of(event)
        return self.proposals.get(comment.proposal_id) if comment else None

    def comment_of(self, event: Event) -> Comment | None:
        """The comment that an event is about."""
        return self.comments.get(event.subject_id if event.subject == "comment" else event.details.get("comment_id", 0))
